import { existsSync, readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import type { GateCause, GateCheck, GateResult } from '../../src/domain/gate-result.ts';
import type { Plan } from '../../src/domain/plan.ts';
import { emptyPlacement } from '../../src/domain/scenario.ts';
import { renderBaselineJson, renderGateJson } from '../../src/report/gate-json.ts';
import { renderGateMarkdown } from '../../src/report/gate-markdown.ts';
import { renderGateTable } from '../../src/report/gate-table.ts';
import { renderGithub } from '../../src/report/github.ts';
import { renderJunit } from '../../src/report/junit.ts';
import { renderSarif } from '../../src/report/sarif.ts';
import { createStyle } from '../../src/report/style.ts';
import { scenarioOf } from '../place/toys.ts';
import { readJunit, type XmlElement } from './schemas/junit-structure.ts';
import { SARIF_SUBSET } from './schemas/sarif-subset.ts';

const plan: Plan = {
  command: 'fit',
  scenario: scenarioOf({ nodes: [{ name: 'n' }], apps: [{ name: 'a' }], profiles: [{ model: 'm', serviceTime: 1 }] }),
  seed: 1,
  policy: 'auto',
  placement: emptyPlacement(1),
  status: 'optimal',
  upperBound: 0,
  knowsSlos: true,
  nodes: [null],
  reasons: ['no room'],
};

const failed: GateCheck = {
  gate: 'placed',
  requirement: '>= 100 %',
  level: 'error',
  place: { file: 's.yaml', line: 9, column: 3, length: 1, quote: null, quoteColumn: 1 },
  verdict: 'fail',
  comparison: '>=',
  unit: 'share',
  limit: 1,
  values: { share: 0.95, count: 19 },
  whole: 20,
  baseline: null,
  reason: null,
  causes: [],
  hiddenCauses: 0,
  tighter: null,
};

function resultOf(checks: readonly GateCheck[], more: Partial<GateResult> = {}): GateResult {
  return { plan, verdict: 'fail', checks, measures: {}, baseline: null, changes: null, ...more };
}

const cause = (text: string, file = 'apps.csv', line = 3): GateCause => ({ text, origin: { file, line, column: 1 } });

/** What a name, a file or a reason might hold. */
const HOSTILE = [
  'a\nb\r\nc',
  '::error file=x::y',
  '%0A::set-output name=x::y',
  'a | b || c',
  '`code` ```',
  '<script>alert(1)</script>',
  ']]><x/>',
  '&amp; &lt; &#x41;',
  '@everyone #1 !2 ~label $3 https://evil.example www.evil.example',
  '[link](javascript:alert(1)) ![x](y)',
  '**bold** _it_ ~~x~~ \\',
  '"quoted" \'single\' =cmd()',
  '--> <!--',
  '\u0000\u0007\u001b[31m\u202e\ufffe\uffff',
  '\ud800 lone',
  'ünï 🚀',
];

const hostile = resultOf(
  HOSTILE.map((text) => ({ ...failed, reason: text, requirement: text, causes: [cause(text, text)], hiddenCauses: 2 })),
  {
    plan: { ...plan, scenario: { ...plan.scenario, name: HOSTILE.join('') } },
    baseline: HOSTILE.join(''),
    changes: HOSTILE.map((text) => ({ kind: 'profile', text, origin: { file: text, line: 2, column: 1 } })),
  },
);

const MANY = resultOf(
  Array.from({ length: 500 }, (_, k) => ({
    ...failed,
    causes: Array.from({ length: 20 }, (_unused, n) => cause(`application-${k}-${n} ${'x'.repeat(300)}`)),
    hiddenCauses: 99_980,
  })),
  {
    changes: Array.from({ length: 5000 }, (_, k) => ({ kind: 'moved', text: `app-${k}`, origin: null })),
    baseline: 'b',
  },
);

describe('SARIF', () => {
  const ajv = new Ajv2020({ strict: true, allErrors: true });
  const isSubset = ajv.compile(SARIF_SUBSET);
  const schemaFile = process.env.EDGE_PLAN_SARIF_SCHEMA ?? '';
  if (!existsSync(schemaFile)) {
    console.warn('SARIF is held against our own subset of its schema only: EDGE_PLAN_SARIF_SCHEMA names no file');
  }
  const isPublished = existsSync(schemaFile)
    ? new Ajv2020({ strict: false, validateFormats: false }).compile(JSON.parse(readFileSync(schemaFile, 'utf8')))
    : isSubset;

  it.each([
    ['a failed gate', resultOf([failed])],
    ['nothing wrong', resultOf([{ ...failed, verdict: 'pass' }])],
    ['hostile texts', hostile],
    ['thousands of findings', MANY],
    ['standard input', resultOf([{ ...failed, causes: [cause('x', '<stdin>')] }])],
  ])('of %s is valid', (_, result) => {
    const log = JSON.parse(renderSarif(result, '1.2.3'));
    expect([isSubset(log), isSubset.errors]).toEqual([true, null]);
    expect([isPublished(log), isPublished.errors]).toEqual([true, null]);
    expect(log.runs[0].results.length).toBeLessThanOrEqual(200);
  });

  it('points at the line that breaks, and at the requirement beside it', () => {
    const [found] = JSON.parse(renderSarif(resultOf([{ ...failed, causes: [cause('why', 'a b/c#d.yaml', 7)] }]), '1'))
      .runs[0].results;
    expect(found.locations[0].physicalLocation).toMatchObject({
      artifactLocation: { uri: 'a%20b/c%23d.yaml' },
      region: { startLine: 7 },
    });
    expect(found.relatedLocations[0].physicalLocation.region.startLine).toBe(9);
  });

  it('gives no folder of an absolute path away', () => {
    const text = renderSarif(resultOf([{ ...failed, causes: [cause('why', '/home/someone/site.yaml')] }]), '1');
    expect(text).not.toContain('someone');
  });
});

describe('JUnit XML', () => {
  it.each([
    ['a failed gate', resultOf([failed])],
    ['no gate', resultOf([])],
    ['hostile texts', hostile],
    ['thousands of causes', MANY],
  ])('of %s has the structure that readers expect', (_, result) => {
    const suites = readJunit(renderJunit(result));
    const cases = suites.children[0]?.children.filter(({ name }) => name === 'testcase') ?? [];
    expect(cases.length).toBe(result.checks.length);
    expect(suites.attributes.tests).toBe(String(result.checks.length));
  });

  it('carries text unchanged but for characters that XML does not have', () => {
    const suites = readJunit(renderJunit(resultOf([{ ...failed, causes: [cause('<b>]]>&amp;\u0007"x')] }])));
    expect(find(suites, 'failure')?.text).toContain('<b>]]>&amp;·"x (apps.csv:3)');
  });

  it('tells failed, undecided, skipped and warned gates apart', () => {
    const checks = [
      failed,
      { ...failed, verdict: 'undecided' as const, reason: 'stopped' },
      { ...failed, verdict: 'skipped' as const, reason: 'no baseline' },
      { ...failed, level: 'warn' as const },
    ];
    const suites = readJunit(renderJunit(resultOf(checks)));
    expect(suites.attributes).toMatchObject({ tests: '4', failures: '1', errors: '1' });
    const kinds = suites.children[0]?.children.slice(0, 4).map(({ children }) => children[0]?.name);
    expect(kinds).toEqual(['failure', 'error', 'skipped', 'system-out']);
  });

  it('is refused by the checker when it is broken', () => {
    const sound = renderJunit(resultOf([failed]));
    for (const wrong of [sound.replace('</testsuite>', ''), sound.replace('name=', 'nmae='), sound.replace('≥', '&')]) {
      expect(() => readJunit(wrong)).toThrow();
    }
  });
});

function find(element: XmlElement, name: string): XmlElement | undefined {
  return element.name === name ? element : element.children.map((child) => find(child, name)).find(Boolean);
}

describe('GitHub annotations', () => {
  it('are at most ten lines that each begin a command, whatever the texts hold', () => {
    for (const result of [hostile, MANY]) {
      const lines = renderGithub(result)
        .trimEnd()
        .split(/[\r\n]/);
      expect(lines.length).toBe(10);
      for (const line of lines) expect(line).toMatch(/^::(?:error|warning|notice) [^:]*::[^\r\n]*$/);
    }
  });

  it('escape percent signs, line ends, and in properties colons and commas', () => {
    const [line] = renderGithub(resultOf([{ ...failed, causes: [cause('50%\nx', 'a,b:c.yaml', 4)] }])).split('\n');
    expect(line).toContain('file=a%2Cb%3Ac.yaml,line=4,col=1');
    expect(line).toContain('50%25%0Ax');
  });

  it('come worst first: errors before warnings, the furthest off first', () => {
    const checks: GateCheck[] = [
      { ...failed, gate: 'headroom', level: 'warn' },
      { ...failed, gate: 'placed' },
      { ...failed, gate: 'utilization', values: { share: 0.2 } },
      { ...failed, gate: 'samples', verdict: 'undecided' },
    ];
    const order = [...renderGithub(resultOf(checks)).matchAll(/gate%3A (\w+)::/g)].map(([, gate]) => gate);
    expect(order).toEqual(['utilization', 'placed', 'samples', 'headroom']);
  });

  it('say nothing where every gate is kept', () => {
    expect(renderGithub(resultOf([{ ...failed, verdict: 'pass' }]))).toBe('');
  });
});

describe('Markdown', () => {
  it('stays below what GitHub takes as a comment, and says what it left out', () => {
    const text = renderGateMarkdown(MANY);
    expect(Buffer.byteLength(text)).toBeLessThan(64_000);
    expect(text).toMatch(/and \d+ more lines/);
  });

  it('lets no text begin markup, end a cell or mention somebody', () => {
    const text = renderGateMarkdown(hostile);
    const ours = text
      .replaceAll(/<!-- edge-plan gate -->|<!-- -->|<\/?code>|&#\d+;/g, '')
      .replaceAll(/^- |\*\*|^###? /gm, '');
    expect(ours).not.toMatch(/[<>`@#_[\]{}\\~]|\p{Cf}/u);
    expect(text).not.toMatch(/https?:\/\/|www\./);
    for (const row of text.split('\n').filter((line) => line.startsWith('|'))) expect(row.split('|').length).toBe(7);
  });

  it('shows an escaped text as it was: references decode to it', () => {
    const [line] = renderGateMarkdown(resultOf([{ ...failed, causes: [cause('a|b <c> @d')] }]))
      .split('\n')
      .filter((one) => one.startsWith('- '));
    const shown = line
      ?.replaceAll('<!-- -->', '')
      .replaceAll(/&#(\d+);/g, (_, code) => String.fromCodePoint(Number(code)));
    expect(shown).toContain('a|b <c> @d');
  });
});

describe('the table', () => {
  it('has no control character of an input', () => {
    const text = renderGateTable(resultOf([failed], { baseline: '\u001b[31mx', changes: [] }), {
      style: createStyle(false),
      width: 80,
      isVerbose: true,
    });
    expect(text).not.toMatch(/\p{Cc}(?<!\n)/u);
  });
});

describe('JSON', () => {
  it('has the fields of the contract, and null where nothing was measured', () => {
    const document = JSON.parse(renderGateJson(resultOf([failed, { ...failed, verdict: 'undecided', values: null }])));
    expect(document).toMatchObject({ schemaVersion: 1, command: 'gate', scenario: 'toy', seed: 1, verdict: 'fail' });
    expect(document.checks[0]).toMatchObject({
      gate: 'placed',
      expected: '>= 100 %',
      actual: 0.95,
      passed: false,
      level: 'error',
    });
    expect(document.checks[1]).toMatchObject({ actual: null, passed: null });
  });

  it('writes no infinity', () => {
    const text = renderGateJson(
      resultOf([{ ...failed, values: { share: Number.NEGATIVE_INFINITY }, reason: 'unstable' }]),
    );
    expect(JSON.parse(text).checks[0]).toMatchObject({ actual: null, passed: false, reason: 'unstable' });
  });

  it('of a baseline holds nothing that a second update would change', () => {
    expect(renderBaselineJson(resultOf([failed]))).toBe(
      renderBaselineJson(resultOf([], { changes: [], baseline: 'x' })),
    );
  });
});
