import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { simulateNode } from '../src/verify/simulate.ts';
import { Exponential, generatorFor } from '../src/verify/variates.ts';
import { IS_WRITING, ROOT } from './helpers/binary.ts';
import { oneAccelerator } from './verify/systems.ts';

/**
 * How the shipped recording was made: Poisson arrivals of three models on one edgeTPU in our own simulator, two runs, one
 * twice as busy. Service times vary by 5 % (squared coefficient of variation 0.0025), which the shipped profiles do not
 * know, so that the replay has something to miss. EDGE_PLAN_TRANSCRIPTS=write makes the file anew.
 */
const FILE = join(ROOT, 'scenarios/recordings/simulated-edgetpu.csv');
const SEED = 20;
const REQUESTS = 2_090;
const SCV_SERVICE = 0.0025;
const RUNS = { busy: 1.3, calm: 0.65 };

/** Service and swap time as in profiles/ibis-edgetpu.csv, ms; requests per second, to be multiplied for each run. */
const MODELS = [
  { model: 'efficientnet-S', service: 9.83, swap: 17.33, rate: 4 },
  { model: 'inception_v4', service: 125.13, swap: 19.43, rate: 1 },
  { model: 'mobilenet_v2', service: 4.91, swap: 10.43, rate: 6 },
];
const TOTAL_RATE = MODELS.reduce((sum, { rate }) => sum + rate, 0);

/** Moments of arrival in ms, from a stream of random numbers that belongs to the run and the model. */
function arrivals(run: string, model: string, rate: number, count: number): Float64Array {
  const interval = new Exponential(1 / rate, generatorFor(SEED, 'recording', run, model));
  let now = 0;
  return Float64Array.from({ length: count }, () => {
    now += interval.next();
    return now;
  });
}

function rowsOf(run: string, factor: number): string[] {
  const sources = MODELS.map(({ model, service, swap, rate }) => ({
    name: model,
    model,
    accelerator: 0,
    service: { mean: service, scv: SCV_SERVICE },
    swapTime: swap,
    arrivals: {
      kind: 'recorded' as const,
      times: arrivals(run, model, (rate * factor) / 1e3, Math.round((REQUESTS * rate) / TOTAL_RATE)),
    },
  }));
  const system = oneAccelerator('fcfs-swap', sources);
  const result = simulateNode(system, { seed: SEED, requests: Number.POSITIVE_INFINITY, record: true });
  const requests = sources.flatMap(({ model, arrivals: { times } }, i) => {
    const responses = result.sources[i]?.responses as Float64Array;
    return Array.from(times, (start, k) => ({ model, start, end: start + (responses[k] as number) }));
  });
  requests.sort((a, b) => a.start - b.start);
  const seconds = (ms: number) => (ms / 1e3).toFixed(4);
  return requests.map(({ model, start, end }) => [run, model, seconds(start), seconds(end)].join(','));
}

function recording(): string {
  const rows = Object.entries(RUNS).flatMap(([run, factor]) => rowsOf(run, factor));
  return `${['run,model,start_time,end_time', ...rows].join('\n')}\n`;
}

describe('the shipped recording', () => {
  if (IS_WRITING) writeFileSync(FILE, recording());

  it('is what our simulator makes of three Poisson streams', () => {
    expect(readFileSync(FILE, 'utf8')).toBe(recording());
  });

  it('is small', () => {
    expect(readFileSync(FILE).length).toBeLessThan(150_000);
  });
});
