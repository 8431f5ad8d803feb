import { describe, expect, it } from 'vitest';
import { isDiscipline } from '../../src/domain/disciplines.ts';
import { parseSize } from '../../src/domain/units.ts';
import { type CsvRecord, cell, DEVICES, key, PROFILE_FILES, rivals, SHIPPED, shippedText } from './shipped.ts';

const PROFILE_HEADER =
  'model,device,service_ms,service_scv,swap_ms,memory_mb,on_chip_mb,off_chip_mb,preprocess_ms,batch,concurrency,discipline,runtime,precision,conditions,samples,source';
const DEVICE_HEADER =
  'device,discipline,accelerators,memory,accelerator_memory,cores,parameter_cache,description,source';
const MAYBE_MEASURED = ['service_scv', 'swap_ms', 'memory_mb', 'on_chip_mb', 'off_chip_mb', 'preprocess_ms', 'samples'];
const NUMBER = /^\d+(?:\.\d+)?$/;
const COUNT = /^[1-9]\d*$/;

/** What offends, named so that a failure says which row; empty when all is well. */
function offending(isGood: (row: CsvRecord) => boolean): string[] {
  return SHIPPED.filter(({ row }) => !isGood(row)).map(({ file, row }) => `${file}: ${key(row)}`);
}

describe('the files', () => {
  it.each([...PROFILE_FILES, 'devices.csv'])('%s has the fixed header, line feeds only and a final newline', (file) => {
    const text = shippedText(file);
    expect(text.split('\n')[0]).toBe(file === 'devices.csv' ? DEVICE_HEADER : PROFILE_HEADER);
    expect(text).not.toContain('\r');
    expect(text.endsWith('\n') && !text.endsWith('\n\n')).toBe(true);
  });

  it('there is no profile file without rows', () => {
    expect(PROFILE_FILES.length).toBeGreaterThan(0);
    expect(PROFILE_FILES.filter((file) => rivals(file).length === 0)).toEqual([]);
  });
});

describe('every shipped row', () => {
  it('names a model and a device without spaces and has a positive service time', () => {
    expect(offending((row) => /^\S+$/.test(cell(row, 'model')) && /^\S+$/.test(cell(row, 'device')))).toEqual([]);
    expect(offending((row) => NUMBER.test(cell(row, 'service_ms')) && Number(cell(row, 'service_ms')) > 0)).toEqual([]);
  });

  it('has a plain number or a blank in each optional measurement, and counts of at least one', () => {
    expect(
      offending((row) =>
        MAYBE_MEASURED.every((column) => /^$/.test(cell(row, column)) || NUMBER.test(cell(row, column))),
      ),
    ).toEqual([]);
    expect(offending((row) => COUNT.test(cell(row, 'batch')) && COUNT.test(cell(row, 'concurrency')))).toEqual([]);
  });

  it('says where its figures come from, without a link', () => {
    expect(offending((row) => cell(row, 'source').length > 20 && !cell(row, 'source').includes('://'))).toEqual([]);
  });

  it('is on a device of devices.csv and agrees with its discipline where it gives one', () => {
    const disciplines = new Map(DEVICES.map((device) => [cell(device, 'device'), cell(device, 'discipline')]));
    expect(offending((row) => disciplines.has(cell(row, 'device')))).toEqual([]);
    expect(offending((row) => ['', disciplines.get(cell(row, 'device'))].includes(cell(row, 'discipline')))).toEqual(
      [],
    );
  });

  it('differs from every other row', () => {
    const lines = SHIPPED.map(({ row }) => JSON.stringify(row));
    expect(new Set(lines).size).toBe(lines.length);
  });
});

