/**
 * A placement mended: what still holds stays where it is. From every node that breaks a constraint the fewest leave;
 * they go where they fit, others make room for them by few moves of their own, and only what finds no place then stops.
 */

import type { Placement } from '../../domain/scenario.ts';
import { statesOf } from '../assign.ts';
import { checkPlacement } from '../check.ts';
import { type ApplicationClass, fleetOf } from '../fleet.ts';
import { leastWork } from '../least-work.ts';
import { areMany } from '../many-classes.ts';
import type { PlacementProblem } from '../problem.ts';
import { type NodeState, StateSpace } from '../states.ts';
import { StepCount } from '../steps.ts';
import { assignedKeeping } from './keep.ts';
import { matchedKindly } from './matching.ts';
import { MOVES_PER_APPLICATION, refill, stops } from './refill.ts';
import { Rehoming } from './rehome.ts';
import { type Relief, reliefOf } from './relief.ts';
import { Site } from './site.ts';
import { transitioned } from './transitions.ts';

/** What runs now: a placement, who ran where nothing can run any more, and who is new. Global application indices. */
export interface Running {
  readonly placement: Placement;
  readonly displaced: readonly number[];
  /** They may start where others move to make room; what was left out before starts only where there is room. */
  readonly isNew: readonly number[];
}

export interface Repair {
  readonly placement: Placement;
  /** In every repair at least so many of those that run leave their place, to move or to stop: proved. */
  readonly atLeast: number;
  /** By global index, the nodes that broke a constraint. */
  readonly relieved: ReadonlyMap<number, Relieved>;
}

export interface Relieved {
  /** So many instances leaving suffices. */
  readonly leaving: number;
  /** Whether fewer do not suffice without anyone joining: proved. */
  readonly isFewest: boolean;
}

/** Nodes from which on many are alike. */
const FLEET = 200;
/** Exchanges tried for want of room, beside `problem.steps`, the questions that relieving and placing may ask. */
const MOST_TRIALS = 20_000;

/**
 * Every constraint of what is then hosted is kept.
 *
 * @param mostMoves instances that may move; infinite for no limit
 * @param fresh a placement made anew, asked for only where somebody would stop; `null`: there is none
 */
export async function repaired(
  problem: PlacementProblem,
  running: Running,
  mostMoves: number,
  fresh: (() => Promise<Placement>) | null,
): Promise<Repair> {
  const fleet = fleetOf(problem.scenario);
  const space = new StateSpace(problem, fleet);
  const origin = statesOf(space, running.placement);
  const displaced = countByClass(space, running.displaced);
  const site = new Site(space, origin, displaced);
  const work = new Work(space, site, running, mostMoves);
  const relieved = work.relieve();
  work.rehome();
  work.bringBack();
  work.improve();
  if (work.isAnyStopped) {
    const anew = fresh === null ? null : await fresh();
    await work.exchangeAlike(anew === null ? [] : statesOf(space, anew));
    if (anew !== null && work.isAnyStopped) work.follow(anew);
  }
  work.start();
  const placement = assignedKeeping(fleet, running, site.states);
  const [violation] = checkPlacement(problem.scenario, problem.latency, placement);
  if (violation !== undefined) throw new Error(`the repair breaks a constraint: ${JSON.stringify(violation)}`);
  return { placement, atLeast: work.atLeast, relieved };
}

function countByClass({ fleet }: StateSpace, instances: readonly number[]): Int32Array {
  const counts = new Int32Array(fleet.classes.length);
  for (const instance of instances) {
    const index = fleet.classOf[instance] as number;
    counts[index] = (counts[index] as number) + 1;
  }
  return counts;
}

class Work {
  readonly #space: StateSpace;
  readonly #site: Site;
  readonly #rehoming: Rehoming;
  readonly #steps: StepCount;
  readonly #mostMoves: number;
  /** Heaviest weight first, then greatest load first. */
  readonly #order: readonly ApplicationClass[];
  /** Heaviest weight first, then least load first: hosts more where not all have room. */
  readonly #lightestFirst: readonly ApplicationClass[];
  readonly #new: Int32Array;
  #atLeast: number;

  constructor(space: StateSpace, site: Site, running: Running, mostMoves: number) {
    this.#space = space;
    this.#site = site;
    this.#mostMoves = mostMoves;
    this.#rehoming = new Rehoming(site, mostMoves, MOST_TRIALS);
    this.#steps = new StepCount(space, space.problem.steps);
    this.#order = byWeightAndLoad(space, -1);
    this.#lightestFirst = byWeightAndLoad(space, 1);
    this.#new = countByClass(space, running.isNew);
    this.#atLeast = running.displaced.length;
  }

  get atLeast(): number {
    return this.#atLeast;
  }

