import { countPiece, type Halt, isHalted } from '../domain/halt.ts';
import type { StopReason } from '../domain/simulation.ts';
import { Engine, type Observer } from './engine.ts';
import { Measurement } from './measurement.ts';
import type { SimulationResult, WarmUp } from './result.ts';
import { checkSystem, type NodeSystem } from './system.ts';
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
/** Fresh phases this often: a batch then holds at least one episode's worth, so that their spread covers the phases. */
const EPISODES = 128;

/**
 * Simulates one node: every request from its arrival to its completion, event by event. No model of the response time
 * is used; what is reported is counted.
 *
 * Random arrivals run on from an empty node; the warm-up is dropped (MSER-5, see `warmUp`), and what completes after it
 * is measured. Periodic sources keep the phases that they drew, so a single run would tell of these phases only: with
 * them the requests are spread over 128 independent episodes. Recorded arrivals are replayed from an empty node to the
 * last completion, nothing dropped; other sources fall silent when the recording ends.
 *
 * Throws a `RangeError` for a system or options out of range.
 */
export function simulateNode(system: NodeSystem, options: SimulationOptions): SimulationResult {
  checkSystem(system);
  const isRecorded = system.sources.some(({ arrivals }) => arrivals.kind === 'recorded');
  checkOptions(options, isRecorded);
  if (isRecorded) return replay(system, options);
  const isPeriodic = system.sources.some(({ arrivals }) => arrivals.kind === 'periodic');
  return isPeriodic ? simulateEpisodes(system, options) : simulateRun(system, options);
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

function simulateEpisodes(
  system: NodeSystem,
  { seed, requests, precision, halt }: SimulationOptions,
): SimulationResult {
  const length = Math.ceil(requests / EPISODES);
  let engine = new Engine(system, seed, 0);
  const dropped = warmUp(engine, length, 4 * length);
  const measurement = new Measurement(engine, system.network, false);
  for (let episode = 0, measured = 0; ; ) {
    measurement.begin(engine);
    measured += runOn(engine, Math.min(length, requests - measured), measurement, halt);
    measurement.end(engine);
    episode++;
    if (engine.isOverrun) return resultOf(system, measurement, 'backlog', dropped, episode);
    if (measured >= requests) return resultOf(system, measurement, 'requests', dropped, episode);
    if (isHalted(halt)) return resultOf(system, measurement, 'halt', dropped, episode);
    const isLongEnough = precision !== undefined && 2 * episode >= EPISODES;
    if (isLongEnough && measurement.isWithin(precision)) {
      return resultOf(system, measurement, 'precision', dropped, episode);
    }
    engine = new Engine(system, seed, episode);
    engine.run(dropped.requests, { completed: () => {} });
  }
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
