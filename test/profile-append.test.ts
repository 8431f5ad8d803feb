import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BINARY, edgePlan } from './helpers/binary.ts';

const FIXTURES = join(import.meta.dirname, 'read/importers/fixtures');
const SAID = ['--device', 'jetson-nano', '--conditions', '10 W'];

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'edge-plan-append-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function append(fixture: string, ...more: readonly string[]) {
  return edgePlan(['import', 'auto', join(FIXTURES, fixture), ...SAID, '--append', 'mine.csv', ...more], {
    cwd: folder,
  });
}
const table = () => readFileSync(join(folder, 'mine.csv'), 'utf8');
const write = (text: string) => writeFileSync(join(folder, 'mine.csv'), text);

/** Starts the program and does not wait. */
function started(words: readonly string[]): Promise<number | null> {
  const child = spawn(process.execPath, [BINARY, ...words], { cwd: folder, stdio: 'ignore' });
  return new Promise((resolve) => child.on('exit', resolve));
}

describe('--append', () => {
  it('of several processes at once loses no row', async () => {
    const models = ['a', 'b', 'c', 'd', 'e'];
    const words = (model: string) => {
      const file = join(FIXTURES, 'onnxruntime/works.log');
      return ['import', 'auto', file, ...SAID, '--model', model, '--batch', '1', '--append', 'mine.csv'];
    };
    const codes = await Promise.all(models.map((model) => started(words(model))));
    expect(codes).toEqual(models.map(() => 0));
    const lines = table().trimEnd().split('\n').slice(1);
    expect(lines.map((line) => line.split(',')[0]).sort()).toEqual(models);
    expect(readdirSync(folder)).toEqual(['mine.csv']);
  }, 60_000);

  it('makes the file, then adds below what is there, under one header', () => {
    expect(append('trtexec/works.log').status).toBe(0);
    const first = table();
    expect(append('hailo/works.log').status).toBe(0);
    expect(table().startsWith(first)).toBe(true);
    const lines = table().trimEnd().split('\n');
    expect(lines).toHaveLength(3);
    expect(lines.filter((line) => line.startsWith('model,'))).toHaveLength(1);
    expect(lines.map((line) => line.split(',')[0])).toEqual(['model', 'resnet50', 'yolov5m']);
  });

  it('does not repeat a row that is there, and says so', () => {
    append('trtexec/works.log');
    const before = table();
    const { stdout, status } = append('trtexec/works.log');
    expect(status).toBe(0);
    expect(stdout).toContain('0 of 1 profile row');
    expect(stdout.replace(/\s+/g, ' ')).toContain('line 2 of the table is this very row; it is not added again');
    expect(table()).toBe(before);
  });

  it('adds a rival below the row that counts, and says which counts', () => {
    append('onnxruntime/works.log', '--model', 'm', '--batch', '1');
    const { stdout } = append('onnxruntime/older.log', '--model', 'm', '--batch', '1');
    expect(stdout.replace(/\s+/g, ' ')).toContain(
      'line 2 of the table has the same batch and concurrency, and the first row counts',
    );
    expect(table().trimEnd().split('\n')).toHaveLength(3);
  });

  it('keeps the order of another header, Windows line ends, and a last line without its end', () => {
    const header = 'source,conditions,samples,precision,runtime,device,batch,service_ms,service_scv,model,swap_ms';
    write(`${header}\r\nmy notes,"a, b",,,,jetson-nano,1,5,0,old,`);
    expect(append('trtexec/works.log').status).toBe(0);
    const lines = table().split('\r\n');
    expect(lines).toHaveLength(4);
    expect(lines[1]).toBe('my notes,"a, b",,,,jetson-nano,1,5,0,old,');
    expect(lines[2]).toMatch(/,jetson-nano,8,9\.81873,0\.000\d+,resnet50,$/);
    expect(lines[3]).toBe('');
  });

  it.each([
    [
      'a header that lacks a column which the row fills',
      'model,device,service_ms\nold,jetson-nano,5\n',
      /lacks service_scv, batch, runtime, precision, conditions, samples, source/,
    ],
    ['a table that is broken', 'model,device,service_ms\nold,jetson-nano,fast\n', /mine\.csv:2:/],
    ['a file that is no table of profiles', 'hello\n', /mine\.csv:1:/],
    ['an empty file', '', /mine\.csv/],
  ])('%s is refused, and nothing is lost', (_title, text, words) => {
    write(text);
    const { status, stderr, stdout } = append('trtexec/works.log');
    expect(status).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toMatch(words);
    expect(table()).toBe(text);
    expect(readdirSync(folder)).toEqual(['mine.csv']);
  });

  it('a measurement that cannot be read leaves the table alone, and makes none', () => {
    expect(append('trtexec/broken.log').status).toBe(2);
    expect(readdirSync(folder)).toEqual([]);
    write('model,device,service_ms\n');
    expect(append('trtexec/broken.log').status).toBe(2);
    expect(table()).toBe('model,device,service_ms\n');
  });

  it('a file that cannot be written is a problem, and leaves nothing behind', () => {
    const { status, stderr } = edgePlan(
      ['import', 'auto', join(FIXTURES, 'hailo/works.log'), ...SAID, '--append', 'nowhere/mine.csv'],
      { cwd: folder },
    );
    expect(status).toBe(2);
    expect(stderr).toContain('cannot be written: the folder does not exist');
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe('what is imported can be planned with', () => {
  const SCENARIO = `version: 1
profiles: [mine.csv]
cluster:
  - node: nano
    count: 2
    device: jetson-nano
    memory: 64 GiB
apps:
  - app: camera
    count: 3
    model: MODEL
    rate: 0.2 /s
    slo: mean <= 60 s
`;
  it.each([
    ['trtexec/older-8.log', '--batch 1', 'resnet18', 1.169],
    ['trtexec/times.json', '--batch 1 --model m', 'm', 4.20202],
    ['tflite/works.log', '--batch 1', 'efficientdet_lite0', 1240.27],
    ['edgetpu/facenet.csv', '', 'facenet_keras_edgetpu', 31.5],
    ['edgetpu/google.csv', '--batch 1', 'BM_Model/inception_v2', 17.3215],
    ['perf-analyzer/works.csv', '--batch 1 --model m', 'm', 12.006],
    ['model-analyzer/older.csv', '', 'resnet50_libtorch', 8],
    ['mlperf/single-stream.txt', '--model m', 'm', 0.691572],
    ['onnxruntime/works.log', '--batch 1 --model m', 'm', 1.85739],
    ['openvino/works.log', '--model m', 'm', 23.91],
    ['hailo/works.log', '', 'yolov5m', 0.7525417],
    ['samples/works.csv', '--batch 1 --model m', 'm', 12.84021],
  ])('the printed row of %s is a profile that fit uses', (fixture, flags, model, serviceMs) => {
    const more = flags.split(' ').filter((word) => word !== '');
    const printed = edgePlan(['import', 'auto', join(FIXTURES, fixture), ...SAID, ...more]);
    expect(printed.status).toBe(0);
    write(printed.stdout);
    writeFileSync(join(folder, 'site.yaml'), SCENARIO.replace('MODEL', model));
    const { status, stdout } = edgePlan(['fit', 'site.yaml', '--json'], { cwd: folder });
    expect(status).toBe(0);
    const { apps } = JSON.parse(stdout) as {
      apps: { ok: boolean; predicted: { stages: { acceleratorMs: number } } }[];
    };
    expect(apps).toHaveLength(3);
    for (const { ok, predicted } of apps) {
      expect(ok).toBe(true);
      // At so small a load a response is little more than the service.
      expect(predicted.stages.acceleratorMs).toBeGreaterThanOrEqual(serviceMs);
      expect(predicted.stages.acceleratorMs).toBeLessThan(serviceMs * 3);
    }
  });
});
