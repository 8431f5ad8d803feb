/**
 * What company can do for an application. Where it can only hurt, whatever breaks a constraint breaks it in all
 * larger company too, and a search may turn back there. Bounds and proofs rest on that, so it is claimed only of what
 * is a theorem *of the formula that answers*; that no counterexample was seen is no reason. Poisson arrivals throughout:
 *
 * - Means. `fcfs`: Pollaczek-Khinchine, λE[S²]/(2(1 − ρ)) grows with every stream. `ps`: S/(1 − ρ). CPU stage: S times
 *   the slowdown of M/G/c processor sharing, which grows with the load (one more request never lets another finish
 *   earlier, path by path).
 * - Percentiles. In `fcfs`, and in `ps`, one more request never lets another finish earlier, path by path; so the tail
 *   P(R > t) grows where it is computed from the exact law: `fcfs` always, `ps` for fixed services of its own. Inversion
 *   errs by `TAIL_ERROR` at most.
 * - `fcfs-swap`: the wait before a request's own swap never shrinks (one more request adds its service and takes at
 *   most a swap away that it causes itself), but more requests of its own model make its own swap rarer: by one swap
 *   time at most, path by path.
 * - Percentiles of who has a CPU stage rest on an approximate law of that stage, of which only this is sure: it takes
 *   no less than its plain service. So does the accelerator stage alone what is said above.
 * - No limit is claimed of `time-slice` (its formula approximates: a mean was seen to fall by 0.4 %, a p95 by 78 %, when
 *   another joined), `batch` (fills sooner in company), `mps` (a model may ride along with another's measured speed-up),
 *   models compiled together (one joins and the others' swaps go), and arrivals that are not Poisson.
 *
 * A test holds each claim against the latency models on random company.
 */

import { meetsSlo, type ResponseTime } from '../domain/latency.ts';
import {
  type ApplicationGroup,
  type NodeGroup,
  type Profile,
  preprocessTimeOf,
  SLO_METRICS,
  type Slo,
} from '../domain/scenario.ts';
import type { ApplicationClass, Fleet, NodeKind } from './fleet.ts';

/** By how much at most the response time of an application falls when others join. */
export interface Relief {
  /** ms; infinite where nothing is proved. */
  readonly time: number;
  /** Whether that is proved of the accelerator stage only, the CPU stage being its plain service. */
  readonly isPastCpu: boolean;
}

const UNKNOWN: Relief = { time: Number.POSITIVE_INFINITY, isPastCpu: false };

/** `never`: feasible company stays feasible when someone leaves. `swap`: up to one swap time. `any`: not proved of all. */
export type CompanyHelp = 'never' | 'swap' | 'any';

/** Whether a node serves requests in an order in which others can only delay them, but for swaps of their own. */
function isDelayedByOthers({ discipline, compiledTogether = [] }: NodeGroup): boolean {
  const isProved = discipline === 'ps' || discipline === 'fcfs' || discipline === 'fcfs-swap';
  return isProved && compiledTogether.length === 0;
}

function isPoisson({ arrivals }: ApplicationGroup): boolean {
  return arrivals.kind === 'poisson';
}

/** How company may help an application of this profile, where all arrivals are Poisson. */
function reliefAmongPoisson(node: NodeGroup, app: ApplicationGroup, profile: Profile): Relief {
  if (!isDelayedByOthers(node)) return UNKNOWN;
  const isMean = SLO_METRICS[app.slo.metric] === null;
  if (!isMean && node.discipline === 'ps' && profile.scvService > 0) return UNKNOWN;
  const time = node.discipline === 'fcfs-swap' ? profile.swapTime : 0;
  return { time, isPastCpu: !isMean && preprocessTimeOf(app, profile) > 0 };
}

/** How company may help a class on a kind, given all classes that could be there. */
export function reliefByCompany(fleet: Fleet, application: ApplicationClass, kind: NodeKind): Relief {
  const profile = fleet.profile(application, kind);
  if (profile === null || !fleet.classes.every(({ app }) => isPoisson(app))) return UNKNOWN;
  return reliefAmongPoisson(kind.node, application.app, profile);
}

