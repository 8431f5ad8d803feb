/**
 * Who must leave a node whose company no longer keeps every constraint: the smallest sets of instances without which
 * the rest holds. Feasible companies are not closed under leaving on every discipline (`closure.ts`), so sets are
 * tried in order of size and none is ruled out by a smaller company's failure.
 */

import { severity } from '../constraints.ts';
import type { ApplicationClass } from '../fleet.ts';
import { leastWork } from '../least-work.ts';
import type { NodeState, StateSpace } from '../states.ts';
import type { StepCount } from '../steps.ts';
import { violationsOf } from './violations.ts';

export interface Relief {
  /** So many instances leave the node in every repair, whoever joins it: proved. */
  readonly atLeast: number;
  /** Whether the options let the fewest leave that can without anyone joining: proved. */
  readonly isFewest: boolean;
  /** What may stay: feasible states, equally many leave for each; the one of least load that leaves first. Never empty. */
  readonly options: readonly NodeState[];
}

/** Sets looked at for one state, and how many of them are put to the latency models. */
const MOST_SETS = 200_000;
const MOST_QUESTIONS = 1_500;
/** Options worth comparing. */
const MOST_OPTIONS = 24;

/** One class on one accelerator. */
interface Slot {
  readonly accelerator: number;
  readonly application: ApplicationClass;
  readonly count: number;
  /** Least share of the accelerator that one instance takes. */
  readonly load: number;
}

/** The smallest sets whose leaving makes an infeasible state feasible. */
export function reliefOf(space: StateSpace, state: NodeState, steps: StepCount): Relief {
  const search = new ReliefSearch(space, state, steps);
  const greedy = greedyRelief(space, state);
  const fewest = size(state) - size(greedy);
  let atLeast: number | null = space.couldBecomeFeasible(state) ? 0 : null;
  for (let leaving = 1; leaving <= fewest; leaving++) {
    const { feasible, isHopeful, isWhole } = search.sets(leaving);
    if (atLeast === null && (isHopeful || !isWhole)) atLeast = leaving;
    const options = leaving === fewest ? unique([...feasible, greedy]) : feasible;
    if (options.length > 0) {
      return { atLeast: atLeast ?? leaving, isFewest: search.isWhole, options: search.lightest(options) };
    }
  }
  throw new Error('nobody needs to leave a feasible node');
}

/** Instances on a node. */
function size({ mixes }: NodeState): number {
  return mixes.reduce((sum, mix) => sum + mix.reduce((all, [, count]) => all + count, 0), 0);
}

function unique<T>(items: readonly T[]): T[] {
  return [...new Set(items)];
}

function slotsOf({ fleet, problem }: StateSpace, { kind, mixes }: NodeState): Slot[] {
  return mixes.flatMap((mix, accelerator) =>
    mix.map(([index, count]) => {
      const application = fleet.classes[index] as ApplicationClass;
      const profile = fleet.profile(application, kind);
      const work = profile === null ? 0 : leastWork(profile, kind.node, problem.scenario.profiles);
      return { accelerator, application, count, load: work * application.app.arrivalRate };
    }),
  );
}

/** One leaves after another, each time the one whose leaving helps most. */
function greedyRelief(space: StateSpace, start: NodeState): NodeState {
  let state = start;
  while (!space.isFeasible(state)) {
    const next = slotsOf(space, state).map(({ application, accelerator }) =>
      space.left(state, application, accelerator),
    );
    state = next.reduce((best, other) => (strain(space, other) < strain(space, best) ? other : best));
  }
  return state;
}

/** How far over its limits a state is: 1 or less where it keeps them. */
function strain(space: StateSpace, state: NodeState): number {
  const worst = Math.max(0, ...violationsOf(space, state).map(severity));
  return Number.isFinite(worst) ? worst : UNSTABLE + space.utilization(state) + space.answer(state).cpuUtilization;
}

/** More than any finite excess that is compared with it. */
const UNSTABLE = 1e12;

class ReliefSearch {
  readonly #space: StateSpace;
  readonly #state: NodeState;
  readonly #slots: readonly Slot[];
  readonly #steps: StepCount;
  readonly #allowed: number;
  /** Load of each accelerator before anyone leaves. */
  readonly #loads: readonly number[];
  #sets = 0;
  #questions = 0;

  constructor(space: StateSpace, state: NodeState, steps: StepCount) {
    this.#space = space;
    this.#state = state;
    this.#steps = steps;
    this.#slots = slotsOf(space, state);
    this.#allowed = space.problem.scenario.limits.utilization * (1 + 1e-9);
    this.#loads = state.mixes.map((_, accelerator) =>
      this.#slots.reduce((sum, slot) => sum + (slot.accelerator === accelerator ? slot.count * slot.load : 0), 0),
    );
  }

  /** Whether every set asked for so far was looked at. */
  get isWhole(): boolean {
    return this.#sets < MOST_SETS && this.#questions < MOST_QUESTIONS && !this.#steps.isSpent;
  }

  /** What remains when a set of this size leaves: the feasible ones, and whether any could become so in company. */
  sets(leaving: number): { feasible: NodeState[]; isHopeful: boolean; isWhole: boolean } {
    const feasible: NodeState[] = [];
    let isHopeful = false;
    this.#visit(0, leaving, [], [...this.#loads], (remaining) => {
      isHopeful ||= this.#space.couldBecomeFeasible(remaining);
      if (this.#space.isFeasible(remaining)) feasible.push(remaining);
    });
    return { feasible, isHopeful, isWhole: this.isWhole };
  }

  /** The options by the load that leaves, least first. */
  lightest(options: readonly NodeState[]): readonly NodeState[] {
    const stays = new Map(options.map((option) => [option, slotsOf(this.#space, option)] as const));
    const load = (option: NodeState) => (stays.get(option) ?? []).reduce((sum, s) => sum + s.count * s.load, 0);
    return [...options].sort((a, b) => load(b) - load(a)).slice(0, MOST_OPTIONS);
  }

  #visit(from: number, leaving: number, taken: number[], loads: number[], found: (state: NodeState) => void): void {
    if (!this.isWhole) return;
    if (leaving === 0) {
      this.#sets++;
      if (loads.some((load) => load > this.#allowed)) return;
      this.#questions++;
      found(this.#without(taken));
      return;
    }
    const slot = this.#slots[from];
    if (slot === undefined) return;
    const most = Math.min(leaving, slot.count);
    for (let count = most; count >= 0; count--) {
      taken[from] = count;
      const before = loads[slot.accelerator] as number;
      loads[slot.accelerator] = before - count * slot.load;
      this.#visit(from + 1, leaving - count, taken, loads, found);
      loads[slot.accelerator] = before;
    }
    taken[from] = 0;
  }

  #without(taken: readonly number[]): NodeState {
    const mixes: [number, number][][] = this.#state.mixes.map(() => []);
    for (const [index, { accelerator, application, count }] of this.#slots.entries()) {
      const left = count - (taken[index] ?? 0);
      if (left > 0) mixes[accelerator]?.push([application.index, left]);
    }
    return this.#space.state(this.#state.kind, mixes);
  }
}
