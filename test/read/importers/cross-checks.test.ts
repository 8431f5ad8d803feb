import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { describe, expect, it } from 'vitest';
import { ProblemError } from '../../../src/domain/problem.ts';
import { isOtherHardware } from '../../../src/read/hardware-names.ts';
import { profileRows, type Said } from '../../../src/read/profile-rows.ts';
import { textFile } from '../reading.ts';
import { fixture, readText, SAID } from './importing.ts';

const MODEL: Partial<Said> = { model: 'm' };

/** The first row, or the codes and messages of what stands against it. */
function answer(text: string, said: Partial<Said> = {}, format = 'auto') {
  const all = { ...SAID, ...MODEL, ...said };
  try {
    const { measurements, problems } = readText(textFile(text, 'run.log'), format, {
      batch: all.batch,
      accept: all.accept ?? [],
    });
    problems.throwIfAny();
    const [row] = profileRows(measurements, all, () => 'a test');
    return { row, codes: [] as string[], text: '', notes: (row?.remarks ?? []).map(({ code }) => code) };
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    const texts = error.problems.map(({ message, help }) => `${message} ${help}`);
    return {
      row: undefined,
      codes: error.problems.map(({ code }) => code),
      text: texts.join('\n'),
      notes: [] as string[],
    };
  }
}

interface Run {
  readonly command?: string;
  readonly lines?: readonly string[];
  readonly ms?: number;
  readonly qps?: number;
  readonly queries?: number;
}

/** A log of trtexec with figures of our own: one query of `ms` after the other, unless `qps` says otherwise. */
function log({ command, lines = [], ms = 20, qps = 1000 / ms, queries = 150 }: Run): string {
  const head = command === undefined ? [] : [`&&&& RUNNING TensorRT.trtexec [TensorRT v8502] # trtexec ${command}`];
  const figures = `mean = ${ms} ms, median = ${ms} ms, percentile(99%) = ${ms * 1.02} ms`;
  return [
    ...head,
    ...lines.map((line) => `[06/02/2024-10:11:12] [I] ${line}`),
    `[06/02/2024-10:11:12] [I] Timing trace has ${queries} queries over 3.01 s`,
    '[06/02/2024-10:11:12] [I] === Performance summary ===',
    `[06/02/2024-10:11:12] [I] Throughput: ${qps} qps`,
    `[06/02/2024-10:11:12] [I] GPU Compute Time: min = ${ms * 0.98} ms, max = ${ms * 1.1} ms, ${figures}`,
  ].join('\n');
}

const UNUSED =
  '[TRT] Explicit batch network detected and batch size specified, use execute without batch size instead.';
const OVERRIDE =
  'Dynamic dimensions required for input: data, but no shapes were provided. Automatically overriding shape to: 1x3x320x320';

describe('a run on a DLA is not a time of the GPU', () => {
  it.each([
    ['--onnx=a.onnx --shapes=x:1x3x8x8 --useDLACore=0 --allowGPUFallback', [], 'DLA 0, with GPU fallback'],
    ['--onnx=a.onnx --shapes=x:1x3x8x8 --useDLACore 1', [], 'DLA 1'],
    ['--onnx=a.onnx --shapes=x:1x3x8x8', ['DLACore: 1'], 'DLA 1'],
    ['--onnx=a.onnx --shapes=x:1x3x8x8', ['DLACore: 0(With GPU fallback)'], 'DLA 0, with GPU fallback'],
    ['--onnx=a.onnx --shapes=x:1x3x8x8 --buildDLAStandalone', [], 'DLA'],
    ['--onnx=a.onnx --shapes=x:1x3x8x8', ['[TRT] [DlaLayer] {ForeignNode[conv1...conv9]}'], 'DLA'],
  ])('%s, %j', (command, lines, name) => {
    const text = log({ command, lines });
    expect(answer(text).codes).toEqual(['device-differs']);
    expect(answer(text).text).toContain(name);
    expect(answer(text, { device: 'jetson-orin-dla' }).row?.conditions).toContain(name);
    const taken = answer(text, { accept: ['device-differs'] });
    expect(taken.row?.conditions).toContain(name);
    expect(taken.notes).toContain('device-differs');
  });

  it('options that name no core are of the GPU', () => {
    const text = log({ command: '--onnx=a.onnx --shapes=x:1x3x8x8', lines: ['DLACore:', 'DLACore: '] });
    expect(answer(text).row?.conditions.join()).not.toContain('DLA');
  });
});

