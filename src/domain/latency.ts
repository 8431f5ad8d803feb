/**
 * The one question that placement asks of the latency models: what are the response times of this set of
 * applications on this node? `predict` answers it, `place` receives the answer as a function, so that a solver can be
 * tested with toy costs and no stage knows another.
 */

import { type ApplicationGroup, type NodeGroup, SLO_METRICS, type Slo } from './scenario.ts';

/** `count` equal instances of one application group on one accelerator. */
export interface Tenant {
  readonly app: ApplicationGroup;
  readonly count: number;
}

/** The tenants of each accelerator of a node; as long as the node has accelerators. */
export type Tenancy = readonly (readonly Tenant[])[];

/** How far an answer can be trusted. */
export type Fidelity = 'exact' | 'approximation';

/** End-to-end response time R = network + CPU stage + accelerator stage of one request, ms. */
export interface ResponseTime {
  readonly mean: number;
  /** Mean of each stage; they add up to `mean`. */
  readonly stages: { readonly network: number; readonly cpu: number; readonly accelerator: number };
  readonly fidelity: Fidelity;
  /** What the approximation is, in a phrase; `null` when the answer is exact. */
  readonly note: string | null;
  /** The time that a fraction `p` (0 < p < 1) of requests stays within, ms. */
  quantile(p: number): number;
  /** P(R > t), 0 to 1. */
  tail(t: number): number;
  /**
   * Whether P(R > t) is surely above `share` (`null`: whether the mean is above t), as far as can be told for a fraction
   * of what the answer costs: false says nothing. Left out: the answer costs little.
   */
  isSurelyLate?(t: number, share: number | null): boolean;
}

/** `response` is `null` when there is no finite answer, and then `reason` says why. */
export type TenantAnswer =
  | { readonly response: ResponseTime; readonly reason: null }
  | { readonly response: null; readonly reason: string };

export interface AcceleratorAnswer {
  /** ρ = Σ λᵢ E[Sᵢ] with swaps; may exceed 1, and then nothing is stable. */
  readonly utilization: number;
  readonly isStable: boolean;
  /** In the order of the tenants asked about. */
  readonly tenants: readonly TenantAnswer[];
}

export interface NodeAnswer {
  /** Busy share of the node's CPU cores, 0 when no application has a CPU stage. */
  readonly cpuUtilization: number;
  readonly accelerators: readonly AcceleratorAnswer[];
}

/**
 * Pure: equal nodes and equal tenancies get equal answers, so callers may remember them.
 * Throws a `RangeError` when a tenant's model has no profile on the node's device; ask `ProfileBook.find` first.
 */
export type LatencyQuestion = (node: NodeGroup, tenancy: Tenancy) => NodeAnswer;

/** The value that an SLO bounds, ms: the mean or the quantile that its metric names. */
export function sloValue(response: ResponseTime, slo: Slo): number {
  const probability = SLO_METRICS[slo.metric];
  return probability === null ? response.mean : response.quantile(probability);
}

/**
 * Relative slack of every SLO. Limits are round numbers that sums of rounded terms reach exactly: 10 × 3 ms is to keep a
 * limit of 30 ms, whichever way the sum went. No measurement is known to a millionth.
 */
export const SLO_SLACK = 1e-9;

/**
 * Whether the SLO holds, up to rounding. A quantile limit is asked as P(R > limit), which costs one evaluation, not a
 * search; the slack raises the time, which is what counts where P is a step, and the share, which counts where it is flat.
 *
 * @param slack relative, at least 0: wider than usual only for who must not refuse what another granted
 */
export function meetsSlo(response: ResponseTime, { metric, limit }: Slo, slack: number = SLO_SLACK): boolean {
  const probability = SLO_METRICS[metric];
  const most = limit * (1 + slack);
  if (isSurelyBroken(response, { metric, limit: most })) return false;
  return probability === null ? response.mean <= most : response.tail(most) <= (1 - probability) * (1 + slack);
}

/** Whether a first look tells that the SLO breaks: false says nothing. */
export function isSurelyBroken(response: ResponseTime, { metric, limit }: Slo): boolean {
  const probability = SLO_METRICS[metric];
  return response.isSurelyLate?.(limit, probability === null ? null : 1 - probability) ?? false;
}

/** One class of requests as the published Ibis formulas see it: deterministic service, rates added up per class. */
export interface IbisClass {
  /** λₖ, requests per ms. */
  readonly arrivalRate: number;
  /** Sₖ, ms. */
  readonly serviceTime: number;
  /** Oₖ, ms; ignored by the GPU rules. */
  readonly swapTime: number;
}

/** Ibis's own answer for one accelerator: ρ, and mean response times of the accelerator stage (`null` when ρ ≥ 1). */
export interface IbisAnswer {
  readonly utilization: number;
  readonly responseTimes: readonly number[] | null;
}

export type IbisQuestion = (rules: 'edgetpu' | 'gpu', classes: readonly IbisClass[]) => IbisAnswer;
