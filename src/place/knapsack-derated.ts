/**
 * What a planner without latency models can do: leave part of every capacity free, and find out how much must stay
 * free for nothing to violate. Violations are not monotone in that part (another packing may be luckier), so the
 * factors are scanned from the top and never bisected.
 */

import type { PolicyName } from '../domain/policies.ts';
import type { Scenario } from '../domain/scenario.ts';

/** The knapsacks that are derated; the one that then hosts most is the baseline. */
export const DERATED_POLICIES: readonly PolicyName[] = [
  'knapsack',
  'knapsack-first',
  'knapsack-best',
  'knapsack-worst',
];

/** Factors are thousandths; first in steps of ten, then one by one below the step above the first clean one. */
const WHOLE = 1000;
const COARSE = 10;

/** The scenario with this share of its limits of memory and utilisation. */
export function deratedScenario(scenario: Scenario, factor: number): Scenario {
  const { utilization, memory } = scenario.limits;
  return { ...scenario, limits: { utilization: factor * utilization, memory: factor * memory } };
}

/** A factor that violates nothing, and how many applications are placed at it. */
export interface CleanFactor {
  readonly factor: number;
  readonly placed: number;
}

/**
 * The largest factor that violates nothing among 1, 0.99 … 0.01 and, above the largest of those, every thousandth up
 * to the next hundredth; `null` when each violates. `precision` is how far the next greater factor tried is, 0 when
 * there is none.
 *
 * @param firstClean the first of these factors, in their order, that violates nothing
 */
export async function largestCleanFactor(
  firstClean: (factors: readonly number[]) => Promise<CleanFactor | null>,
): Promise<(CleanFactor & { readonly precision: number }) | null> {
  const coarse = await firstClean(thousandths(COARSE, WHOLE, COARSE));
  if (coarse?.factor === 1) return { ...coarse, precision: 0 };
  const below = Math.round((coarse?.factor ?? 0) * WHOLE);
  const found = (await firstClean(thousandths(below + 1, below + COARSE - 1, 1))) ?? coarse;
  return found === null ? null : { ...found, precision: 1 / WHOLE };
}

/** From the greatest to the least, as factors. */
function thousandths(least: number, most: number, step: number): number[] {
  const count = Math.floor((most - least) / step) + 1;
  return Array.from({ length: count }, (_, k) => (most - k * step) / WHOLE);
}
