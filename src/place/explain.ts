/**
 * Why an application is not placed: over the nodes as a placement leaves them, the constraint that binds on the node
 * that comes nearest to taking it. Works for the result of any policy.
 */

import { isPoolKind } from '../domain/pools.ts';
import { instanceName, type Placement } from '../domain/scenario.ts';
import { statesOf } from './assign.ts';
import { isBestAlone, loadGrows } from './closure.ts';
import {
  latencyViolations,
  overdrawn,
  profileViolation,
  severity,
  utilizationViolations,
  type Violation,
  violationSentence,
} from './constraints.ts';
import { type ApplicationClass, fleetOf, type NodeKind } from './fleet.ts';
import { areMany } from './many-classes.ts';
import type { PlacementProblem } from './problem.ts';
import { type NodeState, StateSpace } from './states.ts';

export interface LeftOutReason {
  /** Global index of the node that comes nearest to taking the application; `null` where no device has a profile. */
  readonly node: number | null;
  /** The constraint that binds there; `null` when none does and the policy just did not use the place. */
  readonly violation: Violation | null;
  readonly sentence: string;
}

/** Nodes whose response times are looked at for one class: the nearest by memory and utilisation. */
const CANDIDATES = 8;
/** Where there are many classes, states of each kind that are looked at for one. */
const MOST_EMPTY = 3;

/** By application group: why those of its instances that `placement` leaves out are; `null` where it leaves out none. */
export function explainLeftOut(problem: PlacementProblem, placement: Placement): readonly (LeftOutReason | null)[] {
  const fleet = fleetOf(problem.scenario);
  const space = new StateSpace(problem, fleet);
  const isMany = areMany(fleet);
  const states = isMany ? emptiest(space, firstNodes(space, placement)) : firstNodes(space, placement);
  const reasons = new Map<number, LeftOutReason>();
  return problem.scenario.apps.map(({ firstIndex, count }) => {
    if (!placement.node.subarray(firstIndex, firstIndex + count).includes(-1)) return null;
    const application = fleet.classes[fleet.classOf[firstIndex] as number] as ApplicationClass;
    // Among many classes no question serves for two of them.
    const asked = isMany ? new StateSpace(problem, fleet) : space;
    const reason = reasons.get(application.index) ?? reasonFor(asked, application, states);
    reasons.set(application.index, reason);
    return reason;
  });
}

/** The distinct states that a placement leaves the nodes in, each with its first node. */
function firstNodes(space: StateSpace, placement: Placement): ReadonlyMap<NodeState, number> {
  const first = new Map<NodeState, number>();
  for (const [node, state] of statesOf(space, placement).entries()) if (!first.has(state)) first.set(state, node);
  return first;
}

/** The states of each kind with the least load, where there are too many to look at them all for every class. */
function emptiest(space: StateSpace, states: ReadonlyMap<NodeState, number>): ReadonlyMap<NodeState, number> {
  const byLoad = [...states].sort(([a, m], [b, n]) => space.utilization(a) - space.utilization(b) || m - n);
  return new Map(
    space.fleet.kinds.flatMap((kind) => byLoad.filter(([state]) => state.kind === kind).slice(0, MOST_EMPTY)),
  );
}

interface Candidate {
  readonly node: number;
  readonly next: NodeState;
  /** The most severe violation of memory and utilisation. */
  readonly binding: Violation | null;
}

function reasonFor(
  space: StateSpace,
  application: ApplicationClass,
  states: ReadonlyMap<NodeState, number>,
): LeftOutReason {
  const { nodes } = space.problem.scenario;
  const { app } = application;
  const never = neverReason(space, application);
  if (never !== null) return never;
  const candidates = candidatesFor(space, application, states);
  const nearest = candidates
    .map((candidate) => ({ ...candidate, binding: withLatency(space, candidate) }))
    .reduce<Candidate | null>((best, next) => (best === null || isNearer(next, best) ? next : best), null);
  if (nearest === null) return unprofiledReason(space, application);
  const { node, binding, next } = nearest;
  const sentence =
    binding === null
      ? `fits ${instanceName(nodes, node)}, but the policy did not use it`
      : violationSentence(binding, app, next.kind.node);
  return { node, violation: binding, sentence };
}