describe('the batch of trtexec is what the engine ran', () => {
  it('--batch on an engine of explicit batch is not used, whether the rate was multiplied by it or not', () => {
    for (const [qps, queries] of [
      [200, 600],
      [50, 150],
    ] as const) {
      const { row } = answer(
        log({ command: '--loadEngine=a.engine --batch=4', lines: [OVERRIDE, UNUSED], qps, queries }),
      );
      expect([row?.batch, row?.serviceTime.value, row?.throughput?.value]).toEqual([1, 20, 0.05]);
    }
  });

  it('without a shape it is asked for, and the answer counts', () => {
    const text = log({ command: '--loadEngine=a.engine --batch=4', lines: [UNUSED], qps: 200 });
    expect(answer(text).codes).toEqual(['batch-missing']);
    expect(answer(text).text).toContain('--batch 4 is not used');
    expect(answer(text, { batch: 1 }).row).toMatchObject({ batch: 1, throughput: { value: 0.05 } });
    expect(answer(text, { batch: 2 }).row).toMatchObject({ batch: 2, throughput: { value: 0.1 } });
  });

  it('--batch of an engine of implicit batch is its batch', () => {
    for (const lines of [[], ['Created input binding for data with dimensions 3x224x224'], ['Batch: 16']]) {
      const { row } = answer(log({ command: '--deploy=a.prototxt --batch=16', lines, qps: 800 }));
      expect([row?.batch, row?.throughput?.value]).toEqual([16, 0.8]);
    }
    expect(answer(log({ lines: ['Batch: 16'], qps: 800 })).row?.batch).toBe(16);
  });

  it.each([
    'Input binding for data with dimensions 2x3x64x64 and type fp32 is created.',
    'Created input binding for data with dimensions 2x3x64x64',
    'Input inference shape : data=2x3x64x64',
  ])('%s', (line) => {
    for (const command of [undefined, '--loadEngine=a.engine']) {
      expect(answer(log(command === undefined ? { lines: [line] } : { command, lines: [line] })).row?.batch).toBe(2);
    }
  });

  it('a batch of the user beside another of the log is a question', () => {
    const text = log({ lines: ['Created input binding for x with dimensions 8x3x512x1024'] });
    expect(answer(text, { batch: 1 }).codes).toEqual(['batch-conflict']);
    const { row, notes } = answer(text, { batch: 1, accept: ['batch-conflict'] });
    expect([row?.batch, row?.throughput?.value]).toEqual([1, 0.05]);
    expect(notes).toContain('batch-conflict');
    expect(answer(text, { batch: 8 }).row?.batch).toBe(8);
  });

  it.each([
    '--shapes=points:12000x4',
    '--shapes=tokens:32x128',
    '--shapes=audio:16000',
    '--shapes=voxels:40000x32x10',
    '--optShapes=boxes:100x4,image:8x3x64x64',
    "--shapes='ids':32x128,'mask':32x128",
  ])('%s: the first dimension may be no batch', (shapes) => {
    const text = log({ command: `--loadEngine=a.engine ${shapes}` });
    expect(answer(text).codes).toEqual(['batch-missing']);
    expect(answer(text).text).toMatch(/the input is \w/);
    expect(answer(text, { batch: 1 }).row).toMatchObject({ batch: 1, throughput: { value: 0.05 } });
  });

  it('bindings and shapes of the command that differ are asked about', () => {
    const lines = ['Created input binding for data with dimensions 1x3x64x64'];
    const { codes, text } = answer(log({ command: '--loadEngine=a.engine --shapes=data:8x3x64x64', lines }));
    expect(codes).toEqual(['batch-missing']);
    expect(text).toContain('data 1x3x64x64, and the command says data 8x3x64x64');
  });

  it.each([
    ['\\', '\n'],
    ['\\', '\r\n'],
    ['`', '\n'],
    ['^', '\r\n'],
  ])('a command continued over lines with %j', (mark, end) => {
    const typed = [
      `$ /usr/bin/trtexec ${mark}`,
      `    --onnx=enc.onnx ${mark}`,
      `    --optShapes=data:8x3x64x64 ${mark}`,
      '    --fp16',
    ];
    const { row } = answer([...typed, ...log({}).split('\n')].join(end), { model: null });
    expect(row).toMatchObject({ model: 'enc', batch: 8, precision: 'fp16', throughput: { value: 0.4 } });
    expect(row?.conditions.join()).toContain('(--optShapes)');
  });
});

