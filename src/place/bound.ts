/**
 * An upper bound on the weight that any placement can host under all our constraints: utilisation without swaps,
 * pools with shared copies spread thin (memory, slots, pods), CPU, and how many of a class one accelerator could serve if it served
 * nothing else.
 */

import { preprocessTimeOf } from '../domain/scenario.ts';
import { isBestAlone } from './closure.ts';
import { isWithin } from './constraints.ts';
import { type ApplicationClass, type Fleet, type NodeKind, offeredWeight } from './fleet.ts';
import { leastWork } from './least-work.ts';
import { lightFaces } from './light-faces.ts';
import { LinearSolver } from './lp.ts';
import { areMany } from './many-classes.ts';
import { furtherPools, NODE_MEMORY, type Pool, wholeCapacity } from './pools.ts';
import { bestPrices, lagrangianBound, type Prices, type Relaxation, share, type Use } from './relaxation.ts';
import type { StateSpace } from './states.ts';

/** Resources of every kind, in this order; then those of `furtherPools`. */
const RESOURCES = ['utilization', 'memory', 'cpu'] as const;

export interface Bound {
  readonly upperBound: number;
  /** What the whole of each resource of each kind is worth at the bound, by kind: of load, memory, CPU, further pools. */
  readonly prices: Prices;
  readonly relaxation: Relaxation;
}

/** Slack for rounding: the sum behind a bound has relative errors of about 1e-13. */
const ROUNDING = 1e-9;

/** From this total weight on, bounds are not exact enough to be rounded. */
const MOST_WHOLE = 1e8;

/** Whether weights are whole numbers between which a bound can be rounded; see `whole-weights.ts`. */
export function areWhole(fleet: Fleet): boolean {
  return fleet.classes.every(({ app }) => Number.isInteger(app.weight)) && offeredWeight(fleet) < MOST_WHOLE;
}

/** Down to a whole number where all weights are whole: then no placement's weight lies between. Never below the truth. */
export function roundedBound(fleet: Fleet, bound: number): number {
  const safe = Math.min(offeredWeight(fleet), bound + bound * ROUNDING);
  return areWhole(fleet) ? Math.floor(safe + ROUNDING) : safe;
}

/** Whether a hosted weight meets a bound: exactly where weights are whole, else up to the rounding of both. */
export function isReached(fleet: Fleet, hosted: number, bound: number): boolean {
  return hosted >= (areWhole(fleet) ? bound : bound * (1 - 3 * ROUNDING));
}

/** The bound and the prices that prove it. */
export async function boundOf(space: StateSpace, solver: LinearSolver): Promise<Bound> {
  const relaxation = sloRelaxation(space);
  const prices = await bestPrices(relaxation, solver);
  return { upperBound: roundedBound(space.fleet, lagrangianBound(relaxation, prices)), prices, relaxation };
}

/** The same, with a solver opened and closed for it alone. */
export async function soleBound(space: StateSpace): Promise<Bound> {
  const solver = new LinearSolver();
  try {
    return await boundOf(space, solver);
  } finally {
    await solver.close();
  }
}

/** The relaxation of our constraints; resources are shares of a whole kind. */
export function sloRelaxation(space: StateSpace): Relaxation {
  const { classes, kinds } = space.fleet;
  const alone = areMany(space.fleet)
    ? mostAloneOfMany(space)
    : classes.map((application) => kinds.map((kind) => mostAlone(space, application, kind)));
  const further = furtherPools(
    kinds.map(({ node }) => node),
    space.problem.scenario.limits,
  );
  const fills = kinds.map((kind) => modelFills(space.fleet, kind, alone));
  return {
    kinds: kinds.length,
    resources: RESOURCES.length + further.length,
    classes: classes.map((application) => ({
      weight: application.app.weight,
      count: application.instances.length,
      uses: kinds.map((kind) => useOf(space, application, kind, alone, fills[kind.index] as ModelFills, further)),
      most: kinds.map((kind) => mostOn(kind, alone[application.index]?.[kind.index] ?? 0)),
    })),
  };
}

function mostOn({ node, nodes }: NodeKind, perAccelerator: number): number {
  return perAccelerator * node.accelerators * nodes.length;
}

