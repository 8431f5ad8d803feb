import { describe, expect, it } from 'vitest';
import type { Problem } from '../../../src/domain/problem.ts';
import { problemsFrom } from '../reading.ts';
import { fixture, imported, readText } from './importing.ts';

/** The code and the line of every problem with a file that is broken, or that holds no service time. */
const REFUSED: readonly (readonly [file: string, format: string, problems: readonly (readonly [string, number?])[]])[] =
  [
    ['trtexec/broken.log', 'trtexec', [['time-missing', 10]]],
    ['trtexec/end-to-end.log', 'trtexec', [['time-missing', 3]]],
    ['trtexec/streams.log', 'trtexec', [['in-flight', 1]]],
    ['trtexec/times-broken.json', 'trtexec', [['json-syntax', 36]]],
    ['trtexec/times-streams.json', 'trtexec', [['in-flight', 1]]],
    ['tflite/broken.log', 'tflite', [['time-missing', 10]]],
    [
      'edgetpu/broken.csv',
      'edgetpu',
      [
        ['number-out-of-range', 3],
        ['csv-ragged', 4],
      ],
    ],
    ['edgetpu/round.csv', 'edgetpu', [['round-of-models', 2]]],
    ['edgetpu/compiler-broken.log', 'edgetpu', [['size-missing', 2]]],
    ['edgetpu/compiler.log', 'edgetpu', [['time-missing']]],
    ['edgetpu/google-broken.csv', 'edgetpu', [['unit-unknown', 2]]],
    [
      'perf-analyzer/broken.csv',
      'perf-analyzer',
      [
        ['number-out-of-range', 2],
        ['csv-ragged', 3],
      ],
    ],
    ['perf-analyzer/response-only.csv', 'perf-analyzer', [['response-time', 2]]],
    [
      'model-analyzer/broken.csv',
      'model-analyzer',
      [
        ['response-time', 2],
        ['response-time', 3],
      ],
    ],
    ['model-analyzer/gpu.csv', 'model-analyzer', [['time-missing']]],
    ['model-analyzer/server-only.csv', 'model-analyzer', [['no-model', 2]]],
    ['mlperf/broken.txt', 'mlperf', [['time-missing', 5]]],
    ['mlperf/invalid.txt', 'mlperf', [['mlperf-invalid', 8]]],
    ['mlperf/server.txt', 'mlperf', [['response-time', 5]]],
    ['mlperf/offline.txt', 'mlperf', [['capacity-only', 5]]],
    ['mlperf/accuracy.txt', 'mlperf', [['mlperf-mode', 6]]],
    ['mlperf/multi-stream-older.txt', 'mlperf', [['response-time', 5]]],
    ['onnxruntime/broken.log', 'onnxruntime', [['time-missing', 1]]],
    ['onnxruntime/parallel.log', 'onnxruntime', [['in-flight', 4]]],
    ['onnxruntime/profile-broken.json', 'onnxruntime', [['json-syntax', 241]]],
    ['openvino/broken.log', 'openvino', [['time-missing', 13]]],
    ['openvino/older.log', 'openvino', [['time-missing', 6]]],
    ['openvino/async.log', 'openvino', [['in-flight', 14]]],
    ['openvino/async-unsaid.log', 'openvino', [['in-flight', 10]]],
    ['openvino/report-broken.csv', 'openvino', [['time-missing', 15]]],
    ['hailo/broken.log', 'hailo', [['time-missing', 10]]],
    [
      'samples/broken.txt',
      'samples',
      [
        ['time-unreadable', 3],
        ['time-unreadable', 4],
        ['time-unreadable', 5],
        ['time-unreadable', 6],
      ],
    ],
  ];

function lineOf({ place }: Problem): number {
  return place?.line ?? 0;
}

describe('a broken file, or one without a service time, is refused with its reason at its line', () => {
  it.each(REFUSED)('%s', async (file, format, expected) => {
    const problems = await problemsFrom(() => imported([file], { format, model: 'm' }));
    // What a file does not say is asked for as well, and is tested elsewhere.
    const own = problems.filter(({ code }) => code !== 'batch-missing').sort((a, b) => lineOf(a) - lineOf(b));
    expect(own.map(({ code, place }) => [code, ...(place ? [place.line] : [])])).toEqual(expected);
  });

  it('a median is not taken for a mean: the words say what it is', async () => {
    const [found] = await problemsFrom(() => imported(['openvino/older.log']));
    expect(found?.message).toBe('this latency is the median; the mean is not printed');
  });

  it('End-to-End Host Latency is named as what it is', async () => {
    const [found] = await problemsFrom(() => imported(['trtexec/end-to-end.log']));
    expect(found?.message).toContain('includes waiting for the query before');
  });

  it('two runs in one file are refused at the second, whatever the tool', async () => {
    for (const name of [
      'trtexec/works.log',
      'tflite/works.log',
      'mlperf/single-stream.txt',
      'onnxruntime/works.log',
      'openvino/works.log',
      'hailo/works.log',
    ]) {
      const file = fixture(name);
      const { problems } = readText({ ...file, text: file.text + file.text });
      const found = await problemsFrom(() => problems.throwIfAny());
      expect(
        found.map(({ code }) => code),
        name,
      ).toEqual(['several-runs']);
      expect(found[0]?.place?.line, name).toBeGreaterThan(file.text.split('\n').length - 1);
    }
  });
});
