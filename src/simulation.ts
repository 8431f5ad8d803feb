/** A plan through the simulator: where the placement comes from, how much is simulated, and the plan with the result. */

import type { FileAccess } from './domain/files.ts';
import type { Halt } from './domain/halt.ts';
import type { Plan } from './domain/plan.ts';
import type { PolicyName } from './domain/policies.ts';
import { ProblemError, problem } from './domain/problem.ts';
import type { Placement, Scenario } from './domain/scenario.ts';
import { fit, predict } from './plan.ts';
import { readPlanFile } from './read/plan-file.ts';
import { expectedRequests, simulatePlacement } from './verify/simulate-placement.ts';

export interface SimulationSettings {
  readonly seed: number;
  /** Requests of each application, on average over those that share a node; `null`: as many as take a few seconds. */
  readonly requestsPerApplication: number | null;
  /** Stop a node once each mean's 95 % interval is within this fraction of it; `null`: never. */
  readonly precision: number | null;
  /** Simulate nodes in equal states once. */
  readonly isDistinct: boolean;
  /** Threads; `null`: as many of `cores` as the work is worth. The result does not depend on it. */
  readonly jobs: number | null;
  readonly cores: number;
  readonly onProgress?: (done: number, expected: number) => void;
  /** Once it is said, the simulation ends early, with what was measured by then; long ones leave this thread free for it. */
  readonly halt?: Halt;
}

/** Where the placement to be simulated comes from: a plan file, a policy, or (`null`) the scenario's own, else `fit`. */
export type PlacementSource = { readonly planFile: string } | { readonly policy: PolicyName } | null;

/** The plan to simulate, with what the default models think of it. Throws a `ProblemError` for a bad plan file. */
export async function planToSimulate(
  scenario: Scenario,
  from: PlacementSource,
  seed: number,
  files: FileAccess,
): Promise<Plan> {
  if (from !== null && 'policy' in from) return { ...(await fit(scenario, { ...from, seed })), command: 'simulate' };
  if (from === null) return { ...(await predict(scenario, seed)), command: 'simulate' };
  const placement: Placement = readPlanFile(await files.openNamed(from.planFile), scenario);
  const plan = await predict({ ...scenario, placement }, seed);
  return { ...plan, command: 'simulate', reasons: plan.reasons.map(() => 'the plan file leaves it out') };
}

/** The plan with what the simulator says of it. Throws a `ProblemError` when that would take more than hours. */
export async function simulatePlan(plan: Plan, settings: SimulationSettings): Promise<Plan> {
  const { scenario, placement } = plan;
  const requestsPerApplication = settings.requestsPerApplication ?? defaultRequests(plan, settings);
  const expected = expectedRequests(scenario, placement, { ...settings, requestsPerApplication });
  if (!(expected <= MOST_REQUESTS)) throw new ProblemError([tooMany(expected)]);
  const jobs = settings.jobs ?? Math.min(settings.cores, Math.ceil(expected / WORTH_A_THREAD));
  const isAway = settings.halt !== undefined && expected > WORTH_LEAVING;
  const options = { ...settings, requestsPerApplication, jobs, isAway };
  const simulation = await simulatePlacement(scenario, placement, options);
  return { ...plan, simulation };
}

/** A thread simulates about a million requests a second: this many take hours. */
const MOST_REQUESTS = 1e10;

/** Starting a thread takes about as long as this many requests. */
const WORTH_A_THREAD = 2_000_000;
/** From here on a thread costs nobody anything: seconds of work, in which this one would hear nobody. */
const WORTH_LEAVING = 3_000_000;

/** What a run without `requestsPerApplication` simulates in all, shared among the applications within bounds. */
const DEFAULT_REQUESTS = 20_000_000;
/** Fewer would print a verdict from few long waits. */
const FEWEST_EACH = 20_000;
const MOST_EACH = 100_000;
/** Enough for a precision of 1 % at most loads; a queue that never gets there stops here. */
const MOST_EACH_FOR_PRECISION = 1_000_000;

function defaultRequests({ placement }: Plan, { precision }: SimulationSettings): number {
  if (precision !== null) return MOST_EACH_FOR_PRECISION;
  const placed = placement.node.reduce((count, node) => count + (node === -1 ? 0 : 1), 0);
  const share = Math.floor(DEFAULT_REQUESTS / Math.max(1, placed) / 1000) * 1000;
  return Math.min(MOST_EACH, Math.max(FEWEST_EACH, share));
}

function tooMany(expected: number) {
  const message = `${expected.toPrecision(2)} requests would have to be simulated; at most ${MOST_REQUESTS.toPrecision(2)} can be`;
  const help = 'Lower --requests, or give --distinct to simulate nodes in equal states once.';
  return problem('simulation-too-large', message, help);
}
