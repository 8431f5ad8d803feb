/**
 * Several containers with a queue each on one batching device, which serves the container whose oldest request came
 * first. How long heads of batches wait (`batch-heads.ts`) has one unknown level, and two things are known exactly:
 *
 *     (1 − ρ) E[V] = Σ λⱼτⱼ²/2 + E[V; no work is done]       work conservation, τ = s(B)/B, ρ = Σ λⱼτⱼ
 *     Σ λⱼ E[s(b)]/E[b] ≤ 1                                  nobody is busy for more than all of the time
 *
 * V being the work that is there if every request brings τ; s(b) − bτ of every batch time is time in which no work is
 * done. The level is the least that keeps both, found by bisection. How long the heads of one container wait beside
 * those of another follows from what they meet. Approximation (REFERENCES.md, "Dynamic batching"); with a
 * greatest batch of 1 the mean is that of the M/G/1 queue.
 */

import { fallingRoot } from '../math/falling-root.ts';
import { type Batches, type BatchQueue, batchesOf, type HeadWait } from './batch-heads.ts';

/**
 * By how much a wait varies more than if what a head meets were independent: longer waits gather larger batches, so
 * that all rise and fall together. Fitted to p95 of simulated devices.
 */
const TOGETHER = 1.2;
/** Relative width at which the level of the waits is found. */
const TOLERANCE = 1e-8;
/** Damped steps to the shape of the waits at one level: they settle to about 1e-3, far below the model's error. */
const SHAPE_STEPS = 8;
const FIRST_SCV = 0.3;

/**
 * @param queues with Σ count·λ s(B)/B below 1
 * @returns one entry per queue
 */
export function sharedBatches(queues: readonly BatchQueue[]): readonly Batches[] {
  const device = deviceOf(queues);
  const shortage = (level: number) => {
    const batches = batchesAt(device, level);
    return Math.max(busyShare(queues, batches) - 1, workGap(device, batches) / (device.utilization * level));
  };
  return batchesAt(device, fallingRoot(shortage, device.unrest, TOLERANCE));
}

/** The share of time in which the device is busy. */
export function busyShare(queues: readonly BatchQueue[], batches: readonly Batches[]): number {
  return queues.reduce((sum, { count }, k) => sum + count * batches[k]!.rate * batches[k]!.time, 0);
}

interface Device {
  readonly queues: readonly BatchQueue[];
  /** τ = s(B)/B of every queue, ms. */
  readonly work: readonly number[];
  /** ρ */
  readonly utilization: number;
  /** Σ λτ²/2(1 − ρ), ms: what unrest there would be without services that vary. */
  readonly unrest: number;
}

function deviceOf(queues: readonly BatchQueue[]): Device {
  const work = queues.map(({ times }) => times[times.length - 1]! / times.length);
  let utilization = 0;
  let square = 0;
  queues.forEach(({ arrivalRate, count }, k) => {
    utilization += count * arrivalRate * work[k]!;
    square += count * arrivalRate * work[k]! ** 2;
  });
  return { queues, work, utilization, unrest: square / (2 * (1 - utilization)) };
}

/** All batches when a request that comes at any moment meets `level` ms. */
function batchesAt(device: Device, level: number): readonly Batches[] {
  let heads: readonly HeadWait[] = device.queues.map(() => ({ mean: level, scv: FIRST_SCV }));
  const batches = () => device.queues.map((queue, k) => batchesOf(queue, heads[k]!));
  for (let step = 0; step < SHAPE_STEPS; step++) {
    const caused = headWaits(device, batches(), level);
    heads = heads.map(({ mean, scv }, k) => ({
      mean: (mean + caused[k]!.mean) / 2,
      scv: (scv + caused[k]!.scv) / 2,
    }));
  }
  return batches();
}

/**
 * What heads meet. Those that find their queue empty: what is left of their own container's last batch; of another's,
 * the less often the more of their kind come during it, because only the first of them is a head; and a batch of every
 * other container with somebody waiting. Those that a full batch left behind: what any request meets. Means are then
 * brought to the level.
 */
function headWaits(device: Device, batches: readonly Batches[], level: number): HeadWait[] {
  const { queues } = device;
  const unrest = unrestOf(device, batches);
  const anyone = new Meeting();
  queues.forEach(({ count }, k) => {
    anyone.rests(count, batches[k]!, 1);
    anyone.batches(count, batches[k]!);
  });
  return queues.map((queue, k) => {
    const { overflow } = batches[k]!;
    const first = new Meeting();
    first.ownRest(queue, batches[k]!);
    queues.forEach(({ count }, j) => {
      const others = count - (j === k ? 1 : 0);
      const { square, time } = batches[j]!;
      first.rests(others, batches[j]!, 1 / (1 + (queue.arrivalRate * square) / (2 * time)));
      first.batches(others, batches[j]!);
    });
    const met = overflow * anyone.mean + (1 - overflow) * first.mean;
    const metSquare = overflow * anyone.square + (1 - overflow) * first.square;
    const mean = (level * met) / anyone.mean;
    return { mean, scv: TOGETHER * (metSquare / (met * met) - 1) + (unrest / mean) ** 2 };
  });
}

