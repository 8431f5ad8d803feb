import { describe, expect, it } from 'vitest';
import type { GateCheck } from '../../src/domain/gate-result.ts';
import type { GateLevel } from '../../src/domain/gates.ts';
import { holds, judge, skip, verdictOf } from '../../src/gate/judge.ts';
import { known, type Measure, unknown } from '../../src/gate/measure.ts';
import { withoutRedundantHints } from '../../src/gate/ratchet.ts';
import { readRequirements } from '../../src/gate/requirement.ts';

const requirement = (flag: string) => readRequirements([], [flag], 's')[0]!;
const check = (flag: string, measure: Measure, baseline = {}) => judge(requirement(flag), measure, baseline);

describe('a comparison', () => {
  it('forgives rounding and nothing else', () => {
    expect(holds(0.1 + 0.2, '<=', 0.3)).toBe(true);
    expect(holds(0.3 + 1e-6, '<=', 0.3)).toBe(false);
    expect(holds(0.1 + 0.2, '==', 0.3)).toBe(true);
    expect(holds(0.3, '>', 0.3)).toBe(false);
  });

  it('is never kept by what is not a number', () => {
    for (const sign of ['>=', '<=', '>', '<', '=='] as const) expect(holds(Number.NaN, sign, 0)).toBe(false);
  });
});

describe('a check', () => {
  const placed = (count: number, most: number): Measure => ({
    ...known({ count, share: count / 20 }),
    whole: 20,
    possible: most > count ? [{ values: { count: most, share: most / 20 }, reason: 'the search stopped' }] : [],
  });

  it('passes by what was measured, whatever else is possible', () => {
    expect(check('placed >= 90%', placed(18, 20)).verdict).toBe('pass');
  });

  it('is undecided while a better plan is not ruled out, and failed once it is', () => {
    expect(check('placed >= 95%', placed(18, 19))).toMatchObject({
      verdict: 'undecided',
      reason: 'the search stopped',
    });
    expect(check('placed >= 100%', placed(18, 19)).verdict).toBe('fail');
    expect(check('placed == 19', placed(18, 20)).verdict).toBe('undecided');
  });

  it('of an upper bound is decided by the plan at hand: a better search cannot take back what it found', () => {
    expect(check('placed <= 17', placed(18, 20)).verdict).toBe('fail');
  });

  it('is undecided where nothing was measured', () => {
    expect(check('slack >= 1%', unknown('nothing is placed'))).toMatchObject({
      verdict: 'undecided',
      reason: 'nothing is placed',
    });
  });

  it('of too little evidence is undecided, never failed', () => {
    expect(check('samples >= 100', known({ count: 99 })).verdict).toBe('undecided');
    expect(check('samples >= 100', known({ count: 100 })).verdict).toBe('pass');
  });

  it('compares with the baseline: points of a share, per cent of a cost', () => {
    const before = { share: 0.95, amount: 20 };
    expect(check('placed >= baseline - 2%', known({ share: 0.93 }), before).verdict).toBe('pass');
    expect(check('placed >= baseline - 2%', known({ share: 0.929 }), before).verdict).toBe('fail');
    expect(check('cost <= baseline + 10 %', known({ amount: 22 }), before)).toMatchObject({
      verdict: 'pass',
      limit: 22,
    });
    expect(check('cost <= baseline + 10 %', known({ amount: 22.1 }), before).verdict).toBe('fail');
  });

  it('is undecided where the baseline does not say what it is compared with', () => {
    expect(check('headroom >= baseline', known({ share: 1 }), {}).verdict).toBe('undecided');
  });

  it('blames what breaks it and not what keeps it, and describes twenty of many', () => {
    const culprit = (share: number) => ({ values: { share }, describe: () => ({ text: `${share}`, origin: null }) });
    const two = check('utilization <= 0.8', known({ share: 0.9 }, [culprit(0.9), culprit(0.81), culprit(0.5)]));
    expect(two.causes.map(({ text }) => text)).toEqual(['0.9', '0.81']);
    const many = check('utilization <= 0.8', known({ share: 1 }, new Array(5000).fill(culprit(1))));
    expect([many.causes.length, many.hiddenCauses]).toEqual([20, 4980]);
  });

  it('suggests a tighter limit only where there is something to gain', () => {
    const tighter = (flag: string, values: object) => check(flag, known(values)).tighter;
    expect(tighter('placed >= 90%', { share: 1 })).toBe('>= 100 %');
    expect(tighter('placed >= 96%', { share: 1 })).toBe(null);
    expect(tighter('utilization <= 0.8', { share: 0.604 })).toBe('<= 61 %');
    expect(tighter('slack-p95 >= 20 ms', { timeMs: 47.6 })).toBe('>= 47 ms');
    expect(tighter('violations <= 5', { count: 0 })).toBe('<= 0');
    expect(tighter('cost <= 20', { amount: 12.341 })).toBe('<= 12.35');
    expect(tighter('utilization >= 0.1', { share: 0.6 })).toBe(null);
  });

  it('keeps its suggestion only as long as no other requirement of the gate promises more', () => {
    const checks = ['placed >= 60%', 'placed >= 80%'].map((flag) => check(flag, known({ share: 0.95 })));
    expect(withoutRedundantHints(checks).map(({ tighter }) => tighter)).toEqual([null, '>= 95 %']);
  });
});

describe('the verdict', () => {
  const of = (...levels: readonly (readonly [GateLevel, GateCheck['verdict']])[]) =>
    verdictOf(levels.map(([level, verdict]) => ({ ...skip(requirement('placed 1'), ''), level, verdict })));

  it('fails for one failed error, whatever is undecided beside it', () => {
    expect(of(['error', 'pass'], ['error', 'undecided'], ['error', 'fail'])).toBe('fail');
  });

  it('is undecided for one undecided error', () => {
    expect(of(['error', 'pass'], ['error', 'undecided'])).toBe('undecided');
  });

  it('does not change for warnings', () => {
    expect(of(['error', 'pass'], ['warn', 'fail'], ['warn', 'undecided'])).toBe('pass');
    expect(of(['warn', 'fail'])).toBe('pass');
  });

  it('is no pass where nothing was looked at', () => {
    expect(of(['off', 'skipped'], ['error', 'skipped'])).toBe('undecided');
  });
});
