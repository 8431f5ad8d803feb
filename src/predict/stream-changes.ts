/**
 * How often a request finds that the one before it was of another model, where arrivals are not Poisson. Two cameras of
 * equal rate take turns for ever, while bursts of one model follow themselves.
 */

import { gaussLegendre } from '../math/gauss-legendre.ts';
import type { ArrivalMix } from './arrivals.ts';
import { intervalLaw } from './intervals.ts';

/** Streams of one application that the cache holds together with those of the same `group`. */
export interface GroupedStreams {
  readonly arrivals: ArrivalMix;
  readonly group: number;
}

/** One stream as the integral sees it: its two laws at the nodes. */
interface Stream {
  readonly member: number;
  readonly group: number;
  readonly count: number;
  readonly arrivalRate: number;
  readonly between: Float64Array;
  readonly toNext: Float64Array;
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
  const rate = members.reduce((sum, { arrivals }) => sum + arrivals.rate, 0);
  const nodes = nodesFor(members, rate);
  const streams = members.flatMap(({ arrivals, group }, member) =>
    arrivals.streams.map(({ arrivals: law, arrivalRate, count }): Stream => {
      const { between, toNext } = intervalLaw(law);
      return {
        member,
        group,
        count,
        arrivalRate,
        between: nodes.x.map((x) => between(arrivalRate * x)),
        toNext: nodes.x.map((x) => toNext(arrivalRate * x)),
      };
    }),
  );
  const chances = new Float64Array(members.length);
  for (const own of streams) {
    const part = (own.count * own.arrivalRate) / members[own.member]!.arrivals.rate;
    chances[own.member]! += part * changeOf(own, streams, nodes.weight);
  }
  return chances;
}

function changeOf(own: Stream, streams: readonly Stream[], weight: Float64Array): number {
  let chance = 0;
  for (let i = 0; i < weight.length; i++) {
    let silent = own.between[i]!;
    let hazard = 0;
    for (const stream of streams) {
      const isOwn = stream === own;
      const count = stream.count - (isOwn ? 1 : 0);
      if (count === 0) continue;
      const toNext = stream.toNext[i]!;
      silent *= toNext ** count;
      if (stream.group !== own.group && toNext > 0) {
        hazard += (count * stream.arrivalRate * stream.between[i]!) / toNext;
      }
    }
    chance += weight[i]! * silent * hazard;
  }
  return Math.min(1, chance);
}

/** Nodes and weights of a quadrature between jumps of the laws, from 0 to where nobody is silent. */
function nodesFor(members: readonly GroupedStreams[], rate: number) {
  const ends = new Set<number>([LONGEST / rate]);
  for (let x = FIRST_PIECE / rate; x < LONGEST / rate; x *= GROWTH) ends.add(x);
  for (const { arrivals } of members) {
    for (const { arrivals: law, arrivalRate } of arrivals.streams) {
      const { jump } = intervalLaw(law);
      if (jump !== null && jump / arrivalRate < LONGEST / rate) ends.add(jump / arrivalRate);
    }
  }
  const sorted = [...ends].sort((a, b) => a - b);
  const x: number[] = [];
  const weight: number[] = [];
  sorted.forEach((end, piece) => {
    const start = sorted[piece - 1] ?? 0;
    RULE.node.forEach((node, i) => {
      x.push(start + ((1 + node) / 2) * (end - start));
      weight.push((RULE.weight[i]! * (end - start)) / 2);
    });
  });
  return { x: Float64Array.from(x), weight: Float64Array.from(weight) };
}
