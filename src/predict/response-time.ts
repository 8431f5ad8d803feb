/** End-to-end response time of one application from its stages. */

import type { ResponseTime } from '../domain/latency.ts';
import { guardedLaw } from './guarded-law.ts';
import type { StageResponse } from './model.ts';
import { type ResponseLaw, sumOf } from './response-law.ts';

/** A stage before the accelerator: `law` is `null` when requests do not cross it. */
export interface CpuResponse {
  readonly mean: number;
  readonly note: string | null;
  readonly law: (() => ResponseLaw) | null;
}

/**
 * Percentiles come from the sum of the stages, which are taken to be independent. The law is made when the first one
 * is asked for, and every percentile is remembered.
 */
export function responseTime(network: number, cpu: CpuResponse, accelerator: StageResponse): ResponseTime {
  const mean = network + cpu.mean + accelerator.mean;
  const { tail, quantile } = guardedLaw(() => endToEnd(network, cpu, accelerator), mean);
  const isExact = cpu.law === null && accelerator.fidelity === 'exact';
  return {
    mean,
    stages: { network, cpu: cpu.mean, accelerator: accelerator.mean },
    fidelity: isExact ? 'exact' : 'approximation',
    note: isExact ? null : [accelerator.note, cpu.note].filter((text) => text !== null).join('; '),
    quantile,
    tail,
  };
}

function endToEnd(network: number, cpu: CpuResponse, accelerator: StageResponse): ResponseLaw {
  const stages = cpu.law === null ? accelerator.law() : sumOf(cpu.law(), accelerator.law());
  return stages.map((part) => ({ ...part, shift: part.shift + network }));
}
