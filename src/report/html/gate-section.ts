/** A gate's checks, what breaks those that are broken, and what changed since the baseline. */

import type { GateCause, GateCheck, GateResult } from '../../domain/gate-result.ts';
import { documentName } from '../document-name.ts';
import { measuredText, requiredText, shortfallText } from '../gate-words.ts';
import { grouped } from '../numbers.ts';
import { type Html, html, type Part } from './escape.ts';
import { signed } from './signs.ts';
import { type Column, table } from './table.ts';

const MOST_CAUSES = 8;
const MOST_CHANGES = 40;

export function gateSection({ checks, baseline, changes }: GateResult): Html {
  const rows = checks.map((check): Part[] => [
    check.gate,
    requiredText(check),
    measuredText(check),
    standing(check),
    causes(check),
  ]);
  const columns: Column[] = [
    { title: 'Gate', kind: 'short' },
    { title: 'Required', kind: 'short' },
    { title: 'Measured', kind: 'short' },
    { title: 'Standing', kind: 'long' },
    { title: 'Because of', kind: 'long' },
  ];
  return html`${table({ caption: 'Capacity budgets, and whether the plan keeps them', columns, rows })}
${baseline === null || changes === null ? null : changed(baseline, changes)}`;
}

function standing(check: GateCheck): Html {
  const { verdict, level, reason } = check;
  const warning = level === 'warn' && verdict !== 'pass' ? ', a warning only' : '';
  const note = [verdict === 'fail' ? shortfallText(check) : null, reason].filter((part) => part !== null).join('; ');
  const rest = note === '' ? '' : `: ${note}`;
  if (verdict === 'pass') return signed('good', `kept${rest}`);
  if (verdict === 'fail') return signed('bad', `broken${warning}${rest}`);
  return verdict === 'skipped' ? signed('idle', `skipped${rest}`) : signed('tight', `undecided${warning}${rest}`);
}

function causes({ causes: all, hiddenCauses }: GateCheck): Part {
  if (all.length === 0) return '–';
  const hidden = Math.max(0, all.length - MOST_CAUSES) + hiddenCauses;
  const shown = all.slice(0, MOST_CAUSES).map((cause) => html`<li>${causeText(cause)}</li>`);
  return html`<ul>${shown}${hidden > 0 ? html`<li>and ${grouped(hidden)} more</li>` : null}</ul>`;
}

function causeText({ text, origin }: GateCause): string {
  return origin === null ? text : `${documentName(origin.file)}:${origin.line}: ${text}`;
}

function changed(baseline: string, changes: readonly GateCause[]): Html {
  const hidden = changes.length - MOST_CHANGES;
  const lines = changes.slice(0, MOST_CHANGES).map((change) => html`<li>${causeText(change)}</li>\n`);
  const list = html`<ul>
${lines}${hidden > 0 ? html`<li>and ${grouped(hidden)} more</li>` : null}</ul>`;
  return html`<h3>Since ${documentName(baseline)}</h3>
${changes.length === 0 ? html`<p>Nothing has changed.</p>` : list}`;
}
