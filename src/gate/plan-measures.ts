/** The measures that a plan itself holds. Each is of the plan at hand; another plan may do better. */

import { type GateValues, gateNamed } from '../domain/gates.ts';
import { type NodePlan, overdraftOn, type Plan, planTotals, verdictOn } from '../domain/plan.ts';
import { profilesAskedFor } from '../domain/profiles-used.ts';
import { millisecondsText, percentText } from '../domain/quantity-text.ts';
import { type ApplicationGroup, instanceName, nodeCount, type Origin, type SloMetric } from '../domain/scenario.ts';
import { type SloStanding, worstStandings } from '../domain/standing.ts';
import { counted, printable } from '../domain/text.ts';
import { asDocumented, type Culprit, known, type Measure, type Possibility, shares, unknown } from './measure.ts';

/** The measure of the gate with this name; `null` where a plan alone does not hold it. */
export function planMeasure(gate: string, plan: Plan): Measure | null {
  return MEASURES[gate]?.(plan) ?? null;
}

const MEASURES: Readonly<Record<string, (plan: Plan) => Measure>> = {
  placed,
  violations,
  utilization,
  slack: (plan) => slack(plan, null),
  'slack-p95': (plan) => slack(plan, 'p95'),
  'slack-p99': (plan) => slack(plan, 'p99'),
  cost: ({ scenario }) => known({ amount: scenario.nodes.reduce((sum, { cost, count }) => sum + cost * count, 0) }),
  nodes: ({ scenario }) => known({ count: nodeCount(scenario) }),
  samples,
  memory,
};

const NOTHING_PLACED = unknown('nothing is placed');

function placed(plan: Plan): Measure {
  const totals = planTotals(plan);
  const values = shares(totals.placed, totals.apps);
  const byGroup = placedByGroup(plan);
  const leftOut = plan.scenario.apps
    .map((app) => ({ app, missing: app.count - (byGroup.get(app) ?? 0) }))
    .filter(({ missing }) => missing > 0)
    .sort((a, b) => b.missing - a.missing || a.app.index - b.app.index);
  const culprits = leftOut.map(({ app, missing }): Culprit => {
    return { values: null, describe: () => ({ text: leftOutText(plan, app, missing), origin: app.origin }) };
  });
  const possible = couldBePlaced(plan, totals.placed, totals.apps);
  return { ...known(values, culprits), whole: totals.apps, possible };
}

function leftOutText(plan: Plan, app: ApplicationGroup, missing: number): string {
  const count = app.isCounted ? `${missing} of ${app.count} ${app.name}` : app.name;
  const rows = profilesAskedFor(plan.scenario).filter(({ model }) => model === app.model);
  const service = rows
    .slice(0, 3)
    .map(({ serviceTime, device }) => `${millisecondsText(serviceTime)} on ${printable(device)}`);
  const measured = service.length === 0 ? '' : ` (${printable(app.model)}: ${service.join(', ')})`;
  return `${count} not placed: ${plan.reasons[app.index] ?? 'no place was found'}${measured}`;
}

/** What a search that stopped, and profiles that are missing, leave open. */
function couldBePlaced(plan: Plan, placedNow: number, apps: number): readonly Possibility[] {
  const possible: Possibility[] = [];
  const most = plan.knowsSlos && plan.status !== 'optimal' ? mostInstances(plan) : null;
  if (most !== null && most > placedNow) {
    const reason = `the search stopped at ${placedNow}, and at most ${most} is not ruled out: give it more --steps`;
    possible.push({ values: shares(most, apps), reason });
  }
  const unmeasured = plan.scenario.apps.filter((app) => !isMeasured(plan, app));
  if (unmeasured.length > 0) {
    const names = unmeasured.slice(0, 3).map(({ model }) => printable(model));
    const count = unmeasured.reduce((sum, app) => sum + app.count, 0);
    const reason = `no profile measures ${names.join(', ')} on any device of the cluster: ${counted(count, 'application')} cannot be judged`;
    possible.push({ values: shares(Math.min(apps, (most ?? placedNow) + count), apps), reason });
  }
  return possible;
}

function isMeasured({ scenario }: Plan, { model }: ApplicationGroup): boolean {
  return scenario.nodes.some(({ device }) => scenario.profiles.find(model, device) !== null);
}

/** Most instances that a weight of the plan's upper bound allows: the lightest first. `null` without a bound. */
function mostInstances({ scenario, upperBound }: Plan): number | null {
  if (upperBound === null) return null;
  let weight = upperBound * (1 + 1e-9);
  let count = 0;
  for (const app of scenario.apps.toSorted((a, b) => a.weight - b.weight)) {
    const fitting = Math.min(app.count, Math.floor(weight / app.weight));
    count += fitting;
    weight -= fitting * app.weight;
  }
  return count;
}

