import type { Discipline } from '../../src/domain/disciplines.ts';
import { simulateNode } from '../../src/verify/simulate.ts';
import type { Accelerator, NodeSystem, Source } from '../../src/verify/system.ts';

/** One accelerator, no network, one core for each of four; `sources` in the order of their names. */
export function oneAccelerator(accelerator: Discipline | Accelerator, sources: readonly Source[]): NodeSystem {
  const device = typeof accelerator === 'string' ? { discipline: accelerator } : accelerator;
  return { network: 0, cores: 4, accelerators: [device], sources };
}

/** Poisson sources s0, s1, …, with deterministic service unless `scv` says otherwise. */
export function poissonSources(rates: readonly number[], means: readonly number[], scv = 0): Source[] {
  return rates.map((rate, i) => ({
    name: `s${i}`,
    arrivals: { kind: 'poisson', rate },
    accelerator: 0,
    service: { mean: means[i] as number, scv },
  }));
}

/** One source for each [moments of arrival, service time], named s0, s1, … */
export function recordedSources(given: readonly (readonly [times: readonly number[], service: number])[]): Source[] {
  return given.map(([times, mean], i) => ({
    name: `s${i}`,
    arrivals: { kind: 'recorded', times },
    accelerator: 0,
    service: { mean, scv: 0 },
  }));
}

/** Response times of recorded requests: one list for each source, in the order of arrival. */
export function responsesOf(system: NodeSystem): number[][] {
  const { sources } = simulateNode(system, { seed: 1, requests: Number.POSITIVE_INFINITY, record: true });
  return sources.map(({ responses }) => Array.from(responses as Float64Array));
}

/** Mean response times, one for each source. */
export function meansOf(system: NodeSystem, requests: number, seed = 1): number[] {
  return simulateNode(system, { seed, requests }).sources.map(({ mean }) => mean as number);
}