/** Shares of a kind's accelerators, memory, cores and further pools that one instance takes; `null` where not one fits. */
function useOf(
  { fleet, problem }: StateSpace,
  application: ApplicationClass,
  kind: NodeKind,
  alone: readonly (readonly number[])[],
  fills: ModelFills,
  further: readonly Pool[],
): Use | null {
  const profile = fleet.profile(application, kind);
  const own = alone[application.index]?.[kind.index] ?? 0;
  if (profile === null || own === 0) return null;
  const { app } = application;
  const { limits, profiles } = problem.scenario;
  const { node, nodes } = kind;
  const shared = copyShare(application, own, fills);
  const poolShare = (pool: Pool) => {
    const capacity = wholeCapacity(pool, node, limits);
    const key = pool.copyKey(app, node);
    // What all models of an accelerator share is not a part of any one of them.
    const copies = key === null ? 1 : key === app.model ? shared : 0;
    return capacity === null ? 0 : share(pool.ofInstance(app) + copies * pool.ofCopy(profile), capacity * nodes.length);
  };
  const cpuTime = preprocessTimeOf(app, profile);
  const uses = [
    share(app.arrivalRate * leastWork(profile, node, profiles), limits.utilization * node.accelerators * nodes.length),
    poolShare(NODE_MEMORY),
    share(app.arrivalRate * cpuTime, (node.cores ?? 0) * nodes.length),
    ...further.map(poolShare),
  ];
  return uses.every(Number.isFinite) ? uses : null;
}

/**
 * Least part of a shared copy that one instance accounts for. An accelerator hosts at most `alone` instances of each
 * class that shares the model, so its one copy is at least any weighted mean of (instances ÷ alone) over those
 * classes; the weights used here follow the classes' own numbers.
 */
function copyShare({ app, instances }: ApplicationClass, alone: number, fills: ModelFills): number {
  return instances.length / alone / (fills.get(app.model) ?? Number.POSITIVE_INFINITY) / alone;
}

/** By model of those that share copies: how many accelerators its classes would fill, each class by itself. */
type ModelFills = ReadonlyMap<string, number>;

function modelFills({ classes }: Fleet, kind: NodeKind, alone: readonly (readonly number[])[]): ModelFills {
  const fills = new Map<string, number>();
  for (const { app, instances, index } of classes) {
    const most = alone[index]?.[kind.index] ?? 0;
    if (app.sharing === 'none' || most === 0) continue;
    fills.set(app.model, (fills.get(app.model) ?? 0) + instances.length / most);
  }
  return fills;
}

/** Bundles of classes that are asked about where there are many classes. */
const MOST_BUNDLES = 1_000;

/** At least `mostAlone` of every class on every kind, with a question for each bundle of classes that are nearly alike. */
function mostAloneOfMany(space: StateSpace): readonly (readonly number[])[] {
  const { classes, kinds } = space.fleet;
  const { space: faces, faceOf } = lightFaces(space, MOST_BUNDLES);
  const known = new Map<ApplicationClass, readonly number[]>();
  const ofFace = (face: ApplicationClass) => {
    const most = known.get(face) ?? kinds.map((kind) => mostAlone(faces, face, kind));
    known.set(face, most);
    return most;
  };
  return classes.map(({ index, instances }) =>
    ofFace(faceOf[index] as ApplicationClass).map((most) => Math.min(most, instances.length)),
  );
}

/**
 * How many instances of a class one accelerator can serve at most, in any company, 0 to the class's count: on an
 * otherwise idle node, where company cannot help the class; elsewhere as far as load, memory and what company can
 * relieve tell.
 */
export function mostAlone(space: StateSpace, application: ApplicationClass, kind: NodeKind): number {
  const { fleet, problem } = space;
  const profile = fleet.profile(application, kind);
  if (profile === null) return 0;
  const work = application.app.arrivalRate * leastWork(profile, kind.node, problem.scenario.profiles);
  const isSettledAlone = isBestAlone(fleet, application, kind);
  return largest(application.instances.length, (count) => {
    if (!isWithin(count * work, problem.scenario.limits.utilization)) return false;
    const others = space.idle(kind).mixes.slice(1);
    const state = space.state(kind, [[[application.index, count]], ...others]);
    return isSettledAlone ? space.isFeasible(state) : space.couldBecomeFeasible(state);
  });
}

/** The largest count from 0 to `most` that still fits, where every smaller count fits too: doubling, then bisection. */
function largest(most: number, fits: (count: number) => boolean): number {
  let low = 0;
  let high = 1;
  while (high <= most && fits(high)) {
    low = high;
    high = 2 * high;
  }
  high = Math.min(high, most + 1);
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (fits(middle)) low = middle;
    else high = middle;
  }
  return low;
}
