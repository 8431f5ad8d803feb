import { describe, expect, it } from 'vitest';
import { erlangC } from '../../src/math/erlang.ts';

describe('erlangC', () => {
  it('is the utilization for one server, because an arrival waits exactly when the server is busy', () => {
    expect(erlangC(1, 0.7)).toBeCloseTo(0.7, 14);
  });

  it('is 2ρ²/(1 + ρ) for two servers', () => {
    expect(erlangC(2, 1.2)).toBeCloseTo((2 * 0.36) / 1.6, 14);
  });

  it('agrees with the sum of its definition for ten servers', () => {
    const a = 7.5;
    let term = 1;
    let below = 0;
    for (let n = 0; n < 10; n++) {
      below += term;
      term *= a / (n + 1);
    }
    const waiting = (term * 10) / (10 - a);
    expect(erlangC(10, a)).toBeCloseTo(waiting / (below + waiting), 13);
  });

  it('stays a probability for a thousand servers, close to the normal approximation of Halfin and Whitt', () => {
    // β = (1 − ρ)√c = 0.3162: C → 1/(1 + β Φ(β)/φ(β)) = 0.6579 (Halfin and Whitt 1981); the limit is off by O(1/√c).
    expect(Math.abs(erlangC(1000, 990) - 0.6579)).toBeLessThan(0.01);
  });

  it('is 0 at no load and tends to 1 as the load nears the number of servers', () => {
    expect(erlangC(4, 0)).toBe(0);
    expect(erlangC(4, 4 * (1 - 1e-9))).toBeGreaterThan(1 - 1e-8);
  });

  it('refuses a load that has no steady state, a part of a server, and NaN', () => {
    expect(() => erlangC(2, 2)).toThrow(RangeError);
    expect(() => erlangC(1.5, 1)).toThrow(RangeError);
    expect(() => erlangC(2, Number.NaN)).toThrow(RangeError);
    expect(() => erlangC(Number.NaN, 1)).toThrow(RangeError);
  });
});
