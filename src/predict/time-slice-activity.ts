/**
 * Which containers of a time-sliced device are busy at once. The set A of busy containers is given the weight
 *
 *     |A|! · κ^{|A|(|A|−1)/2} · Π_{k∈A} rₖ
 *
 * with the rₖ such that every container is served at the rate of its load, Σ_{A∋k} π(A)/|A| = ρₖ: the device is split
 * equally among the busy ones. κ = 1 would say that a container that is slowed by others does nothing but take
 * longer; in truth requests queue up behind it meanwhile and keep it busy longer still. κ > 1 says by how much
 * containers cling together. An approximation: see REFERENCES.md, "Time-sliced containers".
 */

/** Equal containers are one entry with a count. All arrays equally long. */
export interface ContainerKinds {
  /** ρₖ = λₖ E[Sₖ] of one container, above 0; the sum over containers is below 1. */
  readonly load: Float64Array;
  /** E[Sₖ], ms. */
  readonly serviceTime: Float64Array;
  /** Containers of this kind, whole numbers from 1. */
  readonly count: Float64Array;
}

/**
 * How strongly queueing makes containers cling together, from 0 (κ = 1). The one constant that is fitted: to the busy
 * probabilities of 36 simulated devices of 2 to 7 containers; others check it (REFERENCES.md).
 */
const CLINGING = 0.8;
const TOLERANCE = 1e-9;
const MOST_STEPS = 400;

/**
 * uₖ, the probability that a container of each kind is busy. Between ρₖ (alone) and 1.
 *
 * @throws RangeError when the loads add up to 1 or more
 */
export function busyProbabilities(kinds: ContainerKinds): Float64Array {
  const { load, count } = kinds;
  const total = load.reduce((sum, one, k) => sum + one * count[k]!, 0);
  if (!(total < 1)) throw new RangeError(`utilization must be below 1; found ${total}`);
  let weight = load.map((one) => one / (1 - total + one));
  let clinging = 1;
  let busy = load;
  let damping = 1;
  let lastError = Number.POSITIVE_INFINITY;
  for (let step = 0; step < MOST_STEPS; step++) {
    const state = activity(weight, count, clinging);
    busy = state.busy;
    // Newton's step in log rₖ with the diagonal alone: ∂ log throughputₖ / ∂ log rₖ = 1 − uₖ.
    const gap = load.map((one, k) => Math.log(one / state.throughput[k]!));
    weight = weight.map((one, k) => one * Math.exp((damping * gap[k]!) / (1 - state.busy[k]!)));
    const nextClinging = clingingOf(kinds, busy);
    const error = gap.reduce((most, one) => Math.max(most, Math.abs(one)), Math.abs(nextClinging - clinging));
    if (error <= TOLERANCE) break;
    if (error > lastError) damping = Math.max(damping / 2, 1 / 16);
    lastError = error;
    clinging = nextClinging;
  }
  return busy;
}

/** uₖ and the throughput of one container of each kind under the weights above. */
function activity(
  weight: Float64Array,
  count: Float64Array,
  clinging: number,
): { busy: Float64Array; throughput: Float64Array } {
  const scale = weight.reduce((most, one) => Math.max(most, one), 0);
  const relative = weight.map((one) => one / scale);
  const all = symmetricSums(relative, count, -1);
  const level = levelWeights(all, scale, clinging);
  let normal = 0;
  for (let m = 0; m < all.length; m++) normal += level[m]! * all[m]!;
  const busy = new Float64Array(weight.length);
  const throughput = new Float64Array(weight.length);
  for (let k = 0; k < weight.length; k++) {
    const others = symmetricSums(relative, count, k);
    for (let m = 1; m < all.length; m++) {
      const probability = (level[m]! * relative[k]! * others[m - 1]!) / normal;
      busy[k]! += probability;
      throughput[k]! += probability / m;
    }
  }
  return { busy, throughput };
}

/** Elementary symmetric sums e₀ … e_K of the containers' weights, one container of kind `without` left out. */
function symmetricSums(weight: Float64Array, count: Float64Array, without: number): Float64Array {
  let containers = without < 0 ? 0 : -1;
  for (const number of count) containers += number;
  const sums = new Float64Array(containers + 1);
  sums[0] = 1;
  let top = 0;
  for (let k = 0; k < weight.length; k++) {
    for (let i = k === without ? 1 : 0; i < count[k]!; i++) {
      top++;
      for (let m = top; m > 0; m--) sums[m]! += weight[k]! * sums[m - 1]!;
    }
  }
  return sums;
}

/** m!·κ^{m(m−1)/2}·scale^m, divided by what makes the greatest term of the sum 1, so that hundreds do not overflow. */
function levelWeights(sums: Float64Array, scale: number, clinging: number): Float64Array {
  const logs = new Float64Array(sums.length);
  for (let m = 1; m < sums.length; m++) logs[m] = logs[m - 1]! + Math.log(m * scale) + (m - 1) * Math.log(clinging);
  const greatest = logs.reduce((most, log, m) => Math.max(most, log + Math.log(sums[m]!)), 0);
  return logs.map((log) => Math.exp(log - greatest));
}

/**
 * κ for the given busy probabilities. While j is busy, requests pile up at i: its busy periods grow by about
 * ρᵢ/(1 − uᵢ), provided that j's turn (Sⱼfⱼ long) outlasts i's busy period (Sᵢfᵢ/(1 − uᵢ)). Averaged over the pairs
 * that are busy together.
 */
function clingingOf({ load, serviceTime, count }: ContainerKinds, busy: Float64Array): number {
  const turn = serviceTime.map((service, k) => (service * busy[k]!) / load[k]!);
  let sum = 0;
  let pairs = 0;
  for (let i = 0; i < load.length; i++) {
    for (let j = 0; j < load.length; j++) {
      const together = busy[i]! * busy[j]! * count[i]! * (i === j ? count[j]! - 1 : count[j]!);
      sum += (together * load[i]! * turn[j]!) / (turn[i]! + (1 - busy[i]!) * turn[j]!);
      pairs += together;
    }
  }
  return pairs === 0 ? 1 : 1 + (2 * CLINGING * sum) / pairs;
}
