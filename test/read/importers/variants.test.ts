import { describe, expect, it } from 'vitest';
import { ProblemError } from '../../../src/domain/problem.ts';
import { mergeMeasurements } from '../../../src/read/merge-measurements.ts';
import { profileRows, type Said } from '../../../src/read/profile-rows.ts';
import { textFile } from '../reading.ts';
import { fixture, readText, SAID } from './importing.ts';

/** The rows, or the codes and words of what stands against them; figures of our own, after what people paste. */
function answer(text: string, said: Partial<Said> & { column?: string } = {}, format = 'auto') {
  const all = { ...SAID, model: 'm', ...said };
  try {
    const { measurements, leftOut, problems } = readText(textFile(text, 'run.txt'), format, {
      batch: all.batch,
      accept: all.accept ?? [],
      column: said.column ?? null,
    });
    problems.throwIfAny();
    const rows = profileRows(mergeMeasurements(measurements), all, () => 'a test');
    return { rows, row: rows[0], codes: [] as string[], text: leftOut.map(({ reason }) => reason).join('\n') };
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    const texts = error.problems.map(({ message, help }) => `${message} ${help}`);
    return { rows: [], row: undefined, codes: error.problems.map(({ code }) => code), text: texts.join('\n') };
  }
}

const lines = (...all: readonly string[]) => `${all.join('\n')}\n`;

describe('TensorFlow Lite as of 1.15 to 2.1, and its delegates', () => {
  const head = ['STARTING!', 'Graph: [net.tflite]'];
  const count = 'count=50 first=12010 curr=12001 min=11800 max=13000 avg=12100 std=121';

  it.each([
    'Average inference timings in us: Warmup: 13000.5, Init: 9000, Inference: 12100.4',
    'Average inference timings in us: Warmup: 13000.5, Init: 9000, no stats: 12100.4',
    'Average inference timings in us: Warmup: 13000.5, Init: 9000, no stats: 12100.4, with stats: 12900',
    'Inference timings in us: Init: 9000, First inference: 15000, Warmup (avg): 13000, Inference (avg): 12100.4',
  ])('%s', (timings) => {
    const { row } = answer(lines(...head, 'count=1 curr=15000', count, '', timings), { batch: 1, model: null });
    expect(row?.model).toBe('net');
    expect(row?.serviceTime.value).toBeCloseTo(12.1004, 9);
    expect(row?.scv?.value).toBeCloseTo(1e-4, 9);
  });

  it('a line of timings without a mean is not called a run that did not end', () => {
    const { codes, text } = answer(
      lines(...head, count, 'Average inference timings in us: Warmup: 13000.5, Init: 9000'),
    );
    expect(codes).toEqual(['time-missing']);
    expect(text).not.toContain('did not end');
  });

  it.each([
    ['INFO: Applying 1 TensorFlow Lite delegate(s) lazily.', null, true],
    ['INFO: Applying 2 TensorFlow Lite delegate(s) lazily.', null, true],
    [
      'Explicitly applied GPU delegate, and the model graph will be completely executed by the delegate.',
      'delegate GPU',
      false,
    ],
    ['INFO: Created TensorFlow Lite XNNPACK delegate for CPU.', 'delegate XNNPACK', false],
    [
      'Though GPU delegate is explicitly applied, the model graph will not be executed by the delegate.',
      'no delegate: it executes no part of the model, the CPU does',
      false,
    ],
  ])('%s', (line, condition, isAsked) => {
    const end =
      'Inference timings in us: Init: 9000, First inference: 15000, Warmup (avg): 13000, Inference (avg): 12100';
    const { row } = answer(lines(...head, line, count, end), { batch: 1 });
    expect(row?.conditions.filter((text) => text.includes('delegate'))).toEqual(condition === null ? [] : [condition]);
    expect(row?.remarks.some(({ code }) => code === 'delegate-unknown')).toBe(isAsked);
  });
});

describe('MLPerf by the words of all its versions', () => {
  const summary = (scenario: string, mode: string) =>
    lines(
      'MLPerf Results Summary',
      `Scenario : ${scenario}`,
      `Mode     : ${mode}`,
      'Result is : VALID',
      'QPS w/o loadgen overhead        : 125.00',
      'Mean latency (ns)               : 8000000',
    );

  it.each([
    ['SingleStream', 'PerformanceOnly'],
    ['Single Stream', 'Performance'],
    ['single_stream', 'Performance Only'],
  ])('%s, %s: 8 ms of one sample, without asking', (scenario, mode) => {
    const { row } = answer(summary(scenario, mode));
    expect([row?.batch, row?.serviceTime.value]).toEqual([1, 8]);
    expect(row?.conditions).toContain('MLPerf SingleStream');
  });

  it('what is another scenario or mode stays out', () => {
    expect(answer(summary('Single Stream', 'Accuracy')).codes).toEqual(['mlperf-mode']);
    expect(answer(summary('SingleStream', 'FindPeakPerformance')).codes).toEqual(['mlperf-mode']);
    expect(answer(summary('Multi Stream', 'Performance')).codes).toEqual(['response-time']);
    expect(answer(summary('Server', 'PerformanceOnly')).codes).toEqual(['response-time']);
  });
});

