/**
 * Which pod is where, by its UID: confirmed by a list of pods, or reserved because the scheduler is about to bind it.
 * The scheduler never says what it chose, so a reservation is a guess that lasts until a list corrects it or it
 * expires. The clock is the caller's.
 */

import type { ApplicationGroup } from '../domain/scenario.ts';
import { type Company, companyOf, needsKey, type Occupant } from './node-company.ts';

/** A pod on a node. `app` is `null` where its load is not known; `reason` says why. */
export interface Resident {
  readonly uid: string;
  /** `namespace/name`. */
  readonly name: string;
  /** Global node index. */
  readonly node: number;
  readonly accelerator: number;
  readonly app: ApplicationGroup | null;
  readonly reason: string | null;
}

interface Entry extends Resident {
  /** When a reservation ends, ms; `null`: confirmed by a list of pods. */
  readonly expiresAt: number | null;
}

/** What is known of one node. */
export interface NodeStanding {
  readonly company: Company;
  /** A pod whose load is not known; `null` where there is none. */
  readonly unknown: Resident | null;
}

interface Place {
  readonly entries: Map<string, Entry>;
  standing: NodeStanding | null;
}

export class Ledger {
  readonly #acceleratorsOf: (node: number) => number;
  readonly #lifetime: number;
  readonly #most: number;
  readonly #places = new Map<number, Place>();
  /** By number of accelerators. */
  readonly #idle = new Map<number, NodeStanding>();
  readonly #confirmed = new Map<string, Entry>();
  /** In the order in which they expire, because all last equally long. */
  readonly #reserved = new Map<string, Entry>();

  /** `lifetime` of a reservation, ms; `most` pods in all. */
  constructor(acceleratorsOf: (node: number) => number, lifetime: number, most: number) {
    this.#acceleratorsOf = acceleratorsOf;
    this.#lifetime = lifetime;
    this.#most = most;
  }

  get confirmed(): number {
    return this.#confirmed.size;
  }

  get reserved(): number {
    return this.#reserved.size;
  }

  find(uid: string): (Resident & { readonly isConfirmed: boolean }) | null {
    const entry = this.#confirmed.get(uid) ?? this.#reserved.get(uid);
    return entry === undefined ? null : { ...entry, isConfirmed: entry.expiresAt === null };
  }

  /** Keeps a place for a pod from `now` on, in place of an earlier one. False where the ledger is full. */
  reserve(resident: Resident, now: number): boolean {
    this.release(resident.uid);
    if (this.#confirmed.has(resident.uid)) return true;
    if (this.#confirmed.size + this.#reserved.size >= this.#most) return false;
    const entry = { ...resident, expiresAt: now + this.#lifetime };
    this.#reserved.set(entry.uid, entry);
    this.#enter(entry);
    return true;
  }

  /** Gives a reservation up, where there is one. */
  release(uid: string): void {
    const entry = this.#reserved.get(uid);
    if (entry === undefined) return;
    this.#reserved.delete(uid);
    this.#leave(entry);
  }

  /** Gives up the reservations that end by `now`. */
  expire(now: number): void {
    for (const [uid, { expiresAt }] of this.#reserved) {
      if ((expiresAt as number) > now) return;
      this.release(uid);
    }
  }

  /** Takes a confirmed pod out, and gives a reservation of it up: it has ended, or runs elsewhere. */
  remove(uid: string): void {
    this.release(uid);
    const entry = this.#confirmed.get(uid);
    if (entry === undefined) return;
    this.#confirmed.delete(uid);
    this.#leave(entry);
  }

  /** Enters a pod that a list shows on a node. */
  confirm(resident: Resident): void {
    const known = this.#confirmed.get(resident.uid);
    if (known !== undefined && isSame(known, resident)) return;
    this.remove(resident.uid);
    const entry = { ...resident, expiresAt: null };
    this.#confirmed.set(entry.uid, entry);
    this.#enter(entry);
  }

  /** Takes every confirmed pod out that a list does not show any more. */
  retain(isShown: (uid: string) => boolean): void {
    for (const uid of [...this.#confirmed.keys()]) if (!isShown(uid)) this.remove(uid);
  }

  /** Who is on a node; without one pod, where that is the one asked about. */
  standingOn(node: number, without: string | null = null): NodeStanding {
    const place = this.#places.get(node);
    if (place === undefined) return this.#idleOn(node);
    if (without !== null && place.entries.has(without)) {
      return this.#standing(
        node,
        [...place.entries.values()].filter(({ uid }) => uid !== without),
      );
    }
    place.standing ??= this.#standing(node, [...place.entries.values()]);
    return place.standing;
  }

  /** The first pod on a node that needs what `app` needs, other than `without`; `null` where there is none. */
  nameOn(node: number, app: ApplicationGroup, without: string): string | null {
    const key = needsKey(app);
    for (const { uid, name, app: own } of this.#places.get(node)?.entries.values() ?? []) {
      if (uid !== without && own !== null && needsKey(own) === key) return name;
    }
    return null;
  }

  #idleOn(node: number): NodeStanding {
    const accelerators = this.#acceleratorsOf(node);
    const idle = this.#idle.get(accelerators) ?? { company: companyOf([], accelerators), unknown: null };
    this.#idle.set(accelerators, idle);
    return idle;
  }

  #standing(node: number, entries: readonly Entry[]): NodeStanding {
    const occupants = entries.filter((entry): entry is Entry & Occupant => entry.app !== null);
    return {
      company: companyOf(occupants, this.#acceleratorsOf(node)),
      unknown: entries.find(({ app }) => app === null) ?? null,
    };
  }

  #enter(entry: Entry): void {
    const place = this.#places.get(entry.node) ?? { entries: new Map<string, Entry>(), standing: null };
    this.#places.set(entry.node, place);
    place.entries.set(entry.uid, entry);
    place.standing = null;
  }

  #leave({ node, uid }: Entry): void {
    const place = this.#places.get(node);
    if (place === undefined) return;
    place.entries.delete(uid);
    place.standing = null;
    if (place.entries.size === 0) this.#places.delete(node);
  }
}

function isSame(a: Resident, b: Resident): boolean {
  const isSameApp = a.app === null || b.app === null ? a.app === b.app : needsKey(a.app) === needsKey(b.app);
  return isSameApp && a.node === b.node && a.accelerator === b.accelerator && a.reason === b.reason;
}
