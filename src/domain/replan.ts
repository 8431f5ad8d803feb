/** What a repaired plan says: who moves and why, beside what other rules would do. */

import type { Move, MoveCounts } from './moves.ts';
import type { Plan } from './plan.ts';

export const REPLAN_POLICIES = ['replan', 'fresh plan', 'ibis hot-spot', 'nothing'] as const;
export type ReplanPolicy = (typeof REPLAN_POLICIES)[number];

/** What a rule makes of the same situation, judged by the default models. */
export interface ReplanRow extends MoveCounts {
  readonly policy: ReplanPolicy;
  readonly hosted: number;
  readonly hostedWeight: number;
  /** Hosted instances whose SLO does not hold. */
  readonly violating: number;
}

export interface ExplainedMove {
  readonly move: Move;
  /** Where it ran, by name, also where that is gone; `null` where it did not run. */
  readonly from: string | null;
  /** Why it leaves, and why just it, or that it did not run: a phrase. */
  readonly why: string;
  /** Predicted value of the SLO's metric at its new place, ms; `null` where it has none, and for one that stops. */
  readonly predicted: number | null;
}

export interface Replan {
  /** The repaired plan of the scenario as it is now. */
  readonly plan: Plan;
  /** What the scenario on the command line was changed by, in phrases. */
  readonly changes: readonly string[];
  /** Names of applications that ran and that the scenario no longer has. */
  readonly goneApps: readonly string[];
  /** Instances that ran. */
  readonly ran: number;
  /** Instances that ran and that now break their SLO, or whose place is gone. */
  readonly harmed: number;
  /** Nodes that break a constraint: an SLO, or a limit of load or memory. */
  readonly relieved: number;
  readonly moves: readonly ExplainedMove[];
  /** In every repair at least so many that ran leave their place: proved. */
  readonly atLeast: number;
  /** Most moves that were allowed; `null` for any number. */
  readonly mostMoves: number | null;
  /** In the order of `REPLAN_POLICIES`. */
  readonly rows: readonly ReplanRow[];
  /** Whether the fresh plan is laid over what runs as kindly as possible; else as kindly as was found. */
  readonly isFreshExact: boolean;
}

/** The rules that a replay compares. */
export const REPLAY_POLICIES = ['replan', 'ibis hot-spot', 'nothing'] as const;
export type ReplayPolicy = (typeof REPLAY_POLICIES)[number];

/** One moment of a replay: what a rule found, what it did, and what was left. */
export interface ReplayOutcome extends MoveCounts {
  readonly policy: ReplayPolicy;
  /** Hosted instances whose SLO does not hold under the new rates, before and after the rule acted. */
  readonly before: number;
  readonly after: number;
  readonly hosted: number;
}

export interface ReplayStep {
  /** The moment as the table writes it. */
  readonly time: string;
  /** Rates that change, in words: `doorbell 10 /s`. */
  readonly changes: readonly string[];
  /** In the order of `REPLAY_POLICIES`. */
  readonly outcomes: readonly ReplayOutcome[];
}

export interface Replay {
  /** The plan of the rule `replan` after the last step. */
  readonly plan: Plan;
  readonly file: string;
  readonly steps: readonly ReplayStep[];
  /** Over all steps; `before` and `after` are sums, `hosted` is the least. */
  readonly totals: readonly ReplayOutcome[];
}
