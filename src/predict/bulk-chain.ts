/**
 * The chain of `bulk-service.ts` below a full batch. Above B it is a random walk with steps of −B + N(B), and what such
 * a walk does until it first falls below B is known from the B roots of z^B = E[z^N(B)] in the closed unit disc: 1 −
 * Π (1 − z_k y) is the generating function of how far it falls below its lowest point so far (Wiener and Hopf's
 * factorisation; Feller 1971, XII). Watched only while below B, X is then a finite chain. Where service varies much N
 * has a long tail, but the roots lie so near the unit circle that the law can be had from them directly: Σ π_j
 * (E[z^N(j)] − z^j) = 0 at each root. Both are exact.
 */

import { solveInPlace } from '../math/linear.ts';
import { stationaryLaw } from '../math/markov.ts';

/** Both arrays are as long as the greatest batch B and have batches of b at index b − 1. */
export interface BatchTimes {
  /** s(b), ms, above 0. */
  readonly times: Float64Array;
  /** Squared coefficient of variation of the time: 0 is fixed, anything else a gamma law. */
  readonly scv: Float64Array;
}

export interface WaitingLaw {
  /** π₀ … π_{B−1}: that so many wait when a batch ends. */
  readonly law: Float64Array;
  /** π₀ … π_{B+1}; for large B the last two go on as the two before. */
  readonly known: Float64Array;
  /** How often the chain goes up to B + m, and comes down to j, at one step from below B; `null` where it was not followed. */
  readonly passages: { readonly up: Float64Array; readonly down: Float64Array } | null;
}

/** λ s of the batch that j waiting requests are served in, j from 0 to B − 1. */
export function loadsOf(arrivalRate: number, { times }: BatchTimes): Float64Array {
  return times.map((_, j) => arrivalRate * times[Math.max(j, 1) - 1]!);
}

/** From here on the system of equations at the roots keeps ten digits for up to a thousand requests in a batch. */
const MUCH_VARIED = 0.5;

export function belowFull(arrivalRate: number, batches: BatchTimes): WaitingLaw {
  const { times, scv } = batches;
  const most = times.length;
  const loads = loadsOf(arrivalRate, batches);
  const lastLoad = arrivalRate * times[most - 1]!;
  const lastScv = scv[most - 1]!;
  const scvs = scv.map((_, j) => scv[Math.max(j, 1) - 1]!);
  const roots = Array.from({ length: most }, (_, k) => rootInDisc((2 * Math.PI * k) / most, lastLoad, lastScv, most));
  // Slope of the generating function's equation at z = 1: B − λ s(B) = Σ π_j (B + λ s_j − j − λ s(B)).
  const slope = loads.map((load, j) => most - j + load - lastLoad);
  const last = countLaw(lastLoad, lastScv, 3);
  if (lastScv < MUCH_VARIED) {
    const { law, up, down } = lawFromChain(fallLaw(roots), loads, scvs, slope, most - lastLoad);
    return { law, known: withFull(law, down, last), passages: { up, down } };
  }
  const law = lawFromRoots(roots, loads, scvs, slope, most - lastLoad);
  const down = law.slice(0, 2);
  loads.forEach((load, x) => {
    const counts = countLaw(load, scvs[x]!, 3);
    for (let n = 0; n < down.length; n++) down[n]! -= law[x]! * (counts[n] ?? 0);
  });
  return { law, known: withFull(law, down, last), passages: null };
}

/** Below this chance of nobody in a full batch's time too few digits are left to divide by it. */
const RARELY_NOBODY = 1e-4;

/** Only from B does the chain come down to 0, when nobody comes; and only from there and from B + 1 to 1. */
function withFull(law: Float64Array, down: Float64Array, [none, one]: Float64Array): Float64Array {
  const most = law.length;
  if (!(none! > RARELY_NOBODY) && most > 1) {
    const ratio = law[most - 1]! / law[most - 2]!;
    return Float64Array.of(...law, law[most - 1]! * ratio, law[most - 1]! * ratio * ratio);
  }
  const full = down[0]! / none!;
  return Float64Array.of(...law, full, Math.max(0, ((down[1] ?? 0) - full * (one ?? 0)) / none!));
}

/** Jumps that are longer, of services that vary extremely, come down as one of this length would: close to where all do. */
const LONGEST_JUMP = 4096;
/** Of a jump's tail: beyond, nothing counts. */
const NEGLIGIBLE = 1e-16;

