import { describe, expect, it } from 'vitest';
import type { FlagValue } from '../../src/cli/invocation.ts';
import { measureOptions } from '../../src/cli/measure-settings.ts';
import { settingsOf } from '../../src/measuring.ts';
import { problemsFrom } from '../read/reading.ts';

const options = (flags: Readonly<Record<string, FlagValue>>, file: string | null = 'nets/resnet18.onnx') =>
  measureOptions(file, new Map(Object.entries({ device: 'here', ...flags })));

const codes = async (flags: Readonly<Record<string, FlagValue>>, file?: string | null) =>
  (await problemsFrom(() => options(flags, file))).map(({ code }) => code);

describe('the flags of measure', () => {
  it('have answers of their own where they are left out', () => {
    expect(options({})).toEqual({
      file: 'nets/resnet18.onnx',
      model: 'resnet18',
      device: 'here',
      batches: [1],
      copies: [1],
      duration: 10_000,
      pause: 20,
      warmUp: 20,
      threads: 1,
      cores: null,
      shapes: new Map(),
      precision: null,
      conditions: null,
    });
  });

  it('take lists in any order, each number once', () => {
    const { batches, copies } = options({ batch: '8, 1,4,1', copies: '2' });
    expect([batches, copies]).toEqual([[1, 4, 8], [2]]);
  });

  it('take sizes of inputs whose names hold an equals sign', () => {
    const { shapes } = options({ input: ['x=1x3x224x224', 'a=b=7'] });
    expect([...shapes]).toEqual([
      ['x', [1, 3, 224, 224]],
      ['a=b', [7]],
    ]);
  });

  const WRONG: readonly (readonly [string, Readonly<Record<string, FlagValue>>, string])[] = [
    ['a batch of none', { batch: '0' }, 'flag-number'],
    ['a batch with a hole', { batch: '1,,2' }, 'flag-number'],
    ['half a copy', { copies: '1.5' }, 'flag-number'],
    ['more copies than a machine bears', { copies: '257' }, 'flag-number'],
    ['a bare duration', { duration: '10' }, 'flag-duration'],
    ['a blink', { duration: '99ms' }, 'flag-duration'],
    ['more than a day', { duration: '25 h' }, 'flag-duration'],
    ['a bare rest', { pause: '20' }, 'flag-duration'],
    ['a rest of hours', { pause: '2 h' }, 'flag-duration'],
    ['an input without sizes', { input: ['x'] }, 'flag-input'],
    ['an input without a name', { input: ['=1x3'] }, 'flag-input'],
    ['a size of nothing', { input: ['x=1x0'] }, 'flag-input'],
    ['a negative warm-up', { 'warm-up': -1 }, 'flag-out-of-range'],
    ['no thread', { threads: 0 }, 'flag-out-of-range'],
    ['a blank device', { device: ' ' }, 'flag-text'],
    ['an empty device', { device: '' }, 'flag-text'],
    ['a model on two lines', { model: 'a\nb' }, 'flag-text'],
    ['a novel', { conditions: 'x'.repeat(301) }, 'flag-text'],
  ];

  it.each(WRONG)('refuse %s', async (_, flags, code) => {
    expect(await codes(flags)).toEqual([code]);
  });

  it('are told of together, and so is what is missing', async () => {
    expect(await problemsFrom(() => measureOptions(null, new Map([['batch', 'x']])))).toMatchObject([
      { code: 'model-not-given' },
      { code: 'device-missing' },
      { code: 'flag-number' },
    ]);
    expect(await codes({}, 'nets/.onnx')).toEqual(['model-name']);
  });
});

describe('what is measured', () => {
  it('is every batch alone, then the copies, with one copy of batch 1 to compare them with', () => {
    const pairs = (batches: number[], copies: number[]) =>
      settingsOf({ batches, copies }).map(({ batch, copies }) => [batch, copies]);
    expect(pairs([2, 4], [1])).toEqual([
      [2, 1],
      [4, 1],
    ]);
    expect(pairs([4], [1, 2, 3])).toEqual([
      [1, 1],
      [4, 1],
      [1, 2],
      [1, 3],
    ]);
  });
});
