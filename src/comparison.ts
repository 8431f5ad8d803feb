/** Policies beside each other on one scenario: what each places, what of that violates, and from where on. */

import type { AnswerTo, Candidate, PolicyTask, Workers } from './comparison-tasks.ts';
import type {
  ComparedPolicy,
  Comparison,
  ComparisonRow,
  ComparisonSettings,
  Derating,
  SafePrefix,
  Variation,
} from './domain/comparison.ts';
import type { PolicyName } from './domain/policies.ts';
import { applicationCount, nodeCount, type Scenario } from './domain/scenario.ts';
import { inOrder } from './in-order.ts';
import { DERATED_POLICIES, largestCleanFactor } from './place/knapsack-derated.ts';
import { POLICIES } from './place/policies.ts';

/** Who wants to know how it goes. */
export interface ComparisonObserver {
  /** Told the share that is done, 0 to 1. */
  readonly onProgress?: (share: number) => void;
  /** Told what a task for a row took, ms of one thread. */
  readonly onTime?: (policy: ComparedPolicy, elapsed: number) => void;
  /** Told of a row when it is finished. */
  readonly onRow?: (row: ComparisonRow) => void;
}

/**
 * The rows of `settings.policies` in their order. `scenario` is what the workers make of `variation`. The result does
 * not depend on the number of threads.
 */
export async function compare(
  scenario: Scenario,
  variation: Variation | null,
  settings: ComparisonSettings,
  workers: Workers,
  { onProgress, onTime, onRow }: ComparisonObserver = {},
): Promise<Comparison> {
  const offered = applicationCount(scenario);
  const shares = settings.policies.map(() => 0);
  const rowOf = async (policy: ComparedPolicy, k: number): Promise<ComparisonRow> => {
    const tell = (share: number) => {
      shares[k] = share;
      onProgress?.(shares.reduce((sum, one) => sum + one, 0) / shares.length);
    };
    const question = { variation, settings, workers: timed(workers, policy, onTime), offered, tell };
    const row = await (policy === 'knapsack-derated' ? deratedRow(question) : plainRow(question, policy));
    tell(1);
    onRow?.(row);
    return row;
  };
  const rows = await inOrder(settings.policies, workers.threads === 1 ? 1 : settings.policies.length, rowOf);
  const bounds = rows.flatMap(({ policy, upperBound }) =>
    knowsSlos(policy) && upperBound !== null ? [upperBound] : [],
  );
  const upperBound = bounds.length === 0 ? null : Math.min(...bounds);
  return { offered, nodes: nodeCount(scenario), upperBound, rows };
}

function timed(workers: Workers, policy: ComparedPolicy, onTime: ComparisonObserver['onTime']): Workers {
  return {
    threads: workers.threads,
    run: async (task) => {
      const answer = await workers.run(task);
      onTime?.(policy, answer.elapsed);
      return answer;
    },
  };
}

function knowsSlos(policy: ComparedPolicy): boolean {
  return policy !== 'knapsack-derated' && POLICIES[policy].keepsSlos;
}

interface Question {
  readonly variation: Variation | null;
  readonly settings: ComparisonSettings;
  readonly workers: Workers;
  /** Application instances of the scenario. */
  readonly offered: number;
  /** Takes the share of the row that is done. */
  readonly tell: (share: number) => void;
}

type PolicyAnswer = AnswerTo<PolicyTask>;

async function plainRow(question: Question, policy: PolicyName): Promise<ComparisonRow> {
  const answer = await answered(question, policy, 1);
  const isOpen = question.settings.hasSafePrefix && answer.safePrefix === null;
  if (isOpen) question.tell(0.5);
  const safePrefix = isOpen ? await searchedSafePrefix(question, policy) : exact(answer.safePrefix);
  return { ...figures(answer), policy, safePrefix, upperBound: answer.upperBound, derating: null };
}

