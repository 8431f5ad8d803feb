import { describe, expect, it } from 'vitest';
import { problemsFrom } from '../reading.ts';
import { imported } from './importing.ts';

/** What a file does not say is asked for by the name of its flag, and never guessed. */
describe('what is needed and missing is asked for', () => {
  const codes = async (work: Promise<unknown>) => (await problemsFrom(() => work)).map(({ code }) => code);

  it('model, device and batch are asked for together', async () => {
    const found = await problemsFrom(() => imported(['onnxruntime/works.log'], { device: null }));
    expect(found.map(({ code }) => code)).toEqual(['model-missing', 'device-missing', 'batch-missing']);
    expect(found.map(({ help }) => help?.split(':')[0])).toEqual([
      'Give it with --model',
      'Give it with --device',
      'Give it with --batch',
    ]);
  });

  it('a tool that can run any batch and does not print it is not taken for batch 1', async () => {
    for (const file of ['tflite/works.log', 'perf-analyzer/works.csv', 'trtexec/older-8.log', 'edgetpu/google.csv']) {
      expect(await codes(imported([file], { model: file.includes('google') ? null : 'm' })), file).toEqual([
        'batch-missing',
      ]);
    }
  });

  it('a batch that the file contradicts is refused', async () => {
    const [found] = await problemsFrom(() => imported(['trtexec/works.log'], { batch: 1 }));
    expect(found?.message).toBe('--batch says 1, and the file 8 (--shapes)');
  });

  it('one name for two models is refused', async () => {
    expect(await codes(imported(['edgetpu/works.csv'], { model: 'both' }))).toEqual(['model-ambiguous']);
  });

  it('samples without a unit are refused, once for all lines, however plausible milliseconds are', async () => {
    const found = await problemsFrom(() => imported(['samples/bare.txt'], { model: 'm', batch: 1 }));
    expect(found.map(({ code }) => code)).toEqual(['unit-missing']);
    expect(found[0]?.message).toMatch(/ has no unit, and neither have 5 other lines$/);
  });

  it('a flag that no file has a use for is refused', async () => {
    expect(await codes(imported(['tflite/works.log'], { batch: 1, unit: 'us' }))).toEqual(['flag-unused']);
    const warmUp = { kind: 'count', count: 5 } as const;
    expect(await codes(imported(['tflite/works.log'], { batch: 1, warmUp }))).toEqual(['flag-unused']);
  });

  it('text that would break a cell, or say nothing, is refused', async () => {
    const said = { model: ' ', conditions: 'a\nb', precision: 'x'.repeat(301), batch: 0 };
    expect(await codes(imported(['tflite/works.log'], said))).toEqual([
      'flag-text',
      'flag-text',
      'flag-text',
      'flag-number',
    ]);
  });

  it('--model renames, and the row keeps the name of the tool', async () => {
    const { rows } = await imported(['trtexec/works.log'], { model: 'resnet' });
    expect(rows[0]?.model).toBe('resnet');
    expect(rows[0]?.conditions).toContain('measured as resnet50');
  });
});

describe('a row says what its figures were made from', () => {
  it.each([
    ['trtexec/works.log', {}, 'GPU Compute Time mean, ms'],
    ['tflite/works.log', { batch: 1 }, 'Inference (avg), µs → ms'],
    ['perf-analyzer/works.csv', { model: 'm', batch: 1 }, 'Server Compute Input + Infer + Output, µs → ms'],
    ['model-analyzer/works.csv', {}, 'batch 8 ÷ Throughput (infer/sec) at concurrency 1'],
    ['mlperf/single-stream.txt', { model: 'm' }, 'Mean latency, ns → ms'],
    ['mlperf/multi-stream.txt', { model: 'm' }, 'Mean latency of a query of all samples, ns → ms'],
    ['onnxruntime/profile.json', { model: 'm', batch: 1 }, 'mean of 110 of model_run dur, µs → ms'],
    ['hailo/batch.log', {}, 'batch 8 ÷ FPS (hw_only), /s → ms'],
    ['samples/bare.txt', { model: 'm', batch: 1, unit: 'us' }, 'mean of 6 of samples, µs → ms'],
  ] as const)('%s', async (file, said, from) => {
    const { rows } = await imported([file], said);
    expect(rows[0]?.serviceTime.from).toBe(from);
    expect(rows[0]?.conditions).toContain(`S is ${from}`);
  });

  it('throughput of queries says that it was multiplied by the batch', async () => {
    const { rows } = await imported(['trtexec/works.log']);
    expect(rows[0]?.throughput?.from).toBe('Throughput, queries × batch 8, /s → /ms');
  });

  it('a variation that was fitted to quantiles says so, and how well it fits', async () => {
    const { rows } = await imported(['mlperf/single-stream.txt'], { model: 'm' });
    expect(rows[0]?.scv?.from).toMatch(
      /^of a lognormal law with this mean, fitted to p50, p90, .*: off by \d\.\d % at worst$/,
    );
  });
});

describe('the user may say what the warm-up was', () => {
  const count = async (warmUp: NonNullable<Parameters<typeof imported>[1]>['warmUp'], file = 'trtexec/times.json') =>
    (await imported([file], { model: 'm', batch: 1, warmUp: warmUp ?? null })).rows[0]?.samples?.value;

  it('as a number of samples', async () => {
    expect(await count({ kind: 'count', count: 0 })).toBe(131);
    expect(await count({ kind: 'count', count: 31 })).toBe(100);
    expect(await count({ kind: 'count', count: 50 }, 'samples/works.csv')).toBe(150);
  });

  it('as a time, where requests say when they began', async () => {
    // Queries of 6 ms begin every 6.4 ms from 0.2 ms on: those at 0.2, 6.6, 13.0 and 19.4 ms are dropped.
    expect(await count({ kind: 'time', time: 20 })).toBe(127);
    const found = await problemsFrom(() => count({ kind: 'time', time: 20 }, 'samples/works.csv'));
    expect(found.map(({ code }) => code)).toEqual(['warm-up-time']);
  });

  it('a warm-up that leaves nothing is refused', async () => {
    for (const file of ['trtexec/times.json', 'samples/works.csv']) {
      const found = await problemsFrom(() => count({ kind: 'count', count: 1000 }, file));
      expect(
        found.map(({ code }) => code),
        file,
      ).toEqual(['all-warm-up']);
    }
  });
});
