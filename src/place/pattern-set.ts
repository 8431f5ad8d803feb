/** What every master program of patterns is made of: the patterns, each once, and columns of numbers. */

import type { NodeKind } from './fleet.ts';
import type { ColumnProgram } from './highs.ts';
import type { NodeState } from './states.ts';

/** Patterns known so far, in the order in which they came. */
export class PatternSet {
  readonly #patterns: NodeState[] = [];
  readonly #known = new Set<NodeState>();

  get patterns(): readonly NodeState[] {
    return this.#patterns;
  }

  /** Adds a pattern; whether it is new and hosts anything. */
  add(state: NodeState): boolean {
    if (this.#known.has(state) || state.mixes.every((mix) => mix.length === 0)) return false;
    this.#known.add(state);
    this.#patterns.push(state);
    return true;
  }
}

/** Company that a node of a kind hosts, or may not be able to: amounts of classes by index, not whole for the latter. */
export interface Amounts {
  readonly kind: NodeKind;
  readonly amounts: readonly (readonly [number, number])[];
}

/** What every pattern hosts, then what is imagined. */
export function amountsOf(patterns: readonly NodeState[], imagined: readonly Amounts[]): readonly Amounts[] {
  return [...patterns.map((state) => ({ kind: state.kind, amounts: [...patternCounts(state)] })), ...imagined];
}

/** Columns of nodes with such company: what they host against the rows of `classes` classes, and one node of their kind. */
export function nodeColumns(all: readonly Amounts[], classes: number): (readonly [number, number])[][] {
  return all.map(({ kind, amounts }) => [
    ...amounts.map(([index, count]) => [index, -count] as const),
    [classes + kind.index, 1] as const,
  ]);
}

/** Instances of each class in a pattern, all accelerators together, by class index. */
export function patternCounts(state: NodeState): ReadonlyMap<number, number> {
  const counts = new Map<number, number>();
  for (const [index, count] of state.mixes.flat()) counts.set(index, (counts.get(index) ?? 0) + count);
  return counts;
}

/** Columns, each a list of [row, value], as a solver takes them. */
export function compressed(columns: Iterable<Iterable<readonly [number, number]>>): ColumnProgram['matrix'] {
  const starts: number[] = [0];
  const indices: number[] = [];
  const values: number[] = [];
  for (const column of columns) {
    for (const [row, value] of column) {
      indices.push(row);
      values.push(value);
    }
    starts.push(indices.length);
  }
  return {
    starts: Int32Array.from(starts),
    indices: Int32Array.from(indices),
    values: Float64Array.from(values),
  };
}
