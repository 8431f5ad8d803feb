import { countPiece, type Halt, isHalted } from '../domain/halt.ts';
import type { StopReason } from '../domain/simulation.ts';
import { Engine, type Observer } from './engine.ts';
import { Measurement } from './measurement.ts';
import type { SimulationResult, WarmUp } from './result.ts';
import { type ArrivalLaw, checkSystem, type NodeSystem } from './system.ts';
import { warmUp } from './warm-up.ts';

export interface SimulationOptions {
  /** Whole number; the same system and seed give the same bytes. */
  readonly seed: number;
  /**
   * Most requests to measure, of all sources of the node together, after the warm-up; at least 1. Infinity only where
   * arrivals are recorded, and then all of them are replayed.
   */
  readonly requests: number;
  /**
   * Stop as soon as the 95 % half-width of every source's mean is within this fraction of the mean (0.01 for 1 %).
   * Looked at after 5,000 requests and then each time their number has grown by half. Left out: go on to `requests`.
   */
  readonly precision?: number;
  /** Give the response time of every request of recorded sources. */
  readonly record?: boolean;
  /** Once it is said, the measurement ends within thousands of requests, with what was measured by then. */
  readonly halt?: Halt;
}

/** Requests between two looks at `halt`, each counted there. */
export const PIECE = 10_000;
const FIRST_CHECK = 5_000;
const LEAST_WARM_UP = 1_000;
const FIRST_WARM_UP = 20_000;
const MOST_WARM_UP = 1_000_000;
/** Fresh phases at least this often: a batch then holds at least one episode's worth, so that their spread covers the phases. */
const FEWEST_EPISODES = 64;
const MOST_EPISODES = 128;
/** Requests dropped at the start of each episode, at most. */
const MOST_EPISODE_WARM_UP = 50_000;
/** Relaxation times after which an empty start is forgotten: e⁻⁸ of it is left. */
const RELAXATIONS = 8;

/**
 * Simulates one node: every request from its arrival to its completion, event by event. No model of the response time
 * is used; what is reported is counted.
 *
 * Random arrivals run on from an empty node; the warm-up is dropped (MSER-5, see `warmUp`), and what completes after it
 * is measured. Periodic sources keep the phases that they drew, and recordings played round and round their starts, so
 * that a single run would tell of these only: the requests are spread over 64 to 128 independent episodes, each of which
 * drops its own start (`forgetting`), and together they are at least one cycle of the longest recording. A recording
 * whose start meets nothing that has one is played in whole cycles of one run. Recorded arrivals (`recorded`) are
 * replayed from an empty node to the last completion, nothing dropped; other sources fall silent when the recording ends.
 *
 * Throws a `RangeError` for a system or options out of range.
 */
export function simulateNode(system: NodeSystem, options: SimulationOptions): SimulationResult {
  checkSystem(system);
  const isRecorded = system.sources.some(({ arrivals }) => arrivals.kind === 'recorded');
  checkOptions(options, isRecorded);
  if (isRecorded) return replay(system, options);
  const loops = system.sources.flatMap(({ arrivals }) => (arrivals.kind === 'looped' ? [arrivals] : []));
  const periodic = system.sources.filter(({ arrivals }) => arrivals.kind === 'periodic').length;
  if (loops.length + periodic === 0) return simulateRun(system, options);
  const cycle = requestsOfCycle(system, loops);
  if (loops.length === 1 && periodic === 0) return simulateCycles(system, options, cycle);
  return simulateEpisodes(system, { ...options, requests: Math.max(options.requests, cycle) });
}

function checkOptions({ seed, requests, precision = 1 }: SimulationOptions, isRecorded: boolean): void {
  if (!Number.isSafeInteger(seed)) throw new RangeError(`seed must be a whole number; found ${seed}`);
  if (!(requests >= 1 && (isRecorded || requests < Number.POSITIVE_INFINITY))) {
    throw new RangeError(`requests must be at least 1, and finite unless arrivals are recorded; found ${requests}`);
  }
  if (!(precision > 0)) throw new RangeError(`precision must be above 0; found ${precision}`);
}

function replay(system: NodeSystem, options: SimulationOptions): SimulationResult {
  const engine = new Engine(system, options.seed, 0);
  const measurement = new Measurement(engine, system.network, options.record ?? false);
  measurement.begin(engine);
  const measured = runOn(engine, options.requests, measurement, options.halt);
  measurement.end(engine);
  const end = measured >= options.requests ? 'requests' : isHalted(options.halt) ? 'halt' : 'arrivals';
  return resultOf(system, measurement, engine.isOverrun ? 'backlog' : end, null, 1);
}

/** As `engine.run`, but ends once `halt` is said. */
function runOn(engine: Engine, completions: number, observer: Observer, halt: Halt | undefined): number {
  let done = 0;
  while (done < completions && !isHalted(halt)) {
    const wanted = Math.min(PIECE, completions - done);
    const left = engine.run(wanted, observer);
    done += left;
    if (wanted === PIECE) countPiece(halt);
    if (left < wanted) break;
  }
  return done;
}

