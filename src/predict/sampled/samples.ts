/**
 * Response times of every kind of stream on one accelerator, from recursions over drawn arrivals: many short ones, each
 * of which forgets its empty start, with phases of cameras and starts of recordings spread evenly over them.
 */

import { cycleOf } from '../../domain/arrival-rates.ts';
import type { Random } from '../../math/random.ts';
import { DrawnArrivals, randomFor, type Seen } from './drawn-arrivals.ts';
import { hasPhase, type Stream } from './moments.ts';
import type { Server } from './servers.ts';

/** What is sampled. */
export interface SampledSystem {
  /** One for each instance. */
  readonly streams: readonly Stream[];
  /** Streams that are alike have one kind, from 0 on. */
  readonly kindOf: ArrayLike<number>;
  readonly kinds: number;
  /** Of each stream, ms. */
  readonly serviceTime: ArrayLike<number>;
  readonly scvService: ArrayLike<number>;
  readonly server: Server;
  /** So many times more arrivals than of the dearest server cost as much. */
  readonly cheapness: number;
  /** Busy share of the device, below 1. */
  readonly utilization: number;
}

/** Of one kind of stream. */
export interface Samples {
  /** ms; not sorted. */
  readonly responses: Float64Array;
  readonly mean: number;
  /** Standard error of the mean as a part of it, as draws differ. */
  readonly error: number;
}

/** Arrivals of a question in all, warm-ups counted in: what it may cost; half as much again with recordings. */
const ARRIVALS = 16_000;
const WITH_RECORDINGS = 1.5;
/** A kind with fewer responses than this is looked at again on its own. */
const ENOUGH = 500;
/** Arrivals for all such kinds together. */
const ARRIVALS_FOR_SELDOM = 32_000;
/** The longest recording that is played whole where it is alone. */
const LONGEST_ALONE = 50_000;
const PILOT = 512;
const [SHORTEST_WARM_UP, LONGEST_WARM_UP] = [32, 4096];
const RELAXATIONS = 4;
/** Of a mix with random intervals so many warm-ups are measured in one draw. */
const MEASURED = 4;
const FEWEST_DRAWS = 8;
/** Over all draws: beginning a stream costs about as much as a request. */
const MOST_STREAMS_DRAWN = 16_000;

/** Deterministic: the same system gives the same samples, and scaled times give scaled ones. */
export function samplesOf(system: SampledSystem): readonly Samples[] {
  const gathered = Array.from({ length: system.kinds }, () => new Gathered());
  const { from, until, draws } = planOf(system);
  for (let draw = 0; draw < draws; draw++) {
    run(system, draw, until, null, (stream, time, response) => {
      if (time >= from && time < until) gathered[system.kindOf[stream]!]!.add(response);
    });
    for (const one of gathered) one.endDraw();
  }
  lookAtSeldom(system, gathered, from);
  return gathered.map((one) => one.samples());
}

/** Requests of a draw of a first look after which it is measured, and after which it ends. */
const [LOOKS_FROM, LOOKS_UNTIL] = [32, 128];
const FEWEST_LOOKS = 16;
/** The part of an answer's arrivals that a first look may take. */
export const PART_OF_LOOK = 0.1;

/** Responses of each kind in each of a few short draws, ms, from an empty start that is not quite forgotten. */
export function responsesByDraw(system: SampledSystem): readonly (readonly (readonly number[])[])[] {
  const rate = rateOf(system.streams);
  const [from, until] = [LOOKS_FROM / rate, LOOKS_UNTIL / rate];
  const draws = Math.max(FEWEST_LOOKS, Math.round((system.cheapness * ARRIVALS * PART_OF_LOOK) / LOOKS_UNTIL));
  const seen = Array.from({ length: system.kinds }, () => Array.from({ length: draws }, (): number[] => []));
  for (let draw = 0; draw < draws; draw++) {
    run(system, draw, until, null, (stream, time, response) => {
      if (time >= from && time < until) seen[system.kindOf[stream]!]![draw]!.push(response);
    });
  }
  return seen;
}

/** Windows of time: so many requests after a random moment would not be requests at random. */
interface SamplingPlan {
  /** Of each draw, ms: what comes from here on is measured, */
  readonly from: number;
  /** and until here. */
  readonly until: number;
  readonly draws: number;
}

function planOf(system: SampledSystem): SamplingPlan {
  const { streams, scvService } = system;
  const [only] = streams;
  if (streams.length === 1 && only!.arrivals.kind === 'trace' && only!.arrivals.times.length <= LONGEST_ALONE) {
    return wholeCycles(only!.arrivals.times, only!.arrivalRate, scvService[0] === 0);
  }
  const hasRecording = streams.some(({ arrivals }) => arrivals.kind === 'trace');
  const rate = rateOf(streams);
  const from = warmUpOf(system) / rate;
  const period = streams.reduce((longest, { arrivalRate }) => Math.max(longest, 1 / arrivalRate), 0);
  const measured =
    !hasRecording && streams.every(hasPhase)
      ? Math.min(LONGEST_WARM_UP / rate, Math.max(from, period))
      : MEASURED * from;
  const budget = system.cheapness * ARRIVALS * (hasRecording ? WITH_RECORDINGS : 1);
  const wanted = Math.ceil(budget / rate / (from + measured));
  const draws = Math.max(FEWEST_DRAWS, Math.min(wanted, Math.ceil(MOST_STREAMS_DRAWN / streams.length)));
  return { from, until: from + measured, draws };
}

