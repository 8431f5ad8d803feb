import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CLUSTER, problemsOf, read } from './reading.ts';

const yaml = (rate: number) =>
  `version: 1\n${CLUSTER}apps:\n  - { app: door, model: mobilenet_v2, rate: ${rate} /s, slo: p95 <= 1 s, arrivals: { trace: t.txt } }\n`;

/** Seconds: `count` bursts of up to 20 requests, the first at `start`. */
const recorded = fc
  .tuple(
    fc.integer({ min: 5, max: 60 }),
    fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 9 }),
    fc.double({ min: 0.2, max: 5, noNaN: true }),
    fc.integer({ min: -5, max: 1000 }),
  )
  .map(([count, sizes, every, start]) => {
    const times: number[] = [];
    for (let burst = 0; burst < count; burst++) {
      for (let k = 0; k < (sizes[burst % sizes.length] as number); k++) times.push(start + burst * every + k * 0.004);
    }
    const rate = (times.length - 1) / ((times.at(-1) as number) - (times[0] as number));
    return { text: times.map((time) => `${time}\n`).join(''), rate, requests: times.length };
  });

describe('a rate beside a recording', () => {
  it('is refused where it is another, at its own place, with both figures and one that is taken', async () => {
    const property = fc.asyncProperty(
      recorded,
      fc.double({ min: 1.4, max: 30, noNaN: true }),
      fc.boolean(),
      async ({ text, rate }, off, isMore) => {
        const said = isMore ? rate * off : rate / off;
        const [problem, ...others] = await problemsOf(yaml(said), { 't.txt': text });
        expect(others).toEqual([]);
        expect(problem?.code).toBe('trace-rate');
        expect(problem?.place).toMatchObject({ line: 7, column: 45 });
        expect(problem?.message).toContain(`${Number(said.toPrecision(4))} /s`);
        const [, taken] = /"rate: (.+) \/s"/.exec(problem?.help ?? '') ?? [];
        await read(yaml(Number(taken)), { 't.txt': text });
      },
    );
    await fc.assert(property, { numRuns: 60, seed: 1 });
  });

  it('is taken where it is the recording’s', async () => {
    const property = fc.asyncProperty(
      recorded,
      fc.double({ min: 0.9905, max: 1.0095, noNaN: true }),
      async ({ text, rate, requests }, off) => {
        const said = [rate * off, (rate * off * requests) / (requests - 1)];
        for (const one of said) expect((await read(yaml(one), { 't.txt': text })).apps[0]?.arrivals.kind).toBe('trace');
      },
    );
    await fc.assert(property, { numRuns: 60, seed: 2 });
  });

  it('is looked at in tables of applications too', async () => {
    const table = 'app,count,model,rate,slo,arrivals\ncam,3,mobilenet_v2,5 /s,p95 <= 1 s,{ trace: t.txt }\n';
    const scenario = `version: 1\n${CLUSTER}apps: [{ workload: w.csv }]\n`;
    const problems = await problemsOf(scenario, { 'w.csv': table, 't.txt': '0\n1\n2\n3\n' });
    expect(problems.map(({ code, place }) => [code, place?.file, place?.line])).toEqual([['trace-rate', 'w.csv', 2]]);
  });
});
