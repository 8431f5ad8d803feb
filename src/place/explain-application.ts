/**
 * Why not there: for every kind of node whether it would take one more instance of an application as a placement leaves
 * it, what is in the way where it comes nearest, and the rate and the SLO with which it would fit. Every distinct
 * company is asked, so nodes by the thousand cost little more than their kinds.
 */

import type { Explanation, KindExplanation, Obstacle, SmallestChanges } from '../domain/explanation.ts';
import type { Tenancy } from '../domain/latency.ts';
import { isPoolKind } from '../domain/pools.ts';
import { type ApplicationGroup, groupOf, type Placement, type Scenario } from '../domain/scenario.ts';
import { tenanciesOf } from '../domain/tenancy.ts';
import { companyKey } from './company.ts';
import { type Fleet, fleetOf, type NodeKind } from './fleet.ts';
import { type Host, Newcomer } from './newcomer.ts';
import type { PlacementProblem } from './problem.ts';

/** An application group, or one instance of it by global index. */
export interface AskedApplication {
  readonly app: ApplicationGroup;
  readonly instance: number | null;
}

/** One explanation for each application asked about. */
export function explainApplications(
  problem: Pick<PlacementProblem, 'scenario' | 'latency'>,
  placement: Placement,
  asked: readonly AskedApplication[],
): readonly Explanation[] {
  const fleet = fleetOf(problem.scenario);
  const companies = distinctCompanies(fleet, problem.scenario, placement);
  return asked.map((one) => explainApplication(problem, fleet, companies, one));
}

function explainApplication(
  problem: Pick<PlacementProblem, 'scenario' | 'latency'>,
  fleet: Fleet,
  companies: readonly Company[],
  { app, instance }: AskedApplication,
): Explanation {
  const newcomer = new Newcomer(app, problem);
  const kinds = fleet.kinds.map((kind) => {
    const { nodes, node, index } = kind;
    if (problem.scenario.profiles.find(app.model, node.device) === null) return unmeasured(kind, app);
    const hosts = hostsOf(
      fleet,
      companies.filter((company) => fleet.kindOf[company.node] === index),
      app,
    );
    return { nodes, ...explainKind(newcomer, hosts), alone: newcomer.obstacles(idleHost(kind)) };
  });
  const fitting = kinds.find(({ nearest }) => nearest !== null && nearest.obstacles.length === 0) ?? null;
  return { app, instance, kinds, fitting, changes: fitting === null ? smallestChanges(fleet, kinds) : NO_CHANGES };
}

function unmeasured({ nodes, node }: NodeKind, app: ApplicationGroup): KindExplanation {
  const reason = `no profile of ${app.model} on ${node.device}`;
  return { nodes, nearest: null, rate: null, slo: null, alone: null, reason };
}

function idleHost({ node, nodes }: NodeKind): Host {
  return { node: nodes[0] as number, group: node, tenancy: idleTenancy(node.accelerators), accelerator: 0 };
}

function idleTenancy(accelerators: number): Tenancy {
  return Array.from({ length: accelerators }, () => []);
}

/** What a node hosts, group by group. */
type Company = Omit<Host, 'accelerator'>;

/** Of nodes of one kind with the same counts of the same groups the first, in the order of nodes. */
function distinctCompanies(fleet: Fleet, scenario: Scenario, placement: Placement): readonly Company[] {
  const companies = new Map<string, Company>();
  for (const [node, hosted] of tenanciesOf(scenario, placement).entries()) {
    const group = groupOf(scenario.nodes, node);
    const tenancy = hosted ?? idleTenancy(group.accelerators);
    const counts = tenancy.map((tenants) => tenants.map(({ app, count }) => `${app.index}x${count}`).join(' '));
    const key = `${fleet.kindOf[node]}|${counts.join('|')}`;
    if (!companies.has(key)) companies.set(key, { node, group, tenancy });
  }
  return [...companies.values()];
}

/** The accelerators that differ in themselves or in their company; of equal ones the first. */
function hostsOf(fleet: Fleet, companies: readonly Company[], app: ApplicationGroup): Host[] {
  const hosts = new Map<string, Host>();
  for (const { node, group, tenancy } of companies) {
    const company = companyKey(fleet, node, tenancy, app);
    for (const [accelerator, tenants] of tenancy.entries()) {
      const key = `${company}@${companyKey(fleet, node, [tenants], app)}`;
      if (!hosts.has(key)) hosts.set(key, { node, group, tenancy, accelerator });
    }
  }
  return [...hosts.values()];
}

