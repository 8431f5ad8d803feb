import { describe, expect, it } from 'vitest';
import type { ImportOptions } from '../../../src/importing.ts';
import { imported } from './importing.ts';

/**
 * Known answers: worked out by hand from the digits in the fixtures, in ms, inferences per ms and bytes. `null`: the
 * file does not say it, and nothing may be made up.
 */
interface Known {
  readonly files: readonly string[];
  readonly said?: Partial<ImportOptions>;
  readonly model: string;
  readonly batch: number;
  readonly time: number;
  readonly scv?: number | null;
  readonly samples?: number | null;
  readonly throughput?: number | null;
  readonly memory?: number | null;
  readonly quantiles?: readonly (readonly [number, number])[];
  readonly precision?: string | null;
}

const ONE = { model: 'm', batch: 1 };

const WORKING: Readonly<Record<string, Known>> = {
  'trtexec: 304 queries of 8, so 100.5 queries/s are 804 inferences/s': {
    files: ['trtexec/works.log'],
    model: 'resnet50',
    batch: 8,
    time: 9.81873,
    samples: 304,
    throughput: 0.804,
    memory: null,
    precision: 'fp16',
    quantiles: [
      [0.5, 9.79993],
      [0.9, 9.93],
      [0.95, 10.02],
      [0.99, 10.4],
    ],
  },
  'trtexec 8 prints one percentile, and an end-to-end latency that is not taken': {
    files: ['trtexec/older-8.log'],
    said: { batch: 1 },
    model: 'resnet18',
    batch: 1,
    time: 1.169,
    samples: null,
    throughput: 0.8512,
    precision: 'int8',
    quantiles: [
      [0.5, 1.16],
      [0.99, 1.27],
    ],
  },
  'trtexec 7 prints blocks; with --batch it counts inferences itself': {
    files: ['trtexec/older-7.log'],
    model: 'googlenet',
    batch: 4,
    time: 6.27,
    throughput: 0.6402,
    quantiles: [
      [0.5, 6.25],
      [0.99, 7],
    ],
  },
  // 99 queries start after 200 ms: 49 of 4.0 ms and 50 of 4.4 ms.
  'trtexec --exportTimes: queries that started in the first 200 ms are not counted': {
    files: ['trtexec/times.json'],
    said: ONE,
    ...ONE,
    time: 416 / 99,
    scv: (0.16 * 50 * 49) / 99 / 98 / (416 / 99) ** 2,
    samples: 99,
    throughput: null,
  },
  'tflite: microseconds in scientific notation': {
    files: ['tflite/works.log'],
    said: { batch: 1 },
    model: 'efficientdet_lite0',
    batch: 1,
    time: 1240.27,
    scv: (2565 / 1240270) ** 2,
    samples: 50,
    memory: 109.832e6,
    quantiles: [
      [0.05, 1238.753],
      [0.5, 1239.807],
      [0.95, 1247.415],
    ],
  },
  'tflite without percentiles, with its peak memory': {
    files: ['tflite/older.log'],
    said: { batch: 1 },
    model: 'mobilenet_v1',
    batch: 1,
    time: 28.0506,
    scv: (140 / 28050.6) ** 2,
    samples: 50,
    memory: 8.25e6,
    quantiles: [],
  },
  'tflite of 2019: "no stats" is the mean': {
    files: ['tflite/older-2019.log'],
    said: { batch: 1 },
    model: 'mobilenet_v2',
    batch: 1,
    time: 66.7676,
    scv: (340 / 66767.6) ** 2,
    samples: 50,
    memory: null,
  },
  'edge TPU: ms, separated by spaces, means only': {
    files: ['edgetpu/facenet.csv'],
    model: 'facenet_keras_edgetpu',
    batch: 1,
    time: 31.5,
    scv: null,
    samples: null,
    throughput: null,
  },
  'perf_analyzer: input, infer and output of the row at concurrency 1, which is not the first': {
    files: ['perf-analyzer/works.csv'],
    said: ONE,
    ...ONE,
    time: 12.006,
    scv: null,
    throughput: 0.0692,
    quantiles: [],
  },
  'perf_analyzer before 2020: one column of server compute': {
    files: ['perf-analyzer/older.csv'],
    said: ONE,
    ...ONE,
    time: 12.006,
    throughput: 0.0692,
  },
  'perf_analyzer in its oldest form: no percentiles': {
    files: ['perf-analyzer/oldest.csv'],
    said: ONE,
    ...ONE,
    time: 12.006,
  },
  'Model Analyzer: 320 inferences/s of batch 8 by one client are 25 ms': {
    files: ['model-analyzer/works.csv'],
    model: 'resnet50_libtorch',
    batch: 8,
    time: 25,
    scv: null,
    throughput: 0.32,
    memory: null,
  },
  'Model Analyzer with columns elsewhere: found by name': {
    files: ['model-analyzer/moved.csv'],
    model: 'resnet50_libtorch',
    batch: 8,
    time: 25,
    throughput: 0.32,
  },
  'Model Analyzer with preferred batch sizes and RAM': {
    files: ['model-analyzer/older.csv'],
    model: 'resnet50_libtorch',
    batch: 1,
    time: 8,
    throughput: 0.125,
    memory: 2890e6,
  },
  'MLPerf SingleStream: nanoseconds': {
    files: ['mlperf/single-stream.txt'],
    said: { model: 'm' },
    ...ONE,
    time: 0.691572,
    samples: null,
    throughput: 1.44598,
    quantiles: [
      [0.5, 0.691434],
      [0.9, 0.694827],
      [0.95, 0.695583],
      [0.97, 0.696172],
      [0.99, 0.698283],
      [0.999, 0.706283],
    ],
  },
  'MLPerf MultiStream: the time of a query of eight': {
    files: ['mlperf/multi-stream.txt'],
    said: { model: 'm' },
    model: 'm',
    batch: 8,
    time: 3.2,
    throughput: null,
  },
  'onnxruntime_perf_test: the mean in ms, the percentiles in seconds': {
    files: ['onnxruntime/works.log'],
    said: ONE,
    ...ONE,
    time: 1.85739,
    samples: 100,
    throughput: 0.538184,
    memory: 36696064,
    quantiles: [
      [0.5, 1.85674],
      [0.9, 1.87215],
      [0.95, 1.87633],
      [0.99, 1.90312],
      [0.999, 1.90312],
    ],
  },
  'onnxruntime_perf_test without percentiles': {
    files: ['onnxruntime/older.log'],
    said: ONE,
    ...ONE,
    time: 58.8013,
    scv: null,
    memory: 209715200,
  },
  // 120 runs, of which the first ten take 109.6 and 5.2 ms; then 55 of 2.0 ms and 55 of 2.4 ms.
  'ONNX Runtime profile: microseconds of model_run, without the first ten': {
    files: ['onnxruntime/profile.json'],
    said: ONE,
    ...ONE,
    time: 2.2,
    scv: (0.04 * 110) / 109 / 2.2 ** 2,
    samples: 110,
  },
  'OpenVINO: the average, not the median': {
    files: ['openvino/works.log'],
    said: { model: 'm' },
    ...ONE,
    time: 23.91,
    samples: 418,
    throughput: 0.04162,
    precision: 'f16',
    quantiles: [[0.5, 20.76]],
  },
  'OpenVINO report: "latency (ms)" is the median, "avg latency" the mean': {
    files: ['openvino/report.csv'],
    model: 'resnet50',
    batch: 1,
    time: 23.91,
    samples: 418,
    quantiles: [[0.5, 20.76]],
  },
  'OpenVINO report with another percentile': {
    files: ['openvino/report-percentile.csv'],
    model: 'resnet50',
    batch: 1,
    time: 23.91,
    quantiles: [[0.9, 29.5]],
  },
  'OpenVINO report in JSON': {
    files: ['openvino/report.json'],
    model: 'resnet50',
    batch: 1,
    time: 23.91,
    samples: 418,
    quantiles: [[0.5, 20.76]],
  },
  'hailo: the time between two completions, far below the latency of 2.94 ms': {
    files: ['hailo/works.log'],
    model: 'yolov5m',
    batch: 1,
    time: 1 / 1.32883,
    scv: null,
    samples: 19932,
    throughput: 1.32883,
    quantiles: [],
  },
  'hailo with batch 8: FPS counts frames, a request is eight of them': {
    files: ['hailo/batch.log'],
    model: 'yolov5m',
    batch: 8,
    time: 8 / 1.32883,
  },
  'samples that carry their units, of four kinds': {
    files: ['samples/units.txt'],
    said: ONE,
    ...ONE,
    time: 12.4,
    scv: 0.025 / 12.4 ** 2,
    samples: 5,
  },
  'samples in microseconds, because the user says so': {
    files: ['samples/bare.txt'],
    said: { ...ONE, unit: 'us' },
    ...ONE,
    time: 74.8 / 6,
    samples: 6,
  },
};

