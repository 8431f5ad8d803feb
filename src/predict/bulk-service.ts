/**
 * The bulk-service queue M/D^{(b)}/1 with at most B per batch: a server that, when free, takes all that wait up to B
 * and needs a fixed time s(b) for a batch of b. The number left waiting when a batch ends is a Markov chain X with
 *
 *     X' = max(X − B, 0) + Poisson(λ s(min(max(X, 1), B)))        (an empty server waits for one request)
 *
 * Above B it is a random walk with steps of −B + Poisson(λ s(B)), and what such a walk does until it first falls below
 * B is known from the B roots of z^B = e^{λ s(B)(z−1)} in the closed unit disc: 1 − Π (1 − z_k y) is the generating
 * function of how far it falls below its lowest point so far (Wiener and Hopf's factorisation; Feller 1971, XII).
 * Watched only while below B, X is then a finite chain. Exact. Bailey 1954; Neuts 1967 for times that depend on the
 * batch.
 */

import { stationaryLaw } from '../math/markov.ts';

export interface BulkQueue {
  /** Mean response time, ms. */
  readonly responseTime: number;
  /** Probability that an arrival finds the server idle. */
  readonly idle: number;
  /** Share of the batches that have size b, at index b − 1. */
  readonly batchShare: Float64Array;
}

/** Fixed-point iteration for a root contracts by λs(B)/B or better; this many steps reach 1e-15 up to a load of 0.99. */
const MOST_STEPS = 4000;

/**
 * @param arrivalRate λ, requests per ms, above 0
 * @param times s(b) in ms at index b − 1, each above 0; as many as the greatest batch B
 * @throws RangeError when λ s(B) ≥ B: then there is no steady state
 */
export function bulkQueue(arrivalRate: number, times: Float64Array): BulkQueue {
  const most = times.length;
  const lastLoad = arrivalRate * times[most - 1]!;
  if (!(lastLoad < most)) throw new RangeError(`λ s(B) must be below ${most}; found ${lastLoad}`);
  const waiting = waitingProbabilities(arrivalRate, times);
  const batchShare = waiting.slice(1);
  let beyond = 1;
  for (const probability of waiting) beyond -= probability;
  const shares = new Float64Array(most);
  shares.set(batchShare);
  shares[0]! += waiting[0]!;
  shares[most - 1]! += beyond;
  const cycle = shares.reduce((sum, share, b) => sum + share * times[b]!, waiting[0]! / arrivalRate);
  const area = presentTime(arrivalRate, times, waiting, shares);
  return { responseTime: area / cycle / arrivalRate, idle: waiting[0]! / arrivalRate / cycle, batchShare: shares };
}

/** π₀ … π_{B−1}. */
function waitingProbabilities(arrivalRate: number, times: Float64Array): Float64Array {
  const most = times.length;
  const lastLoad = arrivalRate * times[most - 1]!;
  const loads = Float64Array.from({ length: most }, (_, j) => arrivalRate * times[Math.max(j, 1) - 1]!);
  const greatest = loads.reduce((a, b) => Math.max(a, b));
  const reach = Math.ceil(greatest + 12 * Math.sqrt(greatest) + 40);
  const landing = landings(fallLaw(lastLoad, most), Math.max(reach - most, 0));
  const transition = new Float64Array(most * most);
  for (let x = 0; x < most; x++) {
    const arrivals = poissonLaw(loads[x]!, reach);
    for (let j = 0; j < most; j++) {
      let probability = arrivals[j] ?? 0;
      for (let over = 0; most + over < reach; over++) probability += arrivals[most + over]! * landing[over * most + j]!;
      transition[x * most + j] = probability;
    }
  }
  const law = stationaryLaw(transition, most);
  // Slope of the generating function's equation at z = 1: B − λ s(B) = Σ π_j (B + λ s_j − j − λ s(B)).
  let weighted = 0;
  for (let j = 0; j < most; j++) weighted += law[j]! * (most - j + loads[j]! - lastLoad);
  return law.map((probability) => (probability * (most - lastLoad)) / weighted);
}

