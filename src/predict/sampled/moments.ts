/** The moments of one stream, drawn as in its steady state: an observer who comes at 0 has come at a random time. */

import { cycleOf } from '../../domain/arrival-rates.ts';
import type { Arrivals } from '../../domain/scenario.ts';
import type { Random } from '../../math/random.ts';

/** Each call gives the next moment, ms, ascending, from 0 on. */
export type Moments = () => number;

/** One stream as it is drawn. */
export interface Stream {
  readonly arrivals: Arrivals;
  /** λ, requests per ms. */
  readonly arrivalRate: number;
}

/**
 * @param phase of cameras and recordings, 0 to 1: where in the period or cycle time 0 is
 * @param at a moment, ms, at which the stream has a request, seen from there (Palm); `null`: any
 */
export function momentsOf(stream: Stream, random: Random, phase: number, at: number | null): Moments {
  const { arrivals, arrivalRate } = stream;
  switch (arrivals.kind) {
    case 'periodic':
      return periodic(1 / arrivalRate, phase, at);
    case 'trace':
      return recorded(arrivals.times, cycleOf(arrivals.times, arrivalRate), phase, at);
    case 'poisson':
      return renewal(() => random.exponential() / arrivalRate, random.exponential() / arrivalRate, at);
    case 'scv':
      return ofScv(arrivals.scv, 1 / arrivalRate, random, phase, at);
  }
}

/** Intervals more even than that keep their phase for a hundred requests. */
const EVEN = 0.01;

/** Whether drawn phases are all that is random in it, or nearly so. */
export function hasPhase({ arrivals }: Stream): boolean {
  return arrivals.kind === 'periodic' || arrivals.kind === 'trace' || (arrivals.kind === 'scv' && arrivals.scv <= EVEN);
}

function periodic(period: number, phase: number, at: number | null): Moments {
  let now = (at === null ? phase * period : at % period) - period;
  return () => {
    now += period;
    return now;
  };
}

function recorded(times: Float64Array, cycle: number, phase: number, at: number | null): Moments {
  const start = at === null ? phase * cycle : times[Math.floor(phase * times.length)]! - at;
  let began = Math.floor(start / cycle) * cycle;
  let next = 0;
  let beyond = times.length;
  while (next < beyond) {
    const middle = (next + beyond) >> 1;
    if (times[middle]! + began < start) next = middle + 1;
    else beyond = middle;
  }
  return () => {
    if (next === times.length) {
      next = 0;
      began += cycle;
    }
    return began + times[next++]! - start;
  };
}

/** Gamma intervals below scv 1, hyper-exponential ones with balanced means above: as the simulator draws them. */
function ofScv(scv: number, mean: number, random: Random, phase: number, at: number | null): Moments {
  if (scv === 0) return periodic(mean, phase, at);
  if (scv <= 1) {
    const shape = 1 / scv;
    const scale = mean / shape;
    // A moment drawn at random lies in a longer interval than most, and anywhere in it.
    return renewal(() => scale * random.gamma(shape), scale * random.gamma(shape + 1) * phase, at);
  }
  const often = (1 + Math.sqrt((scv - 1) / (scv + 1))) / 2;
  const interval = (chance: number) => {
    const part = random.uniform() < chance ? often : 1 - often;
    return (random.exponential() * mean) / (2 * part);
  };
  // What is left of an interval that is under way belongs to either branch half of the time.
  return renewal(() => interval(often), interval(0.5), at);
}

function renewal(interval: () => number, first: number, at: number | null): Moments {
  const known: number[] = [first];
  if (at !== null) {
    known[0] = at;
    for (let before = at - interval(); before >= 0; before -= interval()) known.push(before);
  }
  let now = 0;
  return () => {
    now = known.pop() ?? now + interval();
    return now;
  };
}
