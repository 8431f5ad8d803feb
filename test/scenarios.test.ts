import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createFileAccess } from '../src/io/files.ts';
import { checkPlacement } from '../src/place/check.ts';
import { loadScenario, fit as placed } from '../src/plan.ts';
import { createLatencyQuestion } from '../src/predict/node.ts';
import { ROOT } from './helpers/binary.ts';

/** Every shipped scenario is read, placed and checked. */
const files = readdirSync(join(ROOT, 'scenarios')).filter((name) => name.endsWith('.yaml'));
const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');
const overview = readFileSync(join(ROOT, 'scenarios/README.md'), 'utf8');

function load(name: string) {
  const access = createFileAccess({ cwd: ROOT, packageRoot: ROOT, stdin: process.stdin });
  return loadScenario(`scenarios/${name}`, access);
}

describe('shipped scenarios', () => {
  it('there are at least three', () => {
    expect(files.length).toBeGreaterThanOrEqual(3);
  });

  it.each(files)('%s: what is placed violates no constraint', async (name) => {
    const scenario = await load(name);
    const { placement } = await placed(scenario, { policy: 'auto', seed: 1 });
    expect(checkPlacement(scenario, createLatencyQuestion(scenario), placement)).toEqual([]);
    expect(placement.node.some((node) => node !== -1)).toBe(true);
  });

  it.each(files)('%s: another seed gives a plan within the same bound', async (name) => {
    const scenario = await load(name);
    const plans = await Promise.all([1, 2].map((seed) => placed(scenario, { policy: 'auto', seed })));
    expect(plans[0]?.upperBound).toBe(plans[1]?.upperBound);
    for (const { placement, upperBound } of plans) {
      expect(placement.node.filter((node) => node !== -1).length).toBeLessThanOrEqual(upperBound as number);
    }
  });

  it.each(files)('%s is shown in a README', (name) => {
    expect(readme + overview).toContain(name);
  });
});