/**
 * Near saturation all waits come and go together by this much, ms, exponentially: (Σ λτ² + the variance of the work of all
 * batches of a ms)/2(1 − ρ).
 */
function unrestOf({ work, utilization, unrest, queues }: Device, batches: readonly Batches[]): number {
  return queues.reduce((sum, { count, scv }, k) => {
    const { batchShare, rate } = batches[k]!;
    const varied = batchShare.reduce((all, share, b) => all + share * scv[b]! * (b + 1) ** 2, 0);
    return sum + (count * rate * varied * work[k]! ** 2) / (2 * (1 - utilization));
  }, unrest);
}

/** A sum of independent times, each met or not. */
class Meeting {
  /** ms */
  mean = 0;
  #variance = 0;

  /** Second moment, ms². */
  get square(): number {
    return this.mean * this.mean + this.#variance;
  }

  /** What is left of a batch in service, of each of `count` containers; met `factor` times as often as at any moment. */
  rests(count: number, { rate, square, cube }: Batches, factor: number): void {
    const mean = (factor * rate * square) / 2;
    this.mean += count * mean;
    this.#variance += count * ((factor * rate * cube) / 3 - mean * mean);
  }

  /** What is left of a batch when the first request after its start comes. */
  ownRest({ arrivalRate, times, scv }: BatchQueue, { batchShare }: Batches): void {
    let mean = 0;
    let square = 0;
    batchShare.forEach((share, b) => {
      const time = times[b]!;
      const [rest, restSquare] = restAtFirst(arrivalRate * time, scv[b]!);
      mean += share * time * rest;
      square += share * time * time * restSquare;
    });
    this.mean += mean;
    this.#variance += square - mean * mean;
  }

  /** A whole batch of each of `count` containers if somebody waits there. */
  batches(count: number, { time, square, waitingChance }: Batches): void {
    this.mean += count * waitingChance * time;
    this.#variance += count * waitingChance * (square - waitingChance * time * time);
  }
}

/** Below this the closed forms lose half of their digits. */
const FEW = 1e-3;

/**
 * E[(T − A/x)⁺] and E[((T − A/x)⁺)²], T a batch time with mean 1 and A exponential with mean 1: what is left of T when the
 * first of x comes.
 */
function restAtFirst(x: number, scv: number): readonly [number, number] {
  const square = 1 + scv;
  const cube = square * (1 + 2 * scv);
  if (x * (1 + 3 * scv) < FEW) {
    return [(square * x) / 2 - (cube * x * x) / 6, (cube * x) / 3 - (cube * (1 + 3 * scv) * x * x) / 12];
  }
  const someCome = -Math.expm1(scv === 0 ? -x : -Math.log1p(scv * x) / scv);
  const rest = 1 - someCome / x;
  return [rest, square - (2 * rest) / x];
}

/**
 * (1 − ρ) times how much less work is there than conservation asks for, ms, written such that nothing large cancels:
 * above 0 where waits are too short. A batch of b brings bτT, T of mean 1 with the scv of its time, where bτ was waiting. While a batch is served without work being done, its own requests are there, half
 * of what comes meanwhile, and of the other containers what came while its head waited, or since a batch of theirs in
 * the middle of that.
 */
function workGap({ queues, work, utilization }: Device, batches: readonly Batches[]): number {
  const gathered = queues.map(({ arrivalRate }, k) => {
    const { waitingChance, overflow } = batches[k]!;
    return arrivalRate * work[k]! * (1 - (waitingChance * (1 - overflow)) / 2);
  });
  const byAll = queues.reduce((sum, { count }, k) => sum + count * gathered[k]!, 0);
  return queues.reduce((gap, { arrivalRate, times, scv, count }, k) => {
    const { batchShare, headWait, rate, pairs, wait } = batches[k]!;
    let whileIdling = 0;
    let ownSquare = 0;
    batchShare.forEach((share, b) => {
      const own = (b + 1) * work[k]!;
      const idling = times[b]! - own;
      const spread = 1 + scv[b]!;
      const met = utilization * spread * (own + idling / 2) + (byAll - gathered[k]!) * headWait[b]!;
      whileIdling += share * idling * met;
      ownSquare += share * own * own * spread;
    });
    const inService = (utilization * ownSquare - pairs * work[k]! ** 2) / 2;
    return gap + count * (rate * (whileIdling + inService) - (1 - utilization) * arrivalRate * work[k]! * wait);
  }, 0);
}
