/** What the rounds of every column generation share: how hard a kind of node is searched, and when it is enough. */

import type { Fleet } from './fleet.ts';
import type { Room } from './pattern-room.ts';
import { type SearchResult, searchPatterns } from './pattern-search.ts';
import type { PatternSet } from './pattern-set.ts';
import type { StateSpace } from './states.ts';
import type { StepCount } from './steps.ts';

/** Search nodes per kind (and cluster) in the first rounds; `MORE` times as many only where they find nothing. */
export const FIRST_NODES = 2_000;
export const MORE = 8;
/** Share of the whole that is not worth proving: far below any gap that is reported. */
export const NEGLIGIBLE = 2e-5;

/** Searches one kind for patterns worth more than `threshold`, and pays for it; the master takes what is found. */
export async function searchedKind(
  { space, master, steps }: { space: StateSpace; master: PatternSet; steps: StepCount },
  room: Room,
  { values, threshold, mostNodes }: { values: Float64Array; threshold: number; mostNodes: number },
): Promise<SearchResult & { readonly isNew: boolean }> {
  const limits = { mostNodes, mostQuestions: steps.left, mostFound: Number.POSITIVE_INFINITY };
  const result = await searchPatterns(space, room, { values, threshold, want: 'best', ...limits });
  steps.spendOnSearch(result.nodes);
  const added = result.found.filter((state) => master.add(state));
  return { ...result, isNew: added.length > 0 };
}

/** By how much a pattern may better its node's yield and still be left out, without the rounded bound suffering. */
export function toleranceOf({ classes }: Fleet, nodes: number, total: number): number {
  const isWhole = classes.every(({ app }) => Number.isInteger(app.weight));
  const toNext = isWhole ? 0.1 * (Math.floor(total + 1e-6) + 1 - total) : 0;
  return Math.max(toNext, NEGLIGIBLE * total) / Math.max(1, nodes);
}
