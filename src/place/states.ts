/**
 * Node states, interned: two nodes of one kind that host the same counts of the same classes are one state, asked
 * about once. A fleet of thousands is in a few hundred states, and so the latency question stays affordable.
 */

import type { NodeAnswer, Tenancy } from '../domain/latency.ts';
import type { PoolUse } from '../domain/pools.ts';
import type { ApplicationGroup, Profile } from '../domain/scenario.ts';
import { couldMeetSlo, pastCpu, type Relief, reliefByCompany } from './closure.ts';
import { everySloHolds, isWithin, tenantAnswer } from './constraints.ts';
import type { ApplicationClass, Fleet, NodeKind } from './fleet.ts';
import { poolUses } from './pools.ts';
import type { PlacementProblem } from './problem.ts';

/** Counts of classes on one accelerator: pairs [class index, count], ascending by class, counts at least 1. */
export type Mix = readonly (readonly [number, number])[];

export interface NodeState {
  readonly kind: NodeKind;
  /** One mix for each accelerator of the node. */
  readonly mixes: readonly Mix[];
  /** How full its limited pools are; the first is the node's memory. */
  readonly pools: readonly PoolUse[];
  readonly tenancy: Tenancy;
}

/** The mix with `change` (1 or -1) more of a class. */
function changedMix(mix: Mix, classIndex: number, change: 1 | -1): Mix {
  const counts = new Map(mix);
  const count = (counts.get(classIndex) ?? 0) + change;
  if (count < 0) throw new Error(`class ${classIndex} is not in the mix`);
  if (count === 0) counts.delete(classIndex);
  else counts.set(classIndex, count);
  return [...counts].sort(([a], [b]) => a - b);
}

/** All states met so far, and what is known of each. Answers are remembered for as long as the space lives. */
export class StateSpace {
  readonly problem: PlacementProblem;
  readonly fleet: Fleet;
  readonly #states = new Map<string, NodeState>();
  readonly #successors = new Map<NodeState, Map<number, NodeState>>();
  readonly #answers = new Map<NodeState, NodeAnswer>();
  readonly #feasible = new Map<NodeState, boolean>();
  readonly #hopeful = new Map<NodeState, boolean>();
  readonly #reliefs: (readonly Relief[])[] = [];
  /** Answers for states whose applications have no CPU stage, and those applications, by class index. */
  readonly #pastCpu = new Map<NodeState, NodeAnswer>();
  readonly #withoutCpu: ApplicationGroup[] = [];

  constructor(problem: PlacementProblem, fleet: Fleet) {
    this.problem = problem;
    this.fleet = fleet;
  }