describe('benchmark_app in Python and C++, old and new', () => {
  const report = (average: string, api = 'sync') =>
    lines(
      'Configuration setup',
      `API;${api}`,
      'batch size;1',
      'number of parallel infer requests;1',
      '',
      'Execution results',
      'total execution time (ms);60000',
      'total number of iterations;5000',
      average,
      'Median latency (ms);11.80',
      'throughput;83.33',
    );

  it.each(['Average latency (ms);12.00', 'avg latency;12.00', 'AVG latency (ms);12.0'])('%s', (average) => {
    const { row } = answer(report(average));
    expect([row?.batch, row?.serviceTime.value, row?.throughput?.value]).toEqual([1, 12, 0.08333]);
  });

  it.each(['latency_avg', 'latency_average'])('JSON with %s', (key) => {
    const document = {
      configuration_setup: { api: 'sync', batch_size: 1, target_device: 'CPU' },
      execution_results: { [key]: 12, latency_median: 11.8, throughput: 83.33, iterations_num: 5000 },
    };
    expect(answer(JSON.stringify(document, null, 2)).row?.serviceTime.value).toBe(12);
  });

  it('a report of the median alone says so', () => {
    expect(answer(report('first inference time (ms);13')).text).toContain('a median latency, and no average');
  });

  it.each([
    ['904.33 us', 0.90433],
    ['0.90433 ms', 0.90433],
    ['904330 ns', 0.90433],
    ['0.00090433 s', 0.90433],
  ])('Average: %s', (text, ms) => {
    const { row } = answer(
      lines('[ INFO ] Latency:', `[ INFO ]    Average:       ${text}`, '[ INFO ] Throughput:   1105.79 FPS'),
      { batch: 1 },
    );
    expect(row?.serviceTime.value).toBeCloseTo(ms, 9);
  });

  it('before it printed a mean, a synchronous run is duration ÷ count', () => {
    for (const start of ['Start inference syncronously, 60000 ms duration', 'Start inference synchronously']) {
      const text = lines(
        `[Step 10/11] Measuring performance (${start})`,
        'Count:      500 iterations',
        'Duration:   6000.00 ms',
        'Latency:    11.90 ms',
        'Throughput: 83.33 FPS',
      );
      const { row } = answer(text);
      expect([row?.batch, row?.serviceTime.value]).toEqual([1, 12]);
    }
    const { codes } = answer(fixture('openvino/older.log').text);
    expect(codes).toEqual(['time-missing']);
  });

  it('the sample of synchronous inference, without a line of the whole tool', () => {
    const { row } = answer(
      lines(
        '[ INFO ] Count:          1000 iterations',
        '[ INFO ] Duration:       12010.00 ms',
        '[ INFO ] Latency:',
        '[ INFO ]     Median:     12.00 ms',
        '[ INFO ]     AVG:        12.01 ms',
        '[ INFO ]     MIN:        11.50 ms',
        '[ INFO ]     MAX:        14.00 ms',
      ),
      { batch: 1 },
    );
    expect(row?.serviceTime.value).toBe(12.01);
  });

  it('first inference without the noise of binary fractions', () => {
    const { text } = fixture('openvino/works.log');
    const { row } = answer(text.replace(/First inference took [\d.]+ ms/, 'First inference took 637.0790000000001 ms'));
    expect(row?.conditions.filter((one) => /\d{9}/.test(one))).toEqual([]);
  });
});

describe('the execution provider of ONNX Runtime', () => {
  const { text } = fixture('onnxruntime/works.log');

  it('is kept where a line or the command says it, and noted where none does', () => {
    for (const [line, condition] of [
      ['Setting up session using VSINPUExecutionProvider', 'provider VSINPUExecutionProvider'],
      ['$ onnxruntime_perf_test -m times -r 100 -e cuda net.onnx', 'provider cuda'],
    ] as const) {
      const { row } = answer(`${line}\n${text}`, { batch: 1 });
      expect(row?.conditions).toContain(condition);
      expect(row?.remarks.map(({ code }) => code)).not.toContain('provider-unknown');
    }
    expect(answer(text, { batch: 1 }).row?.remarks.map(({ code }) => code)).toContain('provider-unknown');
    expect(answer(text, { batch: 1, conditions: 'CPU provider' }).row?.remarks.map(({ code }) => code)).not.toContain(
      'provider-unknown',
    );
  });
});
