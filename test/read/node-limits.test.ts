import { describe, expect, it } from 'vitest';
import { parseNodeLimits } from '../../src/read/node-limits.ts';

const KINDS = [['pi', 'pi-old'], ['coral']];

describe('--at-least and --at-most', () => {
  it('are read by the name of any entry of a kind', () => {
    expect(parseNodeLimits(['pi-old=2'], ['coral = 5'], KINDS)).toEqual({ atLeast: [2, null], atMost: [null, 5] });
  });

  it('may ask for exactly one number of nodes', () => {
    expect(parseNodeLimits(['pi=3'], ['pi=3'], KINDS)).toEqual({ atLeast: [3, null], atMost: [3, null] });
  });

  it('may not leave a kind no number of nodes', () => {
    expect(() => parseNodeLimits(['pi=4'], ['pi=3'], KINDS)).toThrow(/--at-least asks for 4 pi, --at-most allows 3/);
  });
});
