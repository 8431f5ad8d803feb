import { describe, expect, it } from 'vitest';
import type { GateText } from '../../src/domain/scenario.ts';
import { readRequirements } from '../../src/gate/requirement.ts';
import { problemsFrom } from '../read/reading.ts';

const one = (flag: string) => readRequirements([], [flag], 'site.yaml')[0];

describe('the text of a requirement', () => {
  it.each([
    ['placed >= 90%', '>=', 'share', 0.9],
    ['placed>=12', '>=', 'count', 12],
    ['placed 12', '>=', 'count', 12],
    ['violations 0', '<=', 'count', 0],
    ['utilization <= 0.8', '<=', 'share', 0.8],
    ['utilization ≤ 80 %', '<=', 'share', 0.8],
    ['headroom > 10 %', '>', 'share', 0.1],
    ['slack-p95 >= 20 ms', '>=', 'timeMs', 20],
    ['slack-p99 >= 1 s', '>=', 'timeMs', 1000],
    ['slack >= -5 %', '>=', 'share', -0.05],
    ['cost < 12.5', '<', 'amount', 12.5],
    ['nodes == 4', '==', 'count', 4],
    ['survive 1', '>=', 'count', 1],
  ])('%s compares by %s a %s of %d', (flag, comparison, unit, number) => {
    expect(one(flag)).toMatchObject({ comparison, unit, number, isRelative: false });
  });

  it.each([
    ['placed >= baseline', 'share', 0, false],
    ['placed >= baseline - 2%', 'share', -0.02, false],
    ['placed >= baseline - 2', 'count', -2, false],
    ['slack >= baseline-5 ms', 'timeMs', -5, false],
    ['cost <= baseline + 10 %', 'amount', 0.1, true],
    ['cost <= baseline + 3', 'amount', 3, false],
    ['nodes <= baseline + 10 %', 'count', 0.1, true],
  ])('%s adds to the baseline', (flag, unit, number, isProportional) => {
    expect(one(flag)).toMatchObject({ unit, number, isProportional, isRelative: true });
  });

  it.each([
    'placed >= 0.9',
    'placed >= 90 ms',
    'placed >=',
    'placed',
    'placed >> 3',
    'placed >= NaN',
    'placed >= 1e400',
    'placed >= -1',
    'placed >= baseline * 2',
    'placed >= baseline - -2',
    'utilization <= 80',
    'cost <= 10 %',
    'nodes <= 50 %',
    'survive <= 1',
    'survive >= 0',
    'survive >= baseline',
    'moves <= baseline',
    `placed >= ${'9'.repeat(200)}`,
  ])('%s is refused', async (flag) => {
    const problems = await problemsFrom(() => one(flag));
    expect(problems.map(({ code }) => code)).toEqual(['gate-requirement']);
    expect(problems[0]?.message.length).toBeLessThan(300);
  });

  it('names the gate nearest to one that there is not', async () => {
    const problems = await problemsFrom(() => one('plcaed >= 1'));
    expect(problems).toMatchObject([{ code: 'gate-unknown', help: 'Did you mean "placed"?' }]);
  });

  it('is a problem at its own line, and all are reported together', async () => {
    const place = { file: 's.yaml', line: 7, column: 3, length: 4, quote: 'x', quoteColumn: 1 };
    const text: GateText = { name: 'placed', requirement: '>= much', level: 'warn', place };
    const problems = await problemsFrom(() => readRequirements([text], ['nodes <= few'], 's.yaml'));
    expect(problems.map((problem) => problem.place)).toEqual([place, null]);
  });

  it('is missing altogether where there is no gate, which is a problem and no pass', async () => {
    const problems = await problemsFrom(() => readRequirements([], [], 's.yaml'));
    expect(problems.map(({ code }) => code)).toEqual(['gate-none']);
  });
});
