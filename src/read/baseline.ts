/**
 * A document that `fit --out` or `gate --out` wrote earlier → what today's plan is compared with. Its form is checked
 * as far as the placement needs it; of everything else a value that cannot be used counts as not said, and a gate that
 * needs it is not decided.
 */

import type { TextFile } from '../domain/files.ts';
import type { Baseline, BaselineApp, BaselineProfile } from '../domain/gate-result.ts';
import { GATES, type GateUnit, type GateValues } from '../domain/gates.ts';
import { groupOf, instanceName, nodeCount, type Scenario, SLO_METRICS, type SloMetric } from '../domain/scenario.ts';
import { isMapping } from './fields.ts';
import { InstanceNames } from './instances.ts';
import { readEarlierPlan } from './plan-file.ts';

type Mapping = Readonly<Record<string, unknown>>;

/** Throws a `ProblemError` with everything that is wrong with the file as a plan. */
export function readBaseline(file: TextFile, scenario: Scenario): Baseline {
  const plan = readEarlierPlan(file, scenario);
  const document = JSON.parse(file.text) as Mapping; // read as JSON a line above
  const apps = mappings(document.apps);
  const nodes = nodeNames(document);
  return {
    name: file.name,
    plan,
    measures: { ...derivedMeasures(apps, document), ...statedMeasures(document.measures) },
    profiles: Array.isArray(document.profiles) ? mappings(document.profiles).flatMap(readProfile) : null,
    ...earlierApps(apps, scenario),
    ...(nodes === null ? { goneNodes: [], newNodes: [] } : changedNodes(nodes, scenario)),
  };
}

function mappings(value: unknown): readonly Mapping[] {
  return Array.isArray(value) ? value.filter(isMapping) : [];
}

/** A number that can be compared; anything else is not said. */
function numberIn(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

const UNITS: readonly GateUnit[] = ['count', 'share', 'amount', 'timeMs'];

function statedMeasures(measures: unknown): Record<string, GateValues> {
  if (!isMapping(measures)) return {};
  const stated = GATES.flatMap(({ name }) => {
    const values = Object.hasOwn(measures, name) ? measures[name] : null;
    if (!isMapping(values)) return [];
    const numbers = UNITS.flatMap((unit) => {
      const value = numberIn(values[unit]);
      return value === null ? [] : [[unit, value] as const];
    });
    return [[name, Object.fromEntries(numbers)] as const];
  });
  return Object.fromEntries(stated);
}

/** What a plan's document says without `measures`: what fit writes. */
function derivedMeasures(apps: readonly Mapping[], { accelerators, headroom }: Mapping): Record<string, GateValues> {
  const placed = apps.filter(({ node }) => node !== null);
  const violating = placed.filter(({ ok }) => ok === false).length;
  const busy = mappings(accelerators).map(({ utilization }) => numberIn(utilization) ?? 0);
  const nodes = new Set(mappings(accelerators).map(({ node }) => node));
  const measures: Record<string, GateValues> = {
    placed: { count: placed.length, share: apps.length === 0 ? 0 : placed.length / apps.length },
    violations: { count: violating, share: placed.length === 0 ? 0 : violating / placed.length },
  };
  const growth = isMapping(headroom) && isMapping(headroom.all) ? numberIn(headroom.all.growth) : null;
  if (growth !== null) measures.headroom = { share: growth };
  if (busy.length > 0) measures.utilization = { share: busy.reduce((most, one) => Math.max(most, one), 0) };
  if (nodes.size > 0) measures.nodes = { count: nodes.size };
  for (const [gate, metric] of [
    ['slack', null] as const,
    ['slack-p95', 'p95'] as const,
    ['slack-p99', 'p99'] as const,
  ]) {
    const slack = leastSlack(placed, metric);
    if (slack !== null) measures[gate] = slack;
  }
  return measures;
}

function leastSlack(apps: readonly Mapping[], metric: SloMetric | null): GateValues | null {
  let [share, timeMs] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (const { slo, predicted } of apps) {
    const known = readSlo(slo);
    if (known === null || (metric !== null && known.metric !== metric)) continue;
    const value = isMapping(predicted) ? numberIn(predicted[`${known.metric}Ms`]) : null;
    if (value === null) return null;
    share = Math.min(share, 1 - value / known.limit);
    timeMs = Math.min(timeMs, known.limit - value);
  }
  return Number.isFinite(share) ? { share, timeMs } : null;
}

function readSlo(slo: unknown): { metric: SloMetric; limit: number } | null {
  if (!isMapping(slo)) return null;
  const metric = (Object.keys(SLO_METRICS) as SloMetric[]).find((one) => one === slo.metric);
  const limit = numberIn(slo.limitMs);
  return metric === undefined || limit === null || !(limit > 0) ? null : { metric, limit };
}

function readProfile({ model, device, serviceMs, swapMs, memoryBytes }: Mapping): BaselineProfile[] {
  const [serviceTime, swapTime, memory] = [serviceMs, swapMs, memoryBytes].map(numberIn);
  const isNamed = typeof model === 'string' && typeof device === 'string';
  if (!isNamed || serviceTime == null || swapTime == null || memory === undefined) return [];
  return [{ model, device, serviceTime, swapTime, memory }];
}

/** By group of today: what its first listed instance was, and how many instances are not listed. */
function earlierApps(apps: readonly Mapping[], scenario: Scenario): Pick<Baseline, 'apps' | 'newInstances'> {
  const names = new InstanceNames(scenario.apps);
  const known: (BaselineApp | null)[] = scenario.apps.map(() => null);
  const newInstances = scenario.apps.map(({ count }) => count);
  for (const { app, model, ratePerS, slo } of apps) {
    const instance = typeof app === 'string' ? names.indexOf(app) : null;
    if (instance === null) continue;
    const { index } = groupOf(scenario.apps, instance);
    newInstances[index] = (newInstances[index] ?? 0) - 1;
    const [rate, earlierSlo] = [numberIn(ratePerS), readSlo(slo)];
    if (known[index] !== null || rate === null || earlierSlo === null || typeof model !== 'string') continue;
    known[index] = { arrivalRate: rate / 1e3, slo: earlierSlo, model };
  }
  return { apps: known, newInstances };
}

function nodeNames({ accelerators }: Mapping): ReadonlySet<string> | null {
  if (!Array.isArray(accelerators)) return null;
  return new Set(mappings(accelerators).flatMap(({ node }) => (typeof node === 'string' ? [node] : [])));
}

function changedNodes(earlier: ReadonlySet<string>, { nodes }: Scenario): Pick<Baseline, 'goneNodes' | 'newNodes'> {
  const names = new InstanceNames(nodes);
  const all = Array.from({ length: nodeCount({ nodes }) }, (_, index) => index);
  return {
    goneNodes: [...earlier].filter((name) => names.indexOf(name) === null),
    newNodes: all.filter((index) => !earlier.has(instanceName(nodes, index))),
  };
}
