/**
 * Arrivals that are not Poisson: the streams of a class, and the factor by which they change its waits.
 * Approximations, flagged as such in every answer that uses them; simulation is to confirm them.
 */

import { type Arrivals, plainArrivals } from '../domain/scenario.ts';
import { type CountVariance, countVariance, regularityOf } from './dispersion.ts';
import type { RequestClass } from './model.ts';

/** `count` equal streams, one for each application instance. */
interface Streams {
  readonly arrivals: Arrivals;
  /** λ of one, requests per ms. */
  readonly arrivalRate: number;
  readonly count: number;
}

/** The streams of a class. */
export interface ArrivalMix {
  /** Σ λᵢ, requests per ms. */
  readonly rate: number;
  readonly streams: readonly Streams[];
  /** Whether every stream is Poisson: then nothing is approximated. */
  readonly isPoisson: boolean;
}

/** The streams of both. */
export function superpose(one: ArrivalMix, other: ArrivalMix): ArrivalMix {
  return {
    rate: one.rate + other.rate,
    streams: [...one.streams, ...other.streams],
    isPoisson: one.isPoisson && other.isPoisson,
  };
}

/** What each of `containers` equal containers gets of the streams, which are dealt out to them. */
export function partOf({ rate, streams, isPoisson }: ArrivalMix, containers: number): ArrivalMix {
  const dealt = streams.map((stream) => ({ ...stream, count: stream.count / containers }));
  return { rate: rate / containers, streams: dealt, isPoisson };
}

/** `count` equal streams of `arrivalRate` requests per ms each. */
export function streamsOf(said: Arrivals, arrivalRate: number, count: number): ArrivalMix {
  const arrivals = plainArrivals(said);
  return {
    rate: arrivalRate * count,
    streams: [{ arrivals, arrivalRate, count }],
    isPoisson: arrivals.kind === 'poisson',
  };
}

/** Within so much of Poisson's scv, on average over the work, what is exact for Poisson has a part in the answer. */
const NEAR_POISSON = 0.05;

/** How near to Poisson the arrivals of all are: 1 where every stream is Poisson, 0 from `NEAR_POISSON` on. */
export function nearness(classes: readonly Pick<RequestClass, 'arrivals' | 'profile'>[]): number {
  let [load, distance] = [0, 0];
  for (const { arrivals, profile } of classes) {
    load += arrivals.rate * profile.serviceTime;
    for (const { arrivals: kind, arrivalRate, count } of arrivals.streams) {
      distance += arrivalRate * count * profile.serviceTime * distanceOf(kind);
    }
  }
  return Math.max(0, 1 - distance / load / NEAR_POISSON);
}

function distanceOf(arrivals: Arrivals): number {
  if (arrivals.kind === 'poisson') return 0;
  return arrivals.kind === 'scv' ? Math.abs(arrivals.scv - 1) : 1;
}

/** A class of requests as the correction sees it: its streams, and the work that one request brings. */
export interface ArrivingWork {
  readonly arrivals: ArrivalMix;
  /** E[S] of a request, ms, swaps included. */
  readonly serviceTime: number;
  readonly scvService: number;
}

/** How waits differ from those under Poisson arrivals. */
export interface DelayChange {
  /** By which the mean wait is multiplied. */
  readonly factor: number;
  /** By which the squared coefficient of variation of the wait is divided: above 1 for waits that are more even. */
  readonly evenness: number;
}

export const UNCHANGED: DelayChange = { factor: 1, evenness: 1 };

/**
 * For every class how its wait differs from that under Poisson arrivals: not at all when all are Poisson, and a factor of
 * exactly 0 for a single camera with fixed services, which never meets itself.
 *
 * The work that came in the last u ms has the mean ρu and a variance v(u) that tells short times from long ones; a wait
 * is what of it is more than u, and P(W > x) ≈ exp(−min over u of (x + (1 − ρ)u)²/2v(u)), exact for the maximum of a
 * Brownian bridge (equal cameras) and in proportion for Poisson (`REFERENCES.md`, "Arrivals that are not Poisson"). A
 * camera's own requests have no variance for it. Approximation.
 *
 * @param utilization ρ of the server that the classes wait for, above 0 and below 1
 */
