/** What a set of pods asks of the machines that they are pinned to. */

import { HOSTNAME_LABEL } from '../../domain/inventory.ts';
import type { Deployment, Machine } from '../../domain/manifest.ts';
import { add, floorOf, isAbove, parseQuantity, type Quantity, ZERO } from '../../domain/quantity.ts';
import { printable } from '../../domain/text.ts';

/** Findings, each with the Deployment that it is told of. */
export interface Promises {
  /** Pinned to no machine. */
  readonly stray: readonly (readonly [Deployment, string])[];
  /** The last Deployment on a machine that has too little. */
  readonly excesses: readonly (readonly [Deployment, string])[];
}

interface Account {
  readonly machine: Machine;
  readonly asked: Map<string, Quantity>;
  pods: number;
  last: Deployment | null;
}

const LABEL_VALUE = /^[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$/;

export function promisesOf(deployments: readonly Deployment[], machines: readonly Machine[]): Promises {
  const accounts = new Map<string, Account>();
  for (const machine of machines) accounts.set(machine.hostname, { machine, asked: new Map(), pods: 0, last: null });
  const stray: (readonly [Deployment, string])[] = [];
  for (const deployment of deployments) {
    const { nodeSelector, containers } = deployment.spec.template.spec;
    const hostname = nodeSelector[HOSTNAME_LABEL];
    const account = hostname === undefined ? undefined : accounts.get(hostname);
    if (account === undefined || !LABEL_VALUE.test(account.machine.hostname)) {
      stray.push([deployment, whyStray(hostname, account)]);
      continue;
    }
    account.last = deployment;
    account.pods += 1;
    for (const [resource, text] of containers.flatMap(({ resources }) => Object.entries(resources.requests))) {
      account.asked.set(resource, add(account.asked.get(resource) ?? ZERO, parseQuantity(text) ?? ZERO));
    }
  }
  const excesses = [...accounts.values()].flatMap(excessesOf);
  return { stray, excesses };
}

function whyStray(hostname: string | undefined, account: Account | undefined): string {
  if (hostname === undefined) return `it is pinned to no node: it needs a nodeSelector with ${HOSTNAME_LABEL}`;
  const shown = printable(hostname, 80);
  return account === undefined
    ? `no node of the plan has the ${HOSTNAME_LABEL} "${shown}"`
    : `the label ${HOSTNAME_LABEL} cannot be "${shown}"`;
}

function excessesOf({ machine, asked, pods, last }: Account): (readonly [Deployment, string])[] {
  if (last === null) return [];
  const node = `its node ${printable(machine.hostname)}`;
  const over: string[] = [];
  const [memory, cpu] = [asked.get('memory') ?? ZERO, asked.get('cpu') ?? ZERO];
  if (isAbove(memory, whole(machine.memory))) {
    over.push(`${node} has ${machine.memory} bytes of memory; ${floorOf(memory)} are asked for`);
  }
  if (machine.cores !== null && isAbove(cpu, whole(machine.cores))) {
    const cores = Number(cpu.numerator) / Number(cpu.denominator);
    over.push(`${node} has ${machine.cores} cores; ${cores} are asked for`);
  }
  if (machine.pods !== null && pods > machine.pods)
    over.push(`${node} takes ${machine.pods} more pods; these are ${pods}`);
  for (const [resource, quantity] of asked) {
    const there = machine.resources.get(resource);
    if (!resource.includes('/') || there === null) continue;
    const count = floorOf(quantity);
    if (there === undefined) over.push(`${node} offers no ${resource}`);
    else if (count > there) over.push(`${node} offers ${there} ${resource}; ${count} containers ask for one`);
  }
  return over.map((excess) => [last, excess] as const);
}

function whole(value: number): Quantity {
  return { numerator: BigInt(Math.floor(value)), denominator: 1n };
}
