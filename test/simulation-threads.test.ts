import { describe, expect, it } from 'vitest';
import { edgePlan } from './helpers/binary.ts';

/** Worker threads are started from the built program, so this asks the binary. */
describe('simulate on several threads', () => {
  it('prints the same bytes as on one', () => {
    const words = ['simulate', 'scenarios/jetson-placed.yaml', '--json', '--requests', '4000', '--jobs'];
    const [one, two] = ['1', '2'].map((jobs) => edgePlan([...words, jobs]));
    expect(one?.status).toBe(0);
    expect(JSON.parse(one?.stdout ?? '').summary.simulation.nodesSimulated).toBe(2);
    expect(two?.stdout).toBe(one?.stdout);
  });
});
