/** The answer first: in one sentence, then its figures. */

import { planTotals } from '../../domain/plan.ts';
import type { Report } from '../../domain/report.ts';
import { nodeCount } from '../../domain/scenario.ts';
import { type SloStanding, worstStandings } from '../../domain/standing.ts';
import { counted } from '../../domain/text.ts';
import { verdictText } from '../gate-words.ts';
import { headroomSentence } from '../headroom-table.ts';
import { grouped, growthText, milliseconds, percent } from '../numbers.ts';
import { acceleratorName, verdictParts } from '../plan-parts.ts';
import { type Html, html, type Part } from './escape.ts';
import { SIGNS, signed, slackWords, type Tone, toneOf } from './signs.ts';

export function verdictSection(report: Report): Html {
  return html`${gateSentence(report)}${planSentence(report)}
<dl class="facts">
${facts(report).map(([name, value, note]) => html`<div><dt>${name}</dt><dd><strong>${value}</strong>${note}</dd></div>\n`)}</dl>
`;
}

function planSentence({ plan, gate }: Report): Html {
  const { isGood, count, breaking, rest } = verdictParts(plan);
  const words = html`<strong>${count}</strong>${breaking === '' ? null : html`, but <strong>${breaking}</strong>`}${rest}`;
  return headline(isGood ? 'good' : 'bad', words, gate === null);
}

const GATE_TONE = { pass: 'good', fail: 'bad', undecided: 'tight' } as const;

function gateSentence({ gate }: Report): Html | null {
  return gate && headline(GATE_TONE[gate.verdict], html`Gates: <strong>${verdictText(gate).text}</strong>`, true);
}

function headline(tone: Tone, words: Html, isFirst: boolean): Html {
  return html`<p class="verdict ${tone}${isFirst ? ' first' : ''}"><span class="sign" aria-hidden="true">${SIGNS[tone]}</span> <span>${words}</span></p>
`;
}

type Fact = readonly [name: string, value: Part, note: Part];

function facts(report: Report): Fact[] {
  const { plan } = report;
  const { apps, placed } = planTotals(plan);
  const idle = plan.nodes.filter((node) => node === null).length;
  const nodes = nodeCount(plan.scenario);
  return [
    [
      'Applications placed',
      `${grouped(placed)} of ${grouped(apps)}`,
      apps === 0 ? null : percent(Math.floor((placed / apps) * 100) / 100),
    ],
    [
      'Nodes used',
      `${grouped(nodes - idle)} of ${grouped(nodes)}`,
      idle === 0 ? 'none idle' : `${counted(idle, 'node')} idle`,
    ],
    ...busiest(report),
    ...tightest(report),
    headroomFact(report),
  ];
}

function headroomFact({ plan, headroom }: Report): Fact {
  const { growth } = headroom;
  const value = growth === null ? 'none' : growth < 0 ? `−${growthText(growth).slice(1)}` : growthText(growth);
  return ['Headroom of all rates', value, headroomSentence(plan, headroom).replace('\n', ' ')];
}

function busiest({ plan }: Report): Fact[] {
  let most: { name: string; utilization: number } | null = null;
  for (const node of plan.nodes) {
    for (const [accelerator, { utilization }] of (node?.answer.accelerators ?? []).entries()) {
      if (node === null || (most !== null && utilization <= most.utilization)) continue;
      most = { name: acceleratorName(plan, node, accelerator), utilization };
    }
  }
  if (most === null) return [];
  return [
    [
      'Busiest accelerator',
      percent(most.utilization),
      `${most.name}; the limit is ${percent(plan.scenario.limits.utilization)}`,
    ],
  ];
}

function tightest({ plan }: Report): Fact[] {
  const standings = [...worstStandings(plan.nodes).values()];
  const least = standings.reduce<SloStanding | null>((a, b) => (a === null || b.slack < a.slack ? b : a), null);
  if (least === null) return [];
  const { app, node, accelerator, response, value } = least;
  const figures =
    response === null ? '' : `: ${app.slo.metric} ${milliseconds(value)} of ${milliseconds(app.slo.limit)}`;
  return [
    [
      'SLO nearest to breaking',
      signed(toneOf(least), slackWords(least)),
      `${app.name} on ${acceleratorName(plan, node, accelerator)}${figures}`,
    ],
  ];
}
