/**
 * The cheapest numbers of nodes of each kind that can lose any N of them: all that could be cheaper than what is known
 * are tried in the order of their cost, and the first that holds is the cheapest. Where they are too many to list,
 * nodes are taken away one at a time.
 */

import { costOf, type Offer } from './cover-master.ts';
import type { HostingOracle } from './hosting.ts';
import { lossVectors } from './losses.ts';
import { MOST_LOSSES } from './survive.ts';

/** Numbers of nodes listed; numbers tried, each with a search for every loss that differs. */
const MOST_LISTED = 20_000;
const MOST_TRIED = 60;

export interface CheapestCounts {
  /** Nodes of each kind: numbers that hold. */
  readonly nodes: readonly number[];
  /** No numbers that hold cost less; 0 where nothing was shown. */
  readonly lowerBound: number;
}

/** Whether these numbers of nodes can host everything after any `losses` of them are lost. */
export async function holdsAfter(
  oracle: HostingOracle,
  nodes: readonly number[],
  losses: number,
): Promise<'yes' | 'no' | 'open'> {
  const vectors = lossVectors(nodes, losses, MOST_LOSSES);
  if (vectors === null || isSurelyTooFew(oracle, nodes, losses)) return vectors === null ? 'open' : 'no';
  let isOpen = false;
  for (const lost of vectors) {
    const { answer } = await oracle.ask(without(nodes, lost));
    if (answer === 'no') return 'no';
    isOpen ||= answer === 'open';
  }
  return isOpen ? 'open' : 'yes';
}

/** `known`: numbers that hold. */
export async function cheapestCounts(
  oracle: HostingOracle,
  offers: readonly Offer[],
  losses: number,
  known: readonly number[],
): Promise<CheapestCounts> {
  const limit = costOf(offers, known);
  const open = listed(oracle, offers, losses, limit);
  let undecided = Number.POSITIVE_INFINITY;
  if (open !== null) {
    for (let tries = 0; tries < MOST_TRIED && !oracle.isSpent; tries++) {
      const next = cheapest(offers, open, known);
      if (next === null) break;
      const cost = costOf(offers, next);
      if (cost >= limit * (1 - ROUNDING)) break;
      const answer = await holdsAfter(oracle, next, losses);
      if (answer === 'yes') return { nodes: next, lowerBound: Math.min(cost, undecided) };
      if (answer === 'open') undecided = Math.min(undecided, cost);
      grow(oracle, offers, losses, open, next);
    }
  }
  const next = open === null ? null : cheapest(offers, open, known);
  const left = open === null ? 0 : next === null ? limit : costOf(offers, next);
  const lowerBound = Math.min(limit, undecided, left);
  const nodes = lowerBound >= limit * (1 - ROUNDING) ? known : await tightened(oracle, offers, losses, known);
  return { nodes, lowerBound };
}

const ROUNDING = 1e-9;

/** The cheapest; of equally cheap ones the likest to what is known to hold, because a yes there ends the search. */
function cheapest(
  offers: readonly Offer[],
  open: readonly (readonly number[])[],
  known: readonly number[],
): readonly number[] | null {
  const distance = (nodes: readonly number[]) =>
    nodes.reduce((sum, count, k) => sum + Math.abs(count - (known[k] as number)), 0);
  const isBefore = (a: readonly number[], b: readonly number[]) => {
    const order = costOf(offers, a) - costOf(offers, b);
    return Math.abs(order) > ROUNDING * costOf(offers, b) ? order < 0 : distance(a) < distance(b);
  };
  const [first, ...others] = open;
  return first === undefined ? null : others.reduce((a, b) => (isBefore(b, a) ? b : a), first);
}

/** Known numbers with one node less of some kind, the dearest kind first, as long as that holds. */
async function tightened(
  oracle: HostingOracle,
  offers: readonly Offer[],
  losses: number,
  known: readonly number[],
): Promise<readonly number[]> {
  const kinds = [...offers.keys()].sort((a, b) => (offers[b] as Offer).cost - (offers[a] as Offer).cost);
  let nodes = known;
  for (const kind of kinds) {
    while ((nodes[kind] as number) > (offers[kind] as Offer).least && !oracle.isSpent) {
      const fewer = nodes.map((count, k) => (k === kind ? count - 1 : count));
      if ((await holdsAfter(oracle, fewer, losses)) !== 'yes') break;
      nodes = fewer;
    }
  }
  return nodes;
}

function without(nodes: readonly number[], lost: readonly number[]): number[] {
  return nodes.map((count, k) => count - (lost[k] as number));
}

function isSurelyTooFew(oracle: HostingOracle, nodes: readonly number[], losses: number): boolean {
  const vectors = lossVectors(nodes, losses, MOST_LOSSES);
  return vectors?.some((lost) => oracle.isTooFew(without(nodes, lost))) ?? false;
}

/**
 * For all numbers of the kinds but the last, with the fewest of the last that are not surely too few, what costs less
 * than `limit`; `null` when there are too many.
 */
function listed(
  oracle: HostingOracle,
  offers: readonly Offer[],
  losses: number,
  limit: number,
): (readonly number[])[] | null {
  const found: (readonly number[])[] = [];
  const last = offers.length - 1;
  let visited = 0;
  const visit = (nodes: readonly number[]): boolean => {
    if (++visited > MOST_LISTED) return false;
    const kind = nodes.length;
    const { least, most } = offers[kind] as Offer;
    const rest = offers.slice(kind + 1).map(({ least: fewest }) => fewest);
    if (kind === last) {
      const enough = fewestEnough(oracle, offers, losses, nodes, least, limit);
      if (enough !== null) found.push([...nodes, enough]);
      return true;
    }
    for (let n = least; n <= most; n++) {
      if (!(costOf(offers, [...nodes, n, ...rest]) < limit)) break;
      if (!visit([...nodes, n])) return false;
    }
    return true;
  };
  return visit([]) ? found : null;
}

/** The fewest of the last kind, from `from` on, that are not surely too few and cost less than `limit` in all. */
function fewestEnough(
  oracle: HostingOracle,
  offers: readonly Offer[],
  losses: number,
  others: readonly number[],
  from: number,
  limit: number,
): number | null {
  const { cost, most } = offers[others.length] as Offer;
  const spent = costOf(offers, [...others, from]);
  let high = Math.min(most, from + Math.max(0, Math.ceil((limit * (1 - ROUNDING) - spent) / cost) - 1));
  const isTooFew = (n: number) => isSurelyTooFew(oracle, [...others, n], losses);
  if (high < from || !(spent < limit * (1 - ROUNDING)) || isTooFew(high)) return null;
  let low = from - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (isTooFew(middle)) low = middle;
    else high = middle;
  }
  return high;
}

/** Puts the next larger number of the last kind in the place of one that was tried. */
function grow(
  oracle: HostingOracle,
  offers: readonly Offer[],
  losses: number,
  open: (readonly number[])[],
  tried: readonly number[],
): void {
  const others = tried.slice(0, -1);
  const next = fewestEnough(oracle, offers, losses, others, (tried.at(-1) as number) + 1, Number.MAX_VALUE);
  const at = open.indexOf(tried);
  if (next === null) open.splice(at, 1);
  else open[at] = [...others, next];
}