function lawFromChain(fall: Float64Array, loads: Float64Array, scvs: Float64Array, slope: Float64Array, scale: number) {
  const most = loads.length;
  const arrivals = Array.from(loads, (load, x) => countLaw(load, scvs[x]!, most + LONGEST_JUMP));
  const longest = arrivals.reduce((length, counts) => Math.max(length, counts.length), most) - most;
  const landing = landings(fall, longest);
  const transition = new Float64Array(most * most);
  const landed = new Float64Array(most * most);
  arrivals.forEach((counts, x) => {
    for (let over = 0; most + over < counts.length; over++) {
      const chance = counts[most + over]!;
      for (let j = 0; j < most; j++) landed[x * most + j]! += chance * landing[over * most + j]!;
    }
    for (let j = 0; j < most; j++) transition[x * most + j] = (counts[j] ?? 0) + landed[x * most + j]!;
  });
  const law = stationaryLaw(transition, most);
  const weighted = law.reduce((sum, probability, j) => sum + probability * slope[j]!, 0);
  for (let j = 0; j < most; j++) law[j]! *= scale / weighted;
  const up = new Float64Array(longest);
  const down = new Float64Array(most);
  arrivals.forEach((counts, x) => {
    for (let over = 0; most + over < counts.length; over++) up[over]! += law[x]! * counts[most + over]!;
    for (let j = 0; j < most; j++) down[j]! += law[x]! * landed[x * most + j]!;
  });
  return { law, up, down };
}

/**
 * Probabilities of 0, 1, … requests in a gamma time, negative binomial, or in a fixed one, Poisson: until nothing is
 * left, `longest` at most, where the last takes the rest.
 */
function countLaw(mean: number, scv: number, longest: number): Float64Array {
  const law: number[] = [];
  const shape = 1 / scv;
  const odds = scv * mean;
  let log = scv === 0 ? -mean : -shape * Math.log1p(odds);
  let left = 1;
  for (let n = 0; n < longest; n++) {
    const chance = Math.exp(log);
    law.push(chance);
    left -= chance;
    // Beyond the mean the chances fall, at least as fast as here.
    const ratio = scv === 0 ? mean / (n + 1) : ((shape + n) * odds) / ((n + 1) * (1 + odds));
    if (ratio < 1 && (chance * ratio) / (1 - ratio) < NEGLIGIBLE) return Float64Array.from(law);
    log += Math.log(ratio);
  }
  law[longest - 1]! += Math.max(0, left);
  return Float64Array.from(law);
}

/** Σ π_j (E[z^N(j)] − z^j) = 0 at every root but 1, in real and imaginary parts, and the slope at 1. */
function lawFromRoots(
  roots: readonly Complex[],
  loads: Float64Array,
  scvs: Float64Array,
  slope: Float64Array,
  scale: number,
): Float64Array {
  const most = loads.length;
  const matrix = new Float64Array(most * most);
  const law = new Float64Array(most);
  const greatest = slope.reduce((a, b) => Math.max(a, b));
  for (let j = 0; j < most; j++) matrix[j] = slope[j]! / greatest;
  law[0] = scale / greatest;
  // Roots of angles above π are the conjugates of these; at π there is nothing imaginary.
  for (let k = 1; 2 * k <= most; k++) {
    const [x, y] = roots[k]!;
    const [real, imaginary] = [2 * k - 1, 2 * k];
    let [powerRe, powerIm] = [1, 0];
    for (let j = 0; j < most; j++) {
      const [countRe, countIm] = transformOfCount(x, y, loads[j]!, scvs[j]!);
      matrix[real * most + j] = countRe - powerRe;
      if (imaginary < most) matrix[imaginary * most + j] = countIm - powerIm;
      [powerRe, powerIm] = [powerRe * x - powerIm * y, powerRe * y + powerIm * x];
    }
  }
  solveInPlace(matrix, law, most);
  return law.map((probability) => Math.max(0, probability));
}

type Complex = readonly [number, number];

/** E[z^N] at z = x + iy, N counted in a time in which `load` come on average. */
function transformOfCount(x: number, y: number, load: number, scv: number): Complex {
  if (scv === 0) {
    const size = Math.exp(load * (x - 1));
    return [size * Math.cos(load * y), size * Math.sin(load * y)];
  }
  const re = scv * load * (1 - x);
  const im = -scv * load * y;
  const size = Math.exp(-Math.log1p(re * (2 + re) + im * im) / (2 * scv));
  const angle = -Math.atan2(im, 1 + re) / scv;
  return [size * Math.cos(angle), size * Math.sin(angle)];
}

/** Fixed-point iteration for a root contracts by λs(B)/B or better; this many steps reach 1e-15 up to a load of 0.99. */
const MOST_STEPS = 4000;

/** The root of z = e^{iθ} E[z^N(B)]^{1/B} in the unit disc. */
function rootInDisc(angle: number, lastLoad: number, scv: number, most: number): Complex {
  if (angle === 0) return [1, 0];
  const turnRe = Math.cos(angle);
  const turnIm = Math.sin(angle);
  let x = 0;
  let y = 0;
  for (let step = 0; step < MOST_STEPS; step++) {
    // The B-th root of a negative binomial law is one of a B-th of the load, with a B times greater scv.
    const [re, im] = transformOfCount(x, y, lastLoad / most, scv * most);
    const nextX = turnRe * re - turnIm * im;
    const nextY = turnRe * im + turnIm * re;
    const change = Math.abs(nextX - x) + Math.abs(nextY - y);
    x = nextX;
    y = nextY;
    if (change <= Number.EPSILON) break;
  }
  return [x, y];
}

/** Probability that the walk's first point below its start is j lower, at index j; j = 1 … B. */
function fallLaw(roots: readonly Complex[]): Float64Array {
  const most = roots.length;
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
