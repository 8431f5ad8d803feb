/**
 * How long each container of a time-sliced device is busy. While a request of k is served, j is busy for a part of the
 * time; let P be that shared time as a part of all time, Σ π(A)/|A| over the busy sets A with both. It is the same seen
 * from either side, and in any such device
 *
 *     uₖ = ρₖ + Σⱼ Pₖⱼ,    0 < Pₖⱼ < min(ρₖ, ρⱼ),
 *
 * so that no container is busy for longer than the device. P starts from containers that hold one request at a time
 * (`time-slice-pairs.ts`); queues make them cling together, pair by pair, and a light one settles during long spells of
 * a heavy one. As ρ → 1 the container of greatest load is always busy, P of it and any other is the other's whole load,
 * and the others see a device with one container that is always busy: they stay finite. An approximation: REFERENCES.md,
 * "Time-sliced containers".
 */

import { type ContainerLoads, type SharedTime, sharedTime, totalOf } from './time-slice-pairs.ts';

/** All arrays equally long. */
export interface ContainerKinds extends ContainerLoads {
  /** E[Sₖ], ms. */
  readonly serviceTime: Float64Array;
  /** Squared coefficient of variation of Sₖ. */
  readonly scvService: Float64Array;
}

/** For one container of each kind. */
export interface Activity {
  /** uₖ, the probability that it is busy: above ρₖ unless it is alone. */
  readonly busy: Float64Array;
  /** 1 − uₖ, with all its digits. */
  readonly idle: Float64Array;
}

/**
 * How strongly queues make two containers cling together, and how much more the coming and going of others does.
 * Fitted to the response times of simulated devices; others check it (REFERENCES.md).
 */
const CLINGING = 0.47;
const AMONG_OTHERS = 1.73;
/**
 * A queue that starts empty has, on average over a spell of length B, the backlog that a queue with spare capacity
 * √(0.88·variance of work/B) keeps: ⅔√(2/π) of √(variance·B), were it just full. Not fitted.
 */
const SETTLING = 0.88;
/** Beside the work that comes, what is left of the service that the spell begins in: half of one. Best of 0.3 to 0.8. */
const IN_SERVICE = 0.5;

/** @throws RangeError when the loads add up to 1 or more */
export function activityOf(kinds: ContainerKinds): Activity {
  const { load, count } = kinds;
  const total = totalOf(load, count);
  if (!(total < 1)) throw new RangeError(`utilization must be below 1; found ${total}`);
  const n = load.length;
  const start = sharedTime(kinds);
  const queues = queuesOf(kinds, start);
  const busy = load.slice();
  const idle = new Float64Array(n).fill(1 - total);
  for (let k = 0; k < n; k++) {
    for (let j = count[k]! > 1 ? k : k - 1; j >= 0; j--) {
      const odds = start.odds[k * n + j]!;
      const shared = sharedTimeOf(kinds, k, j, odds);
      const held = Math.max(duringSpell(kinds, start, k, j, shared), duringSpell(kinds, start, j, k, shared));
      addPair(kinds, k, j, Math.max(clinging(queues, k, j), held) * odds, busy, idle);
    }
  }
  return { busy, idle };
}

/** What a container is to those beside it while it is busy. */
interface Queues {
  /** How much piles up behind it: u/(1 − u)^{3/2}. */
  readonly backlog: Float64Array;
  /** How long a backlog lasts, ms: E[S²]/E[S]·f/(1 − u)², as in M/G/1. */
  readonly span: Float64Array;
  /** How much it comes and goes: u(1 − u)^{3/2}. */
  readonly unrest: Float64Array;
  /** Σ of that over all containers. */
  readonly totalUnrest: number;
}

function queuesOf({ load, serviceTime, scvService, count }: ContainerKinds, { busy, idle }: SharedTime): Queues {
  const root = idle.map((one) => one * Math.sqrt(one));
  const unrest = busy.map((one, k) => one * root[k]!);
  return {
    backlog: busy.map((one, k) => one / root[k]!),
    span: busy.map((one, k) => (serviceTime[k]! * (1 + scvService[k]!) * one) / (load[k]! * idle[k]! ** 2)),
    unrest,
    totalUnrest: totalOf(unrest, count),
  };
}

/**
 * By how much the odds of being busy together rise because requests of one queue up during the busy time of the other:
 * the backlog of each, as far as the other's lasts long enough, and more where others hold both up.
 */
function clinging({ backlog, span, unrest, totalUnrest }: Queues, k: number, j: number): number {
  const others = Math.max(0, totalUnrest - unrest[k]! - unrest[j]!);
  const held = (backlog[k]! * span[j]! + backlog[j]! * span[k]!) / (span[k]! + span[j]!);
  return 1 + CLINGING * (1 + AMONG_OTHERS * others) * held;
}

/**
 * The same rise where the spells of j are long beside the time that k's queue takes to settle, as those of a heavy
 * model are beside a light one: k is then in equilibrium during them, Pₖⱼ = ρₖuⱼ. With vₖ = uₖ − Pₖⱼ, k's busy time
 * without j, the odds rise by vₖ/x, x = 1 − vₖ − ρₖ being what j leaves of the device beside k; exact for two. A spell that
 * is over before the queue has settled keeps x from getting small, and from below 0: a queue that is nearly or more
 * than full grows like the square root of the time, or with it.
 */
function duringSpell(
  { load, serviceTime, scvService }: ContainerKinds,
  { busy, idle }: SharedTime,
  k: number,
  j: number,
  shared: number,
): number {
  const without = busy[k]! - shared;
  const spare = 1 - without - load[k]!;
  const stretch = (without + load[k]!) / load[k]!;
  const work = (load[k]! + IN_SERVICE) * serviceTime[k]! * (1 + scvService[k]!) * stretch ** 2;
  const spell = (serviceTime[j]! * (1 + scvService[j]!) * busy[j]!) / (load[j]! * idle[j]!);
  return 1 + (2 * without) / (spare + Math.sqrt(spare * spare + (4 * SETTLING * work) / spell));
}

/** The smaller root P of P = odds·(ρₖ − P)(ρⱼ − P). */
function sharedTimeOf({ load }: ContainerKinds, k: number, j: number, odds: number): number {
  const linear = odds * (load[k]! + load[j]!) + 1;
  const product = odds * load[k]! * load[j]!;
  return (2 * product) / (linear + Math.sqrt(linear * linear - 4 * odds * product));
}

/** The shared time P of two containers with P = odds·(ρₖ − P)(ρⱼ − P), added to the busy time of each. */
function addPair(
  { load, count }: ContainerKinds,
  k: number,
  j: number,
  odds: number,
  busy: Float64Array,
  idle: Float64Array,
): void {
  const [least, most] = load[k]! < load[j]! ? [k, j] : [j, k];
  const more = load[most]! - load[least]!;
  const linear = odds * more + 1;
  const leftOfLeast = (2 * load[least]!) / (linear + Math.sqrt(linear * linear + 4 * odds * load[least]!));
  const leftOfMost = leftOfLeast + more;
  const shared = odds * leftOfLeast * leftOfMost;
  const others = k === j ? count[k]! - 1 : count[least]!;
  busy[most]! += others * shared;
  idle[most]! += others * leftOfLeast;
  if (k === j) return;
  busy[least]! += count[most]! * shared;
  idle[least]! += count[most]! * leftOfMost;
}
