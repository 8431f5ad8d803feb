import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { gate } from '../../../src/gating.ts';
import { createFileAccess } from '../../../src/io/files.ts';
import { loadScenario } from '../../../src/plan.ts';
import { renderReportPage } from '../../../src/report/html/page.ts';
import { reportOn } from '../../../src/reporting.ts';
import { ROOT } from '../../helpers/binary.ts';
import { HOSTILE, pageOf, planOfText } from '../../helpers/report.ts';

const files = createFileAccess({ cwd: ROOT, packageRoot: ROOT, stdin: (async function* () {})() });

async function hostilePage(): Promise<string> {
  const options = {
    policy: 'knapsack-worst',
    seed: 1,
    requirements: [],
    baseline: null,
    isBaselineOptional: true,
  } as const;
  const result = await gate(await loadScenario(HOSTILE, files), options, files);
  return renderReportPage(await reportOn(result.plan, { gate: result, compared: null }), '0.0.0');
}

/** Elements of the page by name, attributes as written. */
function elements(page: string): string[] {
  return [...page.matchAll(/<([a-zA-Z][\w-]*)/g)].map(([, name]) => name as string);
}

describe('the page of a plan', () => {
  it('is the same byte for byte when it is made again', async () => {
    expect(await hostilePage()).toBe(await hostilePage());
  });

  it('keeps a hostile name from becoming an element or an attribute', async () => {
    const page = await hostilePage();
    const names = new Set(elements(page));
    expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(page).toContain('&quot;&gt;&lt;img src=x onerror=alert(2)&gt;');
    expect(['script', 'img', 'iframe', 'link', 'object', 'form'].filter((name) => names.has(name))).toEqual([]);
    expect(page.replace(/&quot;&gt;&lt;img src=x onerror=alert\(2\)&gt;/g, '')).not.toMatch(/\son\w+=/);
  });

  it('names nothing outside of itself', async () => {
    const page = await hostilePage();
    const links = [...page.matchAll(/(?:href|src|url)\s*[=(]\s*"?([^")\s>]*)/g)].map(([, target]) => target as string);
    expect(links.length).toBeGreaterThan(5);
    expect(links.filter((target) => !target.startsWith('#') && target !== 'x')).toEqual([]);
    expect(page).not.toMatch(/@import|https?:/);
  });

  it('allows its own style sheet and nothing else', async () => {
    const page = await hostilePage();
    const policy = /Content-Security-Policy" content="([^"]*)"/.exec(page)?.[1] ?? '';
    const style = /<style>([\s\S]*?)<\/style>/.exec(page)?.[1] ?? '';
    const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(style));
    expect(policy).toBe(
      `default-src 'none'; style-src 'sha256-${Buffer.from(digest).toString('base64')}'; base-uri 'none'; form-action 'none'`,
    );
    expect(page).not.toMatch(/\sstyle="/);
  });

  it('leads to every section that it has, each under one heading', async () => {
    const page = await hostilePage();
    const targets = [...page.matchAll(/<li><a href="#([\w-]+)"/g)].map(([, id]) => id);
    const ids = [...page.matchAll(/<section id="([\w-]+)"/g)].map(([, id]) => id);
    expect(targets).toEqual(ids);
    expect(ids).toEqual(['verdict', 'gates', 'cluster', 'applications', 'left-out', 'load', 'policies', 'accuracy']);
    expect(page.match(/<h1>/g)).toHaveLength(1);
  });

  it('gives each identifier to one element', async () => {
    const ids = [...(await hostilePage()).matchAll(/\sid="([^"]*)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('stays small for thousands of nodes in many states', async () => {
    const apps = Array.from(
      { length: 300 },
      (_, k) =>
        `  - { app: app${k}, count: 10, model: mobilenet_v2, rate: ${1 + k / 50} /s, slo: mean <= ${100 + k} ms }`,
    );
    const page = await pageOf(
      await planOfText(
        `version: 1\nprofiles: [profiles/ibis-edgetpu.csv]\ncluster: [{ node: pi, count: 4000, device: edgetpu-pi, memory: 1 GiB }]\napps:\n${apps.join('\n')}\n`,
        'greedy-online',
      ),
    );
    expect(page.length).toBeLessThan(600_000);
    expect(page.match(/<figure>/g)).toHaveLength(12);
    expect(page.match(/<li class="tile/g)?.length).toBeLessThanOrEqual(60);
    expect(page).toMatch(/And \d[\d,]* accelerators? in \d[\d,]* further states?/);
    expect(page).toContain('And 100 more applications.');
  });

  it('says of an empty placement that nothing is placed', async () => {
    const page = await pageOf(
      await planOfText(
        'version: 1\nprofiles: [profiles/ibis-edgetpu.csv]\ncluster: [{ node: pi, device: edgetpu-pi, memory: 1 MB }]\napps: [{ app: a, model: mobilenet_v2, rate: 1 /s, slo: mean <= 100 ms }]\n',
      ),
    );
    expect(page).toContain('0 of 1 application');
    expect(page).not.toContain('<figure>');
    expect(page).not.toMatch(/NaN|Infinity|undefined/);
  });

  it('counts what is placed, left out and broken as the plan does', async () => {
    const page = await hostilePage();
    expect(page).toContain('42 of 42 applications are placed');
    expect(page).toContain('18 break their SLO');
    expect(readFileSync(HOSTILE, 'utf8')).toContain('count: 30');
  });
});
