/**
 * What company can do for an application. Where it can only hurt, whatever breaks a constraint breaks it in all
 * larger company too, and a search may turn back there. Memory, the load of Poisson streams and the CPU stage always
 * grow with company; response times mostly do, and this file says by how much at most they may shrink.
 *
 * - `ps`, `fcfs`, `time-slice`: they never shrink.
 * - `fcfs-swap`: the wait before a request's own swap never shrinks (one more request adds its service and takes at
 *   most a swap away that it causes itself), but more requests of its own model make its own swap rarer: by one swap
 *   time at most.
 * - `batch` (fills sooner in company), `mps` (a model may ride along with another's measured speed-up), models compiled
 *   together (one joins and the others' swaps go), and arrivals that are not Poisson (a rough stream is smoothed by
 *   others): no limit is claimed.
 *
 * A test holds each of these against the latency models on random company.
 */

import type { NodeGroup } from '../domain/scenario.ts';
import type { ApplicationClass, Fleet, NodeKind } from './fleet.ts';

/** `never`: feasible company stays feasible when someone leaves. `swap`: up to one swap time. `any`: nothing is known. */
export type CompanyHelp = 'never' | 'swap' | 'any';

/** The same where all arrivals are Poisson. */
export function helpByDiscipline({ discipline, compiledTogether = [] }: NodeGroup): CompanyHelp {
  if (discipline === 'batch' || discipline === 'mps' || compiledTogether.length > 0) return 'any';
  return discipline === 'fcfs-swap' ? 'swap' : 'never';
}

/** How company may help on nodes of a kind, given all classes that could be there. */
export function companyHelp({ classes }: Fleet, { node }: NodeKind): CompanyHelp {
  return classes.every(({ app }) => app.arrivals.kind === 'poisson') ? helpByDiscipline(node) : 'any';
}

/** ms by which the response time of a class on a kind can fall at most when others join; infinite if unknown. */
export function mostRelief(fleet: Fleet, application: ApplicationClass, kind: NodeKind): number {
  const help = companyHelp(fleet, kind);
  if (help === 'any') return Number.POSITIVE_INFINITY;
  return help === 'swap' ? (fleet.profile(application, kind)?.swapTime ?? 0) : 0;
}

/**
 * Whether the load that a class's SLO bears beside a single other model is the most that it bears in any company. In a
 * server shared equally at once the mean depends on load alone (Kelly 1979). Its percentiles hardly depend on who
 * causes the load, but that is an observation and no proof, so nothing is claimed of them.
 */
export function hasLoadCap(fleet: Fleet, { app }: ApplicationClass, kind: NodeKind): boolean {
  return kind.node.discipline === 'ps' && companyHelp(fleet, kind) === 'never' && app.slo.metric === 'mean';
}
