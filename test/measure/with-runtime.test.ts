import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NETWORKS, networkOnnx } from '../experiment/networks.js';
import { edgePlan, ROOT } from '../helpers/binary.ts';

/** Asked of Node.js itself, from where the program stands; it may be there and not run on this machine. */
const HAS_RUNTIME =
  spawnSync(process.execPath, ['--input-type=module', '--eval', "await import('onnxruntime-node')"], { cwd: ROOT })
    .status === 0;
if (!HAS_RUNTIME) {
  console.warn('SKIPPED: onnxruntime-node is not installed, so nothing is measured with it (.ci/runtime installs it)');
}

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'edge-plan-measure-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const path = (name: string) => join(folder, name);

interface Row {
  readonly batch: number;
  readonly concurrency: number;
  readonly serviceMs: number;
  readonly serviceScv: number;
  readonly samples: number;
  readonly throughputPerS: number;
  readonly memoryBytes: number | null;
  readonly conditions: readonly string[];
}

/** How long anything takes is not looked at, only what a busy machine cannot change. */
describe.runIf(HAS_RUNTIME)('a network, measured', () => {
  let rows: readonly Row[] = [];
  beforeAll(() => {
    writeFileSync(path('conv-s.onnx'), networkOnnx(NETWORKS['conv-s'] as (typeof NETWORKS)[string]));
    const words = ['measure', path('conv-s.onnx'), '--device', 'here', '--duration', '1s', '--warm-up', '3', '--json'];
    const { stdout, stderr, status } = edgePlan([...words, '--batch', '1,4', '--copies', '2']);
    expect(status, stderr).toBe(0);
    rows = JSON.parse(stdout).rows;
  });

  it('has a row for each batch, and one for two copies', () => {
    expect(rows.map(({ batch, concurrency }) => [batch, concurrency])).toEqual([
      [1, 1],
      [4, 1],
      [1, 2],
    ]);
    for (const { serviceMs, serviceScv, samples } of rows) {
      expect([serviceMs > 0, serviceScv >= 0, samples > 0]).toEqual([true, true, true]);
    }
  });

  it('takes longer for a batch of four than for one, and was fed four pictures', () => {
    const [one, four] = rows as [Row, Row];
    expect(four.serviceMs).toBeGreaterThan(one.serviceMs);
    expect(four.conditions[0]).toBe('input 4x3x224x224 float32');
    expect(four.throughputPerS).toBeCloseTo(4000 / four.serviceMs, 1);
  });

  it('needs at least the memory of its weights and of the runtime, and less than a gigabyte', () => {
    for (const { memoryBytes, concurrency } of rows) {
      if (concurrency > 1) expect(memoryBytes).toBeNull();
      else expect([(memoryBytes as number) > 30e6, (memoryBytes as number) < 1e9]).toEqual([true, true]);
    }
  });

  it('is no model where its file is none, or was cut off', () => {
    const bytes = readFileSync(path('conv-s.onnx'));
    writeFileSync(path('cut.onnx'), bytes.subarray(0, bytes.length / 2));
    writeFileSync(path('text.onnx'), 'not a model');
    for (const name of ['cut.onnx', 'text.onnx']) {
      const { stderr, stdout, status } = edgePlan(['measure', path(name), '--device', 'here', '--duration', '100ms']);
      expect([status, stdout]).toEqual([2, '']);
      expect(stderr).toContain(`${name}" cannot be loaded`);
    }
  });

  it('leaves its batch open, and nothing else', () => {
    const words = ['measure', path('conv-s.onnx'), '--device', 'here', '--duration', '100ms'];
    const { stderr, status } = edgePlan([...words, '--input', 'input=1x3x112x112']);
    expect([status, stderr]).toEqual([2, expect.stringContaining('the model says batchx3x224x224')]);
  });
});

describe.runIf(HAS_RUNTIME)('the network in containers of its own', () => {
  it('answers every request, and validate reads the recording', () => {
    writeFileSync(path('net.onnx'), networkOnnx({ side: 32, width: 8, stages: [1] }));
    writeFileSync(path('profiles.csv'), 'model,device,service_ms\nnet,here,2\n');
    const scenario = `version: 1
profiles: [profiles.csv]
cluster: [{ node: core, device: here, discipline: time-slice, memory: 8 GB }]
apps: [{ app: door, count: 2, model: net, rate: 30 /s, slo: mean <= 10 s }]
`;
    writeFileSync(path('scenario.yaml'), scenario);
    const words = ['measure', '--co-locate', 'scenario.yaml', '--models', '.', '--duration', '2s', '--out', 'run.csv'];
    const measured = edgePlan([...words, '--json'], { cwd: folder });
    expect(measured.status, measured.stderr).toBe(0);
    const document = JSON.parse(measured.stdout);
    expect(readFileSync(path('run.csv'), 'utf8').trimEnd().split('\n')).toHaveLength(1 + document.requests);
    expect([document.requests > 50, document.interference > 0]).toEqual([true, true]);
    const options = ['--device', 'here', '--profiles', 'profiles.csv', '--discipline', 'time-slice', '--json'];
    const read = edgePlan(['validate', 'run.csv', ...options, '--app-by', 'container'], { cwd: folder });
    expect(read.status, read.stderr).toBe(0);
    const means = (rows: { app: string; measuredMeanMs: number }[]) =>
      rows.sort((a, b) => (a.app < b.app ? -1 : 1)).map(({ measuredMeanMs }) => measuredMeanMs);
    const expected = means(document.rows).map((mean) => expect.closeTo(mean, 2));
    expect(means(JSON.parse(read.stdout).rows)).toEqual(expected);
  });
});
