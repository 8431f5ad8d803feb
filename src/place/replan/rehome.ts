/**
 * Places for those without one. Directly where one fits; else by ejection: somebody makes room and goes where it fits
 * directly, in chains of a few; and where the cluster is full, the exchange that hosts more weight.
 */

import type { ApplicationClass } from '../fleet.ts';
import type { NodeState } from '../states.ts';
import { type Join, Joins } from './joins.ts';
import type { Site } from './site.ts';

/** Moves of others that may make room for one application. */
const MOST_EJECTED = 2;

export class Rehoming {
  readonly #site: Site;
  readonly #joins: Joins;
  readonly #mostMoves: number;
  #trials: number;

  /** `trials`: exchanges that may be tried in all. */
  constructor(site: Site, mostMoves: number, trials: number) {
    this.#site = site;
    this.#joins = new Joins(site.space);
    this.#mostMoves = mostMoves;
    this.#trials = trials;
  }

  /** Whether nothing more may be tried. */
  get isSpent(): boolean {
    return this.#trials <= 0;
  }

  /** One instance of a class put where it adds the least load, on any node but `banned`. Whether there was room. */
  place(application: ApplicationClass, banned: ReadonlySet<number> = NONE): boolean {
    const place = this.#cheapest(application, banned);
    if (place === null) return false;
    return this.#kept(() => {
      this.#site.set(place.node, place.join.next);
      return true;
    });
  }

  /** As many instances of each class as fit, in this order. */
  placeAll(order: readonly ApplicationClass[], missing: (application: ApplicationClass) => number): void {
    for (const application of order) {
      for (let left = missing(application); left > 0; left--) if (!this.place(application)) break;
    }
  }

  /** One instance placed though it fits nowhere: others make room and find a place themselves. Whether that works. */
  placeByEjection(application: ApplicationClass): boolean {
    return this.#eject(application, MOST_EJECTED, NONE);
  }

  /**
   * One hosted instance, the lightest that will do, stops so that others of more weight together run in its place. Whether that works; how many may
   * come is said by `missing`, and for whom somebody may stop by `mayStopFor`.
   */
  exchange(
    order: readonly ApplicationClass[],
    missing: (application: ApplicationClass) => number,
    mayStopFor: (ejected: ApplicationClass, application: ApplicationClass) => boolean = () => true,
  ): boolean {
    const site = this.#site;
    const ejections = [...site.members.keys()].flatMap((state) =>
      this.#ejections(state).map((ejection) => ({ state, ...ejection })),
    );
    ejections.sort((a, b) => a.ejected.app.weight - b.ejected.app.weight);
    for (const { state, less, ejected } of ejections) {
      if (--this.#trials < 0) return false;
      const others = order.filter((other) => other !== ejected && mayStopFor(ejected, other));
      if (!others.some((other) => missing(other) > 0 && this.#joins.best(less, other) !== null)) continue;
      const node = first(site, state, NONE) as number;
      const before = site.hostedWeight;
      const isHeavier = this.#kept(() => {
        site.set(node, less);
        this.#fill(node, others, missing);
        return site.hostedWeight > before;
      });
      if (isHeavier) return true;
    }
    return false;
  }

  /** As many as fit on one node. */
  #fill(node: number, order: readonly ApplicationClass[], missing: (application: ApplicationClass) => number): void {
    for (const application of order) {
      while (missing(application) > 0) {
        const join = this.#joins.best(this.#site.stateOf(node), application);
        if (join === null) break;
        this.#site.set(node, join.next);
      }
    }
  }

  #eject(application: ApplicationClass, depth: number, banned: ReadonlySet<number>): boolean {
    const site = this.#site;
    for (const state of [...site.members.keys()]) {
      const node = first(site, state, banned);
      if (node === null) continue;
      for (const { less, ejected } of this.#ejections(state)) {
        if (ejected === application) continue;
        const join = this.#joins.best(less, application);
        const others = new Set([...banned, node]);
        if (join !== null && this.#isTried(node, join.next, ejected, depth, others)) return true;
        if (join === null && depth === MOST_EJECTED && this.#ejectTwo(application, node, less, ejected)) return true;
        if (this.isSpent) return false;
      }
    }
    return false;
  }

  /** The state taken and the ejected placed elsewhere, directly or by one who makes room for it. */
  #isTried(
    node: number,
    next: NodeState,
    ejected: ApplicationClass,
    depth: number,
    banned: ReadonlySet<number>,
  ): boolean {
    this.#trials--;
    return this.#kept(() => {
      this.#site.set(node, next);
      return this.place(ejected, banned) || (depth > 1 && this.#eject(ejected, depth - 1, banned));
    });
  }

  /** Two make room on one node and are placed elsewhere directly. */
  #ejectTwo(application: ApplicationClass, node: number, less: NodeState, one: ApplicationClass): boolean {
    const site = this.#site;
    const banned = new Set([node]);
    for (const { less: least, ejected: other } of this.#ejections(less)) {
      if (other === application || other.index < one.index) continue;
      const join = this.#joins.best(least, application);
      if (join === null) continue;
      if (--this.#trials < 0) return false;
      const isPlaced = this.#kept(() => {
        site.set(node, join.next);
        return this.place(one, banned) && this.place(other, banned);
      });
      if (isPlaced) return true;
    }
    return false;
  }

  /** Each class of a state once per accelerator that hosts it differently, and the state without one instance. */
  #ejections(state: NodeState): { readonly less: NodeState; readonly ejected: ApplicationClass }[] {
    const { space } = this.#site;
    return space.distinctAccelerators(state).flatMap((accelerator) =>
      (state.mixes[accelerator] ?? []).map(([index]) => {
        const ejected = space.fleet.classes[index] as ApplicationClass;
        return { less: space.left(state, ejected, accelerator), ejected };
      }),
    );
  }

  #cheapest(application: ApplicationClass, banned: ReadonlySet<number>): { node: number; join: Join } | null {
    const { space } = this.#site;
    let best: { node: number; join: Join; load: number } | null = null;
    for (const state of this.#site.members.keys()) {
      const join = this.#joins.best(state, application);
      if (join === null) continue;
      const load = space.utilization(state);
      if (best !== null && !isCheaper(join, load, best)) continue;
      const node = first(this.#site, state, banned);
      if (node !== null) best = { node, join, load };
    }
    return best;
  }

  /** Does what `change` does if that says true and no move is one too many; else nothing. */
  #kept(change: () => boolean): boolean {
    const { mark } = this.#site;
    if (change() && this.#site.moves <= this.#mostMoves) return true;
    this.#site.rollback(mark);
    return false;
  }
}

const NONE: ReadonlySet<number> = new Set();

/** Loads that differ by rounding only are equal. */
const ROUNDING = 1e-12;

function isCheaper(join: Join, load: number, best: { join: Join; load: number }): boolean {
  const difference = join.addedLoad - best.join.addedLoad;
  return Math.abs(difference) > ROUNDING ? difference < 0 : load > best.load + ROUNDING;
}

/** A node in a state, none of the banned ones; `null` where there is none. */
function first(site: Site, state: NodeState, banned: ReadonlySet<number>): number | null {
  for (const node of site.members.get(state) ?? []) if (!banned.has(node)) return node;
  return null;
}
