/**
 * How much arrival rates can grow before the first SLO breaks, the placement kept. Rates are multiplied by n millionths
 * for whole numbers n, so that the growth reported is one that was asked about. Scaled arrivals keep their shape: a
 * recorded trace is the same trace played faster, with the same squared coefficient of variation.
 */

import { withRate } from './domain/arrival-rates.ts';
import type { Headroom, HeadroomBreak, HeadroomReport } from './domain/headroom.ts';
import type { LatencyQuestion, NodeAnswer, Tenancy } from './domain/latency.ts';
import type { NodePlan, Plan } from './domain/plan.ts';
import { isPoolKind } from './domain/pools.ts';
import type { ApplicationGroup, Scenario } from './domain/scenario.ts';
import { instanceName, type Limits } from './domain/scenario.ts';
import { type FirstFailure, firstFailure, type SearchRange } from './math/first-failure.ts';
import { companyKey } from './place/company.ts';
import {
  everySloHolds,
  latencyViolations,
  utilizationViolations,
  type Violation,
  violationFigures,
} from './place/constraints.ts';
import { type Fleet, fleetOf } from './place/fleet.ts';
import { createLatencyQuestion } from './predict/node.ts';

/** Growth is known to a millionth of the given rates. */
const MILLION = 1e6;
/** From a millionth of the given rates to a million times them; a break that lasts 5 % of growth is never missed. */
const FACTORS: SearchRange = { start: MILLION, least: 1, most: MILLION * MILLION, step: 0.05 };

/** Headroom of all rates together, and of each application group alone. */
export function headroomOf(plan: Plan): HeadroomReport {
  const search = new HeadroomSearch(plan.scenario);
  const nodes = plan.nodes.filter((node) => node !== null);
  const hosting = plan.scenario.apps.map((): NodePlan[] => []);
  for (const node of nodes) {
    const groups = new Set(node.tenancy.flat().map(({ app }) => app.index));
    for (const index of groups) hosting[index]?.push(node);
  }
  const each = plan.scenario.apps.map((app) => {
    const own = hosting[app.index] ?? [];
    return own.length === 0 ? null : search.headroom(own, app);
  });
  return { all: search.headroom(nodes, null), each };
}

/** The same for all rates only, which costs a fraction of it. */
export function headroomOfAll({ scenario, nodes }: Plan): Headroom {
  const hosting = nodes.filter((node) => node !== null);
  return new HeadroomSearch(scenario).headroom(hosting, null);
}

class HeadroomSearch {
  readonly #scenario: Scenario;
  readonly #fleet: Fleet;
  readonly #latency: LatencyQuestion;
  readonly #remembered = new Map<string, Map<number, Kept>>();

  constructor(scenario: Scenario) {
    this.#scenario = scenario;
    this.#fleet = fleetOf(scenario);
    this.#latency = createLatencyQuestion(scenario);
  }

  /** Of the rates of `scaled` (`null`: of all), given the nodes that those rates touch. */
  headroom(nodes: readonly NodePlan[], scaled: ApplicationGroup | null): Headroom {
    if (nodes.length === 0) return { ...NO_GROWTH, reason: 'nothing is placed' };
    const states = this.#distinct(nodes, scaled);
    const slos = firstFailure(states, (state, n) => !state.at(n).keepsSlos, FACTORS);
    const limits = firstFailure(states, (state, n) => !state.at(n).keepsSlos || !state.at(n).keepsLimit, FACTORS);
    return {
      growth: growthOf(slos),
      limitedBy: breakOf(slos),
      reason: slos.holds === null ? this.#hopeless(slos) : null,
      growthWithinLimits: growthOf(limits),
      limitedWithinLimitsBy: breakOf(limits),
    };
  }

