/**
 * The cluster while a policy fills it: how many nodes are in which state, and which node of a state comes first.
 * Policies look at states, never at single nodes, so their work grows with the number of states.
 */

import type { ApplicationClass, Fleet, NodeKind } from './fleet.ts';
import { IndexHeap } from './index-heap.ts';

/** One way to host a newcomer: the node's next state, and how good that is. */
export interface Option<S> {
  readonly accelerator: number;
  readonly next: S;
  /** Compared number by number; the lower is the better one. */
  readonly rank: readonly number[];
}

/** What a policy knows about states; `S` must be interned: equal states are the same object. */
export interface Rule<S> {
  idle(kind: NodeKind): S;
  kindOf(state: S): NodeKind;
  /** The ways to host one more instance of a class, whatever `isFeasible` will say of them. */
  options(state: S, application: ApplicationClass): readonly Option<S>[];
  /** Asked only of options that would win, because it may be the expensive part. */
  isFeasible(option: Option<S>): boolean;
}

/** A choice of the board: the node, and the option taken there. */
export interface Choice<S> {
  readonly state: S;
  readonly option: Option<S>;
  /** Global index of the node. */
  readonly node: number;
}

function compareRanks(a: readonly number[], b: readonly number[]): number {
  for (let k = 0; k < a.length; k++) {
    const difference = (a[k] as number) - (b[k] as number);
    if (difference !== 0) return difference;
  }
  return 0;
}

export class Board<S> {
  readonly #rule: Rule<S>;
  readonly #stateOf: S[] = [];
  /** Nodes of each state in use, by their place in the order of nodes. */
  readonly #members = new Map<S, IndexHeap>();
  readonly #nodeAt: Int32Array;
  readonly #options = new Map<S, Map<number, readonly Option<S>[]>>();
  /** Choices are void once the board changed; a class that fitted nowhere need not be asked again until then. */
  readonly #hopeless = new Set<string>();

  /** `order`: the global node indices, first choice first; scenario order when left out. */
  constructor(fleet: Fleet, rule: Rule<S>, order: Int32Array = Int32Array.from(fleet.kindOf.keys())) {
    this.#rule = rule;
    this.#nodeAt = order;
    const idle = fleet.kinds.map((kind) => rule.idle(kind));
    for (const [position, node] of order.entries()) {
      const state = idle[fleet.kindOf[node] as number] as S;
      this.#stateOf[node] = state;
      this.#heap(state).push(position);
    }
  }

  stateOf(node: number): S {
    return this.#stateOf[node] as S;
  }

  /** The state of every node, by global index. */
  get states(): readonly S[] {
    return this.#stateOf;
  }

  /**
   * The best way to host one instance of a class among the kinds that `accepts` allows; ties go to the node that
   * comes first. `null` when nothing is feasible. `scope` names the kinds accepted, for remembering a refusal.
   */
  best(application: ApplicationClass, scope = 'all', accepts: (kind: NodeKind) => boolean = () => true) {
    const question = `${scope} ${application.index}`;
    if (this.#hopeless.has(question)) return null;
    let best: (Choice<S> & { position: number }) | null = null;
    for (const [state, heap] of this.#members) {
      if (!accepts(this.#rule.kindOf(state))) continue;
      const position = heap.first;
      for (const option of this.#optionsOf(state, application)) {
        if (best !== null) {
          const order = compareRanks(option.rank, best.option.rank) || position - best.position;
          if (order >= 0) continue;
        }
        if (!this.#rule.isFeasible(option)) continue;
        best = { state, option, node: this.#nodeAt[position] as number, position };
      }
    }
    if (best === null) this.#hopeless.add(question);
    return best as Choice<S> | null;
  }

  /** Puts a choice into effect: its node takes the next state. */
  take({ state, option, node }: Choice<S>): void {
    const heap = this.#heap(state);
    const position = heap.pop();
    if (this.#nodeAt[position] !== node) throw new Error(`node ${node} is not the first of its state`);
    if (heap.isEmpty) this.#members.delete(state);
    this.#stateOf[node] = option.next;
    this.#heap(option.next).push(position);
    this.#hopeless.clear();
  }

  #heap(state: S): IndexHeap {
    const known = this.#members.get(state);
    if (known !== undefined) return known;
    const heap = new IndexHeap();
    this.#members.set(state, heap);
    return heap;
  }

  #optionsOf(state: S, application: ApplicationClass): readonly Option<S>[] {
    const known = this.#options.get(state) ?? new Map<number, readonly Option<S>[]>();
    this.#options.set(state, known);
    const options = known.get(application.index) ?? this.#rule.options(state, application);
    known.set(application.index, options);
    return options;
  }
}