  /** From every infeasible node the fewest leave; of equally few, those for whom there is most room elsewhere. */
  relieve(): Map<number, Relieved> {
    const site = this.#site;
    const relieved = new Map<number, Relieved>();
    const reliefs = new Map<NodeState, Relief>();
    for (const [node, state] of site.origin.entries()) {
      if (this.#space.isFeasible(state)) continue;
      const relief = reliefs.get(state) ?? reliefOf(this.#space, state, this.#steps);
      reliefs.set(state, relief);
      this.#atLeast += relief.atLeast;
      const leaving = instancesOn(state) - instancesOn(relief.options[0] as NodeState);
      relieved.set(node, { leaving, isFewest: relief.isFewest });
      this.#takeBest(node, relief.options);
    }
    return relieved;
  }

  /** The option after which the most weight is placed; of equal ones the first. Those who left are placed at once. */
  #takeBest(node: number, options: readonly NodeState[]): void {
    const site = this.#site;
    let best: { option: NodeState; weight: number } | null = null;
    const whole = site.hostedWeight;
    for (const option of options) {
      const { mark } = site;
      site.set(node, option);
      this.#rehoming.placeAll(this.#order, this.#stopped);
      const weight = site.hostedWeight;
      if (weight >= whole) return;
      site.rollback(mark);
      if (best === null || weight > best.weight) best = { option, weight };
    }
    site.set(node, (best as { option: NodeState }).option);
    this.#rehoming.placeAll(this.#order, this.#stopped);
  }

  /** Those who ran and have no place yet: where they fit, then where others make room, then in exchange for less. */
  rehome(): void {
    this.#placeJointly();
    this.#byEjection(this.#stopped);
    while (this.isAnyStopped && this.#rehoming.exchange(this.#lightestFirst, this.#stopped))
      this.#byEjection(this.#stopped);
  }

  get isAnyStopped(): boolean {
    return this.#order.some((application) => this.#site.stopped(application) > 0);
  }

  readonly #stopped = (application: ApplicationClass): number => this.#site.stopped(application);

  /** Everyone without a place at once, in several orders; the one that hosts the most weight. */
  #placeJointly(): void {
    if (!this.isAnyStopped) return;
    const site = this.#site;
    let best: { order: readonly ApplicationClass[]; weight: number } | null = null;
    for (const order of [this.#order, this.#lightestFirst]) {
      const { mark } = site;
      this.#rehoming.placeAll(order, this.#stopped);
      if (best === null || site.hostedWeight > best.weight) best = { order, weight: site.hostedWeight };
      site.rollback(mark);
    }
    if (best !== null) this.#rehoming.placeAll(best.order, this.#stopped);
  }

  #byEjection(missing: (application: ApplicationClass) => number): void {
    for (const application of this.#order) {
      for (let left = missing(application); left > 0; left--) {
        if (this.#rehoming.isSpent) return;
        if (!this.#rehoming.place(application) && !this.#rehoming.placeByEjection(application)) break;
      }
    }
  }

  /** Who left a node goes back where others have made that possible: one move less each. */
  bringBack(): void {
    const site = this.#site;
    for (const node of [...site.changed]) {
      for (const [accelerator, mix] of (site.origin[node] as NodeState).mixes.entries()) {
        for (const [index] of mix) {
          const application = this.#space.fleet.classes[index] as ApplicationClass;
          while (site.left(node, application, accelerator) > 0 && this.#broughtBack(node, application, accelerator));
        }
      }
    }
  }

  #broughtBack(node: number, application: ApplicationClass, accelerator: number): boolean {
    const site = this.#site;
    const next = this.#space.joined(site.stateOf(node), application, accelerator);
    if (!this.#space.isFeasible(next)) return false;
    for (const [state, nodes] of site.members) {
      for (const [k, mix] of state.mixes.entries()) {
        if (!mix.some(([index]) => index === application.index)) continue;
        const less = this.#space.left(state, application, k);
        if (!this.#space.isFeasible(less)) continue;
        for (const other of nodes) {
          if (other === node || site.left(other, application, k) >= 0) continue;
          site.set(other, less);
          site.set(node, next);
          return true;
        }
      }
    }
    return false;
  }

  /** More of those who stopped, and fewer moves, by filling a few nodes anew. */
  improve(): void {
    if (this.#site.changed.size > 0) this.#refill(this.#mostMoves);
  }

  #refill(mostMoves: number): void {
    const { seed } = this.#space.problem;
    refill(this.#site, { order: this.#order, atLeast: this.#atLeast, mostMoves, seed }, this.#steps);
    this.bringBack();
  }

  /** Equal nodes all do the same, in chains too long for a search by single nodes. `fresh`: states of a plan made anew. */
  async exchangeAlike(fresh: readonly NodeState[]): Promise<void> {
    const site = this.#site;
    const { space, origin, running } = site;
    if (origin.length < FLEET || areMany(space.fleet)) return;
    const { moves, hostedWeight } = site;
    const stopped = stops(site, this.#order);
    const patterns = [...site.states, ...origin.filter((state) => space.isFeasible(state)), ...fresh];
    const limits = { movesPerApplication: MOVES_PER_APPLICATION, mostMoves: this.#mostMoves };
    const states = await transitioned({ space, origin, running, patterns, ...limits });
    if (states === null) return;
    const { mark } = site;
    for (const [node, state] of states.entries()) if (site.stateOf(node) !== state) site.set(node, state);
    this.#removeStarts();
    const isWhole = this.#order.every((application) => site.out(application) >= 0);
    if (isWhole) {
      this.#rehoming.placeAll(this.#order, this.#stopped);
      this.bringBack();
    }
    const affordable = moves + MOVES_PER_APPLICATION * Math.max(1, stopped - stops(site, this.#order));
    const isBetter = isWhole && site.hostedWeight > hostedWeight && site.moves <= affordable;
    if (!isBetter || site.moves > this.#mostMoves) site.rollback(mark);
  }

  /**
   * The same from the other end: a fresh plan hosts more, and as much of it is taken back as costs nothing. Kept where
   * it hosts more for at most half of the fresh plan's moves, or for few enough for each application won.
   */
  follow(fresh: Placement): void {
    const site = this.#site;
    const { mark, moves, hostedWeight } = site;
    const stopped = stops(site, this.#order);
    const { states } = matchedKindly(this.#space, site.origin, statesOf(this.#space, fresh));
    for (const [node, state] of states.entries()) if (site.stateOf(node) !== state) site.set(node, state);
    const whole = site.moves;
    this.#removeStarts();
    this.#rehoming.placeAll(this.#order, this.#stopped);
    this.bringBack();
    if (site.hostedWeight > hostedWeight) {
      this.#refill(Number.POSITIVE_INFINITY);
    }
    const affordable = moves + MOVES_PER_APPLICATION * Math.max(1, stopped - stops(site, this.#order));
    const isBetter = site.hostedWeight > hostedWeight && site.moves <= Math.max(affordable, whole / 2);
    if (!isBetter || site.moves > this.#mostMoves) site.rollback(mark);
  }

  /** Who did not run leaves again: the place is for those who did. */
  #removeStarts(): void {
    const site = this.#site;
    for (const node of [...site.changed]) {
      for (const [accelerator, mix] of site.stateOf(node).mixes.entries()) {
        for (const [index] of mix) {
          const application = this.#space.fleet.classes[index] as ApplicationClass;
          while (site.started(application) > 0 && site.left(node, application, accelerator) < 0) {
            const less = this.#space.left(site.stateOf(node), application, accelerator);
            if (!this.#space.isFeasible(less)) break;
            site.set(node, less);
          }
        }
      }
    }
  }

  /** What does not run: where there is room; what is new also where others make room, or stop for its greater weight. */
  start(): void {
    const site = this.#site;
    const out = (application: ApplicationClass) => site.out(application);
    this.#rehoming.placeAll(this.#order, out);
    const notStarted = (application: ApplicationClass) =>
      Math.min(this.#new[application.index] as number, site.out(application) - site.stopped(application));
    this.#byEjection(notStarted);
    while (this.#order.some((application) => notStarted(application) > 0)) {
      const isLighter = (ejected: ApplicationClass, { app }: ApplicationClass) => ejected.app.weight < app.weight;
      if (!this.#rehoming.exchange(this.#order, notStarted, isLighter)) break;
      this.#byEjection(this.#stopped);
    }
  }
}

function instancesOn({ mixes }: NodeState): number {
  return mixes.reduce((sum, mix) => sum + mix.reduce((all, [, count]) => all + count, 0), 0);
}

/** Least share of an accelerator that an instance takes anywhere. */
function loadOf({ fleet, problem }: StateSpace, application: ApplicationClass): number {
  const works = fleet.kinds.map((kind) => {
    const profile = fleet.profile(application, kind);
    return profile === null ? Number.POSITIVE_INFINITY : leastWork(profile, kind.node, problem.scenario.profiles);
  });
  return application.app.arrivalRate * Math.min(...works);
}

/** `sign` 1: of equal weights the one of least load first; −1: the one of greatest load. */
function byWeightAndLoad(space: StateSpace, sign: 1 | -1): readonly ApplicationClass[] {
  const loads = space.fleet.classes.map((application) => loadOf(space, application));
  const load = ({ index }: ApplicationClass) => loads[index] as number;
  return [...space.fleet.classes].sort(
    (a, b) => b.app.weight - a.app.weight || sign * (load(a) - load(b)) || a.index - b.index,
  );
}
