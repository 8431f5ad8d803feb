/** A plan as Markdown, for a pull request or a wiki. */

import { memoryOn, type Plan, verdictOn } from '../domain/plan.ts';
import { instanceName } from '../domain/scenario.ts';
import { worstStandings } from '../domain/standing.ts';
import { harmless } from '../domain/text.ts';
import { perSecond } from '../domain/units.ts';
import { acceleratorRows } from './accelerator-rows.ts';
import { nameRanges } from './names.ts';
import { memoryText, milliseconds, percent, ratePerSecond } from './numbers.ts';
import { overviewLine, sloText, verdictLine } from './plan-parts.ts';
import { createStyle } from './style.ts';

export function renderPlanMarkdown(plan: Plan): string {
  const plain = createStyle(false);
  const parts = [
    `# ${escaped(overviewLine(plan).trim())}`,
    escaped(verdictLine(plan, plain).trim()),
    '## Applications',
    applications(plan),
    '## Accelerators',
    accelerators(plan),
    leftOut(plan),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function applications(plan: Plan): string {
  const worst = worstStandings(plan.nodes);
  const placed = placedByGroup(plan);
  const rows = plan.scenario.apps.map((app) => {
    const standing = worst.get(app.index);
    const value = standing === undefined ? '' : standing.response === null ? '∞' : milliseconds(standing.value);
    const count = `${placed.get(app.index) ?? 0}/${app.count}`;
    return [app.name, app.model, ratePerSecond(perSecond(app.arrivalRate)), sloText(app.slo), count, value];
  });
  return table(['application', 'model', 'rate', 'SLO', 'placed', 'worst'], [0, 0, 1, 0, 1, 1], rows);
}

function placedByGroup(plan: Plan): Map<number, number> {
  const placed = new Map<number, number>();
  for (const { app, count } of plan.nodes.flatMap((node) => node?.tenancy.flat() ?? [])) {
    placed.set(app.index, (placed.get(app.index) ?? 0) + count);
  }
  return placed;
}

function accelerators(plan: Plan): string {
  const rows = acceleratorRows(plan, true).map(({ name, node, accelerator, instances }) => {
    const busy = percent(node.answer.accelerators[accelerator]?.utilization ?? 0);
    const isKept = (node.tenancy[accelerator] ?? []).every(({ app }) => verdictOn(node, accelerator, app).isOk);
    const memory = memoryText(memoryOn(node, accelerator));
    return [
      name,
      node.group.device,
      busy,
      memory,
      isKept ? 'kept' : 'broken',
      nameRanges(plan.scenario.apps, instances),
    ];
  });
  return table(['accelerator', 'device', 'utilization', 'memory', 'SLOs', 'hosts'], [0, 0, 1, 1, 0, 0], rows);
}

function leftOut(plan: Plan): string {
  const missing = plan.scenario.apps.flatMap((app) => {
    const instances = Array.from({ length: app.count }, (_, k) => app.firstIndex + k);
    const out = instances.filter((instance) => plan.placement.node[instance] === -1);
    if (out.length === 0) return [];
    const name = out.length === 1 ? instanceName(plan.scenario.apps, out[0] as number) : app.name;
    return [`* ${out.length} of ${app.count} ${escaped(name)}: ${escaped(plan.reasons[app.index] ?? 'not placed')}`];
  });
  return missing.length === 0 ? '' : ['## Not placed', '', ...missing].join('\n');
}

/** `isRight`: 1 for columns of numbers. */
function table(titles: readonly string[], isRight: readonly (0 | 1)[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const rule = line(isRight.map((right) => (right === 1 ? '---:' : '---')));
  return [line(titles), rule, ...rows.map((row) => line(row.map(escaped)))].join('\n');
}

/** Nothing in a name becomes a column, a link, an image or HTML. */
function escaped(text: string): string {
  return harmless(text).replace(/[\\`*_[\]<>|#!]/g, '\\$&');
}
