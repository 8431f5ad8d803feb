import { existsSync, readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { simulateNode } from '../../src/verify/simulate.ts';
import { oneAccelerator } from './systems.ts';

const FILE = new URL('../../../shared/data/ibis-edgetpu-inception_v4-mobilenet_v2.csv', import.meta.url);
const isThere = existsSync(FILE);
if (!isThere)
  console.warn(`replay of recorded requests skipped: ${FILE.pathname.split('/').slice(-3).join('/')} is missing`);

interface Row {
  readonly model: string;
  readonly vary_rho: string;
  readonly start_time: string;
  readonly end_time: string;
}

/** S and O in ms from the recording's own `service_rate` (models.md, section 6). */
const CALIBRATION = { inception_v4: [125.13, 19.59], mobilenet_v2: [4.91, 13.14] } as const;
const MODELS = Object.keys(CALIBRATION) as (keyof typeof CALIBRATION)[];

/** Relative error of the replayed mean of each model in one run. */
function replayErrors(rows: readonly Row[]): number[] {
  const ofModel = (model: string) => rows.filter((row) => row.model === model);
  const sources = MODELS.map((model) => ({
    name: model,
    model,
    arrivals: {
      kind: 'recorded' as const,
      times: ofModel(model)
        .map((row) => 1000 * Number(row.start_time))
        .sort((a, b) => a - b),
    },
    accelerator: 0,
    service: { mean: CALIBRATION[model][0], scv: 0 },
    swapTime: CALIBRATION[model][1],
  }));
  const result = simulateNode(oneAccelerator('fcfs-swap', sources), { seed: 1, requests: Number.POSITIVE_INFINITY });
  return result.sources.map(({ name, requests, mean }) => {
    const recorded = ofModel(name);
    expect(requests).toBe(recorded.length);
    const measured =
      recorded.reduce((sum, row) => sum + Number(row.end_time) - Number(row.start_time), 0) / recorded.length;
    return Math.abs((mean as number) / (1000 * measured) - 1);
  });
}

describe.runIf(isThere)('the edgeTPU recording of Ibis', () => {
  it('is reproduced by replay: ten means within 0.9 % on average and 2.2 % at worst', () => {
    const rows: Row[] = parse(readFileSync(FILE), { columns: true });
    const loads = [...new Set(rows.map((row) => row.vary_rho))];
    const errors = loads.flatMap((load) => replayErrors(rows.filter((row) => row.vary_rho === load)));
    expect(errors).toHaveLength(10);
    expect(errors.reduce((sum, error) => sum + error, 0) / errors.length).toBeLessThan(0.009);
    expect(Math.max(...errors)).toBeLessThan(0.022);
  });
});
