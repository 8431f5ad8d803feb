/**
 * Which company on one node is worth most? Given what one more instance of each class is worth, a depth-first search
 * over how many of each class every accelerator hosts. It turns back where plain numbers (load, memory, CPU) or the
 * latency models rule out all that could follow, and where the best that could follow is not worth enough. What it
 * answers is exact when it is complete; when its nodes run out, what it never looked at is covered by `bound`.
 */

import { nextTurn } from '../domain/turn.ts';
import { type CompanyHelp, companyHelp, isLimited } from './closure.ts';
import { Ceiling } from './pattern-ceiling.ts';
import { type AcceleratorRecord, Filling } from './pattern-filling.ts';
import type { Piece, Room } from './pattern-room.ts';
import { furtherPools } from './pools.ts';
import type { Mix, NodeState, StateSpace } from './states.ts';

export interface SearchOrder {
  /** What one instance of a class is worth, by class index, at least 0. */
  readonly values: Float64Array;
  /** Only patterns worth more than this are looked for. */
  readonly threshold: number;
  /** `best`: every find raises the threshold. `all`: every pattern above it, those that nothing can join. */
  readonly want: 'best' | 'all';
  /** Search nodes, and questions to the latency models, after which it gives up. */
  readonly mostNodes: number;
  readonly mostQuestions: number;
  /** Patterns found after which it gives up. */
  readonly mostFound: number;
}

export interface SearchResult {
  /** In the order found; with `best` each is worth more than the one before. */
  readonly found: readonly NodeState[];
  /** No pattern is worth more than this, or than the threshold. */
  readonly bound: number;
  readonly isComplete: boolean;
  readonly nodes: number;
}

/** Worth less than this is nothing: rounding in sums of prices. */
const TINY = 1e-9;

/** Searches the patterns of one kind of node. */
export async function searchPatterns(space: StateSpace, room: Room, order: SearchOrder): Promise<SearchResult> {
  const { accelerators } = room.kind.node;
  if (accelerators === 1) return new PatternSearch(space, room, order, 1, 0).run();
  // What one accelerator is worth at most bounds each of the others.
  const single = await new PatternSearch(space, room, { ...order, threshold: 0, want: 'best' }, 1, 0).run();
  const perAccelerator = single.bound;
  const all = await new PatternSearch(space, room, order, accelerators, perAccelerator).run();
  const bound = Math.min(all.bound, Math.max(order.threshold, accelerators * perAccelerator));
  return { ...all, bound, nodes: all.nodes + single.nodes };
}

/** Nodes between two turns of others: some ten milliseconds. */
const NODES_PER_TURN = 2_000;

interface BranchStart {
  /** Worth of all that is put by then. */
  readonly value: number;
  /** So far the accelerator equals the one before. */
  readonly isTied: boolean;
  /** The accelerator before, to be brought back after the first piece of a further one. */
  readonly record: AcceleratorRecord | null;
}

/** Every count of a piece of an accelerator: the most first, but none first of what is worth nothing. */
interface Branch extends BranchStart {
  readonly accelerator: number;
  readonly index: number;
  /** Count of the piece on the accelerator before, where that is a limit. */
  readonly before: number;
  readonly most: number;
  /** Counts tried so far, and the one that is put. */
  step: number;
  count: number;
}

class PatternSearch {
  readonly #space: StateSpace;
  readonly #order: SearchOrder;
  readonly #accelerators: number;
  readonly #perAccelerator: number;
  readonly #filling: Filling;
  readonly #worth: Float64Array;
  readonly #ceiling: Ceiling;
  /** Positions of the pieces by class index, as mixes want them. */
  readonly #byClass: readonly number[];
  readonly #help: CompanyHelp;
  /** Whether the state can rule anything out: by a pool, or by the models where something is proved of some piece. */
  readonly #isProved: boolean;
  /** Greatest load that a piece was seen to bear, by position. */
  readonly #bearable: Float64Array;
  readonly #lastQuestion: number;
  readonly #found: NodeState[] = [];
  #threshold: number;
  #open = Number.NEGATIVE_INFINITY;
  #nodes = 0;