export function delayChanges(classes: readonly ArrivingWork[], utilization: number): readonly DelayChange[] {
  if (classes.every(({ arrivals }) => arrivals.isPoisson)) return classes.map(() => UNCHANGED);
  const server = serverOf(classes, utilization);
  return classes.map(({ arrivals: { rate, streams }, serviceTime, scvService }) => {
    let [factor, square] = [0, 0];
    for (const stream of streams) {
      const part = (stream.arrivalRate * stream.count) / rate;
      const change = streamChange(server, workOf(stream, serviceTime * server.stretch, scvService));
      factor += part * change.factor;
      square += part * change.factor ** 2 * (1 + 1 / change.evenness);
    }
    return factor > 0 ? { factor, evenness: 1 / (square / factor ** 2 - 1) } : { factor, evenness: 1 };
  });
}

/** The work that one stream brings. */
interface StreamWork {
  readonly arrivalRate: number;
  /** E[S], ms. */
  readonly serviceTime: number;
  readonly scvService: number;
  readonly variance: CountVariance;
  /** The part of its own requests that come when they come, and are not met by chance. */
  readonly regularity: number;
}

function workOf({ arrivals, arrivalRate }: Streams, serviceTime: number, scvService: number): StreamWork {
  return {
    arrivalRate,
    serviceTime,
    scvService,
    variance: countVariance(arrivals),
    regularity: regularityOf(arrivals),
  };
}

/** v of one stream over u ms, ms². */
function varianceOver({ arrivalRate, serviceTime, scvService, variance }: StreamWork, u: number): number {
  return serviceTime * serviceTime * (variance(arrivalRate * u) + scvService * arrivalRate * u);
}

interface Server {
  readonly utilization: number;
  /** By how much service times are longer than those given, so that their load is the utilization. */
  readonly stretch: number;
  /** v(u)/u if all were Poisson, the part of it that random services have, and v(u)/u over long times. */
  readonly poisson: number;
  readonly ofServices: number;
  readonly lasting: number;
  /** Times back, u, ms. */
  readonly lags: Float64Array;
  /** v(u) of all streams, ms². */
  readonly variances: Float64Array;
  /** Waits x, ms, from 0. */
  readonly waits: Float64Array;
  /** Those if all were Poisson, by the same sums as any other. */
  readonly poissonWait: WaitMoments;
}

/** Lags and waits by which minima and integrals are taken: the factor is then good to about 1 %. */
const LAGS = 160;
const WAITS = 40;
/** Expected requests in a long time. */
const LONG = 1e4;
/** In units of the relaxation time v/2u(1 − ρ)². */
const SHORTEST_LAG = 1e-4;
const LONGEST_LAG = 60;
/** In units of the mean wait under Poisson arrivals: e⁻¹² of it is beyond; bursts wait as much longer as they are more uneven. */
const LONGEST_WAIT = 12;

function serverOf(classes: readonly ArrivingWork[], utilization: number): Server {
  const load = classes.reduce((sum, { arrivals, serviceTime }) => sum + arrivals.rate * serviceTime, 0);
  const stretch = utilization / load;
  let [poisson, ofServices, lasting] = [0, 0, 0];
  const all = classes.flatMap(({ arrivals, serviceTime, scvService }) =>
    arrivals.streams.map((stream) => {
      const work = workOf(stream, serviceTime * stretch, scvService);
      const square = stream.count * stream.arrivalRate * work.serviceTime ** 2;
      poisson += square * (1 + scvService);
      ofServices += square * scvService;
      lasting += square * (scvService + work.variance(LONG) / LONG);
      return { work, count: stream.count };
    }),
  );
  const meanWait = poisson / (2 * (1 - utilization));
  const relaxation = meanWait / (1 - utilization);
  const lags = Float64Array.from({ length: LAGS }, (_, i) => {
    return relaxation * SHORTEST_LAG * (LONGEST_LAG / SHORTEST_LAG) ** (i / (LAGS - 1));
  });
  const variances = lags.map((u) => all.reduce((sum, { work, count }) => sum + count * varianceOver(work, u), 0));
  const unevenness = variances.reduce((most, v, i) => Math.max(most, v / (poisson * lags[i]!)), 1);
  const waits = waitsUpTo(LONGEST_WAIT * unevenness * meanWait);
  const ofPoisson = lags.map((u) => poisson * u);
  const poissonWait = waitMoments(lags, ofPoisson, waitsUpTo(LONGEST_WAIT * meanWait), utilization);
  return { utilization, stretch, poisson, ofServices, lasting, lags, variances, waits, poissonWait };
}

