/**
 * Counts of positive values in bins that halve with each octave below: bounded memory (84 kB) for any number of values.
 * The bin of a value is read off the exponent and the first 9 bits of the mantissa of its double. Bins are at most
 * 1/512 (0.195 %) of their value wide, so a quantile is within that of the same quantile of the values themselves;
 * values below 2⁻¹⁰ ms or from 2³¹ ms (25 days) on share the first and last bin.
 */

const MANTISSA_BITS = 9;
const BINS_PER_OCTAVE = 2 ** MANTISSA_BITS;
const EXPONENT_BIAS = 1023;
const FIRST_OCTAVE = -10;
const OCTAVES = 41;
const FIRST_BIN = (EXPONENT_BIAS + FIRST_OCTAVE) * BINS_PER_OCTAVE;
const BINS = OCTAVES * BINS_PER_OCTAVE;

const asNumber = new Float64Array(1);
const asWords = new Uint32Array(asNumber.buffer);
asNumber[0] = 1;
/** Which of the two words of a double holds its exponent on this machine. */
const HIGH = asWords[1] === 0 ? 0 : 1;

/** Lower edge of a bin. */
function edge(bin: number): number {
  const octave = FIRST_OCTAVE + Math.floor(bin / BINS_PER_OCTAVE);
  return 2 ** octave * (1 + (bin % BINS_PER_OCTAVE) / BINS_PER_OCTAVE);
}

export class Histogram {
  #total = 0;
  #least = Number.POSITIVE_INFINITY;
  #greatest = Number.NEGATIVE_INFINITY;
  readonly #counts = new Uint32Array(BINS);

  /** `value` in ms, above 0. */
  add(value: number): void {
    asNumber[0] = value;
    const bin = ((asWords[HIGH] as number) >>> (20 - MANTISSA_BITS)) - FIRST_BIN;
    const kept = bin < 0 ? 0 : bin >= BINS ? BINS - 1 : bin;
    this.#counts[kept] = (this.#counts[kept] as number) + 1;
    this.#total++;
    if (value < this.#least) this.#least = value;
    if (value > this.#greatest) this.#greatest = value;
  }

  /** The value that a fraction `p` (0 to 1) of the values stays within. Throws a `RangeError` when there are none. */
  quantile(p: number): number {
    if (this.#total === 0) throw new RangeError('a quantile needs at least one value');
    const rank = p * this.#total;
    let below = 0;
    let bin = 0;
    while (bin < BINS - 1 && below + (this.#counts[bin] as number) < rank) below += this.#counts[bin++] as number;
    const part = (rank - below) / Math.max(1, this.#counts[bin] as number);
    const low = bin === 0 ? Math.min(this.#least, edge(0)) : edge(bin);
    const high = bin === BINS - 1 ? Math.max(this.#greatest, edge(BINS)) : edge(bin + 1);
    return Math.min(this.#greatest, Math.max(this.#least, low + part * (high - low)));
  }
}