  constructor(space: StateSpace, room: Room, order: SearchOrder, accelerators: number, perAccelerator: number) {
    this.#space = space;
    this.#order = order;
    this.#accelerators = accelerators;
    this.#perAccelerator = perAccelerator;
    this.#help = companyHelp(space.fleet, room.kind);
    const pieces = orderedPieces(room, order, this.#help);
    const hasPools = furtherPools([room.kind.node], space.problem.scenario.limits).length > 0;
    this.#isProved = hasPools || pieces.some(({ application }) => isLimited(space.fleet, application, room.kind));
    this.#filling = new Filling(room, pieces, accelerators);
    this.#worth = Float64Array.from(pieces, (piece) => worthOf(piece, order));
    this.#ceiling = new Ceiling(this.#filling, this.#worth);
    this.#bearable = Float64Array.from(pieces, ({ most, work }) => most * work);
    const classAt = (k: number) => (pieces[k] as Piece).application.index;
    this.#byClass = [...pieces.keys()].sort((a, b) => classAt(a) - classAt(b));
    this.#lastQuestion = space.questions + order.mostQuestions;
    this.#threshold = order.threshold;
  }

  /** By a stack of its own instead of recursion, so that others have their turn in the middle of it. */
  async run(): Promise<SearchResult> {
    const open: Branch[] = [];
    this.#visit(open, 0, 0, { value: 0, isTied: false, record: null });
    for (let turns = 1; open.length > 0; ) {
      if (this.#nodes >= turns * NODES_PER_TURN) {
        turns++;
        await nextTurn();
      }
      const branch = open.at(-1) as Branch;
      if (this.#next(branch)) {
        const value = branch.value + branch.count * (this.#worth[branch.index] as number);
        const isTied = branch.isTied && branch.count === branch.before;
        this.#visit(open, branch.accelerator, branch.index + 1, { value, isTied, record: null });
      } else {
        open.pop();
        if (branch.record !== null) this.#filling.resume(branch.record);
      }
    }
    const isComplete = this.#open === Number.NEGATIVE_INFINITY;
    return { found: this.#found, bound: Math.max(this.#threshold, this.#open), isComplete, nodes: this.#nodes };
  }

  /** Opens the branch at piece `index` of an accelerator, unless nothing below it can be worth enough. */
  #visit(open: Branch[], accelerator: number, index: number, start: BranchStart): void {
    const { value, record } = start;
    if (index === this.#worth.length) this.#finish(open, accelerator, value);
    else if (this.#isWorthwhile(accelerator, index, value)) {
      this.#nodes++;
      open.push(this.#branch(accelerator, index, start));
      return;
    }
    if (record !== null) this.#filling.resume(record);
  }

  /** Whether what can follow may be worth enough, and there are nodes left to look; where not, the bound covers it. */
  #isWorthwhile(accelerator: number, index: number, value: number): boolean {
    const others = this.#accelerators - accelerator - 1;
    const enough = this.#threshold + TINY - value;
    const best = this.#ceiling.above(accelerator, index, others * this.#perAccelerator, others === 0, enough);
    if (!(best > enough)) return false;
    const isSpent = this.#isSpent();
    if (isSpent) this.#open = Math.max(this.#open, value + best);
    return !isSpent;
  }

  #branch(accelerator: number, index: number, start: BranchStart): Branch {
    const { counts } = this.#filling;
    const before = start.isTied
      ? (counts[this.#filling.slot(accelerator - 1, index)] as number)
      : Number.POSITIVE_INFINITY;
    const most = this.#mostByModels(accelerator, index, Math.min(before, this.#filling.mostByRoom(accelerator, index)));
    return { ...start, accelerator, index, before, most, step: 0, count: 0 };
  }

  /** Puts the next count of a branch in the place of the one before; `false` where all were tried, and none is there. */
  #next(branch: Branch): boolean {
    const { accelerator, index, most } = branch;
    this.#filling.put(accelerator, index, -branch.count);
    branch.count = 0;
    if (branch.step > most) return false;
    branch.count = (this.#worth[index] as number) > 0 ? most - branch.step : branch.step;
    branch.step++;
    this.#filling.put(accelerator, index, branch.count);
    return true;
  }

  #isSpent(): boolean {
    const { mostNodes, mostFound } = this.#order;
    const isAsked = this.#space.questions >= this.#lastQuestion;
    return isAsked || this.#nodes >= mostNodes || this.#found.length >= mostFound;
  }

  /** An accelerator is decided: on to the next, which may host nothing that sorts before it. */
  #finish(open: Branch[], accelerator: number, value: number): void {
    if (accelerator + 1 === this.#accelerators) this.#offer(value);
    else this.#visit(open, accelerator + 1, 0, { value, isTied: true, record: this.#filling.begin() });
  }

  /** A whole pattern: kept if it is worth enough and truly feasible. */
  #offer(value: number): void {
    if (!(value > this.#threshold + TINY)) return;
    const state = this.#state();
    if (!this.#space.isFeasible(state)) return;
    if (this.#order.want === 'best') this.#threshold = value;
    else if (this.#help === 'never' && this.#canGrow(state)) return;
    this.#found.push(state);
  }

  /** Whether one more instance of some class could join: then a larger pattern stands for this one. */
  #canGrow(state: NodeState): boolean {
    const { pieces, left } = this.#filling;
    return pieces.some(({ application }, k) => {
      if ((left[k] as number) === 0) return false;
      return this.#space
        .distinctAccelerators(state)
        .some((accelerator) => this.#space.isFeasible(this.#space.joined(state, application, accelerator)));
    });
  }

  #state(): NodeState {
    const { room, pieces, counts } = this.#filling;
    const { kind } = room;
    const mixes = Array.from({ length: kind.node.accelerators }, (_, accelerator): Mix => {
      if (accelerator >= this.#accelerators) return [];
      return this.#byClass
        .map((k): [number, number] => [
          (pieces[k] as Piece).application.index,
          counts[this.#filling.slot(accelerator, k)] as number,
        ])
        .filter(([, count]) => count > 0);
    });
    return this.#space.state(kind, mixes);
  }

  /** Most instances of a piece, up to `most`, after which the latency models leave any company possible. */
  #mostByModels(accelerator: number, index: number, most: number): number {
    if (most === 0 || !this.#isProved) return most;
    const slot = this.#filling.slot(accelerator, index);
    const { counts } = this.#filling;
    const isPossible = (count: number) => {
      counts[slot] = count;
      const answer = this.#space.couldBecomeFeasible(this.#state());
      counts[slot] = 0;
      return answer;
    };
    const last = lastPossible(most, this.#guess(accelerator, index), isPossible);
    this.#learn(accelerator, index, last);
    return last;
  }

  /** How many of a piece will probably be possible, by the loads that went well so far. A guess costs only questions. */
  #guess(accelerator: number, index: number): number {
    const { counts, pieces, load } = this.#filling;
    let bearable = this.#bearable[index] as number;
    for (let k = 0; k < pieces.length; k++) {
      if ((counts[this.#filling.slot(accelerator, k)] as number) === 0) continue;
      bearable = Math.min(bearable, this.#bearable[k] as number);
    }
    return Math.floor((bearable - load) / (pieces[index] as Piece).work + 1e-9);
  }

  /** Everybody there bears the load with `count` more of a piece. */
  #learn(accelerator: number, index: number, count: number): void {
    const { counts, pieces, load } = this.#filling;
    const borne = load + count * (pieces[index] as Piece).work;
    for (let k = 0; k < pieces.length; k++) {
      const isThere = (counts[this.#filling.slot(accelerator, k)] as number) > 0 || (k === index && count > 0);
      if (isThere) this.#bearable[k] = Math.max(this.#bearable[k] as number, borne);
    }
  }
}

/**
 * The last number up to `most` that is possible: 0 always is, and once a number is not, none after it is. Asks first
 * about one more than `guess`: mostly that is not possible, and mostly the guess is.
 */
function lastPossible(most: number, guess: number, isPossible: (count: number) => boolean): number {
  let [low, high] = [0, most + 1];
  let next = Math.max(1, Math.min(guess + 1, most));
  for (let stride = 1; high - low > 1; stride *= 2) {
    if (isPossible(next)) {
      low = next;
      next = Math.min(low + stride, high - 1);
    } else {
      high = next;
      next = Math.max(high - stride, low + 1);
    }
  }
  return low;
}

function worthOf({ application }: Piece, { values }: SearchOrder): number {
  const worth = values[application.index] as number;
  return worth > TINY ? worth : 0;
}

/** The densest in value first; then those worth nothing that are wanted, or whose company may help the others. */
function orderedPieces({ pieces }: Room, order: SearchOrder, help: CompanyHelp): readonly Piece[] {
  const density = (piece: Piece) => worthOf(piece, order) / Math.max(piece.work, Number.MIN_VALUE);
  const paid = pieces
    .filter((piece) => worthOf(piece, order) > 0)
    .sort((a, b) => density(b) - density(a) || a.application.index - b.application.index);
  const mayHelp = ({ model }: Piece) => help === 'any' || (help === 'swap' && paid.some((one) => one.model === model));
  const unpaid = pieces.filter((piece) => worthOf(piece, order) === 0 && (order.want === 'all' || mayHelp(piece)));
  return [...paid, ...unpaid];
}
