import { type CoLocatedRequest, type CoLocation, latenessOf } from '../../src/domain/co-location.ts';
import type { MachineFacts } from '../../src/domain/inference.ts';
import type { ProfileRow } from '../../src/domain/measurement.ts';
import type { MeasureReport } from '../../src/report/measure-json.ts';
import { read } from '../read/reading.ts';

/** What `measure` may find, made by hand: reports are looked at without measuring anything. */
export const MACHINE: MachineFacts = {
  processor: 'Some CPU',
  cores: 4,
  architecture: 'x64',
  system: 'Linux 6.1',
  governor: 'performance',
  node: '22.0.0',
  runtime: 'onnxruntime-node 1.30.0',
};

/** Twice 4 ms for a batch of two; beside a second copy each takes 5 ms. */
export function profileRow(batch: number, concurrency: number, time: number): ProfileRow {
  const figure = (value: number) => ({ value, from: 'made by hand', line: 1 });
  return {
    model: 'net',
    device: 'here',
    batch,
    concurrency,
    serviceTime: figure(time),
    kind: 'service',
    scv: figure(0.0012),
    quantiles: [0.5, 0.95, 0.99].map((p) => ({ p, value: time * (1 + p) })),
    samples: figure(1200),
    throughput: figure((batch * concurrency) / time),
    memory: concurrency === 1 ? figure(100 * 2 ** 20) : null,
    onChipMemory: null,
    offChipMemory: null,
    runtime: MACHINE.runtime,
    precision: 'fp32',
    conditions: ['1 thread on core 3 of 4'],
    source: 'measured on 2026-01-01',
    remarks: batch === 2 ? [{ code: 'few-samples', text: 'batch 2: only 12 samples' }] : [],
  };
}

export const MEASURED: MeasureReport = {
  file: '/home/someone/net.onnx',
  machine: MACHINE,
  cores: [3],
  foreignShare: 0.01,
  rows: [profileRow(1, 1, 4), profileRow(2, 1, 8), profileRow(1, 2, 5)],
  remarks: [{ code: 'device-unknown', text: 'the device "here" is not in profiles/devices.csv' }],
  appended: { file: '/home/someone/mine.csv', added: 3, isNew: true },
};

const SCENARIO = `version: 1
profiles: [p.csv]
cluster: [{ node: core, device: here, discipline: time-slice, memory: 8 GB }]
apps: [{ app: door, model: net, rate: 5 /s, slo: mean <= 10 s }]
`;

const REQUESTS: readonly CoLocatedRequest[] = [
  { app: 'door', container: 'door', model: 'net', due: 0, begun: 0.25, ended: 4.25 },
  { app: 'door', container: 'door', model: 'net', due: 1000, begun: 1000.5, ended: 1005 },
];

/** Of two requests, which took a tenth more processor time than alone. */
export async function coLocation(): Promise<CoLocation> {
  const scenario = await read(SCENARIO, { 'p.csv': 'model,device,service_ms\nnet,here,4\n' });
  return {
    scenario,
    discipline: 'time-slice',
    seed: 7,
    run: 'first, "quoted"',
    duration: 2000,
    requests: REQUESTS,
    rows: [
      {
        group: 'first',
        model: 'net',
        app: 'door',
        requests: 2,
        arrivalRate: 0.001,
        arrivalScv: null,
        isPoisson: true,
        measured: { mean: 5, p95: 5 },
        predicted: { mean: 4, p95: 4 },
        ibisMean: 6,
        replayed: { mean: 5, p95: 5 },
        utilization: 0.02,
        reason: null,
      },
    ],
    processorTime: 8.8,
    soloTime: 8,
    withoutWorker: 0,
    lateness: latenessOf(REQUESTS),
    foreignShare: 0.25,
    machine: MACHINE,
    cores: [3],
  };
}
