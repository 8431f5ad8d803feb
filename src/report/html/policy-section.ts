/** Policies side by side: how many applications each hosts within their SLO, and how many it places that break theirs. */

import type { PolicyOutcome, Report } from '../../domain/report.ts';
import { applicationCount } from '../../domain/scenario.ts';
import { sentencesOf } from '../comparison-words.ts';
import { grouped, percent } from '../numbers.ts';
import { coordinate, type Html, html, type Part } from './escape.ts';
import { signed } from './signs.ts';
import { type Column, table } from './table.ts';

export function policySection({ plan, policies, comparison, requests }: Report): Html {
  const offered = applicationCount(plan.scenario);
  const hasSafe = policies.some(({ safePrefix }) => safePrefix !== null);
  const isSimulated = policies.some(({ simulated }) => simulated !== null);
  const columns: Column[] = [
    { title: 'Policy' },
    count('Within its SLO'),
    { title: 'Breaking its SLO', kind: 'short' },
    { title: `Of ${grouped(offered)} offered`, kind: 'long' },
    ...(hasSafe ? [count('Before anything breaks')] : []),
    ...(isSimulated ? [count('Breaking in simulation')] : []),
  ];
  const rows = policies.map((one): Part[] => [
    nameOf(one),
    html`<strong>${grouped(one.placed - one.violating)}</strong>`,
    one.violating === 0 ? signed('good', 'none') : signed('bad', grouped(one.violating)),
    bar(one, offered),
    ...(hasSafe ? [safeText(one)] : []),
    ...(isSimulated ? [simulatedText(one)] : []),
  ]);
  const sentences = comparison === null ? [] : sentencesOf(comparison, requests);
  return html`${sentences.map((sentence) => html`<p><strong>${sentence}</strong></p>\n`)}<p>The same applications and nodes under other rules, all judged by the same latency models. In the bars,
plain: placed within the SLO; striped: placed, and the SLO breaks. <code>knapsack</code> rules place by memory alone,
<code>ibis</code> rules by the formulas published with Ibis (Liang et al., ACM TAAS 2023), one application at a time.</p>
${STRIPES}
${table({ caption: 'Applications hosted by each policy', columns, rows })}`;
}

function count(title: string): Column {
  return { title, kind: 'number' };
}

function safeText({ safePrefix }: PolicyOutcome): string {
  return safePrefix === null ? '–' : `${safePrefix.isExact ? '' : '≥ '}${grouped(safePrefix.placed)}`;
}

/** Up to those that more requests would decide. */
function simulatedText({ simulated }: PolicyOutcome): string {
  if (simulated === null) return '–';
  const { violating, undecided } = simulated;
  return undecided === 0 ? grouped(violating) : `${grouped(violating)} to ${grouped(violating + undecided)}`;
}

function nameOf({ policy, isPlan, limitsLeft }: PolicyOutcome): Part {
  const name = policy === null ? 'as placed' : policy;
  if (limitsLeft !== null) return html`${name} <span class="note">(at ${percent(limitsLeft, 1)} of the limits)</span>`;
  return isPlan ? html`${name} <span class="note">(this plan)</span>` : name;
}

const WIDTH = 200;

const STRIPES = html`<svg class="unseen" width="0" height="0" aria-hidden="true"><defs><pattern id="stripes" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect class="stripe-ground" width="6" height="6"/><rect class="stripe" width="3" height="6"/></pattern></defs></svg>`;

function bar({ placed, violating }: PolicyOutcome, offered: number): Html {
  const scale = (count: number) => (offered === 0 ? 0 : (WIDTH * count) / offered);
  const ok = placed - violating;
  return html`<svg class="bar wide" viewBox="0 0 ${WIDTH} 14" preserveAspectRatio="none" aria-hidden="true"><rect class="room" width="${WIDTH}" height="14"/><rect class="load" width="${coordinate(scale(ok))}" height="14"/><rect fill="url(#stripes)" x="${coordinate(scale(ok))}" width="${coordinate(scale(violating))}" height="14"/></svg>`;
}