  /** One node for each company and scaled share of it; of equal ones the first. */
  #distinct(nodes: readonly NodePlan[], scaled: ApplicationGroup | null): ScaledNode[] {
    const distinct = new Map<string, ScaledNode>();
    for (const node of nodes) {
      const key = companyKey(this.#fleet, node.index, node.tenancy, scaled);
      if (distinct.has(key)) continue;
      const remembered = this.#remembered.get(key) ?? new Map<number, Kept>();
      this.#remembered.set(key, remembered);
      distinct.set(key, new ScaledNode(node, scaled, remembered, this.#scenario.limits, this.#latency));
    }
    return [...distinct.values()];
  }

  #hopeless({ failing: [state] }: FirstFailure<ScaledNode>): string {
    const violation = state?.violations(FACTORS.least)[0];
    if (state === undefined || !violation?.app) throw new Error('nothing holds, yet nothing is broken');
    const where = instanceName(this.#scenario.nodes, state.node.index);
    return `${violation.app.name} on ${where}: ${violationFigures(violation)} even at a millionth of the rates`;
  }
}

/** What a node keeps at one growth. */
interface Kept {
  readonly keepsSlos: boolean;
  readonly keepsLimit: boolean;
}

/** A node with its rates, or those of one application group, multiplied by n millionths. */
class ScaledNode {
  readonly node: NodePlan;
  readonly #scaled: ApplicationGroup | null;
  /** Shared by all nodes in the same state. */
  readonly #remembered: Map<number, Kept>;
  readonly #limits: Limits;
  readonly #latency: LatencyQuestion;

  constructor(
    node: NodePlan,
    scaled: ApplicationGroup | null,
    remembered: Map<number, Kept>,
    limits: Limits,
    latency: LatencyQuestion,
  ) {
    this.node = node;
    this.#scaled = scaled;
    this.#remembered = remembered;
    this.#limits = limits;
    this.#latency = latency;
  }

  at(n: number): Kept {
    const known = this.#remembered.get(n);
    if (known !== undefined) return known;
    const { tenancy, answer } = this.#ask(n);
    const keepsLimit = utilizationViolations(answer, this.#limits).length === 0;
    const kept = { keepsSlos: everySloHolds(answer, tenancy), keepsLimit };
    this.#remembered.set(n, kept);
    return kept;
  }

  /** What is broken at n: SLOs and queues that never settle, then the limit of utilisation. */
  violations(n: number): readonly Violation[] {
    const { tenancy, answer } = this.#ask(n);
    return [...latencyViolations(answer, tenancy), ...utilizationViolations(answer, this.#limits)];
  }

  #ask(n: number): { tenancy: Tenancy; answer: NodeAnswer } {
    const tenancy = this.node.tenancy.map((tenants) =>
      tenants.map((tenant) => {
        if (this.#scaled !== null && tenant.app !== this.#scaled) return tenant;
        return { ...tenant, app: withRate(tenant.app, (tenant.app.arrivalRate * n) / MILLION) };
      }),
    );
    return { tenancy, answer: this.#latency(this.node.group, tenancy) };
  }
}

const NO_GROWTH: Headroom = {
  growth: null,
  limitedBy: null,
  reason: null,
  growthWithinLimits: null,
  limitedWithinLimitsBy: null,
};

function growthOf({ holds }: FirstFailure<ScaledNode>): number | null {
  return holds === null ? null : (holds - MILLION) / MILLION;
}

/** The first thing that breaks a millionth further, on the first node where something does. */
function breakOf({ failsAt, failing: [state] }: FirstFailure<ScaledNode>): HeadroomBreak | null {
  const violation = failsAt === null ? undefined : state?.violations(failsAt)[0];
  if (state === undefined || violation === undefined) return null;
  const { kind, accelerator, needed, allowed, detail } = violation;
  if (accelerator === null || isPoolKind(kind) || kind === 'profile') throw new Error(`${kind} depends on no rate`);
  const tenants = state.node.tenancy[accelerator] ?? [];
  const app = tenants.find((tenant) => tenant.app.index === violation.app?.index)?.app ?? null;
  return { kind, app, node: state.node.index, accelerator, value: needed, limit: allowed, detail };
}
