/**
 * A repair of many nodes at once. On a fleet a place for one application may take a chain of moves that no search by
 * single nodes finds (two half-empty nodes into one, others onto the node that this frees, and so on), but equal nodes can all do
 * the same. So one program says how many nodes that began in each state go over to each pattern: as much hosted as can be
 * of what ran, each instance worth a few arrivals.
 */

import type { ColumnProgram } from '../highs.ts';
import { HighsSolver } from '../highs.ts';
import { quickPatterns } from '../pattern-greedy.ts';
import { roomOf } from '../pattern-room.ts';
import { compressed, patternCounts } from '../pattern-set.ts';
import type { NodeState, StateSpace } from '../states.ts';
import { overlapOf } from './overlap.ts';

export interface TransitionTask {
  readonly space: StateSpace;
  /** The state in which every node began. */
  readonly origin: readonly NodeState[];
  /** Instances of each class that ran. */
  readonly running: Int32Array;
  /** Feasible states that nodes may go over to, besides those found here. */
  readonly patterns: Iterable<NodeState>;
  /** Moves that hosting one more application of mean weight is worth, and the most of all. */
  readonly movesPerApplication: number;
  readonly mostMoves: number;
}

/** Rounds in which prices find more patterns, columns in all, and branchings of the integer program. */
const MOST_ROUNDS = 6;
const MOST_COLUMNS = 40_000;
const MOST_BRANCHES = 100;
/** Of what is hosted, the share that is not worth a longer search. */
const NEGLIGIBLE = 2e-4;

/** Nodes that began in one state. */
interface Group {
  readonly state: NodeState;
  readonly nodes: readonly number[];
}

/** Nodes that began in one state going over to another; `arrivals` on each. */
interface Transition {
  readonly from: number;
  readonly to: NodeState;
  readonly arrivals: number;
}

/** The states of all nodes after the best transitions found; `null` where there are too many, or no answer. */
export async function transitioned(task: TransitionTask): Promise<readonly NodeState[] | null> {
  const program = new TransitionProgram(task);
  const rooms = task.space.fleet.kinds.map((kind) => roomOf(task.space, kind));
  const solver = new HighsSolver();
  try {
    for (let round = 0; round < MOST_ROUNDS; round++) {
      if (program.size > MOST_COLUMNS) return null;
      const answer = await solver.linear(program.columns());
      if (answer === null) return null;
      const { values, yields } = program.prices(answer.duals);
      let isNew = false;
      for (const room of rooms) {
        for (const state of quickPatterns(task.space, room, values, yields[room.kind.index] as number)) {
          isNew = program.add(state) || isNew;
        }
      }
      if (!isNew) break;
    }
    if (program.size > MOST_COLUMNS) return null;
    return await program.solved(solver);
  } finally {
    await solver.close();
  }
}

class TransitionProgram {
  readonly #task: TransitionTask;
  /** Nodes by the state in which they began. */
  readonly #groups: readonly Group[];
  readonly #known = new Set<NodeState>();
  readonly #transitions: Transition[] = [];

  constructor(task: TransitionTask) {
    this.#task = task;
    const groups = new Map<NodeState, number[]>();
    for (const [node, state] of task.origin.entries()) {
      const known = groups.get(state);
      if (known === undefined) groups.set(state, [node]);
      else known.push(node);
    }
    this.#groups = [...groups].map(([state, nodes]) => ({ state, nodes }));
    for (const state of task.patterns) this.add(state);
  }

  get size(): number {
    return this.#transitions.length;
  }

  /** A pattern for all nodes of its kind; whether it is new. */
  add(pattern: NodeState): boolean {
    if (this.#known.has(pattern)) return false;
    this.#known.add(pattern);
    for (const [from, { state }] of this.#groups.entries()) {
      if (state.kind !== pattern.kind) continue;
      const { kept, mixes } = overlapOf(state, pattern);
      const to = this.#task.space.state(pattern.kind, mixes);
      this.#transitions.push({ from, to, arrivals: instancesOn(to) - kept });
    }
    return true;
  }

  /**
   * Variables: hosted of every class, then nodes of every transition. Rows: every class, every state in which nodes
   * began, and the moves.
   */
  columns(): ColumnProgram {
    const { space, running, movesPerApplication, mostMoves } = this.#task;
    const { classes } = space.fleet;
    const worth = movesPerApplication / meanWeight(space);
    const hosted = classes.map(({ index }) => [[index, 1] as const]);
    const limit = classes.length + this.#groups.length;
    const taken = this.#transitions.map(({ from, to, arrivals }) => [
      ...[...patternCounts(to)].map(([index, count]) => [index, -count] as const),
      [classes.length + from, 1] as const,
      ...(arrivals > 0 ? [[limit, arrivals] as const] : []),
    ]);
    const nodes = this.#groups.map((group) => group.nodes.length);
    return {
      columns: {
        cost: Float64Array.from([
          ...classes.map(({ app }) => worth * app.weight),
          ...this.#transitions.map(({ arrivals }) => -arrivals),
        ]),
        upper: Float64Array.from([...running, ...this.#transitions.map(({ from }) => nodes[from] as number)]),
      },
      rows: {
        upper: Float64Array.from([
          ...classes.map(() => 0),
          ...nodes,
          Number.isFinite(mostMoves) ? mostMoves : running.reduce((sum, count) => sum + count, 0),
        ]),
      },
      matrix: compressed([...hosted, ...taken]),
    };
  }

  /** What a place for each class is worth, and by kind the least that a node yields. */
  prices(duals: Float64Array): { readonly values: Float64Array; readonly yields: readonly number[] } {
    const { classes, kinds } = this.#task.space.fleet;
    const yields = kinds.map(() => Number.POSITIVE_INFINITY);
    for (const [from, { state }] of this.#groups.entries()) {
      const { index } = state.kind;
      yields[index] = Math.min(yields[index] as number, duals[classes.length + from] as number);
    }
    return { values: duals.slice(0, classes.length), yields };
  }

  async solved(solver: HighsSolver): Promise<readonly NodeState[] | null> {
    const { space, origin, running, movesPerApplication } = this.#task;
    const { classes } = space.fleet;
    const program = this.columns();
    const areIntegers = new Uint8Array(program.columns.cost.length).fill(1, classes.length);
    const ran = running.reduce((sum, count) => sum + count, 0);
    const limits = { mostNodes: MOST_BRANCHES, absoluteGap: Math.max(1, NEGLIGIBLE * movesPerApplication * ran) };
    const answer = await solver.integer(program, { areIntegers, start: null, ...limits });
    if (answer === null) return null;
    const states = origin.map((state) => space.idle(state.kind));
    const used = new Int32Array(this.#groups.length);
    for (const [k, { from, to }] of this.#transitions.entries()) {
      const { nodes } = this.#groups[from] as Group;
      for (let count = answer.values[classes.length + k] as number; count > 0; count--) {
        states[nodes[used[from] as number] as number] = to;
        used[from] = (used[from] as number) + 1;
      }
    }
    return states;
  }
}

function instancesOn({ mixes }: NodeState): number {
  return mixes.reduce((sum, mix) => sum + mix.reduce((all, [, count]) => all + count, 0), 0);
}

function meanWeight({ fleet }: StateSpace): number {
  const total = fleet.classes.reduce((sum, { app, instances }) => sum + app.weight * instances.length, 0);
  return total / Math.max(1, fleet.classOf.length);
}
