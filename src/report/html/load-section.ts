/** Latency against load: a chart, a legend that says what it shows, and its figures, for each accelerator. */

import { SLO_SLACK } from '../../domain/latency.ts';
import type { LoadChart, LoadCurves, LoadLine } from '../../domain/load-curves.ts';
import type { Plan } from '../../domain/plan.ts';
import { counted } from '../../domain/text.ts';
import { grouped, milliseconds, percent } from '../numbers.ts';
import { acceleratorName, acceleratorsName, sloText } from '../plan-parts.ts';
import { type Html, html, type Part } from './escape.ts';
import { type ChartLevel, curveKey, lineChart } from './line-chart.ts';
import { signed, type Tone } from './signs.ts';
import { type Column, table } from './table.ts';

/** Loads in the table of a chart's figures. */
const FIGURES = 8;

export function loadSection(plan: Plan, { charts, hiddenStates, hiddenAccelerators }: LoadCurves): Html {
  const more =
    hiddenStates === 0
      ? null
      : html`<p class="rest">And ${counted(hiddenAccelerators, 'accelerator')} in ${counted(hiddenStates, 'further state')}, all further from breaking.</p>`;
  return html`<p>What happens on each accelerator when all its rates grow or shrink together, the placement kept. Each
curve is the statistic that the application’s SLO bounds; a dashed level line is an SLO. Nearest to breaking first;
equal accelerators share a chart. Curves end at 95 % of saturation: nearer to it the models were not checked.</p>
<div class="charts">
${charts.map((chart, index) => figure(plan, chart, index))}</div>
${more}`;
}

function figure(plan: Plan, chart: LoadChart, index: number): Html {
  const name = nameOf(plan, chart);
  const { loads, lines, hiddenLines } = chart;
  const drawing = lineChart({
    id: `chart-${index + 1}`,
    description: `Response times on ${name} over its load, in ms. ${saturation(chart)}`,
    loads,
    curves: lines.map(({ app, values }) => ({ name: app.name, values })),
    levels: levelsOf(lines),
  });
  return html`<figure>
<figcaption><h3>${name}</h3><p>${saturation(chart)}</p></figcaption>
${drawing}${legend(name, lines)}
${hiddenLines > 0 ? html`<p class="rest">And ${counted(hiddenLines, 'application')} further from breaking.</p>` : null}
<details><summary>Figures<span class="unseen"> of ${name}</span></summary>${figures(name, chart)}</details>
</figure>
`;
}

function nameOf(plan: Plan, { node, accelerator, count }: LoadChart): string {
  const one = acceleratorName(plan, node, accelerator);
  return count === 1 ? one : `${acceleratorsName(node, accelerator, count)} like ${one}`;
}

function saturation({ node, accelerator, lastStable, isSaturating }: LoadChart): string {
  const busy = `${percent(node.answer.accelerators[accelerator]?.utilization ?? 0)} busy now`;
  const at = `${grouped(lastStable)} times the present rates`;
  return isSaturating ? `${busy}; saturated from ${at} on.` : `${busy}; not saturated at ${at}.`;
}

/** One level for each SLO that differs. */
function levelsOf(lines: readonly LoadLine[]): ChartLevel[] {
  const levels = new Map<string, ChartLevel>();
  for (const { app } of lines) levels.set(sloText(app.slo), { text: sloText(app.slo), value: app.slo.limit });
  return [...levels.values()];
}

function legend(name: string, lines: readonly LoadLine[]): Html {
  return table({
    caption: `Curves of ${name}`,
    columns: [
      { title: 'Application' },
      { title: 'SLO', kind: 'short' },
      { title: 'Now', kind: 'number' },
      { title: 'Keeps SLO', kind: 'number' },
    ],
    rows: lines.map((line, index): Part[] => {
      const { app, count, now, holdsUpTo } = line;
      return [
        html`${curveKey(index)} ${count === 1 ? '' : `${grouped(count)} × `}${app.name}`,
        sloText(app.slo),
        now === null ? 'not finite' : milliseconds(now),
        isKeptPastEnd(line) ? signed('tight', 'now, near saturation') : signed(toneOf(holdsUpTo), keptText(line)),
      ];
    }),
  });
}

function keptText({ holdsUpTo, isBrokenBeyond }: LoadLine): string {
  if (holdsUpTo === null) return 'at no load';
  if (isBrokenBeyond) return `up to ${loadText(holdsUpTo)}`;
  return `${holdsUpTo < 1 ? 'at least up to' : 'beyond'} ${loadText(holdsUpTo)}`;
}

/** Kept at the present load, which lies between the end of the curve and saturation. */
function isKeptPastEnd({ app, now, holdsUpTo, isBrokenBeyond }: LoadLine): boolean {
  return (
    now !== null && now <= app.slo.limit * (1 + SLO_SLACK) && !isBrokenBeyond && holdsUpTo !== null && holdsUpTo < 1
  );
}

/** Rounded down: no load is promised that does not hold. */
function loadText(load: number): string {
  return `${(Math.floor(load * 100) / 100).toLocaleString('en-US')}×`;
}

function toneOf(holdsUpTo: number | null): Tone {
  if (holdsUpTo === null || holdsUpTo < 1) return 'bad';
  return holdsUpTo < 1.1 ? 'tight' : 'good';
}

function figures(name: string, { loads, lines }: LoadChart): Html {
  const step = (loads.length - 1) / (FIGURES - 1);
  const picked = new Set(Array.from({ length: FIGURES }, (_, k) => Math.round(k * step)));
  const now = loads.indexOf(1);
  if (now !== -1) picked.add(now);
  return table({
    caption: `Response times on ${name} by load`,
    columns: [
      { title: 'Load' },
      ...lines.map(({ app }): Column => ({ title: `${app.name}, ${app.slo.metric}`, kind: 'number' })),
    ],
    rows: [...picked]
      .sort((a, b) => a - b)
      .map((k) => [
        `${grouped(loads[k] as number)}×${k === now ? ' (now)' : ''}`,
        ...lines.map(({ values }) => {
          const value = values[k] ?? null;
          return value === null ? 'not finite' : milliseconds(value);
        }),
      ]),
  });
}
