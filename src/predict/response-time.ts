/** End-to-end response time of one application from its stages. */

import type { ResponseTime } from '../domain/latency.ts';
import { type GuardedLaw, guardedLaw } from './guarded-law.ts';
import type { StageResponse } from './model.ts';
import { type ResponseLaw, sumOf } from './response-law.ts';

/** A stage before the accelerator: `law` is `null` when requests do not cross it. */
export interface CpuResponse {
  readonly mean: number;
  readonly note: string | null;
  readonly law: (() => ResponseLaw) | null;
}

/**
 * Percentiles come from the sum of the stages, which are taken to be independent. Stages are asked, and the law is made,
 * when the first figure is asked for, and every percentile is remembered.
 */
export function responseTime(network: number, cpu: CpuResponse, accelerator: StageResponse): ResponseTime {
  const isExact = cpu.law === null && accelerator.fidelity === 'exact';
  let guarded: GuardedLaw | null = null;
  const response: ResponseTime = {
    get mean() {
      return network + cpu.mean + accelerator.mean;
    },
    get stages() {
      return { network, cpu: cpu.mean, accelerator: accelerator.mean };
    },
    fidelity: isExact ? 'exact' : 'approximation',
    get note() {
      return isExact ? null : [accelerator.note, cpu.note].filter((text) => text !== null).join('; ');
    },
    quantile: (p) => law().quantile(p),
    tail: (t) => law().tail(t),
    // The stages take at least as long as the one that was looked at.
    ...(accelerator.isSurelyLate && { isSurelyLate: (t, share) => accelerator.isSurelyLate!(t - network, share) }),
  };
  const law = () => {
    guarded ??= guardedLaw(() => endToEnd(network, cpu, accelerator), response.mean);
    return guarded;
  };
  return response;
}

function endToEnd(network: number, cpu: CpuResponse, accelerator: StageResponse): ResponseLaw {
  const stages = cpu.law === null ? accelerator.law() : sumOf(cpu.law(), accelerator.law());
  return stages.map((part) => ({ ...part, shift: part.shift + network }));
}
