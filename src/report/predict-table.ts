/** Response times of a placement as a person reads them: stages, mean and tail of every application, by accelerator. */

import type { Plan } from '../domain/plan.ts';
import { SLO_METRICS } from '../domain/scenario.ts';
import { type SloStanding, standingsOn } from '../domain/standing.ts';
import { type AcceleratorRow, acceleratorRows } from './accelerator-rows.ts';
import { renderExplainPart } from './explain-table.ts';
import { renderHeadroomPart } from './headroom-table.ts';
import { grouped, percent } from './numbers.ts';
import { overviewLine, slackText, sloText, type TableOptions, verdictLine } from './plan-parts.ts';
import { leftOut } from './plan-table.ts';
import { textTable } from './text-table.ts';
import { wrappedText } from './wrapped-text.ts';

export function renderPredictTable(plan: Plan, options: TableOptions): string {
  const { style, width, isVerbose } = options;
  const rows = acceleratorRows(plan, isVerbose);
  const columns = [
    { title: 'times in ms' },
    { title: 'network', align: 'right' },
    { title: 'cpu', align: 'right' },
    { title: 'accel', align: 'right' },
    { title: 'mean', align: 'right' },
    { title: 'p95', align: 'right' },
    { title: 'p99', align: 'right' },
    { title: 'SLO' },
    { title: 'slack', align: 'right' },
  ] as const;
  const cells = rows.flatMap((row) => [heading(row, style.strong), ...standingCells(row, style)]);
  const table = rows.length === 0 ? '' : textTable(columns, cells, width, style.faint);
  const sections = [
    overviewLine(plan, options.width),
    verdictLine(plan, style),
    table,
    leftOut(plan, options),
    notes(rows, options.width),
    renderHeadroomPart(plan, options),
    renderExplainPart(plan, options),
  ];
  return sections.filter((text) => text !== '').join('\n');
}

function heading({ name, node, accelerator }: AcceleratorRow, strong: (text: string) => string): string[] {
  const busy = percent(node.answer.accelerators[accelerator]?.utilization ?? 0);
  return [strong(`${name} (${busy})`)];
}

function standingCells(row: AcceleratorRow, style: TableOptions['style']): string[][] {
  return standingsOn(row.node, row.accelerator).map((standing) => {
    const count = row.node.tenancy[row.accelerator]?.find(({ app }) => app === standing.app)?.count ?? 1;
    const name = `  ${count === 1 ? '' : `${count} × `}${standing.app.name}`;
    return [name, ...responseCells(standing, style), sloText(standing.app.slo), slackOf(standing, style)];
  });
}

function responseCells({ response }: SloStanding, style: TableOptions['style']): string[] {
  if (response === null) return ['', '', '', style.bad('∞'), style.bad('∞'), style.bad('∞')];
  const { network, cpu, accelerator } = response.stages;
  const tail = [SLO_METRICS.p95, SLO_METRICS.p99].map((probability) => response.quantile(probability));
  return [network, cpu, accelerator, response.mean, ...tail].map(grouped);
}

function slackOf({ response, slack }: SloStanding, style: TableOptions['style']): string {
  return response === null ? style.bad('unstable') : slackText(slack, style);
}

/** Each approximation and each reason for instability once. */
function notes(rows: readonly AcceleratorRow[], width: number): string {
  const answers = rows.flatMap(({ node, accelerator }) => node.answer.accelerators[accelerator]?.tenants ?? []);
  const texts = new Set(answers.map(({ response, reason }) => reason ?? response?.note ?? ''));
  return [...texts]
    .filter((text) => text !== '')
    .map((text) => `${wrappedText(`Note: ${text}.`, width)}\n`)
    .join('');
}
