/** Applications that did not all fit: why, and the smallest change with which one more would. */

import type { Explanation } from '../../domain/explanation.ts';
import type { Plan } from '../../domain/plan.ts';
import { waysToFit } from '../explain-table.ts';
import { grouped } from '../numbers.ts';
import { placedOf } from './application-section.ts';
import { type Html, html, type Part } from './escape.ts';
import { table } from './table.ts';

const MOST_ROWS = 100;

export function leftOutSection(plan: Plan): Html {
  const rows = plan.scenario.apps.flatMap((app): Part[][] => {
    const missing = app.count - placedOf(plan, app);
    if (missing === 0) return [];
    const explanation = plan.explanations?.find((one) => one.app === app);
    return [
      [
        app.name,
        `${grouped(missing)} of ${grouped(app.count)}`,
        plan.reasons[app.index] ?? 'not placed',
        whatNext(plan, explanation),
      ],
    ];
  });
  if (rows.length === 0) return html`<p>Every application is placed.</p>`;
  return table({
    caption: 'Applications that did not all fit; the reason is the constraint that binds where one more comes nearest',
    columns: [
      { title: 'Application' },
      { title: 'Not placed', kind: 'number' },
      { title: 'Reason', kind: 'long' },
      { title: 'One more would fit', kind: 'long' },
    ],
    rows: rows.slice(0, MOST_ROWS),
    hidden: { count: rows.length - MOST_ROWS, noun: 'more applications that did not all fit' },
  });
}

function whatNext(plan: Plan, explanation: Explanation | undefined): Part {
  if (explanation === undefined) return '–';
  const ways = waysToFit(plan, explanation);
  return ways.length === 0 ? 'with no single change of rate, SLO or number of nodes' : ways.join('; or ');
}
