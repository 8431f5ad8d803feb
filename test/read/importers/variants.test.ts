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

describe('tables that scripts have touched', () => {
  const columns =
    'Concurrency,Inferences/Second,Client Send,Network+Server Send/Recv,Server Queue,Server Compute Input,Server Compute Infer,Server Compute Output,Client Recv,p50 latency';
  // 420 µs around 9580 µs of work: 10 ms, 100 a second.
  const cells = '1,100,10,385,20,60,9500,20,5,9900';
  const slow = '1,50,10,385,20,60,19500,20,5,19900';
  const one = { batch: 1 };

  it('a column that the tool does not have is a condition where the rows are one measurement', () => {
    const { row } = answer(lines(`Frequency,${columns}`, `600,${cells}`), one);
    expect(row?.serviceTime.value).toBeCloseTo(9.58, 9);
    expect(row?.conditions).toContain('Frequency 600');
    const behind = answer(lines(`${columns},Frequency`, `${cells},600`), one);
    expect(behind.row?.conditions).toContain('Frequency 600');
  });

  it('two rows of one load are two measurements, and what they differ in is named', () => {
    const { codes, text } = answer(lines(`Frequency,${columns}`, `600,${slow}`, `1200,${cells}`), one);
    expect(codes).toEqual(['several-runs']);
    expect(text).toContain('a second row of Concurrency 1, which differs in Frequency (600 and 1200)');
    expect(answer(lines(columns, cells, slow), one).codes).toEqual(['several-runs']);
  });

  it('a column of batches gives a row of each', () => {
    const four = '1,400,10,385,20,60,9500,20,5,9900';
    const { rows } = answer(lines(`Batch Size,${columns}`, `1,${cells}`, `4,${four}`));
    expect(rows.map(({ batch, throughput }) => [batch, throughput?.value])).toEqual([
      [1, 0.1],
      [4, 0.4],
    ]);
  });

  it('without a load the reason is the missing load', () => {
    const without = (text: string) => text.replace(/^[^,]+,/, '');
    for (const format of ['auto', 'perf-analyzer']) {
      const { codes, text } = answer(lines(without(columns), without(cells)), one, format);
      expect(codes).toEqual(['column-missing']);
      expect(text).toContain('how many requests were in flight is not known');
    }
  });

  it('tables of Model Analyzer one below the other are one measurement', () => {
    const inference = lines(
      'Model,Batch,Concurrency,Model Config Path,Throughput (infer/sec),p99 Latency (ms)',
      'net,4,1,net_0,200.0,21.5',
    );
    const gpu = lines(
      'Model,GPU UUID,Batch,Concurrency,Model Config Path,Max GPU Memory Usage (MB)',
      'net,GPU-1,4,1,net_0,900.0',
    );
    const server = lines('Model,Batch,Concurrency,Model Config Path,RAM Usage (MB)', 'net,4,1,net_0,2000.0');
    for (const order of [
      [gpu, inference, server],
      [inference, server, gpu],
      [server, gpu, inference],
    ]) {
      for (const between of ['', '\n']) {
        const { rows, row } = answer(order.join(between), { model: null });
        expect(rows).toHaveLength(1);
        expect([row?.model, row?.batch, row?.serviceTime.value, row?.memory?.value]).toEqual(['net', 4, 20, 2e9]);
        expect(row?.conditions).toContain('GPU memory 900 MB');
      }
    }
  });

  it('two models at the same time are no service time of either, and that is the reason', () => {
    const text = lines('Model,Batch,Concurrency,Throughput (infer/sec)', '"a,b","1,1","1,1",100');
    expect(answer(text).codes).toEqual(['in-flight']);
    expect(answer(text).text).toContain('were measured at the same time');
  });

  it.each(['8is', 'nan', ''])('a batch that is "%s" is quoted where it stands', (batch) => {
    const { codes, text } = answer(lines('Model,Batch,Concurrency,Throughput (infer/sec)', `net,${batch},1,100`), {
      model: null,
    });
    expect(codes).toEqual([batch === '' ? 'batch-missing' : 'number-out-of-range']);
    expect(text).not.toContain('NaN');
    if (batch !== '') expect(text).toContain(`found ${batch}`);
  });
});