  /** The one state of this kind with these mixes. */
  state(kind: NodeKind, mixes: readonly Mix[]): NodeState {
    const key = `${kind.index}/${mixes.map((mix) => mix.join(' ')).join('/')}`;
    const known = this.#states.get(key);
    if (known !== undefined) return known;
    const tenancy = mixes.map((mix) => mix.map(([index, count]) => ({ app: this.#class(index).app, count })));
    const { profiles, limits } = this.problem.scenario;
    const state = { kind, mixes, pools: poolUses(kind.node, tenancy, profiles, limits), tenancy };
    this.#states.set(key, state);
    return state;
  }

  /** The state of an idle node. */
  idle(kind: NodeKind): NodeState {
    return this.state(
      kind,
      Array.from({ length: kind.node.accelerators }, () => []),
    );
  }

  /** The state after one instance of a class joined an accelerator; nothing is checked. */
  joined(state: NodeState, application: ApplicationClass, accelerator: number): NodeState {
    const successors = this.#successors.get(state) ?? new Map<number, NodeState>();
    this.#successors.set(state, successors);
    const key = application.index * state.mixes.length + accelerator;
    const known = successors.get(key) ?? this.#changed(state, application.index, accelerator, 1);
    successors.set(key, known);
    return known;
  }

  /** The state after one instance of a class left an accelerator. Throws when there is none. */
  left(state: NodeState, application: ApplicationClass, accelerator: number): NodeState {
    return this.#changed(state, application.index, accelerator, -1);
  }

  /** The latency models' answer for the state. Every class in it must have a profile on its kind. */
  answer(state: NodeState): NodeAnswer {
    const known = this.#answers.get(state);
    if (known !== undefined) return known;
    const answer = this.problem.latency(state.kind.node, state.tenancy);
    this.#answers.set(state, answer);
    return answer;
  }

  /** How many questions were put to the latency models so far. */
  get questions(): number {
    return this.#answers.size + this.#pastCpu.size;
  }

  /** Utilisations of the node's accelerators, swaps included, added up. */
  utilization(state: NodeState): number {
    return this.answer(state).accelerators.reduce((sum, { utilization }) => sum + utilization, 0);
  }

  /** Whether no pool is overdrawn: memory of the node and of its accelerators, slots, pods. */
  fitsPools({ pools }: NodeState): boolean {
    return pools.every(({ needed, allowed }) => isWithin(needed, allowed));
  }

  fitsUtilization(state: NodeState): boolean {
    const { limits } = this.problem.scenario;
    return this.answer(state).accelerators.every(({ utilization }) => isWithin(utilization, limits.utilization));
  }

  /** Whether the state satisfies every constraint: pools, utilisation, stability, every SLO. */
  isFeasible(state: NodeState): boolean {
    const known = this.#feasible.get(state);
    if (known !== undefined) return known;
    const isFeasible =
      this.fitsPools(state) && this.fitsUtilization(state) && everySloHolds(this.answer(state), state.tenancy);
    this.#feasible.set(state, isFeasible);
    return isFeasible;
  }

  /**
   * Whether some company might make the state feasible: every SLO holds when its limit is raised by what company can
   * relieve at most. False is final: no state that hosts at least this is feasible.
   */
  couldBecomeFeasible(state: NodeState): boolean {
    const known = this.#hopeful.get(state);
    if (known !== undefined) return known;
    const reliefs = this.#reliefsOn(state.kind);
    const isProved = ([index]: readonly [number, number]) => Number.isFinite((reliefs[index] as Relief).time);
    // Where the response times of some are known to grow, so is the load.
    const isHopeful =
      this.fitsPools(state) &&
      (!state.mixes.some((mix) => mix.some(isProved)) ||
        (this.fitsUtilization(state) && this.#everySloCouldHold(state, reliefs)));
    this.#hopeful.set(state, isHopeful);
    return isHopeful;
  }

  #everySloCouldHold(state: NodeState, reliefs: readonly Relief[]): boolean {
    return state.mixes.every((mix, accelerator) =>
      mix.every(([index], tenant) => {
        const { time, isPastCpu } = reliefs[index] as Relief;
        if (time === Number.POSITIVE_INFINITY) return true;
        const application = this.#class(index);
        const { app } = application;
        const { response } = tenantAnswer(this.answer(state), accelerator, tenant);
        if (response === null) return false;
        if (couldMeetSlo(response, app.slo, time)) return true;
        if (!isPastCpu) return false;
        const { response: least } = tenantAnswer(this.#answerPastCpu(state), accelerator, tenant);
        const profile = this.fleet.profile(application, state.kind) as Profile;
        return least !== null && couldMeetSlo(least, pastCpu(app, profile), time);
      }),
    );
  }

  /** The answer if nobody had a CPU stage. */
  #answerPastCpu(state: NodeState): NodeAnswer {
    const known = this.#pastCpu.get(state);
    if (known !== undefined) return known;
    const withoutCpu = (index: number) => {
      const app = this.#withoutCpu[index] ?? { ...this.#class(index).app, preprocessTime: 0 };
      this.#withoutCpu[index] = app;
      return app;
    };
    const tenancy = state.mixes.map((mix) => mix.map(([index, count]) => ({ app: withoutCpu(index), count })));
    const answer = this.problem.latency(state.kind.node, tenancy);
    this.#pastCpu.set(state, answer);
    return answer;
  }

  /** Accelerators of a state that differ in what they host; of equal ones the first. */
  distinctAccelerators(state: NodeState): number[] {
    const seen = new Set<string>();
    return state.mixes.flatMap((mix, accelerator) => {
      const key = mix.join(' ');
      if (seen.has(key)) return [];
      seen.add(key);
      return [accelerator];
    });
  }

  /** What company can do for every class on a kind. */
  #reliefsOn(kind: NodeKind): readonly Relief[] {
    const reliefs =
      this.#reliefs[kind.index] ?? this.fleet.classes.map((one) => reliefByCompany(this.fleet, one, kind));
    this.#reliefs[kind.index] = reliefs;
    return reliefs;
  }

  #class(index: number): ApplicationClass {
    const application = this.fleet.classes[index];
    if (application === undefined) throw new Error(`there is no class ${index}`);
    return application;
  }

  #changed(state: NodeState, classIndex: number, accelerator: number, change: 1 | -1): NodeState {
    const mixes = state.mixes.map((mix, k) => (k === accelerator ? changedMix(mix, classIndex, change) : mix));
    return this.state(state.kind, mixes);
  }
}