describe('a file of every tool and version becomes the row that its digits say', () => {
  it.each(Object.entries(WORKING))('%s', async (_title, known) => {
    const { rows } = await imported(known.files, known.said);
    expect(rows).toHaveLength(1);
    const [row] = rows;
    expect(row?.model).toBe(known.model);
    expect(row?.device).toBe('jetson-nano');
    expect(row?.batch).toBe(known.batch);
    expect(row?.serviceTime.value).toBeCloseTo(known.time, 9);
    const figures = { scv: row?.scv, samples: row?.samples, throughput: row?.throughput, memory: row?.memory };
    for (const [name, figure] of Object.entries(figures)) {
      const wanted = known[name as keyof typeof figures];
      if (wanted === null) expect(figure, name).toBeNull();
      else if (wanted !== undefined) expect(figure?.value, name).toBeCloseTo(wanted, 9);
    }
    if (known.precision !== undefined) expect(row?.precision).toBe(known.precision);
    if (known.quantiles !== undefined) {
      expect(row?.quantiles.map(({ p }) => p)).toEqual(known.quantiles.map(([p]) => expect.closeTo(p, 12)));
      expect(row?.quantiles.map(({ value }) => value)).toEqual(known.quantiles.map(([, ms]) => expect.closeTo(ms, 9)));
    }
  });

  it('a table of several models becomes a row of each', async () => {
    const { rows } = await imported(['edgetpu/works.csv']);
    expect(rows.map(({ model, serviceTime }) => [model, serviceTime.value])).toEqual([
      ['mobilenet_v1_1.0_224_quant_edgetpu', 2.17],
      ['inception_v4_299_quant_edgetpu', 102.32],
    ]);
  });

  it('google-benchmark: each row has its own unit; means over repetitions and failed runs are no measurements', async () => {
    const { rows, leftOut } = await imported(['edgetpu/google.csv'], { batch: 1 });
    expect(rows.map(({ model, serviceTime, samples }) => [model, serviceTime.value, samples?.value])).toEqual([
      ['BM_Model/mobilenet_v2', 2.55, 2801],
      ['BM_Model/inception_v2', 17.3215, 410],
    ]);
    expect(leftOut.map(({ code, line }) => [code, line])).toEqual([['run-failed', 5]]);
  });

  it('warm-up is taken off plain samples, and said', async () => {
    const { rows } = await imported(['samples/works.csv'], ONE);
    const [row] = rows;
    // The start decays by 30 % a sample from 42 ms; from the eleventh on it is within 1 ms of its end.
    expect(row?.samples?.value).toBe(190);
    expect(row?.conditions.join('; ')).toContain('10 samples dropped as warm-up (MSER-5)');
    expect(row?.serviceTime.value).toBeGreaterThan(12);
    expect(row?.serviceTime.value).toBeLessThan(14.6);
  });
});
