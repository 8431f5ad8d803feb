/** Measures of what other parts of the program found out about a plan. */

import type { Baseline } from '../domain/gate-result.ts';
import type { Headroom, HeadroomBreak } from '../domain/headroom.ts';
import { countMoves, type Move, movesByGroup } from '../domain/moves.ts';
import type { Plan } from '../domain/plan.ts';
import { millisecondsText, percentText } from '../domain/quantity-text.ts';
import { type ApplicationGroup, groupOf, instanceName } from '../domain/scenario.ts';
import type { Survival } from '../domain/survival.ts';
import { counted, printable } from '../domain/text.ts';
import { type Culprit, known, type Measure, shares, unknown } from './measure.ts';

/** A growth of `null` where something is placed: nothing holds at any rate, which no requirement can accept. */
export function headroomMeasure(plan: Plan, { growth, limitedBy, reason }: Headroom): Measure {
  if (!plan.nodes.some((node) => node !== null)) return unknown(reason ?? 'nothing is placed');
  if (growth === null) return { ...known({ share: -1 }), reason };
  const culprits = limitedBy === null ? [] : [{ values: null, describe: () => limitCause(plan, limitedBy) }];
  return known({ share: growth }, culprits);
}

function limitCause(plan: Plan, { kind, app, node, value, limit, detail }: HeadroomBreak) {
  const on = `on ${instanceName(plan.scenario.nodes, node)}`;
  const group = groupOf(plan.scenario.nodes, node);
  const profile = app === null ? null : plan.scenario.profiles.find(app.model, group.device);
  const model =
    app === null || profile === null ? '' : `, ${printable(app.model)} ${millisecondsText(profile.serviceTime)}`;
  const what =
    kind === 'unstable' || value === null || limit === null
      ? `has no finite response time${detail === null ? '' : `: ${detail}`}`
      : kind === 'utilization'
        ? `utilization ${percentText(value)}, limit ${percentText(limit)}`
        : `reaches ${app?.slo.metric ?? 'its limit'} ${millisecondsText(limit)}`;
  return {
    text: `the first to break is ${app?.name ?? 'the accelerator'} ${on}${model}: ${what}`,
    origin: app?.origin ?? group.origin,
  };
}

/** Nodes whose loss it survives; of a plan that fails, only that they are fewer. */
export function survivalMeasure(plan: Plan, survival: Survival): Measure {
  const { verdict, losses, hosted, reason } = survival;
  if (hosted === 0) return unknown('nothing is placed');
  if (verdict === 'undecided') return { ...unknown(reason ?? 'not decided'), culprits: lossCulprits(plan, survival) };
  if (verdict === 'survives') return known({ count: losses });
  const fewer = losses > 1 ? `at most ${losses - 1}: fewer losses were not tried` : null;
  return { ...known({ count: losses - 1 }, lossCulprits(plan, survival)), reason: fewer };
}

function lossCulprits({ scenario }: Plan, { worst }: Survival): Culprit[] {
  if (worst === null) return [];
  const nodes = worst.nodes.slice(0, 5).map((node) => instanceName(scenario.nodes, node));
  const more = worst.nodes.length > nodes.length ? `, and ${worst.nodes.length - nodes.length} more` : '';
  return worst.unhosted.map(({ app, count }) => {
    const who = app.isCounted ? `${count} of ${app.count} ${app.name}` : app.name;
    const text = `without ${nodes.join(', ')}${more} there is no place for ${who}`;
    return { values: null, describe: () => ({ text, origin: app.origin }) };
  });
}

/** Of the applications that ran in the baseline and still run, how many do so elsewhere. */
export function movesMeasure(plan: Plan, { plan: earlier }: Baseline, moves: readonly Move[]): Measure {
  const count = countMoves(moves).moves;
  const ran = earlier.placement.node.reduce((sum, node) => sum + (node === -1 ? 0 : 1), earlier.displaced.length);
  const moved = moves.filter(({ kind }) => kind === 'move');
  const culprits = [...movesByGroup(plan.scenario.apps, moved)]
    .sort(([, a], [, b]) => b.length - a.length)
    .map(([app, own]): Culprit => ({ values: null, describe: () => movedCause(plan, app, own) }));
  return { ...known(shares(count, ran), culprits), whole: ran };
}

function movedCause({ scenario }: Plan, app: ApplicationGroup, moves: readonly Move[]) {
  const names = moves.slice(0, 3).map(({ instance, to }) => {
    const target = to === null ? '' : ` to ${instanceName(scenario.nodes, to.node)}`;
    return `${instanceName(scenario.apps, instance)}${target}`;
  });
  const more = moves.length > names.length ? `, and ${moves.length - names.length} more` : '';
  return { text: `${counted(moves.length, 'application')} moved: ${names.join(', ')}${more}`, origin: app.origin };
}
