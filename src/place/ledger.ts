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
  /** Whether more pods are there than are judged together: then `company` is left out, and nobody may join. */
  readonly isFull: boolean;
}

interface Place {
  readonly entries: Map<string, Entry>;
  /** Pods by accelerator. */
  readonly counts: number[];
  standing: NodeStanding | null;
}

export interface LedgerLimits {
  /** How long a reservation lasts, ms. */
  readonly lifetime: number;
  /** Pods in all, confirmed and reserved. */
  readonly most: number;
  /** Pods of one node that are judged together. */
  readonly mostOnNode: number;
}

export class Ledger {
  readonly #acceleratorsOf: (node: number) => number;
  readonly #limits: LedgerLimits;
  readonly #places = new Map<number, Place>();
  /** By number of accelerators. */
  readonly #idle = new Map<number, NodeStanding>();
  readonly #confirmed = new Map<string, Entry>();
  /** In the order in which they expire, because all last equally long. */
  readonly #reserved = new Map<string, Entry>();

  constructor(acceleratorsOf: (node: number) => number, limits: LedgerLimits) {
    this.#acceleratorsOf = acceleratorsOf;
    this.#limits = limits;
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
    if (this.#isAtLimit()) return false;
    const entry = { ...resident, expiresAt: now + this.#limits.lifetime };
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

  /** Enters a pod that a list shows on a node; what runs comes before what is reserved. False where the ledger is full. */
  confirm(resident: Resident): boolean {
    const known = this.#confirmed.get(resident.uid);
    if (known !== undefined && isSame(known, resident)) return true;
    this.remove(resident.uid);
    if (this.#isAtLimit()) {
      const [oldest] = this.#reserved.keys();
      if (oldest === undefined) return false;
      this.release(oldest);
    }
    const entry = { ...resident, expiresAt: null };
    this.#confirmed.set(entry.uid, entry);
    this.#enter(entry);
    return true;
  }

  #isAtLimit(): boolean {
    return this.#confirmed.size + this.#reserved.size >= this.#limits.most;
  }

  /** Takes every confirmed pod out that a list does not show any more. */
  retain(isShown: (uid: string) => boolean): void {
    for (const uid of [...this.#confirmed.keys()]) if (!isShown(uid)) this.remove(uid);
  }

  /** How many pods each accelerator of a node has. */
  countsOn(node: number): readonly number[] {
    return this.#places.get(node)?.counts ?? Array.from({ length: this.#acceleratorsOf(node) }, () => 0);
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
    const company = companyOf([], accelerators);
    const idle = this.#idle.get(accelerators) ?? { company, unknown: null, isFull: false };
    this.#idle.set(accelerators, idle);
    return idle;
  }

  #standing(node: number, entries: readonly Entry[]): NodeStanding {
    const occupants = entries.filter((entry): entry is Entry & Occupant => entry.app !== null);
    const isFull = occupants.length >= this.#limits.mostOnNode;
    return {
      company: companyOf(isFull ? [] : occupants, this.#acceleratorsOf(node)),
      unknown: entries.find(({ app }) => app === null) ?? null,
      isFull,
    };
  }

  #enter(entry: Entry): void {
    const place = this.#places.get(entry.node) ?? {
      entries: new Map<string, Entry>(),
      counts: Array.from({ length: this.#acceleratorsOf(entry.node) }, () => 0),
      standing: null,
    };
    this.#places.set(entry.node, place);
    place.entries.set(entry.uid, entry);
    place.counts[entry.accelerator] = (place.counts[entry.accelerator] ?? 0) + 1;
    place.standing = null;
  }

  #leave({ node, uid, accelerator }: Entry): void {
    const place = this.#places.get(node);
    if (place === undefined) return;
    place.entries.delete(uid);
    place.counts[accelerator] = (place.counts[accelerator] ?? 1) - 1;
    place.standing = null;
    if (place.entries.size === 0) this.#places.delete(node);
  }
}

function isSame(a: Resident, b: Resident): boolean {
  const isSameApp = a.app === null || b.app === null ? a.app === b.app : needsKey(a.app) === needsKey(b.app);
  return isSameApp && a.node === b.node && a.accelerator === b.accelerator && a.reason === b.reason;
}
