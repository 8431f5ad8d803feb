/** Repeatable random numbers for a numerical method: fast, seeded, good enough for averages. */

/**
 * Mulberry32 (Ettinger 2017): 32 bits of state, period 2³². The same seed gives the same numbers.
 *
 * @example
 * const random = new Random(1);
 * random.uniform(); // above 0 and below 1
 */
export class Random {
  #state: number;

  /** `seed`: any whole number. */
  constructor(seed: number) {
    this.#state = seed | 0;
  }

  /** Uniform between 0 and 1, neither included. */
  uniform(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let bits = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits;
    return (((bits ^ (bits >>> 14)) >>> 0) + 0.5) / 4294967296;
  }

  /** Exponential with mean 1. */
  exponential(): number {
    return -Math.log(this.uniform());
  }

  /**
   * Gamma with this shape, above 0, and scale 1: its mean is the shape. Marsaglia and Tsang 2000, "A simple method for
   * generating gamma variables"; below 1 by the shape one higher and a power of a uniform number.
   */
  gamma(shape: number): number {
    if (shape < 1) return this.gamma(shape + 1) * this.uniform() ** (1 / shape);
    const d = shape - 1 / 3;
    const c = 1 / Math.sqrt(9 * d);
    for (;;) {
      const x = this.#normal();
      const v = (1 + c * x) ** 3;
      if (v > 0 && Math.log(this.uniform()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v;
    }
  }

  #normal(): number {
    return Math.sqrt(2 * this.exponential()) * Math.cos(2 * Math.PI * this.uniform());
  }
}