function violations(plan: Plan): Measure {
  const totals = planTotals(plan);
  if (totals.placed === 0) return NOTHING_PLACED;
  const breaking = violatingByGroup(plan);
  const culprits = [...worstStandings(plan.nodes).values()]
    .filter(({ app }) => breaking.has(app))
    .sort((a, b) => a.slack - b.slack)
    .map((standing): Culprit => {
      const count = breaking.get(standing.app) as number;
      return {
        values: null,
        describe: () => roomCause(plan, standing.app, count) ?? standingCause(plan, standing, count),
      };
    });
  return { ...known(shares(totals.violating, totals.placed), culprits), whole: totals.placed };
}

/** Where an application has a place that lacks memory, a slot or a pod; `null` where it has none such. */
function roomCause(plan: Plan, app: ApplicationGroup, count: number) {
  for (const node of plan.nodes) {
    if (node === null || node.overdrafts.length === 0) continue;
    const accelerator = node.tenancy.findIndex(
      (tenants, k) => tenants.some((one) => one.app === app) && overdraftOn(node, k) !== null,
    );
    if (accelerator < 0) continue;
    const who = count > 0 && app.isCounted ? `${count} of ${app.count} ${app.name}` : app.name;
    const where = instanceName(plan.scenario.nodes, node.index);
    return { text: `${who}: ${overdraftOn(node, accelerator)} (on ${where})`, origin: app.origin };
  }
  return null;
}

function violatingByGroup(plan: Plan): ReadonlyMap<ApplicationGroup, number> {
  return countByGroup(plan, (node, accelerator, app) => !verdictOn(node, accelerator, app).isOk);
}

function placedByGroup(plan: Plan): ReadonlyMap<ApplicationGroup, number> {
  return countByGroup(plan, () => true);
}

function countByGroup(
  { nodes }: Plan,
  isMeant: (node: NodePlan, accelerator: number, app: ApplicationGroup) => boolean,
): ReadonlyMap<ApplicationGroup, number> {
  const counts = new Map<ApplicationGroup, number>();
  for (const node of nodes) {
    node?.tenancy.forEach((tenants, accelerator) => {
      for (const { app, count } of tenants) {
        if (isMeant(node, accelerator, app)) counts.set(app, (counts.get(app) ?? 0) + count);
      }
    });
  }
  return counts;
}

/** An application against its SLO. `count`: how many of it break theirs; 0 where only the worst is spoken of. */
function standingCause(plan: Plan, standing: SloStanding, count: number) {
  const { app, node, accelerator, response, value } = standing;
  const where = `on ${instanceName(plan.scenario.nodes, node.index)}`;
  const { metric, limit } = app.slo;
  const reached = response === null ? unstableText(standing) : `${metric} ${millisecondsText(value)}`;
  const profile = plan.scenario.profiles.find(app.model, node.group.device);
  const busy = percentText(node.answer.accelerators[accelerator]?.utilization ?? 0);
  const model =
    profile === null ? '' : `, ${printable(app.model)} ${millisecondsText(profile.serviceTime)}, ${busy} busy`;
  const who = count > 0 && app.isCounted ? `${count} of ${app.count} ${app.name}` : app.name;
  return { text: `${who}: ${reached}, limit ${millisecondsText(limit)} (${where}${model})`, origin: app.origin };
}

function unstableText({ node, accelerator, app }: SloStanding): string {
  return verdictOn(node, accelerator, app).reason ?? 'no finite response time';
}

function utilization(plan: Plan): Measure {
  const busy = plan.nodes.flatMap((node) =>
    (node?.tenancy ?? []).flatMap((tenants, accelerator) => {
      if (node === null || tenants.length === 0) return [];
      return [{ node, accelerator, share: asDocumented(node.answer.accelerators[accelerator]?.utilization ?? 0) }];
    }),
  );
  if (busy.length === 0) return NOTHING_PLACED;
  busy.sort((a, b) => b.share - a.share);
  const culprits = busy.map(({ node, accelerator, share }): Culprit => {
    return { values: { share }, describe: () => busyCause(plan, node, accelerator, share) };
  });
  return known({ share: busy[0]?.share ?? 0 }, culprits);
}

