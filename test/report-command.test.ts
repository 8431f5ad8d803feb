import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { edgePlan, ROOT } from './helpers/binary.ts';

const SCENARIO = join(ROOT, 'scenarios/edgetpu.yaml');
const folder = mkdtempSync(join(tmpdir(), 'edge-plan-report-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const inFolder = (...words: string[]) => edgePlan(words, { cwd: folder });

describe('edge-plan report', () => {
  it('writes the page in the current folder where no file is named, and says where and what it says', () => {
    const { stdout, stderr, status } = inFolder('report', SCENARIO);
    expect(status).toBe(0);
    expect(stderr).toContain('The page is in "edge-plan-report.html".');
    expect(stdout).toContain('✓ 20 of 20 applications fit, every SLO kept.');
    expect(readFileSync(join(folder, 'edge-plan-report.html'), 'utf8')).toMatch(/^<!doctype html>/);
  });

  it('prints the same bytes that it writes', () => {
    const { stdout } = inFolder('report', SCENARIO, '--html', '-');
    inFolder('report', SCENARIO, '--html', 'page.html');
    expect(readFileSync(join(folder, 'page.html'), 'utf8')).toBe(stdout);
  });

  it('shows a plan that fit wrote with the charts and tiles of that plan', () => {
    inFolder('fit', SCENARIO, '--out', 'plan.json', '--html', 'fit.html');
    inFolder('report', 'plan.json', '--scenario', SCENARIO, '--html', 'plan.html');
    const part = (name: string, id: string) => {
      const page = readFileSync(join(folder, name), 'utf8');
      return page.slice(
        page.indexOf(`<section id="${id}"`),
        page.indexOf('</section>', page.indexOf(`<section id="${id}"`)),
      );
    };
    for (const id of ['cluster', 'applications', 'load']) {
      expect(part('plan.html', id)).toBe(part('fit.html', id));
      expect(part('plan.html', id).length).toBeGreaterThan(500);
    }
  });

  it.each([
    ['predict/none-fits/scenario.yaml', 'Nothing is placed, so this page shows no response time.'],
    ['../browser/hostile/unstable.yaml', 'Nothing that is placed has a finite response time.'],
  ])('calls no response time exact where there is none: %s', (scenario, said) => {
    const { stdout } = inFolder('report', join(ROOT, 'test/cli', scenario), '--html', '-');
    expect(stdout).toContain(said);
    expect(stdout).not.toContain('is exact for');
  });

  it('promises an SLO only up to the load at which the curve ends, where that is below the present one', () => {
    const { stdout } = inFolder('report', join(ROOT, 'test/browser/hostile/unstable.yaml'), '--html', '-');
    expect(stdout).toContain('at least up to 0.71×');
    expect(stdout).not.toContain('beyond 0.71×');
  });

  it('calls no SLO broken that the plan keeps, on an accelerator that is nearly saturated', () => {
    const { stdout } = inFolder('report', join(ROOT, 'scenarios/edgetpu-cluster.yaml'), '--html', '-');
    const load = stdout.slice(stdout.indexOf('<section id="load"'), stdout.indexOf('<section id="policies"'));
    expect(stdout).toContain('every SLO kept');
    expect(load).toContain('now, near saturation');
    expect(load).not.toContain('✗');
  });

  it('refuses a policy for a plan that is made already, and a scenario for a scenario', () => {
    inFolder('fit', SCENARIO, '--out', 'plan.json');
    const policy = inFolder('report', 'plan.json', '--scenario', SCENARIO, '--policy', 'greedy');
    const scenario = inFolder('report', SCENARIO, '--scenario', SCENARIO);
    expect([policy.status, scenario.status]).toEqual([2, 2]);
    expect(policy.stderr).toContain('a plan and --policy cannot be given together');
    expect(scenario.stderr).toContain('a scenario and --scenario cannot be given together');
  });
});