/** A recording alone: one cycle to forget the start, and as many as there are different ones. */
function wholeCycles(times: Float64Array, arrivalRate: number, isSame: boolean): SamplingPlan {
  const cycle = cycleOf(times, arrivalRate);
  const from = cycle * Math.ceil(SHORTEST_WARM_UP / times.length);
  const cycles = isSame ? 1 : Math.max(1, Math.floor(ARRIVALS / times.length));
  return { from, until: from + cycles * cycle, draws: 1 };
}

/** Requests after which an empty start is forgotten: four relaxation times of (N + 1)/(1 − ρ), N as first seen. */
function warmUpOf(system: SampledSystem): number {
  let [sum, count] = [0, 0];
  const rate = rateOf(system.streams);
  const until = PILOT / rate;
  run(system, 0, until, null, (_, time, response) => {
    if (time < until / 4 || time >= until) return;
    sum += response;
    count++;
  });
  const present = count > 0 ? (rate * sum) / count : 0;
  const wanted = (RELAXATIONS * (present + 1)) / (1 - system.utilization);
  return Math.min(LONGEST_WARM_UP, Math.max(SHORTEST_WARM_UP, 2 ** Math.ceil(Math.log2(wanted))));
}

function rateOf(streams: readonly Stream[]): number {
  return streams.reduce((sum, { arrivalRate }) => sum + arrivalRate, 0);
}

/** Requests that come too seldom to be seen often enough are put into draws of their own, one in each. */
function lookAtSeldom(system: SampledSystem, gathered: readonly Gathered[], at: number): void {
  const seldom = gathered.flatMap((one, kind) => (one.count < ENOUGH ? [kind] : []));
  const warmUp = at * rateOf(system.streams);
  const each = Math.floor(ARRIVALS_FOR_SELDOM / Math.max(1, seldom.length) / warmUp);
  if (seldom.length === system.kinds) return;
  for (const kind of seldom) {
    const stream = Array.prototype.indexOf.call(system.kindOf, kind);
    for (let draw = 0; draw < Math.min(each, ENOUGH); draw++) {
      let isSeen = false;
      run(system, draw, 1.01 * at, { stream, at }, (of, time, response) => {
        if (isSeen || of !== stream || Math.abs(time - at) > 1e-9 * at) return;
        isSeen = true;
        gathered[kind]!.add(response);
      });
      gathered[kind]!.endDraw();
    }
  }
}

function run(
  system: SampledSystem,
  draw: number,
  until: number,
  seen: Seen | null,
  report: Parameters<Server>[3],
): void {
  const { streams, serviceTime, scvService, server } = system;
  // Each stream has numbers of its own for its services too: who comes a little earlier takes nobody else's.
  const own = streams.map((_, stream) => randomFor(draw, -2 - stream));
  const shared = randomFor(draw, -1);
  const services = {
    of: (stream: number) => serviceTime[stream]! * gammaFactor(scvService[stream]!, own[stream]!),
    factor: (scv: number) => gammaFactor(scv, shared),
  };
  server(new DrawnArrivals(streams, draw, seen), until, services, report);
}

/** Mean 1; 1 where the scv is 0. */
function gammaFactor(scv: number, random: Random): number {
  return scv === 0 ? 1 : scv * random.gamma(1 / scv);
}

/** Responses of one kind, draw by draw. */
class Gathered {
  readonly #responses: number[] = [];
  /** Sum and number of each draw that had any. */
  readonly #draws: { readonly sum: number; readonly count: number }[] = [];
  #sum = 0;
  #began = 0;

  get count(): number {
    return this.#responses.length;
  }

  add(response: number): void {
    this.#responses.push(response);
    this.#sum += response;
  }

  endDraw(): void {
    const count = this.#responses.length - this.#began;
    if (count > 0) this.#draws.push({ sum: this.#sum, count });
    this.#began = this.#responses.length;
    this.#sum = 0;
  }

  samples(): Samples {
    const total = this.#draws.reduce((sum, draw) => sum + draw.sum, 0);
    const mean = total / this.count;
    const draws = this.#draws.length;
    const squares = this.#draws.reduce((sum, draw) => sum + (draw.sum - mean * draw.count) ** 2, 0);
    const error = draws < 2 ? 0 : Math.sqrt((squares * draws) / (draws - 1)) / total;
    return { responses: Float64Array.from(this.#responses), mean, error };
  }
}