/** Without any capacity the exact knapsack places nothing, and so violates nothing. */
const NOTHING: Derating = { policy: 'knapsack', factor: 0, precision: 0.001 };

/** Each knapsack derated as far as it must be, and of these the one that hosts most, the first of equal ones. */
async function deratedRow(question: Question): Promise<ComparisonRow> {
  let best: (Derating & { readonly placed: number }) | null = null;
  for (const [k, policy] of DERATED_POLICIES.entries()) {
    const found = await largestCleanFactor(async (factors) => {
      const candidates = factors.map((factor) => ({ offered: question.offered, factor }));
      const first = await firstSafe(question, policy, candidates);
      return first && { factor: first.candidate.factor, placed: first.placed };
    });
    question.tell((k + 1) / (DERATED_POLICIES.length + 1));
    if (found !== null && (best === null || found.placed > best.placed)) best = { policy, ...found };
  }
  const { policy, factor, precision } = best ?? NOTHING;
  const answer = await answered(question, policy, factor);
  const derating = { policy, factor, precision };
  const safePrefix = exact(answer.safePrefix);
  return { ...figures(answer), policy: 'knapsack-derated', safePrefix, upperBound: null, derating };
}

function answered(question: Question, policy: PolicyName, factor: number): Promise<PolicyAnswer> {
  const { variation, settings, workers } = question;
  const { seed, requests, hasSafePrefix } = settings;
  return workers.run({ kind: 'policy', variation, policy, factor, seed, requests, hasSafePrefix });
}

function figures({ totals, okWeight, simulated, status }: PolicyAnswer) {
  const { placed, violating } = totals;
  return { placed, violating, okWeight, simulated, status };
}

function exact(safePrefix: PolicyAnswer['safePrefix']): SafePrefix | null {
  return safePrefix && { ...safePrefix, isExact: true };
}

/** Numbers of first applications up to which each is tried; of more, this many, evenly spaced. */
const MOST_PREFIXES = 2_000;

/** For a policy that plans anew for every number of applications: from all but one downwards, because none is implied. */
async function searchedSafePrefix(question: Question, policy: PolicyName): Promise<SafePrefix> {
  const most = question.offered - 1;
  const count = Math.min(most, MOST_PREFIXES);
  const candidates = Array.from({ length: count }, (_, k) => ({
    offered: most - Math.floor((k * most) / count),
    factor: 1,
  }));
  const found = await firstSafe(question, policy, candidates, (share) => question.tell((1 + share) / 2));
  const { offered, placed } = found === null ? { offered: 0, placed: 0 } : { ...found.candidate, placed: found.placed };
  return { offered, placed, isExact: count === most };
}

/** Candidates that a thread tries before it looks up; a hit at the start wastes at most this many on each thread. */
const CHUNK = 6;

/** The first candidate, in their order, that violates nothing. Chunks go to all threads, in order. */
async function firstSafe(
  { variation, settings, workers }: Question,
  policy: PolicyName,
  candidates: readonly Candidate[],
  onShare: (share: number) => void = () => {},
): Promise<{ readonly candidate: Candidate; readonly placed: number } | null> {
  const size = Math.max(1, Math.min(CHUNK, Math.ceil(candidates.length / workers.threads)));
  const starts = Array.from({ length: Math.ceil(candidates.length / size) }, (_, k) => k * size);
  let first: { position: number; placed: number } | null = null;
  await inOrder(starts, workers.threads, async (start) => {
    if (first !== null && first.position < start) return;
    const chunk = candidates.slice(start, start + size);
    const { found } = await workers.run({ kind: 'scan', variation, policy, seed: settings.seed, candidates: chunk });
    const position = start + (found?.position ?? 0);
    if (found !== null && (first === null || position < first.position)) first = { position, placed: found.placed };
    onShare((start + chunk.length) / candidates.length);
  });
  const hit = first as { position: number; placed: number } | null;
  return hit && { candidate: candidates[hit.position] as Candidate, placed: hit.placed };
}