describe('figures that cannot be right are questions', () => {
  it('streams that only the options name', () => {
    for (const line of ['Streams: 4', 'Inference Streams: 4']) {
      expect(answer(log({ lines: [line], qps: 200 }), { batch: 1 }).codes).toEqual(['in-flight']);
    }
  });

  it('a rate of several requests at once, whatever said so', () => {
    expect(answer(log({ qps: 200 }), { batch: 1 }).codes).toEqual(['in-flight']);
    expect(answer(log({ qps: 200 }), { batch: 1 }).text).toContain('= 4, and should be 1');
  });

  it('a rate far too small, unless it is accepted', () => {
    expect(answer(log({ qps: 10 }), { batch: 1 }).codes).toEqual(['pace-differs']);
    expect(answer(log({ qps: 10 }), { batch: 1, accept: ['pace-differs'] }).notes).toContain('pace-differs');
  });

  it('a rate that the time to enqueue explains is a note', () => {
    const text = `${log({ qps: 20 })}\n[I] Enqueue Time: min = 48 ms, max = 53 ms, mean = 50 ms, median = 50 ms`;
    expect(answer(text, { batch: 1 }).notes).toContain('rate-low');
  });

  it('a wrong batch beside the table of perf_analyzer', () => {
    const { text } = fixture('perf-analyzer/works.csv');
    expect(answer(text, { batch: 1 }).row?.batch).toBe(1);
    for (const batch of [2, 4, 8]) expect(answer(text, { batch }).row, String(batch)).toBeUndefined();
  });

  it('a mean beside percentiles or a longest time that it cannot have', () => {
    const text = log({});
    expect(answer(text.replace('max = 22', 'max = 2'), { batch: 1 }).codes).toEqual(['figures-differ']);
    expect(answer(text.replace('median = 20 ms', 'median = 90 ms'), { batch: 1 }).codes).toEqual(['figures-differ']);
  });

  it('a precision beside another in the command', () => {
    const text = log({ command: '--onnx=a.onnx --shapes=x:1x3x8x8 --fp16' });
    expect(answer(text, { precision: 'int8' }).row?.precision).toBe('int8');
    expect(answer(text, { precision: 'fp32' }).codes).toEqual(['precision-conflict']);
    expect(answer(text, { precision: 'FP16' }).codes).toEqual([]);
  });

  it('random rates, times and batches: what is off by more than 1.5 is never taken in silence', () => {
    const chance = xoroshiro128plus(11);
    const draw = () => (chance.next() >>> 0) / 2 ** 32;
    let taken = 0;
    for (let i = 0; i < 400; i += 1) {
      const batch = 1 + Math.floor(draw() * 16);
      const ms = Number((0.1 * 10 ** (draw() * 3)).toPrecision(4));
      const off = 10 ** (draw() * 3 - 1.5);
      const qps = Number(((1000 / ms) * off).toPrecision(5));
      const said = draw() < 0.5 ? { batch } : {};
      const lines = [`Created input binding for x with dimensions ${batch}x3x8x8`];
      const { row, notes } = answer(log({ lines, ms, qps }), said);
      const isOff = off > 1.5 * 1.01 || off < 1 / 1.5 / 1.01;
      if (row === undefined) continue;
      taken += 1;
      expect(isOff && notes.every((code) => code !== 'rate-low'), `${ms} ms, ${qps} qps, batch ${batch}`).toBe(false);
      const product = ((row.throughput?.value ?? Number.NaN) * row.serviceTime.value) / row.batch;
      expect(product).toBeGreaterThan(0.66);
      expect(product).toBeLessThan(1.51);
    }
    expect(taken).toBeGreaterThan(20);
  });
});

describe('the hardware that a file names is the device, or it is asked about', () => {
  const selected = (name: string) =>
    log({ command: '--onnx=a.onnx --shapes=x:1x3x8x8', lines: [`Selected Device: ${name}`] });

  it.each([
    ['NVIDIA GeForce RTX 4090', 'jetson-nano'],
    ['Orin', 'jetson-nano'],
    ['Xavier', 'jetson-agx-orin-64gb'],
    ['NVIDIA A30', 'nvidia-t4'],
    ['NVIDIA A30', 'nvidia-a30-mig-1g.6gb'],
    ['NVIDIA A30 MIG 1g.6gb', 'nvidia-a30'],
    ['Tesla T4', 'coral-usb'],
    ['NVIDIA GeForce RTX 3060', 'rtx-4060'],
    ['Xavier', 'jetson-xavier-cpu'],
  ])('%s is not %s', (name, device) => {
    expect(answer(selected(name), { device }).codes).toEqual(['device-differs']);
    expect(answer(selected(name), { device, accept: ['device-differs'] }).notes).toContain('device-differs');
  });

  it.each([
    ['Orin', 'jetson-orin-nano-super'],
    ['Orin NX', 'jetson-orin-nx-16gb'],
    ['NVIDIA Tegra X1', 'jetson-nano'],
    ['NVIDIA T4', 'nvidia-t4'],
    ['Tesla T4', 'nvidia-t4'],
    ['NVIDIA A30 MIG 1g.6gb', 'nvidia-a30-mig-1g.6gb'],
    ['NVIDIA GeForce RTX 4090', 'my-board'],
    ['Something New', 'jetson-nano'],
  ])('%s may be %s', (name, device) => {
    expect(answer(selected(name), { device }).codes).toEqual([]);
  });

  it('a device of the user is told by its description where its name says nothing', () => {
    const hardware = { name: 'Tesla T4', part: 'gpu' } as const;
    expect(isOtherHardware(hardware, 'box-7', 'one NVIDIA A2, 16 GB of its own')).toBe(true);
    expect(isOtherHardware(hardware, 'box-7', null)).toBe(false);
  });
});
