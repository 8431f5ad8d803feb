/**
 * The rule by which Ibis answers a hot spot: while an application violates, one violating application is moved to an
 * idle node; where no idle node takes it, it stays. Everything is seen by Ibis's own formulas (mean response times,
 * limits of 0.8), as its policies see it; nobody is stopped.
 *
 * What the paper leaves open is settled here: nodes in scenario order; of a node the violating application that comes
 * first in the scenario; the idle node that comes first and that its conditions allow. Those who have no node (new, or
 * their node is gone) come before that, as newcomers do under `ibis-bfs` without its choice by ρ: a node that has the
 * model, else an idle one, else the first that its conditions allow; else they do not run.
 */

import type { Placement } from '../../domain/scenario.ts';
import { type ApplicationClass, type Fleet, fleetOf } from '../fleet.ts';
import { IbisSpace, type IbisState } from '../ibis-states.ts';
import type { PlacementProblem } from '../problem.ts';
import type { Running } from './repair.ts';

/** The placement after the rule has nothing more to do. */
export function hotSpotsMoved(problem: PlacementProblem, { placement, displaced, isNew }: Running): Placement {
  const cluster = new IbisCluster(problem, placement);
  for (const instance of [...displaced, ...isNew].sort((a, b) => a - b)) cluster.admit(instance);
  cluster.moveHotSpots();
  return cluster.placement;
}

class IbisCluster {
  readonly placement: Placement;
  readonly #fleet: Fleet;
  readonly #space: IbisSpace;
  /** Instances on each node, ascending. */
  readonly #hosted: number[][];
  readonly #states: IbisState[];

  constructor(problem: PlacementProblem, { node, accelerator }: Placement) {
    this.placement = { node: Int32Array.from(node), accelerator: Int32Array.from(accelerator) };
    this.#fleet = fleetOf(problem.scenario);
    this.#space = new IbisSpace(this.#fleet, problem.ibis, problem.scenario.network);
    this.#hosted = Array.from(this.#fleet.kindOf, () => []);
    for (const [instance, at] of node.entries()) if (at >= 0) this.#hosted[at]?.push(instance);
    this.#states = this.#hosted.map((instances, at) => this.#stateWith(at, instances));
  }

  /** A place for a newcomer, if any node takes it. */
  admit(instance: number): void {
    const application = this.#classOf(instance);
    const hasModel = (state: IbisState, k: number) => this.#space.joins(state, application, k) >= 0;
    const isIdle = ({ accelerators }: IbisState, k: number) => accelerators[k]?.length === 0;
    for (const isWanted of [hasModel, isIdle, () => true]) {
      const spot = this.#firstFeasible(application, isWanted);
      if (spot === null) continue;
      this.#put(instance, spot.node, spot.accelerator);
      return;
    }
  }

  moveHotSpots(): void {
    for (const node of this.#states.keys()) {
      while (this.#isOneMoved(node));
    }
  }

  /** Whether one violating application of the node went to an idle node. */
  #isOneMoved(node: number): boolean {
    for (const instance of this.#hosted[node] as number[]) {
      const application = this.#classOf(instance);
      const accelerator = this.placement.accelerator[instance] as number;
      if (this.#space.keepsSlo(this.#states[node] as IbisState, application, accelerator)) continue;
      const spot = this.#firstFeasible(application, ({ accelerators }) =>
        accelerators.every((all) => all.length === 0),
      );
      if (spot === null) continue;
      this.#hosted[node] = (this.#hosted[node] as number[]).filter((other) => other !== instance);
      this.#put(instance, spot.node, spot.accelerator);
      this.#states[node] = this.#stateWith(node, this.#hosted[node] as number[]);
      return true;
    }
    return false;
  }

  #put(instance: number, node: number, accelerator: number): void {
    this.placement.node[instance] = node;
    this.placement.accelerator[instance] = accelerator;
    const hosted = [...(this.#hosted[node] as number[]), instance].sort((a, b) => a - b);
    this.#hosted[node] = hosted;
    this.#states[node] = this.#stateWith(node, hosted);
  }

  /** The first accelerator, nodes in scenario order, that is wanted and that Ibis's conditions allow. */
  #firstFeasible(application: ApplicationClass, isWanted: (state: IbisState, accelerator: number) => boolean) {
    const seen = new Map<IbisState, number>();
    for (const [node, state] of this.#states.entries()) {
      const known = seen.get(state) ?? this.#feasibleOn(state, application, isWanted);
      seen.set(state, known);
      if (known >= 0) return { node, accelerator: known };
    }
    return null;
  }

  /** An accelerator of a node in this state; −1 where none will do. */
  #feasibleOn(
    state: IbisState,
    application: ApplicationClass,
    isWanted: (state: IbisState, accelerator: number) => boolean,
  ): number {
    if (this.#fleet.profile(application, state.kind) === null) return -1;
    return [...state.accelerators.keys()].findIndex(
      (accelerator) =>
        isWanted(state, accelerator) &&
        this.#space.fitsMemory(state, application, accelerator) &&
        this.#space.meetsConditions(this.#space.joined(state, application, accelerator), application, accelerator),
    );
  }

  #stateWith(node: number, instances: readonly number[]): IbisState {
    const kind = this.#fleet.kinds[this.#fleet.kindOf[node] as number];
    if (kind === undefined) throw new RangeError(`there is no node ${node}`);
    return instances.reduce(
      (state, instance) =>
        this.#space.joined(state, this.#classOf(instance), this.placement.accelerator[instance] as number),
      this.#space.idle(kind),
    );
  }

  #classOf(instance: number): ApplicationClass {
    return this.#fleet.classes[this.#fleet.classOf[instance] as number] as ApplicationClass;
  }
}