type KindAnswer = Pick<KindExplanation, 'nearest' | 'rate' | 'slo' | 'reason'>;

function explainKind(newcomer: Newcomer, hosts: readonly Host[]): KindAnswer {
  const tried = hosts.map((host) => ({ host, obstacles: newcomer.obstacles(host) })).sort(byNearness(newcomer));
  const [nearest] = tried;
  if (nearest === undefined) throw new Error('a kind has at least one node');
  const { node, accelerator } = nearest.host;
  const place = { nearest: { node, accelerator, obstacles: nearest.obstacles } };
  if (nearest.obstacles.length === 0) return { ...place, rate: null, slo: null, reason: null };
  const rate = greatestRate(newcomer, tried);
  const last = rate === null ? newcomer.lastObstacle(nearest.host) : null;
  const isRateFree = last !== null && isPoolKind(last.kind);
  const reason = last && `${last.sentence}${isRateFree ? '' : ' even at a thousandth of its rate'}`;
  return { ...place, rate, slo: leastLimit(newcomer, tried), reason };
}

interface Tried {
  readonly host: Host;
  readonly obstacles: readonly Obstacle[];
}

/** What fits first, the least busy of it; then by how far over its limit the binding constraint is. */
function byNearness(newcomer: Newcomer): (a: Tried, b: Tried) => number {
  const loads = new Map<Tried, number>();
  const load = (one: Tried) => {
    const known = loads.get(one) ?? newcomer.load(one.host);
    loads.set(one, known);
    return known;
  };
  return (a, b) => excess(a) - excess(b) || load(a) - load(b) || a.host.node - b.host.node;
}

/** needed ÷ allowed of the binding constraint; 0 where it fits, great where there is no number. */
function excess({ obstacles: [binding] }: Tried): number {
  if (binding === undefined) return 0;
  const { needed, allowed } = binding;
  return needed === null || allowed === null ? Number.MAX_VALUE : needed / allowed;
}

/** Accelerators whose rates are scanned from the one asked for down; past them only those that the least rate fits. */
const MOST_SCANNED = 8;

function greatestRate(newcomer: Newcomer, tried: readonly Tried[]): KindExplanation['rate'] {
  let best: KindExplanation['rate'] = null;
  const candidates = tried.filter(({ obstacles }) => !obstacles.some(({ kind }) => isPoolKind(kind)));
  for (const [rank, { host }] of candidates.entries()) {
    if (rank >= MOST_SCANNED && !newcomer.fitsAtLeastRate(host)) continue;
    const arrivalRate = newcomer.fittingRate(host, best?.arrivalRate ?? 0);
    if (arrivalRate !== null) best = { node: host.node, accelerator: host.accelerator, arrivalRate };
  }
  return best;
}

function leastLimit(newcomer: Newcomer, tried: readonly Tried[]): KindExplanation['slo'] {
  let best: KindExplanation['slo'] = null;
  for (const { host, obstacles } of tried) {
    const limit = newcomer.fittingLimit(host, obstacles);
    if (limit !== null && (best === null || limit < best.limit)) {
      best = { node: host.node, accelerator: host.accelerator, limit };
    }
  }
  return best;
}

const NO_CHANGES: SmallestChanges = { rate: null, slo: null, node: null };

function smallestChanges({ kinds: all }: Fleet, kinds: readonly KindExplanation[]): SmallestChanges {
  const least = (value: (kind: KindExplanation, index: number) => number | null) => {
    const values = kinds.map((kind, index) => value(kind, index) ?? Number.POSITIVE_INFINITY);
    const smallest = Math.min(...values);
    return Number.isFinite(smallest) ? (kinds[values.indexOf(smallest)] ?? null) : null;
  };
  return {
    rate: least(({ rate }) => (rate === null ? null : -rate.arrivalRate)),
    slo: least(({ slo }) => slo?.limit ?? null),
    node: least(({ alone }, index) => (alone?.length === 0 ? (all[index]?.node.cost ?? null) : null)),
  };
}