/** Whether anything is proved of what company can do for a class on a kind. */
export function isLimited(fleet: Fleet, application: ApplicationClass, kind: NodeKind): boolean {
  return Number.isFinite(reliefByCompany(fleet, application, kind).time);
}

/** How company may help on nodes of a kind: whoever it may help most, given all classes that could be there. */
export function companyHelp(fleet: Fleet, kind: NodeKind): CompanyHelp {
  let help: CompanyHelp = 'never';
  for (const application of fleet.classes) {
    if (fleet.profile(application, kind) === null) continue;
    const { isPastCpu } = reliefByCompany(fleet, application, kind);
    if (isPastCpu || !isLimited(fleet, application, kind)) return 'any';
    if (kind.node.discipline === 'fcfs-swap') help = 'swap';
  }
  return help;
}

/** Whether a class is nowhere better off on a kind than with nobody but its like: alone a model never swaps. */
export function isBestAlone(fleet: Fleet, application: ApplicationClass, kind: NodeKind): boolean {
  const { time, isPastCpu } = reliefByCompany(fleet, application, kind);
  return Number.isFinite(time) && !isPastCpu;
}

/** The same of an application on a node, whoever is there or comes, as long as all their arrivals are Poisson. */
export function isBestAloneOn(node: NodeGroup, app: ApplicationGroup, profile: Profile): boolean {
  const { time, isPastCpu } = reliefAmongPoisson(node, app, profile);
  return isPoisson(app) && Number.isFinite(time) && !isPastCpu;
}

/**
 * Whether swaps on a kind come by chance, each request's model being drawn independently: then their load is a formula
 * that grows with every rate (`swapLoad`).
 */
export function swapsByChance({ classes }: Fleet, { node }: NodeKind): boolean {
  return node.discipline === 'fcfs-swap' && isDelayedByOthers(node) && classes.every(({ app }) => isPoisson(app));
}

/** Whether the load of a kind's accelerators is a formula that grows with everyone who joins. */
export function loadGrows(fleet: Fleet, kind: NodeKind): boolean {
  const { discipline } = kind.node;
  return discipline === 'ps' || discipline === 'fcfs' || discipline === 'time-slice' || swapsByChance(fleet, kind);
}

/** Relative slack for rounding, wider than that of SLOs. */
const ROUNDING = 1e-8;
/**
 * By how much at most P(R > t) of an exact law is wrong after inversion, here and where it is compared: of 60 random
 * mixes of services up to 1,000 times as long as each other none rose by more than 4e-8 when somebody left.
 */
const TAIL_ERROR = 1e-5;

/** Whether an SLO that may be broken here could hold in larger company. False is final. */
export function couldMeetSlo(response: ResponseTime, slo: Slo, relief: number): boolean {
  const raised = { ...slo, limit: slo.limit + relief };
  const probability = SLO_METRICS[slo.metric];
  if (probability === null) return meetsSlo(response, raised, ROUNDING);
  return response.tail(raised.limit * (1 + ROUNDING)) <= 1 - probability + TAIL_ERROR;
}

/** The SLO of the accelerator stage alone, where the CPU stage takes its plain service. */
export function pastCpu(app: ApplicationGroup, profile: Profile): Slo {
  return { ...app.slo, limit: app.slo.limit - preprocessTimeOf(app, profile) };
}

/**
 * Whether the load that a class's SLO bears beside a single other model is the most that it bears in any company. In a
 * server shared equally at once the mean depends on load alone (Kelly 1979). Its percentiles hardly depend on who
 * causes the load, but that is an observation and no proof, so nothing is claimed of them.
 */
export function hasLoadCap(fleet: Fleet, application: ApplicationClass, kind: NodeKind): boolean {
  const isMean = application.app.slo.metric === 'mean';
  return kind.node.discipline === 'ps' && isMean && isBestAlone(fleet, application, kind);
}