describe('samples in a table', () => {
  it('the column that names a unit, of a table of a few', () => {
    for (const separator of [',', ';', '\t']) {
      const text = lines('run,latency_ms', '1,10.0', '2,10.4', '3,9.8', '4,10.1').replaceAll(',', separator);
      const { row } = answer(text, { batch: 1 });
      expect(row?.serviceTime.value).toBeCloseTo(10.075, 9);
      expect(row?.samples?.value).toBe(4);
    }
  });

  it('a column that is named, with the unit of the header or of each cell', () => {
    const text = lines('time_us,latency', '5,10.0 ms', '6,12.0 ms');
    expect(answer(text, { batch: 1, column: 'latency' }, 'samples').row?.serviceTime.value).toBe(11);
    expect(answer(text, { batch: 1, column: 'time_us' }, 'samples').row?.serviceTime.value).toBeCloseTo(0.0055, 9);
    expect(answer(text, { batch: 1, column: 'nothing' }, 'samples').codes).toEqual(['column-unknown']);
  });

  it('columns that are not clear are asked for', () => {
    const { codes, text } = answer(lines('pre_ms,infer_ms', '1,10.0', '2,12.0'), { batch: 1 });
    expect(codes).toEqual(['column-ambiguous']);
    expect(text).toContain('pre_ms, infer_ms');
    expect(answer(lines('run,latency', '1,10.0', '2,12.0'), { batch: 1 }, 'samples').codes).toEqual([
      'column-ambiguous',
    ]);
  });

  it('rows of several measurements have no common mean', () => {
    expect(answer(lines('part,run,latency_ms', 'a,1,10', 'a,2,10', 'b,3,90'), { batch: 1 }).codes).toEqual([
      'several-runs',
    ]);
    expect(answer(lines('batch,latency_ms', '1,10', '1,10', '8,60')).codes).toEqual(['several-runs']);
    expect(answer(lines('clients,latency_ms', '4,10', '4,10')).codes).toEqual(['in-flight']);
  });

  it('a column of one batch is the batch, of one model the model', () => {
    const { row } = answer(lines('model,batch,latency_ms', 'net,8,60', 'net,8,62'), { model: null });
    expect([row?.model, row?.batch, row?.serviceTime.value]).toEqual(['net', 8, 61]);
  });
});

describe('the console of perf_analyzer', () => {
  const { text } = fixture('perf-analyzer/console.txt');

  it('is what the server computed for one request', () => {
    for (const format of ['auto', 'perf-analyzer']) {
      const { row } = answer(text, {}, format);
      expect(row?.serviceTime.value).toBeCloseTo(0.05 + 7.64 + 0.07, 9);
      expect([row?.batch, row?.throughput?.value, row?.samples?.value]).toEqual([1, 0.123, 615]);
    }
  });

  it('an old server tells no parts of its work', () => {
    const old = text.replace(/compute input .*\)/, 'compute 7760 usec)');
    expect(answer(old).row?.serviceTime.value).toBeCloseTo(7.76, 9);
  });

  it('a load of several requests, an ensemble and the last lines alone are no service times', () => {
    expect(answer(text.replace('Request concurrency: 1', 'Request concurrency: 4')).codes).toEqual(['response-time']);
    expect(answer(text.replace('  Server: ', '  Server: \n  Composing models: ')).codes).toEqual(['round-of-models']);
    expect(answer('Concurrency: 1, throughput: 123 infer/sec, latency 8120 usec\n').codes).toEqual(['response-time']);
    expect(answer(text.replace('Batch size: 1', 'Batch size: 4')).codes).toEqual(['pace-differs']);
  });
});

describe('what is no measurement', () => {
  it.each([
    '{ "apiVersion": "v1", "kind": "List", "items": [{ "kind": "Node", "metadata": { "name": "n1" } }] }',
    '{\n  "kind": "NodeList",\n  "items": []\n}',
    'apiVersion: v1\nitems:\n- kind: Node\n  metadata:\n    name: n1\n',
  ])('a list of nodes is known, with the command that reads it', (text) => {
    const found = answer(text);
    expect(found.codes).toEqual(['format-nodes']);
    expect(found.text).toContain('edge-plan import nodes run.txt');
  });
});
