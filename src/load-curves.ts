/** A plan → response times of every distinct accelerator over its load, from a tenth of the present rates to saturation. */

import { scaledRate } from './domain/arrival-rates.ts';
import {
  type LatencyQuestion,
  meetsSlo,
  sloValue,
  type Tenancy,
  type Tenant,
  type TenantAnswer,
} from './domain/latency.ts';
import type { LoadChart, LoadCurves, LoadLine } from './domain/load-curves.ts';
import type { NodePlan, Plan } from './domain/plan.ts';
import { standingsOn } from './domain/standing.ts';
import { companyKey } from './place/company.ts';
import { fleetOf } from './place/fleet.ts';
import { createLatencyQuestion } from './predict/node.ts';

/** Charts, and lines of one: more cannot be read, and each costs questions to the models. */
const MOST_CHARTS = 12;
const MOST_LINES = 5;
/** Loads of a chart beside the present one. */
const POINTS = 32;
const LEAST_LOAD = 0.1;
/** Where nothing saturates the search ends here. */
const MOST_LOAD = 64;
/** Saturation and the end of an SLO are known to a millionth and a ten-thousandth of the range searched. */
const SATURATION_HALVINGS = 20;
const SLO_HALVINGS = 14;
/**
 * The last load asked about, as a share of the last with a finite answer. Beyond it exact curves stand upright, and the
 * approximations were never checked: they were up to 0.9 (`predict/REFERENCES.md`), and near saturation the one of
 * time-sliced containers lets light ones sink below their own service time.
 */
const END = 0.95;

/** One accelerator that stands for all in the same state. */
interface State {
  readonly node: NodePlan;
  readonly accelerator: number;
  readonly slack: number;
  count: number;
}

/** Curves of the accelerators nearest to breaking an SLO, equal ones once. */
export function loadCurves(plan: Plan): LoadCurves {
  const states = distinctStates(plan).sort((a, b) => a.slack - b.slack || a.node.index - b.node.index);
  const latency = createLatencyQuestion(plan.scenario);
  const hidden = states.slice(MOST_CHARTS);
  return {
    charts: states.slice(0, MOST_CHARTS).map((state) => chartOf(state, latency)),
    hiddenStates: hidden.length,
    hiddenAccelerators: hidden.reduce((sum, { count }) => sum + count, 0),
  };
}

function distinctStates({ scenario, nodes }: Plan): State[] {
  const fleet = fleetOf(scenario);
  const states = new Map<string, State>();
  for (const node of nodes) {
    if (node === null) continue;
    const company = companyKey(fleet, node.index, node.tenancy, null);
    for (const [accelerator, tenants] of node.tenancy.entries()) {
      if (tenants.length === 0) continue;
      const key = `${company}@${companyKey(fleet, node.index, [tenants], null)}`;
      const known = states.get(key);
      if (known !== undefined) known.count += 1;
      else {
        const slack = Math.min(...standingsOn(node, accelerator).map((standing) => standing.slack));
        states.set(key, { node, accelerator, slack, count: 1 });
      }
    }
  }
  return [...states.values()];
}

/** What the models say of the accelerator's tenants at one load. */
type AnswerAt = (load: number) => readonly TenantAnswer[];

function chartOf({ node, accelerator, count }: State, latency: LatencyQuestion): LoadChart {
  const answerAt = remembering((load) => {
    const { accelerators } = latency(node.group, scaled(node.tenancy, accelerator, load));
    return accelerators[accelerator]?.tenants ?? [];
  });
  const { last, isSaturating } = lastStable(answerAt);
  const loads = spaced(last * END);
  const standings = standingsOn(node, accelerator);
  const nearest = [...standings.keys()].sort(
    (a, b) => (standings[a]?.slack ?? 0) - (standings[b]?.slack ?? 0) || a - b,
  );
  const shown = nearest.slice(0, MOST_LINES);
  const tenants = node.tenancy[accelerator] ?? [];
  const lines = shown.map((index) => lineOf(tenants[index] as Tenant, index, loads, answerAt));
  const hiddenLines = nearest.length - shown.length;
  return { node, accelerator, count, loads, lastStable: last, isSaturating, lines, hiddenLines };
}

function scaled(tenancy: Tenancy, accelerator: number, load: number): Tenancy {
  return tenancy.map((tenants, index) =>
    index === accelerator ? tenants.map(({ app, count }) => ({ app: scaledRate(app, load), count })) : tenants,
  );
}

function remembering(ask: AnswerAt): AnswerAt {
  const known = new Map<number, readonly TenantAnswer[]>();
  return (load) => {
    const answer = known.get(load) ?? ask(load);
    known.set(load, answer);
    return answer;
  };
}

/** The end of the loads at which every tenant has a finite answer; utilisation grows with the load, so there is one. */
function lastStable(answerAt: AnswerAt): { readonly last: number; readonly isSaturating: boolean } {
  const isStable = (load: number) => answerAt(load).every(({ response }) => response !== null);
  let low = LEAST_LOAD;
  let high = 1;
  while (isStable(high)) {
    if (high >= MOST_LOAD) return { last: high, isSaturating: false };
    low = high;
    high *= 2;
  }
  for (let k = 0; k < SATURATION_HALVINGS; k++) {
    const middle = (low + high) / 2;
    if (isStable(middle)) low = middle;
    else high = middle;
  }
  return { last: low, isSaturating: true };
}

/** From a tenth of the present load to `end`, denser towards the end, where curves bend; and the present one. */
function spaced(end: number): number[] {
  const from = Math.min(LEAST_LOAD, end);
  const loads = Array.from({ length: POINTS }, (_, k) => from + (end - from) * (1 - (1 - k / (POINTS - 1)) ** 2));
  return [...new Set(end > 1 ? [...loads, 1] : loads)].sort((a, b) => a - b);
}

/** @param tenant position among the accelerator's tenants */
function lineOf({ app, count }: Tenant, tenant: number, loads: readonly number[], answerAt: AnswerAt): LoadLine {
  const responseAt = (load: number) => answerAt(load)[tenant]?.response ?? null;
  const valueAt = (load: number) => {
    const response = responseAt(load);
    return response && sloValue(response, app.slo);
  };
  const holds = (load: number) => {
    const response = responseAt(load);
    return response !== null && meetsSlo(response, app.slo);
  };
  return { app, count, values: loads.map(valueAt), now: valueAt(1), ...lastHolding(loads, holds) };
}

/** The end of the first stretch of loads at which the SLO holds that reaches the present one, or comes nearest below. */
function lastHolding(
  loads: readonly number[],
  holds: (load: number) => boolean,
): Pick<LoadLine, 'holdsUpTo' | 'isBrokenBeyond'> {
  const held = loads.map(holds);
  const present = loads.findLastIndex((load) => load <= 1);
  const start = held.lastIndexOf(true, Math.max(0, present));
  if (start === -1) return { holdsUpTo: null, isBrokenBeyond: true };
  const broken = held.indexOf(false, start);
  if (broken === -1) return { holdsUpTo: loads.at(-1) ?? null, isBrokenBeyond: false };
  let low = loads[broken - 1] as number;
  let high = loads[broken] as number;
  for (let k = 0; k < SLO_HALVINGS; k++) {
    const middle = (low + high) / 2;
    if (holds(middle)) low = middle;
    else high = middle;
  }
  return { holdsUpTo: low, isBrokenBeyond: true };
}