function busyCause(plan: Plan, node: NodePlan, accelerator: number, share: number) {
  const tenants = node.tenancy[accelerator] ?? [];
  const hosted = tenants.slice(0, 5).map(({ app, count }) => (app.isCounted ? `${count} ${app.name}` : app.name));
  const more = tenants.length > hosted.length ? `, and ${tenants.length - hosted.length} more` : '';
  const name = instanceName(plan.scenario.nodes, node.index) + (node.group.accelerators > 1 ? `/${accelerator}` : '');
  return { text: `${name} is ${percentText(share)} busy with ${hosted.join(', ')}${more}`, origin: node.group.origin };
}

/** `metric`: only SLOs on this one; `null`: all, each on its own. */
function slack(plan: Plan, metric: SloMetric | null): Measure {
  const worst = [...worstStandings(plan.nodes).values()];
  if (worst.length === 0) return NOTHING_PLACED;
  const standings = worst.filter(({ app }) => metric === null || app.slo.metric === metric);
  if (standings.length === 0) return unknown(`no placed application has an SLO on ${metric}`);
  standings.sort((a, b) => a.slack - b.slack);
  const left = standings.map(({ app, value }) => slackOf(app.slo.limit, asDocumented(value)));
  const culprits = standings.map((standing, index): Culprit => {
    return { values: left[index] as GateValues, describe: () => standingCause(plan, standing, 0) };
  });
  const values = {
    share: left.reduce((least, { share }) => Math.min(least, share), Number.POSITIVE_INFINITY),
    timeMs: left.reduce((least, { timeMs }) => Math.min(least, timeMs), Number.POSITIVE_INFINITY),
  };
  const reason = Number.isFinite(values.share) ? null : 'an application has no finite response time';
  return { ...known(values, culprits), reason };
}

function slackOf(limit: number, value: number): { readonly share: number; readonly timeMs: number } {
  return { share: 1 - value / limit, timeMs: limit - value };
}

/** Rows that measure an application where it is placed. */
function samples(plan: Plan): Measure {
  const hosted = new Set<string>();
  for (const node of plan.nodes) {
    for (const { app } of node?.tenancy.flat() ?? []) hosted.add(JSON.stringify([app.model, node?.group.device]));
  }
  const rows = profilesAskedFor(plan.scenario)
    .filter(({ model, device }) => hosted.has(JSON.stringify([model, device])))
    .map((profile) => ({ profile, count: profile.samples ?? 0 }))
    .sort((a, b) => a.count - b.count);
  if (rows.length === 0) return NOTHING_PLACED;
  const culprits = rows.map(({ profile, count }): Culprit => {
    const found =
      profile.samples === null ? 'does not say of how many samples it is' : `has ${counted(count, 'sample')}`;
    const text = `${printable(profile.model)} on ${printable(profile.device)} ${found}`;
    return { values: { count }, describe: () => ({ text, origin: profile.origin }) };
  });
  return known({ count: rows[0]?.count ?? 0 }, culprits);
}

/** Instances whose memory nobody can tell: of an unmeasured copy, or on an accelerator of unknown size. */
function memory(plan: Plan): Measure {
  if (planTotals(plan).placed === 0) return NOTHING_PLACED;
  const counts = new Map<string, { count: number; readonly text: string; readonly origin: Origin | null }>();
  const add = (key: string, count: number, text: string, origin: Origin | null) => {
    const known = counts.get(key) ?? { count: 0, text, origin };
    known.count += count;
    counts.set(key, known);
  };
  for (const node of plan.nodes) {
    if (node === null) continue;
    const { device, acceleratorMemory } = node.group;
    for (const { app, count } of node.tenancy.flat()) {
      const profile = plan.scenario.profiles.find(app.model, device);
      const where = printable(device);
      if (profile?.memory === null) {
        const text = `the memory of ${printable(app.model)} on ${where} is not measured`;
        add(JSON.stringify([app.model, device]), count, text, profile.origin);
      } else if (acceleratorMemory === 'unknown') {
        add(JSON.stringify([device]), count, `the size of the memory of ${where} is not said`, node.group.origin);
      }
    }
  }
  const unknowns = [...counts.values()].sort((a, b) => b.count - a.count);
  const culprits = unknowns.map(({ count, text, origin }): Culprit => {
    return { values: { count }, describe: () => ({ text: `${counted(count, 'application')}: ${text}`, origin }) };
  });
  return known({ count: unknowns.reduce((sum, { count }) => sum + count, 0) }, culprits);
}

/** Gates whose measure a plan holds, so that a baseline can say them all. */
export const PLAN_GATES: readonly string[] = Object.keys(MEASURES).filter((name) => gateNamed(name) !== null);
