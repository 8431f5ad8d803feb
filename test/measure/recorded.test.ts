/**
 * Two recordings of `npm run experiment`: three convolutional networks on one core of a virtual machine (AMD EPYC,
 * Linux 6.18, onnxruntime-node 1.30.0, 24 November 2026), 75 s at a load of 0.5, with the profiles measured before.
 * What a real machine did is what the models and the simulator are held to here.
 */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { errorsOf } from '../../src/domain/recording.ts';
import { validate } from '../../src/validation.ts';
import { pretendedAccess } from '../read/reading.ts';

const text = (name: string) => readFileSync(join(import.meta.dirname, 'recordings', name), 'utf8');

async function recorded(discipline: 'time-slice' | 'fcfs') {
  const files = pretendedAccess({ 'run.csv': text(`${discipline}.csv`), 'profiles.csv': text('profiles.csv') });
  const profiles = ['profiles.csv'];
  const options = { groupBy: null, appBy: 'container', profiles, device: 'this-core', discipline, seed: 1 };
  const { rows } = await validate('run.csv', options, files);
  const off = (figure: (row: (typeof rows)[number]) => number | null | undefined) =>
    errorsOf(rows, ({ measured }) => measured.mean, figure).mape ?? Number.NaN;
  return {
    requests: rows.reduce((sum, row) => sum + row.requests, 0),
    models: off(({ predicted }) => predicted?.mean),
    replay: off(({ replayed }) => replayed?.mean),
    ibis: off(({ ibisMean }) => ibisMean),
  };
}

describe('recordings of real networks under real sharing', () => {
  // What is asked of means up to a load of 0.7: models within 10 %, the replay within 7 %.
  it.each(['time-slice', 'fcfs'] as const)('%s: models and replay keep within what is asked of them', async (name) => {
    const { requests, models, replay } = await recorded(name);
    expect(requests).toBeGreaterThan(5000);
    expect(models).toBeLessThan(0.1);
    expect(replay).toBeLessThan(0.07);
  });

  it('time-slice: plain processor sharing, as Ibis has it, is several times further off', async () => {
    const { models, ibis } = await recorded('time-slice');
    expect(ibis).toBeGreaterThan(4 * models);
  });
});
