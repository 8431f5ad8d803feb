/**
 * What a node of one kind has room for, in plain numbers and without a question to the latency models: least load of
 * an accelerator (swaps included), memory and CPU. Everything here is at most what the models say, so that what has no
 * room here has none in truth; a test holds that against the models.
 */

import { meetsSlo } from '../domain/latency.ts';
import { type ApplicationGroup, type Profile, preprocessTimeOf } from '../domain/scenario.ts';
import { mostAlone } from './bound.ts';
import { hasLoadCap, swapsByChance } from './closure.ts';
import type { ApplicationClass, NodeKind } from './fleet.ts';
import { leastWork } from './least-work.ts';
import { NODE_MEMORY } from './pools.ts';
import type { StateSpace } from './states.ts';

/** Relative slack, so that rounding never takes room away that is there. */
const ROUNDING = 1e-9;

/** What one instance of a class takes on a kind. */
export interface Piece {
  readonly application: ApplicationClass;
  /** Least busy share of an accelerator, swaps left out. */
  readonly work: number;
  /** λ, requests per ms. */
  readonly rate: number;
  /** Position of its model among those of the pieces. */
  readonly model: number;
  /** Bytes of its own. */
  readonly memory: number;
  /** Bytes of the copy that it shares with others of its model on the accelerator. */
  readonly sharedMemory: number;
  /** Busy cores. */
  readonly cpu: number;
  /** Most instances that one accelerator hosts, in any company. */
  readonly most: number;
  /** Most load of an accelerator that hosts one, busy share. */
  readonly loadCap: number;
}

/** A kind's room and the pieces that could go there. */
export interface Room {
  readonly kind: NodeKind;
  readonly pieces: readonly Piece[];
  /** Of each accelerator, busy share; of the node, bytes and cores. */
  readonly load: number;
  readonly memory: number;
  readonly cpu: number;
  /** By model of `Piece.model`: O, ms; 0 where the kind does not swap. */
  readonly swapTime: Float64Array;
}

/** The room of a kind of node. */
export function roomOf(space: StateSpace, kind: NodeKind): Room {
  const { fleet, problem } = space;
  const { limits, profiles } = problem.scenario;
  const swaps = swapsByChance(fleet, kind);
  const models: string[] = [];
  const swapTime: number[] = [];
  const pieces = fleet.classes.flatMap((application): Piece[] => {
    const profile = fleet.profile(application, kind);
    const most = mostAlone(space, application, kind);
    if (profile === null || most === 0) return [];
    const { app } = application;
    const isShared = app.sharing === 'model';
    const copy = NODE_MEMORY.ofCopy(profile);
    if (!models.includes(app.model)) swapTime[models.push(app.model) - 1] = swaps ? profile.swapTime : 0;
    return [
      {
        application,
        work: app.arrivalRate * leastWork(profile, kind.node, profiles),
        rate: app.arrivalRate,
        model: models.indexOf(app.model),
        memory: app.memory + (isShared ? 0 : copy),
        sharedMemory: isShared ? copy : 0,
        cpu: app.arrivalRate * preprocessTimeOf(app, profile),
        most,
        loadCap: loadCap(space, application, kind),
      },
    ];
  });
  return {
    kind,
    pieces,
    load: limits.utilization * (1 + ROUNDING),
    memory: limits.memory * kind.node.memory * (1 + ROUNDING),
    cpu: (kind.node.cores ?? 0) * (1 + ROUNDING),
    swapTime: Float64Array.from(swapTime),
  };
}

/** Load caps are found to within this, always on the safe side. */
const CAP_PRECISION = 1e-4;

/**
 * Most load of an accelerator at which a class keeps its SLO, where load alone decides: found by asking about one
 * instance beside a stranger without CPU stage that makes up the rest of the load. Any stranger will do.
 */
function loadCap(space: StateSpace, application: ApplicationClass, kind: NodeKind): number {
  const limit = space.problem.scenario.limits.utilization * (1 + ROUNDING);
  const own = space.fleet.profile(application, kind);
  if (own === null || !hasLoadCap(space.fleet, application, kind)) return limit;
  return boundary((load) => keepsSloBeside(space, application, kind, own, load), 0, limit);
}

/** Where `holds` ends between `low` and `high`, from above; `high` where it does not end before. */
function boundary(holds: (load: number) => boolean, low: number, high: number): number {
  if (holds(high)) return high;
  let [from, to] = [low, high];
  while (to - from > CAP_PRECISION) {
    const middle = (from + to) / 2;
    if (holds(middle)) from = middle;
    else to = middle;
  }
  return to;
}

/** Whether one instance keeps its SLO when requests of another model bring the accelerator to this load. */
function keepsSloBeside(
  { fleet, problem }: StateSpace,
  application: ApplicationClass,
  kind: NodeKind,
  { model, serviceTime }: Profile,
  load: number,
): boolean {
  const { app } = application;
  const { node } = kind;
  const own = app.arrivalRate * (fleet.profile(application, kind)?.serviceTime ?? 0);
  const added = load - own;
  const stranger: ApplicationGroup = { ...app, model, preprocessTime: 0, arrivalRate: added / serviceTime };
  const tenants = (added > 0 ? [app, stranger] : [app]).map((one) => ({ app: one, count: 1 }));
  const others = Array.from({ length: node.accelerators - 1 }, () => []);
  const response = problem.latency(node, [tenants, ...others]).accelerators[0]?.tenants[0]?.response ?? null;
  return response !== null && meetsSlo(response, app.slo);
}

/**
 * Least share of an accelerator's time that goes into swaps: a request swaps when the one before it was of another
 * model, and in arrival order the models are independent draws. Grows with every rate.
 *
 * @param rates λ of each model, requests per ms
 */
export function swapLoad({ swapTime }: Room, rates: Float64Array): number {
  let total = 0;
  for (let m = 0; m < rates.length; m++) total += rates[m] as number;
  if (total === 0) return 0;
  let load = 0;
  for (let m = 0; m < rates.length; m++) {
    const rate = rates[m] as number;
    if (rate > 0) load += ((swapTime[m] as number) * rate * (total - rate)) / total;
  }
  return load;
}
