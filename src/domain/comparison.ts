/** Policies beside each other on one scenario, and on a series of varied ones: what the reports are handed. */

import { POLICY_NAMES, type PolicyName } from './policies.ts';

/** Rows of a comparison: the policies of `--policy`, and the knapsack with as much of its capacity as it can bear. */
export const COMPARED_POLICIES = [...POLICY_NAMES, 'knapsack-derated'] as const;
export type ComparedPolicy = (typeof COMPARED_POLICIES)[number];

/** Ours, the published baseline, the traditional ones as configured, and the derated one. */
export const POLICY_FAMILIES = ['edge-plan', 'ibis', 'knapsack', 'derated'] as const;
export type PolicyFamily = (typeof POLICY_FAMILIES)[number];

export function familyOf(policy: ComparedPolicy): PolicyFamily {
  if (policy === 'knapsack-derated') return 'derated';
  if (policy.startsWith('ibis')) return 'ibis';
  return policy.startsWith('knapsack') ? 'knapsack' : 'edge-plan';
}

/**
 * The most applications from the start of the scenario that a policy can be offered without one that it places
 * violating its SLO (contract: `safePrefix`).
 */
export interface SafePrefix {
  /** The greatest such number; 0 when the first application alone violates. */
  readonly offered: number;
  /** How many of those the policy places. */
  readonly placed: number;
  /** Whether every greater number was tried; otherwise a greater one may be safe too. */
  readonly isExact: boolean;
}

/** The largest share of the capacities at which a planner without models violates nothing. */
export interface Derating {
  /** The knapsack that hosts most when it is derated so. */
  readonly policy: PolicyName;
  /** Its share of the scenario's limits of memory and utilisation, 0 to 1. */
  readonly factor: number;
  /** Distance to the next greater factor tried, which violates; 0 where the factor is 1. */
  readonly precision: number;
}

/** Placed instances by what the simulator says of their SLO, each decided with 95 % confidence. */
export interface SimulatedCounts {
  readonly violating: number;
  /** Those whose interval straddles the limit: more requests would tell. */
  readonly undecided: number;
}

export interface ComparisonRow {
  readonly policy: ComparedPolicy;
  readonly placed: number;
  /** Placed instances whose SLO does not hold under the default models. */
  readonly violating: number;
  /** Sum of the weights of the placed instances whose SLO holds. */
  readonly okWeight: number;
  /** `null` where it was not asked for. */
  readonly safePrefix: SafePrefix | null;
  readonly simulated: SimulatedCounts | null;
  readonly status: 'optimal' | 'feasible' | 'stopped';
  /** Of the weight under the constraints that this policy knows. */
  readonly upperBound: number | null;
  /** Only of `knapsack-derated`. */
  readonly derating: Derating | null;
}

export interface Comparison {
  /** Application instances and nodes. */
  readonly offered: number;
  readonly nodes: number;
  /** No plan that keeps every SLO hosts more weight: the least bound of a policy that knows them; `null` without one. */
  readonly upperBound: number | null;
  readonly rows: readonly ComparisonRow[];
}

/** What of a comparison is computed. */
export interface ComparisonSettings {
  readonly policies: readonly ComparedPolicy[];
  readonly seed: number;
  /** Requests of each application that the simulator replays; `null`: nothing is simulated. */
  readonly requests: number | null;
  readonly hasSafePrefix: boolean;
}

/** What can be compared: hosted within the SLO, and hosted before the first violation. */
export const MEASURES = ['ok', 'safePrefix'] as const;
export type Measure = (typeof MEASURES)[number];

/** Number of applications; `null` where it was not asked for. */
export function measureOf(row: ComparisonRow, measure: Measure): number | null {
  return measure === 'ok' ? row.placed - row.violating : (row.safePrefix?.placed ?? null);
}

/** The row of a family with the greatest value of a measure, the first of equal ones; `null` where there is none. */
export function bestRow(
  rows: readonly ComparisonRow[],
  family: PolicyFamily,
  measure: Measure,
): { readonly row: ComparisonRow; readonly value: number } | null {
  let best: { row: ComparisonRow; value: number } | null = null;
  for (const row of rows) {
    const value = familyOf(row.policy) === family ? measureOf(row, measure) : null;
    if (value !== null && (best === null || value > best.value)) best = { row, value };
  }
  return best;
}

