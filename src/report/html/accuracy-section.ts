/** How far the figures of the page can be trusted: what they assume, and what the models were found to be off by. */

import { type ErrorRange, MODEL_ACCURACY, type ModelAccuracy, RECORDED_ACCURACY } from '../../domain/model-accuracy.ts';
import type { Plan } from '../../domain/plan.ts';
import { errorsByDiscipline, simulatedInstances, simulatedTotals } from '../../domain/simulated-plan.ts';
import type { PlanSimulation } from '../../domain/simulation.ts';
import { counted } from '../../domain/text.ts';
import { percent } from '../numbers.ts';
import { type Html, html, type Part } from './escape.ts';
import { type Column, table } from './table.ts';

export function accuracySection(plan: Plan): Html {
  return html`${assumptions(plan)}${plan.simulation === undefined ? null : simulated(plan, plan.simulation)}
${againstSimulator(plan)}
${againstRecording()}`;
}

/** Each approximation that stands behind a figure, once. */
function assumptions({ nodes }: Plan): Html {
  const answers = nodes.flatMap((node) => node?.answer.accelerators.flatMap(({ tenants }) => tenants) ?? []);
  const notes = [...new Set(answers.flatMap(({ response }) => (response?.note == null ? [] : [response.note])))];
  if (answers.length === 0) return html`<p>Nothing is placed, so this page shows no response time.</p>`;
  if (answers.every(({ response }) => response === null))
    return html`<p>Nothing that is placed has a finite response time.</p>`;
  if (notes.length === 0)
    return html`<p>Every response time here is exact for the queueing model of its accelerator.</p>`;
  return html`<p>Response times are computed by queueing models. In this plan these are approximations:</p>
<ul>${notes.map((note) => html`<li>${note}</li>`)}</ul>
`;
}

function againstSimulator(plan: Plan): Html | null {
  const rows = MODEL_ACCURACY.filter((row) => speaksOf(row, plan)).map((row): Part[] => [
    row.title,
    ...[row.mean, row.p95, row.p99].map(rangeText),
  ]);
  if (rows.length === 0) return null;
  return table({
    caption:
      'Error of the models used here against a simulator that shares no formula with them, over mixes and loads up to 0.9: on average, and at worst',
    columns: [{ title: 'Model' }, ...['Mean', 'p95', 'p99'].map((title): Column => ({ title, kind: 'number' }))],
    rows,
  });
}

function speaksOf({ discipline, condition }: ModelAccuracy, { scenario, nodes }: Plan): boolean {
  const used = nodes.flatMap((node) => (node?.group.discipline === discipline ? [node] : []));
  if (used.length === 0) return false;
  if (condition === 'workers') return used.some(({ group }) => group.concurrency > 1);
  if (condition === 'arrivals') return scenario.apps.some(({ arrivals }) => arrivals.kind !== 'poisson');
  return condition === null || used.some(({ answer }) => answer.cpuUtilization > 0);
}

function rangeText({ average, worst }: ErrorRange): string {
  return `${percent(average, 1)}, ${percent(worst, 1)}`;
}

function againstRecording(): Html {
  const { requests, models, ibis, replay } = RECORDED_ACCURACY;
  return html`<p>Against measurements: on ${requests.toLocaleString('en-US')} requests that the authors of Ibis recorded on an
edgeTPU, the models miss the measured means by ${percent(models.average, 1)} on average and ${percent(models.worst, 1)} at
worst, the formulas of Ibis by ${percent(ibis.average, 1)} and ${percent(ibis.worst, 1)}; the recorded arrivals replayed in the
simulator by ${percent(replay.average, 1)} and ${percent(replay.worst, 1)}. What a profile measures, and where, is written in its
own row; no model is better than its profile.</p>
`;
}

function simulated(plan: Plan, simulation: PlanSimulation): Html {
  const instances = simulatedInstances(plan, simulation);
  const { kept, broken, undecided, confirmed, contradicted } = simulatedTotals(instances);
  return html`<p>This plan was simulated, ${simulation.requests.toLocaleString('en-US')} requests in all: of its SLOs
${counted(kept, 'is', 'are')} kept, ${broken} broken and ${undecided} not decided, each with 95 % confidence;
${confirmed} of ${counted(confirmed + contradicted, 'prediction')} lie within the interval of the simulation, of which
one in twenty misses the truth by chance.</p>
${table({
  caption: 'Predicted against simulated means of this plan',
  columns: [
    { title: 'Discipline', kind: 'short' },
    { title: 'Applications', kind: 'number' },
    { title: 'Off on average', kind: 'number' },
    { title: 'At worst', kind: 'number' },
  ],
  rows: errorsByDiscipline(instances).map(({ discipline, applications, meanError, worst }) => [
    discipline,
    applications,
    percent(meanError, 1),
    percent(Math.abs(worst), 1),
  ]),
})}`;
}
