/**
 * The traditional packing as an integer program: bins are accelerators, their room is utilisation (Σ λS, no swaps),
 * the node's memory is shared by its accelerators, and nobody asks about latency. Rows count in shares of the room.
 */

import type { ApplicationClass, Fleet, NodeKind } from './fleet.ts';
import type { LinearProgram, LinearRow } from './lp.ts';
import type { PlacementProblem } from './problem.ts';

/** The accelerators of one node that are filled together. */
export interface KnapsackNode {
  readonly kind: NodeKind;
  readonly accelerators: number;
  /** Bytes of the node that are still free. */
  readonly memory: number;
}

/** A class on offer. */
export interface Offer {
  readonly application: ApplicationClass;
  readonly count: number;
}

/** What one instance takes on a kind: share of an accelerator, bytes of its own, bytes of a copy shared with others. */
export interface Need {
  readonly utilization: number;
  readonly memory: number;
  readonly sharedMemory: number;
}

/** `null` where the class cannot go: no profile, or no room for any load. */
export function needOf(
  fleet: Fleet,
  { scenario }: PlacementProblem,
  application: ApplicationClass,
  kind: NodeKind,
): Need | null {
  const profile = fleet.profile(application, kind);
  if (profile === null || !(scenario.limits.utilization > 0)) return null;
  const { app } = application;
  const isShared = app.sharing === 'model';
  return {
    utilization: (app.arrivalRate * profile.serviceTime) / scenario.limits.utilization,
    memory: app.memory + (isShared ? 0 : profile.memory),
    sharedMemory: isShared ? profile.memory : 0,
  };
}

/** Where the integer of one class on one accelerator of one node stands among the program's variables. */
export interface Column {
  readonly node: number;
  readonly accelerator: number;
  readonly offer: number;
}

/** The program and what its first variables mean; the rest are 0/1 variables of shared copies. */
export interface KnapsackProgram {
  readonly program: LinearProgram;
  readonly columns: readonly Column[];
}

/** The integer program that packs `offers` into `nodes` for the greatest total weight. */
export function knapsackProgram(
  fleet: Fleet,
  problem: PlacementProblem,
  nodes: readonly KnapsackNode[],
  offers: readonly Offer[],
): KnapsackProgram {
  const columns: Column[] = [];
  const needs: Need[] = [];
  for (const [node, { kind, accelerators }] of nodes.entries()) {
    for (const [offer, { application }] of offers.entries()) {
      const need = needOf(fleet, problem, application, kind);
      if (need === null) continue;
      for (let accelerator = 0; accelerator < accelerators; accelerator++) {
        columns.push({ node, accelerator, offer });
        needs.push(need);
      }
    }
  }
  const copies = sharedCopies(columns, needs, offers);
  const objective = columns.map(({ offer }) => (offers[offer] as Offer).application.app.weight);
  const rows = [
    ...utilizationRows(columns, needs),
    ...memoryRows(nodes, columns, needs, copies),
    ...countRows(columns, offers),
    ...copyRows(columns, needs, offers, copies),
  ];
  return {
    columns,
    program: { goal: 'max', objective: [...objective, ...copies.map(() => 0)], rows, areIntegers: true },
  };
}

interface Copy {
  readonly node: number;
  readonly memory: number;
  /** Columns of the classes that use the copy. */
  readonly users: readonly number[];
}

/** One copy for each accelerator and shared model. */
function sharedCopies(columns: readonly Column[], needs: readonly Need[], offers: readonly Offer[]): readonly Copy[] {
  const users = grouped(columns, ({ node, accelerator, offer }) => {
    const { app } = (offers[offer] as Offer).application;
    return app.sharing === 'model' ? `${node} ${accelerator} ${app.model}` : null;
  });
  return users.map((sharing) => {
    const first = sharing[0] as number;
    return { node: (columns[first] as Column).node, memory: (needs[first] as Need).sharedMemory, users: sharing };
  });
}

/** Indices of the items under each key, in order of first appearance; items without a key are left out. */
function grouped<T>(items: readonly T[], key: (item: T) => string | null): number[][] {
  const groups = new Map<string, number[]>();
  for (const [index, item] of items.entries()) {
    const name = key(item);
    if (name === null) continue;
    groups.set(name, [...(groups.get(name) ?? []), index]);
  }
  return [...groups.values()];
}

function utilizationRows(columns: readonly Column[], needs: readonly Need[]): LinearRow[] {
  return grouped(columns, ({ node, accelerator }) => `${node} ${accelerator}`).map((members) => ({
    terms: members.map((index): [number, number] => [index, (needs[index] as Need).utilization]),
    sense: 'atMost',
    limit: 1,
  }));
}

function memoryRows(
  nodes: readonly KnapsackNode[],
  columns: readonly Column[],
  needs: readonly Need[],
  copies: readonly Copy[],
): LinearRow[] {
  return nodes.map(({ memory }, node) => {
    const own = columns.flatMap((column, index): [number, number][] =>
      column.node === node ? [[index, (needs[index] as Need).memory / memory]] : [],
    );
    const shared = copies.flatMap((copy, index): [number, number][] =>
      copy.node === node ? [[columns.length + index, copy.memory / memory]] : [],
    );
    return { terms: [...own, ...shared], sense: 'atMost', limit: 1 };
  });
}

function countRows(columns: readonly Column[], offers: readonly Offer[]): LinearRow[] {
  return offers.map(({ count }, offer) => ({
    terms: columns.flatMap((column, index): [number, number][] => (column.offer === offer ? [[index, 1]] : [])),
    sense: 'atMost',
    limit: count,
  }));
}

/** A copy is there (1) wherever a class uses it, and there is at most one. */
function copyRows(
  columns: readonly Column[],
  needs: readonly Need[],
  offers: readonly Offer[],
  copies: readonly Copy[],
): LinearRow[] {
  return copies.flatMap(({ users }, index): LinearRow[] => {
    const copy = columns.length + index;
    const uses = users.map((user): LinearRow => {
      const { utilization } = needs[user] as Need;
      const { count } = offers[(columns[user] as Column).offer] as Offer;
      const most = Math.min(count, Math.floor(1 / utilization + 1));
      return {
        terms: [
          [user, 1],
          [copy, -most],
        ],
        sense: 'atMost',
        limit: 0,
      };
    });
    return [...uses, { terms: [[copy, 1]], sense: 'atMost', limit: 1 }];
  });
}
