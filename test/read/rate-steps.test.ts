import { describe, expect, it } from 'vitest';
import { readChanges } from '../../src/read/changes.ts';
import { readRateSteps } from '../../src/read/rate-steps.ts';
import { at, problemsFrom, read, SOUND, textFile } from './reading.ts';

/** Three doorbells of 5 /s on two coral nodes. */
const scenario = await read(SOUND);
const usual = scenario.apps[0]?.arrivalRate as number;

const steps = (rows: string) => readRateSteps(textFile(`time,app,rate\n${rows}`, 'rates.csv'), scenario);
const problemsOf = async (rows: string) => (await problemsFrom(() => steps(rows))).map(at);

describe('rates that change over a day', () => {
  it.each([
    ['09:00,doorbell,2x\n08:59:30,doorbell,1x\n10:00,doorbell,3x', ['08:59:30', '09:00', '10:00']],
    ['1e3,doorbell,2x\n900,doorbell,1x', ['900', '1e3']],
    ['2026-01-02T00:00,doorbell,2x\n2026-01-01T23:00:00Z,doorbell,1x', ['2026-01-01T23:00:00Z', '2026-01-02T00:00']],
  ])('come in the order of time, however it is written: %j', (rows, times) => {
    expect(steps(rows).map(({ time }) => time)).toEqual(times);
  });

  it('of one time are one step, of a group or of one instance', () => {
    const [step] = steps('00:00,doorbell,2x\n00:00,doorbell-2,7 /s');
    expect(step?.changes.map(({ change }) => change)).toEqual([
      { first: 0, count: 3, arrivalRate: 2 * usual },
      { first: 1, count: 1, arrivalRate: 0.007 },
    ]);
  });

  it.each([
    ['25 Uhr,doorbell,2x', 'rates-time', 2, 1],
    ['00:60,doorbell,2x', 'rates-time', 2, 1],
    ['00:00,doorbell,2x\n60,doorbell,2x', 'rates-time', 3, 1],
    ['00:00,dorbell,2x', 'app-unknown', 2, 7],
    ['00:00,doorbell-4,2x', 'app-unknown', 2, 7],
    ['00:00,doorbell,2', 'rate-unreadable', 2, 16],
    ['00:00,doorbell,0x', 'rate-unreadable', 2, 16],
    ['00:00,doorbell,-1 /s', 'rate-unreadable', 2, 16],
    ['00:00,doorbell,1e99x', 'rate-unreadable', 2, 16],
    ['00:00,doorbell', 'csv-ragged', 2, 1],
    ['', 'csv-empty', 1, 1],
  ])('as %j are refused at their place', async (rows, code, line, column) => {
    expect(await problemsOf(rows)).toEqual([[code, line, column]]);
  });

  it('of more moments than can be replayed are refused', async () => {
    const rows = Array.from({ length: 1001 }, (_, k) => `${k},doorbell,2x`).join('\n');
    expect((await problemsOf(rows)).map(([code]) => code)).toEqual(['replay-too-large']);
  });
});

describe('changes on the command line', () => {
  it('name groups, instances and nodes', () => {
    expect(readChanges(['doorbell=2x', 'doorbell-3 = 10/s'], ['coral-2', 'coral-2'], scenario)).toEqual({
      rates: [
        { first: 0, count: 3, arrivalRate: 2 * usual },
        { first: 2, count: 1, arrivalRate: 0.01 },
      ],
      lost: new Set([1]),
      phrases: [`doorbell ${usual * 2000} /s`, 'doorbell-3 10 /s', 'coral-2 lost'],
    });
  });

  it('are refused together', async () => {
    const found = await problemsFrom(() => readChanges(['doorbell', 'x=2x', 'doorbell=2'], ['coral-9'], scenario));
    expect(found.map(({ code }) => code)).toEqual(['rate-change', 'app-unknown', 'rate-unreadable', 'node-unknown']);
  });
});
