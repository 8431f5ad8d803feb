import { describe, expect, it } from 'vitest';
import { createHalt, piecesDone, sayHalt } from '../../src/domain/halt.ts';
import { simulateNode } from '../../src/verify/simulate.ts';
import { oneAccelerator, poissonSources } from './systems.ts';

const [random] = poissonSources([0.05], [10], 1);
const SYSTEMS = [
  ['random', oneAccelerator('fcfs', random === undefined ? [] : [random])],
  [
    'periodic',
    oneAccelerator('fcfs', [
      { name: 'p', arrivals: { kind: 'periodic', rate: 0.05 }, accelerator: 0, service: { mean: 10, scv: 1 } },
    ]),
  ],
  [
    'recorded',
    oneAccelerator('fcfs', [
      {
        name: 'r',
        arrivals: { kind: 'recorded', times: Array.from({ length: 25_000 }, (_, k) => 12 * k) },
        accelerator: 0,
        service: { mean: 10, scv: 1 },
      },
    ]),
  ],
] as const;

describe.each(SYSTEMS)('a simulation of %s arrivals that can be halted', (_, system) => {
  it('gives the same as one that cannot, as long as nobody says so', () => {
    for (const precision of [undefined, 0.05]) {
      const options = { seed: 3, requests: 45_000, ...(precision === undefined ? {} : { precision }) };
      expect(simulateNode(system, { ...options, halt: createHalt() })).toEqual(simulateNode(system, options));
    }
  });

  it('measures nothing more once it is said, and says why it ended', () => {
    const halt = createHalt();
    sayHalt(halt);
    const { stoppedBy, sources } = simulateNode(system, { seed: 3, requests: 45_000, halt });
    expect(stoppedBy).toBe('halt');
    expect(sources.map(({ requests, mean }) => [requests, mean])).toEqual([[0, null]]);
  });
});

describe('the word that threads share', () => {
  it('counts the pieces of 10,000 requests that were measured', () => {
    const halt = createHalt();
    simulateNode(SYSTEMS[0][1], { seed: 3, requests: 45_000, halt });
    expect(piecesDone(halt)).toBe(4);
  });
});