/**
 * Why the application keeps its constraints nowhere, not even alone on an idle node; `null` where it does somewhere, or
 * where company might help it.
 */
function neverReason(space: StateSpace, application: ApplicationClass): LeftOutReason | null {
  const { fleet, problem } = space;
  const kinds = fleet.kinds.filter((kind) => fleet.profile(application, kind) !== null);
  const alone = kinds.map((kind) => {
    const next = space.joined(space.idle(kind), application, 0);
    const answer = space.answer(next);
    const violation = mostSevere([
      ...overdrawn(next),
      ...utilizationViolations(answer, problem.scenario.limits),
      ...latencyViolations(answer, next.tenancy),
    ]);
    return { kind, violation };
  });
  const [first, ...others] = alone;
  const isFinal = (violation: Violation | null, kind: NodeKind) => {
    if (violation === null || isPoolKind(violation.kind)) return violation !== null;
    return violation.kind === 'slo' ? isBestAlone(fleet, application, kind) : loadGrows(fleet, kind);
  };
  if (first === undefined || !alone.every(({ violation, kind }) => isFinal(violation, kind))) return null;
  const { kind, violation } = others.reduce(
    (best, next) => (excess(next.violation) < excess(best.violation) ? next : best),
    first,
  );
  if (violation === null) return null;
  const words = violationSentence(violation, application.app, kind.node);
  const plain = violation.detail === null ? words.replace(': ', ' ') : words;
  return { node: kind.nodes[0] as number, violation, sentence: `even alone on ${kind.node.name}: ${plain}` };
}

function isNearer(a: Candidate, b: Candidate): boolean {
  return excess(a.binding) < excess(b.binding);
}

/** 0 where nothing binds. */
function excess(binding: Violation | null): number {
  return binding === null ? 0 : severity(binding);
}

function mostSevere(violations: readonly Violation[]): Violation | null {
  return violations.reduce<Violation | null>((worst, v) => (excess(v) > excess(worst) ? v : worst), null);
}

/** The nearest few of all places by memory and utilisation, which cost no quantile. */
function candidatesFor(space: StateSpace, application: ApplicationClass, states: ReadonlyMap<NodeState, number>) {
  const { limits } = space.problem.scenario;
  const candidates: Candidate[] = [];
  for (const [state, node] of states) {
    if (space.fleet.profile(application, state.kind) === null) continue;
    for (const accelerator of space.distinctAccelerators(state)) {
      const next = space.joined(state, application, accelerator);
      const binding = mostSevere([...overdrawn(next), ...utilizationViolations(space.answer(next), limits)]);
      candidates.push({ node, next, binding });
    }
  }
  const load = ({ next }: Candidate) => space.utilization(next);
  candidates.sort((a, b) => excess(a.binding) - excess(b.binding) || load(a) - load(b) || a.node - b.node);
  return candidates.slice(0, CANDIDATES);
}

/** The most severe violation with response times counted in. Where there is none (unstable), utilisation speaks. */
function withLatency(space: StateSpace, { next, binding }: Candidate): Violation | null {
  if (binding !== null) return binding;
  return mostSevere(latencyViolations(space.answer(next), next.tenancy));
}

function unprofiledReason({ fleet }: StateSpace, { app }: ApplicationClass): LeftOutReason {
  const violation = profileViolation(app);
  const devices = [...new Set(fleet.kinds.map(({ node }) => node.device))];
  const sentence = `no profile of ${app.model} on ${devices.join(', ') || 'any node: there is none'}`;
  return { node: null, violation, sentence };
}