/** `value` ÷ `base`: 1 where both are 0, infinite where only the base is; `null` where either is not known. */
export function ratioOf(value: number | null, base: number | null): number | null {
  if (value === null || base === null) return null;
  return value === base ? 1 : value / base;
}

/** The input that a sweep varies. `offered` and `nodes` are counts; `rate` and `slo` multiply the scenario's values. */
export const COMPARED_PARAMETERS = ['offered', 'nodes', 'rate', 'slo'] as const;
export type ComparedParameter = (typeof COMPARED_PARAMETERS)[number];

/** One changed scenario: a swept value, or the workload of this number (from 1) that a seed gives. */
export type Variation =
  | { readonly parameter: ComparedParameter; readonly value: number }
  | { readonly parameter: 'random'; readonly seed: number; readonly value: number };

/** What a series goes through, in order. */
export type SeriesAxis =
  | { readonly parameter: ComparedParameter; readonly values: readonly number[] }
  | { readonly parameter: 'random'; readonly values: readonly number[]; readonly ranges: WorkloadRanges };

/** Where random workloads are drawn from: the extremes of the scenario's own applications. */
export interface WorkloadRanges {
  readonly applications: number;
  readonly groups: number;
  readonly models: number;
  /** Arrival rate × service time of one application on its fastest device of the cluster. */
  readonly load: readonly [least: number, most: number];
  /** SLO ÷ response time on that device with nothing waiting. */
  readonly tightness: readonly [least: number, most: number];
}

/** Part `index` (from 1) of `of`: it holds every item whose position, from 0, leaves `index − 1` when divided by `of`. */
export interface Shard {
  readonly index: number;
  readonly of: number;
}

export interface SeriesItem extends Comparison {
  /** The value of the axis. */
  readonly value: number;
}

export interface ComparisonSeries {
  readonly scenario: string;
  /** Application instances and nodes before anything is varied. */
  readonly base: { readonly offered: number; readonly nodes: number };
  readonly settings: ComparisonSettings;
  readonly axis: SeriesAxis;
  /** `null`: the whole series. */
  readonly shard: Shard | null;
  /** In the order of the axis. */
  readonly items: readonly SeriesItem[];
}

/** The values that a shard goes through; all of them without one. */
export function shardValues(values: readonly number[], shard: Shard | null): readonly number[] {
  return shard === null ? values : values.filter((_, position) => position % shard.of === shard.index - 1);
}

/** Whose number of hosted applications is divided by whose: the best of ours, or ours without foresight. */
export interface RatioQuestion {
  readonly ours: 'edge-plan' | 'greedy-online';
  readonly baseline: Exclude<PolicyFamily, 'edge-plan'>;
  readonly measure: Measure;
}

/** Order statistics over the items of a series, each a ratio that occurred; infinite where only the baseline hosts none. */
export interface RatioSpread extends RatioQuestion {
  /** Items that have the ratio. */
  readonly items: number;
  readonly worst: number;
  /** A quarter, a half, three quarters of the items have at most this. */
  readonly lowerQuartile: number;
  readonly median: number;
  readonly upperQuartile: number;
  readonly best: number;
}

/** The ratio of one comparison; `null` where a row that it needs is missing. */
export function ratioIn({ rows }: Comparison, { ours, baseline, measure }: RatioQuestion): number | null {
  const candidates = ours === 'edge-plan' ? rows : rows.filter(({ policy }) => policy === ours);
  const best = bestRow(candidates, 'edge-plan', measure)?.value ?? null;
  return ratioOf(best, bestRow(rows, baseline, measure)?.value ?? null);
}

const BASELINES = ['knapsack', 'ibis', 'derated'] as const;

/** The questions that a series answers, those without any answer left out. */
export function ratioSpreads(items: readonly Comparison[]): readonly RatioSpread[] {
  const questions = MEASURES.flatMap((measure): RatioQuestion[] => [
    ...BASELINES.map((baseline) => ({ ours: 'edge-plan' as const, baseline, measure })),
    { ours: 'greedy-online', baseline: 'ibis', measure },
  ]);
  return questions.flatMap((question) => {
    const ratios = items.map((item) => ratioIn(item, question)).filter((ratio) => ratio !== null);
    return ratios.length === 0 ? [] : [{ ...question, ...spreadOf(ratios) }];
  });
}

function spreadOf(values: readonly number[]) {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] as number;
  return {
    items: sorted.length,
    worst: at(0),
    lowerQuartile: at(0.25),
    median: at(0.5),
    upperQuartile: at(0.75),
    best: at(1),
  };
}
