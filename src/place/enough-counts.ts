import { holdsAfter } from './cheapest-counts.ts';
import type { Offer } from './cover-master.ts';
import type { HostingOracle } from './hosting.ts';
import type { NotSized } from './size-start.ts';

/** Times that the nodes added for losses are doubled before it gives up. */
const MOST_DOUBLINGS = 8;

/** Numbers of nodes that hold after the losses, to begin with: so many more of every kind in use, doubled if need be. */
export async function enoughFor(
  oracle: HostingOracle,
  offers: readonly Offer[],
  losses: number,
  base: readonly number[],
): Promise<readonly number[] | NotSized> {
  let isShown = false;
  for (let more = losses, tries = 0; tries < MOST_DOUBLINGS && !isShown; more *= 2, tries++) {
    const nodes = base.map((count, kind) =>
      Math.min((offers[kind] as Offer).most, count > 0 || tries > 0 ? count + more : count),
    );
    const answer = await holdsAfter(oracle, nodes, losses);
    if (answer === 'yes') return nodes;
    isShown = answer === 'no' && nodes.every((count, kind) => count === (offers[kind] as Offer).most);
  }
  const reason = isShown
    ? `not even all the nodes that there may be host everything once any ${losses} are lost`
    : `no nodes within the limits were found that host everything once any ${losses} are lost`;
  return { status: isShown ? 'infeasible' : 'undecided', unhosted: [], reason };
}
