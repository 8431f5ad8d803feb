/** A sweep as a person reads it: where the SLO breaks, a table, and the curve with the SLO line. */

import type { ResponseTime } from '../domain/latency.ts';
import { type Plan, verdictOn } from '../domain/plan.ts';
import { type ApplicationGroup, SLO_METRICS } from '../domain/scenario.ts';
import { type SloStanding, worstStandings } from '../domain/standing.ts';
import type { Sweep, SweepPoint, SweepResult } from '../domain/sweep.ts';
import { perSecond } from '../domain/units.ts';
import { renderChart } from './chart.ts';
import { documentName } from './document-name.ts';
import { jsonText } from './json-text.ts';
import { grouped, milliseconds, percent, ratePerSecond, rounded } from './numbers.ts';
import { overviewLine, slackText, sloText, type TableOptions } from './plan-parts.ts';
import { SCHEMA_VERSION } from './schema-version.ts';
import { textTable } from './text-table.ts';

export function renderSweepTable(plan: Plan, result: SweepResult, options: TableOptions): string {
  const { sweep, shown, curve } = result;
  const chart = renderChart(
    {
      curve: curve.map((point) => finite(standingAt(point, shown).value)),
      limit: shown.slo.limit,
      ends: [sweptText(sweep, sweep.from), sweptText(sweep, sweep.to)],
    },
    options.width,
  );
  const caption = `${shown.slo.metric} of ${shown.name} in ms; the level line is its SLO\n`;
  return [
    overviewLine(plan, options.width),
    verdict(result, options),
    pointTable(result, options),
    caption + chart,
  ].join('\n');
}

function verdict({ sweep, holdsUpTo, curve, shown }: SweepResult, { style }: TableOptions): string {
  const name = style.strong(`${shown.name} (${sloText(shown.slo)})`);
  const what = `${sweep.app === null ? '' : `${sweep.app}.`}${sweep.parameter}`;
  if (holdsUpTo !== null)
    return `${style.warn('!')} ${name} keeps its SLO up to ${what} ${sweptText(sweep, holdsUpTo)}.\n`;
  const isKept = standingAt(curve[0] as SweepPoint, shown).slack >= 0;
  if (isKept) return `${style.good('✓')} ${name} keeps its SLO over the whole range of ${what}.\n`;
  return `${style.bad('✗')} ${name} breaks its SLO over the whole range of ${what}.\n`;
}

function pointTable(result: SweepResult, { style, width }: TableOptions): string {
  const columns = [
    { title: result.sweep.parameter, align: 'right' },
    { title: 'util', align: 'right' },
    { title: 'mean', align: 'right' },
    { title: 'p50', align: 'right' },
    { title: 'p95', align: 'right' },
    { title: 'p99', align: 'right' },
    { title: 'slack', align: 'right' },
    { title: 'broken SLOs', align: 'right' },
  ] as const;
  const rows = result.points.map((point) => {
    const standing = standingAt(point, result.shown);
    return [
      sweptText(result.sweep, point.value),
      percent(utilizationOf(standing)),
      ...times(standing.response),
      standing.response === null ? style.bad('unstable') : slackText(standing.slack, style),
      String(brokenCount(point)),
    ];
  });
  return textTable(columns, rows, width, style.faint);
}

function times(response: ResponseTime | null): string[] {
  if (response === null) return ['∞', '∞', '∞', '∞'];
  const quantiles = [SLO_METRICS.p50, SLO_METRICS.p95, SLO_METRICS.p99].map((p) => response.quantile(p));
  return [response.mean, ...quantiles].map(milliseconds);
}

/** The placed instance of a group that is nearest to breaking its SLO at one point. */
function standingAt(point: SweepPoint, { index, name }: ApplicationGroup): SloStanding {
  const standing = worstStandings(point.nodes).get(index);
  if (standing === undefined) throw new RangeError(`no instance of ${name} is placed`);
  return standing;
}

function utilizationOf({ node, accelerator }: SloStanding): number {
  return node.answer.accelerators[accelerator]?.utilization ?? 0;
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

/** Instances whose SLO does not hold at this point, of all groups. */
export function brokenCount(point: SweepPoint): number {
  let count = 0;
  for (const node of point.nodes) {
    node?.tenancy.forEach((tenants, accelerator) => {
      for (const tenant of tenants) if (!verdictOn(node, accelerator, tenant.app).isOk) count += tenant.count;
    });
  }
  return count;
}

/** A value of the sweep as it is written. */
export function sweptText({ parameter, isScale }: Sweep, value: number): string {
  if (isScale) return `${grouped(value)}x`;
  return parameter === 'rate' ? ratePerSecond(perSecond(value)) : milliseconds(value);
}

/** The JSON document of a sweep. */
export function renderSweepJson(plan: Plan, result: SweepResult): string {
  const { sweep, shown, holdsUpTo, points } = result;
  const inUnit = (value: number) => rounded(sweep.parameter === 'rate' && !sweep.isScale ? perSecond(value) : value);
  const document = {
    schemaVersion: SCHEMA_VERSION,
    command: 'predict',
    scenario: documentName(plan.scenario.name),
    seed: plan.seed,
    sweep: {
      parameter: sweep.parameter,
      unit: sweep.isScale ? 'factor' : sweep.parameter === 'rate' ? 'perS' : 'ms',
      app: sweep.app,
      shown: shown.name,
      holdsUpTo: holdsUpTo === null ? null : inUnit(holdsUpTo),
      points: points.map((point) => ({
        value: inUnit(point.value),
        violating: brokenCount(point),
        apps: [...worstStandings(point.nodes).values()].sort((a, b) => a.app.index - b.app.index).map(groupAt),
      })),
    },
  };
  return jsonText(document);
}

/** The worst placed instance of a group at one point. */
function groupAt(standing: SloStanding) {
  const { app, response, slack } = standing;
  const quantile = (p: number) => (response === null ? null : rounded(response.quantile(p)));
  return {
    app: app.name,
    utilization: rounded(utilizationOf(standing)),
    meanMs: response === null ? null : rounded(response.mean),
    p50Ms: quantile(SLO_METRICS.p50),
    p90Ms: quantile(SLO_METRICS.p90),
    p95Ms: quantile(SLO_METRICS.p95),
    p99Ms: quantile(SLO_METRICS.p99),
    ok: slack >= 0,
    reason: response === null ? 'no finite response time' : null,
  };
}
