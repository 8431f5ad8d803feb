/** Every application group: what it asks for, how many are placed, and the worst of them against its SLO. */

import type { Plan } from '../../domain/plan.ts';
import type { ApplicationGroup } from '../../domain/scenario.ts';
import { type SloStanding, worstStandings } from '../../domain/standing.ts';
import { perSecond } from '../../domain/units.ts';
import { grouped, milliseconds, ratePerSecond } from '../numbers.ts';
import { sloText } from '../plan-parts.ts';
import { type Html, html, type Part } from './escape.ts';
import { signed, slackWords, toneOf } from './signs.ts';
import { table } from './table.ts';

const MOST_ROWS = 200;

export function applicationSection(plan: Plan): Html {
  const { apps } = plan.scenario;
  const worst = worstStandings(plan.nodes);
  return html`${table({
    caption: 'Applications, and the placed instance of each that is nearest to breaking its SLO',
    columns: [
      { title: 'Application' },
      { title: 'Model' },
      { title: 'Rate of each', kind: 'number' },
      { title: 'SLO', kind: 'short' },
      { title: 'Placed', kind: 'number' },
      { title: 'Worst', kind: 'number' },
      { title: 'Standing', kind: 'short' },
    ],
    rows: apps.slice(0, MOST_ROWS).map((app) => row(plan, app, worst.get(app.index))),
    hidden: { count: apps.length - MOST_ROWS, noun: 'more applications' },
  })}`;
}

function row(plan: Plan, app: ApplicationGroup, standing: SloStanding | undefined): Part[] {
  const placed = placedOf(plan, app);
  const share = `${grouped(placed)} of ${grouped(app.count)}`;
  return [
    app.name,
    app.model,
    ratePerSecond(perSecond(app.arrivalRate)),
    sloText(app.slo),
    placed === app.count ? share : html`<strong>${share}</strong>`,
    standing?.response == null ? '–' : milliseconds(standing.value),
    standing === undefined ? signed('idle', 'none placed') : signed(toneOf(standing), slackWords(standing)),
  ];
}

/** Instances of a group that are placed. */
export function placedOf({ placement }: Plan, { firstIndex, count }: ApplicationGroup): number {
  return placement.node.subarray(firstIndex, firstIndex + count).reduce((sum, node) => sum + (node === -1 ? 0 : 1), 0);
}