function simulateRun(system: NodeSystem, { seed, requests, precision, halt }: SimulationOptions): SimulationResult {
  const engine = new Engine(system, seed, 0);
  const first = Math.min(FIRST_WARM_UP, Math.max(LEAST_WARM_UP, Math.ceil(requests / 20)));
  const dropped = warmUp(engine, first, Math.min(MOST_WARM_UP, Math.max(first, Math.ceil(requests / 2))));
  const measurement = new Measurement(engine, system.network, false);
  measurement.begin(engine);
  let stoppedBy: StopReason = 'requests';
  let next = precision === undefined ? requests : FIRST_CHECK;
  for (let measured = 0; measured < requests; next = Math.ceil(measured * 1.5)) {
    measured += runOn(engine, Math.min(next, requests) - measured, measurement, halt);
    if (engine.isOverrun || (measured < requests && isHalted(halt))) {
      stoppedBy = engine.isOverrun ? 'backlog' : 'halt';
      break;
    }
    if (precision !== undefined && measured < requests && measurement.isWithin(precision)) {
      stoppedBy = 'precision';
      break;
    }
  }
  measurement.end(engine);
  return resultOf(system, measurement, stoppedBy, dropped, 1);
}

/** Requests of all sources in one cycle of the longest recording; 0 where none is played. */
function requestsOfCycle({ sources }: NodeSystem, loops: readonly { readonly cycle: number }[]): number {
  const cycle = loops.reduce((longest, loop) => Math.max(longest, loop.cycle), 0);
  return Math.round(sources.reduce((sum, { arrivals }) => sum + cycle * rateOf(arrivals), 0));
}

function rateOf(law: ArrivalLaw): number {
  if (law.kind === 'looped') return law.times.length / law.cycle;
  return law.kind === 'recorded' ? 0 : law.rate;
}

/** Whole cycles of the only recording, one of them before the measurement: as many as the requests make, at least one. */
function simulateCycles(
  system: NodeSystem,
  { seed, requests, halt }: SimulationOptions,
  cycle: number,
): SimulationResult {
  const engine = new Engine(system, seed, 0);
  const dropped = warmUp(engine, Math.max(cycle, FIRST_WARM_UP), Math.max(cycle, MOST_WARM_UP));
  const measurement = new Measurement(engine, system.network, false);
  measurement.begin(engine);
  // Alone and with fixed services every cycle is like the one before: once is enough.
  const isSame = system.sources.every(({ service }) => service.scv === 0) && system.sources.length === 1;
  const wanted = isSame ? cycle : cycle * Math.max(1, Math.floor(requests / cycle));
  const measured = runOn(engine, wanted, measurement, halt);
  measurement.end(engine);
  const stoppedBy = engine.isOverrun ? 'backlog' : measured < wanted ? 'halt' : 'requests';
  return resultOf(system, measurement, stoppedBy, { ...dropped, isEnough: !engine.isOverrun }, 1);
}

function simulateEpisodes(system: NodeSystem, options: SimulationOptions): SimulationResult {
  const { seed, requests, precision, halt } = options;
  const pilot = new Engine(system, seed, 0);
  pilot.startAverages();
  const dropped = warmUp(pilot, FIRST_WARM_UP, MOST_WARM_UP);
  // Where the start is not forgotten, there is nothing to repeat: one run shows how it goes on.
  if (!dropped.isEnough) return simulateRun(system, options);
  const forgotten = forgetting(pilot);
  const episodes = Math.min(MOST_EPISODES, Math.max(FEWEST_EPISODES, Math.floor(requests / forgotten)));
  const length = Math.ceil(requests / episodes);
  const measurement = new Measurement(pilot, system.network, false);
  const result = (stoppedBy: StopReason, count: number) =>
    resultOf(system, measurement, stoppedBy, { ...dropped, requests: forgotten }, count);
  for (let episode = 0, measured = 0; ; ) {
    const engine = new Engine(system, seed, episode);
    runOn(engine, forgotten, { completed: () => {} }, halt);
    measurement.begin(engine);
    measured += runOn(engine, Math.min(length, requests - measured), measurement, halt);
    measurement.end(engine);
    episode++;
    if (engine.isOverrun) return result('backlog', episode);
    if (measured >= requests) return result('requests', episode);
    if (isHalted(halt)) return result('halt', episode);
    const isLongEnough = precision !== undefined && episode >= FEWEST_EPISODES;
    if (isLongEnough && measurement.isWithin(precision)) return result('precision', episode);
  }
}

/**
 * Requests after which an episode has forgotten its empty start: eight relaxation times, one being (N + 1)/(1 − ρ)
 * requests with N present on average and ρ the busy share of the fullest station, both as counted in the pilot run. That is
 * the relaxation time of M/M/1 in heavy traffic, 1/(1 − ρ)² services, with N in place of 1/(1 − ρ): more where services
 * are uneven, less where arrivals are regular.
 */
function forgetting(pilot: Engine): number {
  const stations = [pilot.cpu, ...pilot.accelerators];
  const present = stations.reduce((sum, station) => sum + station.presenceUntil(pilot.now), 0) / pilot.now;
  const busy = stations.reduce((most, station) => Math.max(most, station.busyTimeUntil(pilot.now)), 0) / pilot.now;
  const requests = Math.ceil((RELAXATIONS * (present + 1)) / Math.max(1 - busy, Number.EPSILON));
  return Math.min(requests, MOST_EPISODE_WARM_UP);
}

function resultOf(
  system: NodeSystem,
  measurement: Measurement,
  stoppedBy: StopReason,
  dropped: WarmUp | null,
  episodes: number,
): SimulationResult {
  const byName = measurement.sources();
  const sources = system.sources.map(({ name }) => {
    const result = byName.get(name);
    if (result === undefined) throw new Error(`nothing was measured of ${name}`);
    return result;
  });
  return { stoppedBy, warmUp: dropped, episodes, duration: measurement.duration, sources, ...measurement.stations() };
}
