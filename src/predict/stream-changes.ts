/**
 * How often a request finds that the one before it was of another model, where arrivals are not Poisson. Two cameras of
 * equal rate take turns for ever, while bursts of one model follow themselves.
 */

import { gaussLegendre } from '../math/gauss-legendre.ts';
import type { ArrivalMix } from './arrivals.ts';
import { type IntervalLaw, intervalLaw } from './intervals.ts';

/** Streams of one application that the cache holds together with those of the same `group`. */
export interface GroupedStreams {
  readonly arrivals: ArrivalMix;
  readonly group: number;
}

/** One stream: whose it is, and when its requests come. */
interface Stream {
  readonly member: number;
  readonly group: number;
  readonly count: number;
  readonly arrivalRate: number;
  readonly law: IntervalLaw;
}

const RULE = gaussLegendre(12);
/** Pieces of the integral besides those between jumps, the first of this length in mean times between two requests. */
const FIRST_PIECE = 0.125;
const GROWTH = 1.6;
/** Beyond so many mean times between two requests nothing is left that counts. */
const LONGEST = 60;

/**
 * For every member the chance 1 − P(the request before it is of its group): backwards from a request, its own stream
 * is silent for X, any other for Y, its time to the next request from any moment,
 *
 *     P(change) = ∫ P(X > x) Π own Y > x · d P(some other Y ≤ x).
 *
 * Exact for independent renewal streams; for Poisson streams the other groups' share of the rate.
 */
export function changeProbabilities(members: readonly GroupedStreams[]): Float64Array {
  const streams = members.flatMap(({ arrivals, group }, member) =>
    arrivals.streams.map(({ arrivals: kind, arrivalRate, count }): Stream => {
      return { member, group, count, arrivalRate, law: intervalLaw(kind) };
    }),
  );
  const rate = members.reduce((sum, { arrivals }) => sum + arrivals.rate, 0);
  const groups = new Set(members.map(({ group }) => group)).size;
  const chances = new Float64Array(members.length);
  for (const { x, weight } of nodesFor(streams, rate)) addAt(x, weight, streams, groups, chances);
  members.forEach(({ arrivals }, member) => {
    chances[member] = Math.min(1, chances[member]! / arrivals.rate);
  });
  return chances;
}

/** Adds to every member what the integrand is at x, times its rate: all of it from one product and one sum of hazards. */
function addAt(x: number, weight: number, streams: readonly Stream[], groups: number, chances: Float64Array): void {
  const toNext = streams.map(({ arrivalRate, law }) => law.toNext(arrivalRate * x));
  const between = streams.map(({ arrivalRate, law }) => law.between(arrivalRate * x));
  const hazards = new Float64Array(groups);
  let silent = 1;
  streams.forEach(({ group, count, arrivalRate }, i) => {
    silent *= toNext[i]! ** count;
    if (toNext[i]! > 0) hazards[group]! += (count * arrivalRate * between[i]!) / toNext[i]!;
  });
  if (silent === 0) return;
  const all = hazards.reduce((sum, hazard) => sum + hazard, 0);
  streams.forEach(({ member, group, count, arrivalRate }, i) => {
    const ownSilent = (silent / toNext[i]!) * between[i]!;
    chances[member]! += weight * count * arrivalRate * ownSilent * (all - hazards[group]!);
  });
}

/** Nodes and weights of a quadrature between jumps of the laws, from 0 to where nobody is silent. */
function nodesFor(streams: readonly Stream[], rate: number): { readonly x: number; readonly weight: number }[] {
  const last = LONGEST / rate;
  const ends = new Set<number>([last]);
  for (let x = FIRST_PIECE / rate; x < last; x *= GROWTH) ends.add(x);
  for (const { law, arrivalRate } of streams) {
    if (law.jump !== null && law.jump / arrivalRate < last) ends.add(law.jump / arrivalRate);
  }
  const sorted = [...ends].sort((a, b) => a - b);
  return sorted.flatMap((end, piece) => {
    const start = sorted[piece - 1] ?? 0;
    return Array.from(RULE.node, (node, i) => ({
      x: start + ((1 + node) / 2) * (end - start),
      weight: (RULE.weight[i]! * (end - start)) / 2,
    }));
  });
}