function waitsUpTo(longest: number): Float64Array {
  return Float64Array.from({ length: WAITS + 1 }, (_, i) => longest * (i / WAITS) ** 2);
}

interface WaitMoments {
  /** ms */
  readonly mean: number;
  /** Squared coefficient of variation. */
  readonly scv: number;
}

/** Below this a wait is as good as fixed, and the sums are too coarse to tell. */
const LEAST_SCV = 1 / 16;

/** Of P(W > x) = exp(−min over u of (x + (1 − ρ)u)²/2v(u)); nothing where nothing varies. */
function waitMoments(
  lags: Float64Array,
  variances: Float64Array,
  waits: Float64Array,
  utilization: number,
): WaitMoments {
  let mean = 0;
  let square = 0;
  let before = 1;
  for (let i = 1; i < waits.length; i++) {
    const x = waits[i]!;
    let least = Number.POSITIVE_INFINITY;
    for (let j = 0; j < lags.length; j++) {
      const above = x + (1 - utilization) * lags[j]!;
      const exponent = (above * above) / (2 * variances[j]!);
      if (exponent < least) least = exponent;
    }
    const beyond = Math.exp(-least);
    if (i === 1 && beyond === 0) before = 0;
    mean += ((x - waits[i - 1]!) * (before + beyond)) / 2;
    square += (x - waits[i - 1]!) * (waits[i - 1]! * before + x * beyond);
    before = beyond;
  }
  return { mean, scv: mean > 0 ? Math.max(LEAST_SCV, square / (mean * mean) - 1) : LEAST_SCV };
}

/** For a request of one stream. */
function streamChange(server: Server, own: StreamWork): DelayChange {
  const { utilization, lags, variances, waits, poissonWait, poisson, lasting } = server;
  const ownLoad = (own.arrivalRate * own.serviceTime) / utilization;
  const square = own.serviceTime * own.serviceTime;
  // A camera's own requests vary by their services alone.
  const { regularity } = own;
  const met =
    regularity > 0
      ? variances.map((v, i) => Math.max(0, v - regularity * square * own.variance(own.arrivalRate * lags[i]!)))
      : variances;
  const { mean, scv } = waitMoments(lags, met, waits, utilization);
  const factor = mean / poissonWait.mean;
  // The device is busy with others when it comes, but not with its own last request, unless the queue is one that lasts.
  const gone = regularity > 0 ? regularity * ownLoad * (1 - Math.min(1, lasting / poisson / factor)) : 0;
  const others = factor * (1 - gone);
  const blurred = others > 0 ? others * blurring(server, others) ** ownLoad : 0;
  return blurred > NEGLIGIBLE ? { factor: blurred, evenness: poissonWait.scv / scv } : { factor: 0, evenness: 1 };
}

/** So short a wait is none. */
const NEGLIGIBLE = 1e-9;

/**
 * Random services blur regular arrivals: the exponential of Krämer and Langenbach-Belz 1976, for the part that services
 * have in the variance; that of a stream which is alone.
 */
function blurring({ poisson, ofServices, utilization }: Server, factor: number): number {
  if (ofServices === 0) return 1;
  const ofArrivals = poisson - ofServices;
  const scvArrival = Math.max(0, (factor * poisson - ofServices) / ofArrivals);
  if (scvArrival >= 1) return 1;
  const scvService = ofServices / ofArrivals;
  const sum = scvArrival + scvService;
  const exponent = (-2 * (1 - utilization) * (1 - scvArrival) ** 2) / (3 * utilization * sum);
  return Math.exp((exponent * scvService) / sum);
}

/** How an answer says that it was corrected. */
export const ARRIVALS_NOTE = 'arrivals are not Poisson: waits scaled by their dispersion';
