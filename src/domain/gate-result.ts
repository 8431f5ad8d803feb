/** What `edge-plan gate` answers: a verdict, the checks that it rests on, and what changed since a baseline. */

import type { EarlierPlan } from './earlier-plan.ts';
import type { GateLevel, GateUnit, GateValues } from './gates.ts';
import type { Plan } from './plan.ts';
import type { Place } from './problem.ts';
import type { Origin, Slo } from './scenario.ts';

export type Comparison = '>=' | '<=' | '>' | '<' | '==';

/** `undecided`: neither kept nor broken can be shown, and the check says why. */
export type GateVerdict = 'pass' | 'fail' | 'undecided';

/** Something that breaks a requirement, in words, and the line of input that it comes from. */
export interface GateCause {
  readonly text: string;
  readonly origin: Origin | null;
}

export interface GateCheck {
  /** The gate's name. */
  readonly gate: string;
  /** The requirement as it was written. */
  readonly requirement: string;
  readonly level: GateLevel;
  /** Where the requirement stands; `null` on the command line. */
  readonly place: Place | null;
  /** `skipped`: switched off, or relative to a baseline that may be missing. */
  readonly verdict: GateVerdict | 'skipped';
  readonly comparison: Comparison;
  readonly unit: GateUnit;
  /** What is compared with, in `unit`; `null` where a baseline is missing. */
  readonly limit: number | null;
  /** What was measured, in every unit that it has. */
  readonly values: GateValues | null;
  /** What a count is a share of, such as all applications. */
  readonly whole: number | null;
  /** The baseline's own measure in `unit`, where the requirement speaks of it. */
  readonly baseline: number | null;
  /** Why nothing is decided or measured, or what else must be known; `null` where the numbers say it all. */
  readonly reason: string | null;
  /** What breaks it, worst first, and how many more there are. */
  readonly causes: readonly GateCause[];
  readonly hiddenCauses: number;
  /** A requirement that would hold as well and promises more; `null` where there is little to gain. */
  readonly tighter: string | null;
}

/** What a change is about; causes come before their effects. */
export type PlanChangeKind = 'profile' | 'node' | 'application' | 'rate' | 'slo' | 'stopped' | 'started' | 'moved';

/** A difference between the baseline and the plan, in words. */
export interface PlanChange {
  readonly kind: PlanChangeKind;
  readonly text: string;
  readonly origin: Origin | null;
}

/** A profile row as a plan's document keeps it. */
export interface BaselineProfile {
  readonly model: string;
  readonly device: string;
  /** ms. */
  readonly serviceTime: number;
  /** ms. */
  readonly swapTime: number;
  /** Bytes. */
  /** Bytes; `null`: not known. */
  readonly memory: number | null;
}

/** What an earlier document says of one application. */
export interface BaselineApp {
  /** Requests per ms. */
  readonly arrivalRate: number;
  readonly slo: Slo;
  readonly model: string;
}

/** An earlier plan, as far as its document and the scenario of today know each other. */
export interface Baseline {
  /** The file as the user named it. */
  readonly name: string;
  readonly plan: EarlierPlan;
  /** By the name of the gate. */
  readonly measures: Readonly<Record<string, GateValues>>;
  /** `null`: the document was written before profiles were kept in it. */
  readonly profiles: readonly BaselineProfile[] | null;
  /** By application group of today: what it was; `null` for one that is new. */
  readonly apps: readonly (BaselineApp | null)[];
  /** Instances of today that the document does not list, by application group. */
  readonly newInstances: readonly number[];
  /** Names of nodes that are no more; an input's text. */
  readonly goneNodes: readonly string[];
  /** Nodes of today, by global index, that the document does not list. */
  readonly newNodes: readonly number[];
}

export interface GateResult {
  readonly plan: Plan;
  readonly verdict: GateVerdict;
  readonly checks: readonly GateCheck[];
  /** Every measure that was taken, by the name of its gate: what a later run finds in a baseline. */
  readonly measures: Readonly<Record<string, GateValues>>;
  /** The baseline's file; `null` where there is none. */
  readonly baseline: string | null;
  /** `null` without a baseline. */
  readonly changes: readonly PlanChange[] | null;
}