/** Poisson probabilities of 0 … `length` − 1. */
function poissonLaw(mean: number, length: number): Float64Array {
  const law = new Float64Array(length);
  let log = -mean;
  for (let n = 0; n < length; n++) {
    law[n] = Math.exp(log);
    log += Math.log(mean / (n + 1));
  }
  return law;
}

/** Probability that the walk's first point below its start is j lower, at index j; j = 1 … B. */
function fallLaw(lastLoad: number, most: number): Float64Array {
  const roots = Array.from({ length: most }, (_, k) => rootInDisc((2 * Math.PI * k) / most, lastLoad / most));
  const nodes = most + 1;
  const productRe = new Float64Array(nodes);
  const productIm = new Float64Array(nodes);
  for (let node = 0; node < nodes; node++) {
    const c = Math.cos((2 * Math.PI * node) / nodes);
    const s = Math.sin((2 * Math.PI * node) / nodes);
    let re = 1;
    let im = 0;
    for (const [x, y] of roots) {
      const factorRe = 1 - (x * c - y * s);
      const factorIm = -(x * s + y * c);
      const kept = re;
      re = kept * factorRe - im * factorIm;
      im = kept * factorIm + im * factorRe;
    }
    productRe[node] = re;
    productIm[node] = im;
  }
  return Float64Array.from({ length: nodes }, (_, j) => {
    let sum = 0;
    for (let node = 0; node < nodes; node++) {
      const angle = (-2 * Math.PI * ((j * node) % nodes)) / nodes;
      sum += productRe[node]! * Math.cos(angle) - productIm[node]! * Math.sin(angle);
    }
    return j === 0 ? 0 : -sum / nodes;
  });
}

/** Where below B a walk that starts at B + over first lands: probability of j at [over · B + j]. */
function landings(fall: Float64Array, starts: number): Float64Array {
  const most = fall.length - 1;
  const landing = new Float64Array(starts * most);
  for (let over = 0; over < starts; over++) {
    for (let depth = 1; depth <= most; depth++) {
      const share = fall[depth]!;
      if (depth > over) {
        landing[over * most + most + over - depth]! += share;
        continue;
      }
      const from = (over - depth) * most;
      for (let j = 0; j < most; j++) landing[over * most + j]! += share * landing[from + j]!;
    }
  }
  return landing;
}

/** The root of z = e^{iθ} e^{load (z−1)} in the unit disc. */
function rootInDisc(angle: number, load: number): [number, number] {
  let x = 0;
  let y = 0;
  for (let step = 0; step < MOST_STEPS; step++) {
    const size = Math.exp(load * (x - 1));
    const nextX = size * Math.cos(angle + load * y);
    const nextY = size * Math.sin(angle + load * y);
    const change = Math.abs(nextX - x) + Math.abs(nextY - y);
    x = nextX;
    y = nextY;
    if (change <= Number.EPSILON) break;
  }
  return [x, y];
}

/** E[∫ number present dt] over the time from one batch's end to the next: from P'(1), found by differentiating twice. */
function presentTime(arrivalRate: number, times: Float64Array, waiting: Float64Array, shares: Float64Array): number {
  const most = times.length;
  const lastLoad = arrivalRate * times[most - 1]!;
  let second = lastLoad * lastLoad - most * (most - 1);
  let meanBelow = 0;
  for (let j = 0; j < most; j++) {
    const load = arrivalRate * times[Math.max(j, 1) - 1]!;
    const left = most * (most - 1) + 2 * most * load + load * load;
    second += waiting[j]! * (left - j * (j - 1) - 2 * j * lastLoad - lastLoad * lastLoad);
    meanBelow += j * waiting[j]!;
  }
  const mean = second / (2 * (most - lastLoad));
  let area = (mean - meanBelow) * times[most - 1]!;
  for (let j = 0; j < most; j++) area += waiting[j]! * Math.max(j, 1) * times[Math.max(j, 1) - 1]!;
  for (let b = 0; b < most; b++) area += (shares[b]! * arrivalRate * times[b]! ** 2) / 2;
  return area;
}
