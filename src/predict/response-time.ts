/** End-to-end response time of one application from its stages. */

import type { ResponseTime } from '../domain/latency.ts';
import type { StageResponse } from './model.ts';
import { quantileOf, type ResponseLaw, sumOf, tailOf } from './response-law.ts';

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
  let known: ResponseLaw | null = null;
  const law = () => {
    if (known === null) known = endToEnd(network, cpu, accelerator);
    return known;
  };
  const mean = network + cpu.mean + accelerator.mean;
  const percentiles = new Map<number, number>();
  const isExact = cpu.law === null && accelerator.fidelity === 'exact';
  return {
    mean,
    stages: { network, cpu: cpu.mean, accelerator: accelerator.mean },
    fidelity: isExact ? 'exact' : 'approximation',
    note: isExact ? null : [accelerator.note, cpu.note].filter((text) => text !== null).join('; '),
    quantile(p) {
      const remembered = percentiles.get(p);
      if (remembered !== undefined) return remembered;
      const value = quantileOf(law(), p, mean);
      percentiles.set(p, value);
      return value;
    },
    tail: (t) => tailOf(law(), t),
  };
}

function endToEnd(network: number, cpu: CpuResponse, accelerator: StageResponse): ResponseLaw {
  const stages = cpu.law === null ? accelerator.law() : sumOf(cpu.law(), accelerator.law());
  return stages.map((part) => ({ ...part, shift: part.shift + network }));
}