describe('devices.csv', () => {
  it('lists each device once, and only devices that have profiles', () => {
    const listed = DEVICES.map((device) => cell(device, 'device'));
    expect(new Set(listed).size).toBe(listed.length);
    expect(new Set(listed)).toEqual(new Set(SHIPPED.map(({ row }) => cell(row, 'device'))));
  });

  it.each(DEVICES.map((device) => [cell(device, 'device'), device] as const))(
    '%s has a known discipline, a size with its unit or none, and counts',
    (_, device) => {
      const memory = cell(device, 'memory');
      expect(isDiscipline(cell(device, 'discipline'))).toBe(true);
      expect(cell(device, 'accelerators')).toMatch(COUNT);
      expect(memory === '' || parseSize(memory).ok).toBe(true);
      expect(cell(device, 'cores')).toMatch(/^(?:[1-9]\d*)?$/);
      expect(cell(device, 'parameter_cache')).toBe(cell(device, 'discipline') === 'fcfs-swap' ? '8 MB' : '');
      expect(cell(device, 'description')).not.toBe('');
      expect(cell(device, 'source')).not.toBe('');
    },
  );

  it('gives no CPU cores where the CPU is the accelerator, so that no CPU stage is planned beside it', () => {
    const cpus = DEVICES.filter((device) => cell(device, 'discipline') === 'ps');
    expect(cpus.length).toBeGreaterThan(0);
    expect(cpus.filter((device) => cell(device, 'cores') !== '')).toEqual([]);
  });
});

describe('order', () => {
  it.each(PROFILE_FILES)('%s keeps the rows of a model on a device together, batches ascending', (file) => {
    const rows = SHIPPED.filter((shipped) => shipped.file === file).map(({ row }) => row);
    const runs = rows.filter(
      (row, i) => cell(row, 'model') !== rows[i - 1]?.model || cell(row, 'device') !== rows[i - 1]?.device,
    );
    expect(new Set(runs.map((row) => `${row.model} | ${row.device}`)).size).toBe(runs.length);
    const descents = rows.filter(
      (row, i) => !runs.includes(row) && Number(cell(row, 'batch')) < Number(rows[i - 1]?.batch),
    );
    expect(descents).toEqual([]);
  });

  it('every batch curve starts at the single request', () => {
    const keys = new Set(SHIPPED.map(({ row }) => key(row)));
    expect(offending((row) => keys.has(key({ ...row, batch: '1', concurrency: '1' })))).toEqual([]);
  });
});

/** For each file: what the default must be wherever any of its rivals is. */
const DEFAULTS: Readonly<Record<string, readonly [string, (row: CsvRecord, rest: CsvRecord[]) => boolean]>> = {
  'coral.csv': ['the row with a measured swap time', (row) => cell(row, 'swap_ms') !== ''],
  'ibis-edgetpu.csv': ['table A', (row) => cell(row, 'conditions').startsWith('table A:')],
  'ibis-jetson-nano.csv': [
    'the larger container',
    (row, all) => all.every((other) => Number(cell(other, 'memory_mb')) <= Number(cell(row, 'memory_mb'))),
  ],
  'jetson.csv': [
    'TensorRT at fp16',
    (row) => /^(?:TensorRT|TF-TRT)/.test(cell(row, 'runtime')) && cell(row, 'precision') === 'fp16',
  ],
  'mlperf-edge.csv': [
    'neither Triton nor ArmNN nor the Dell server',
    (row) => !/Triton|ArmNN .*Neon/.test(cell(row, 'runtime')) && !cell(row, 'source').includes('XR12_edge_A2x1'),
  ],
};

describe('the default, which is the first row of its key', () => {
  it('is laid down here for every file', () => {
    expect(Object.keys(DEFAULTS)).toEqual(PROFILE_FILES);
  });

  const cases = Object.entries(DEFAULTS).map(([file, [phrase, isDefault]]) => ({ file, phrase, isDefault }));
  it.each(cases)('of $file is $phrase, wherever there is such a row', ({ file, isDefault }) => {
    const disputed = rivals(file).filter((rows) => rows.some((row) => isDefault(row, rows)));
    expect(disputed.length).toBeGreaterThan(0);
    expect(disputed.filter((rows) => !isDefault(rows[0] as CsvRecord, rows))).toEqual([]);
  });

  it('of a model that Ibis and another source measured on a Jetson Nano is that of Ibis', () => {
    const files = (model: string) =>
      SHIPPED.filter(({ row }) => key(row) === `${model} | jetson-nano | 1 | 1`).map(({ file }) => file);
    for (const model of ['resnet18', 'resnet34', 'resnet50']) {
      expect(files(model)[0]).toBe('ibis-jetson-nano.csv');
      expect(files(model)).toContain('jetson.csv');
    }
  });
});
