/** Phrases that the table and the document of `replan` share. */

import type { ExplainedMove, Replan, ReplanRow } from '../domain/replan.ts';
import { groupOf, instanceName } from '../domain/scenario.ts';
import { counted } from '../domain/text.ts';
import { milliseconds } from './numbers.ts';

/** `jetson-1`, or `jetson-1/0` on a node of several accelerators; `null` for one that stops. */
export function destination({ plan: { scenario } }: Replan, { move: { to } }: ExplainedMove): string | null {
  if (to === null) return null;
  const isOneOfSeveral = groupOf(scenario.nodes, to.node).accelerators > 1;
  return `${instanceName(scenario.nodes, to.node)}${isOneOfSeveral ? `/${to.accelerator}` : ''}`;
}

/** What is predicted at the new place, or why there is none. */
export function outlook(replan: Replan, { move, predicted }: ExplainedMove): string {
  const app = groupOf(replan.plan.scenario.apps, move.instance);
  if (move.to === null) return noPlace(replan, replan.plan.reasons[app.index] ?? null);
  const { metric, limit } = app.slo;
  return `${metric} ${predicted === null ? '∞' : milliseconds(predicted)}, limit ${milliseconds(limit)}`;
}

/** What binds on the node that comes nearest, and that the number of moves was limited, where it was. */
function noPlace({ mostMoves }: Replan, reason: string | null): string {
  const limit = mostMoves === null ? '' : ` (at most ${counted(mostMoves, 'move')} allowed)`;
  return `${reason ?? 'no node takes it'}${limit}`;
}

/** Why it happens and what it comes to, as a sentence. */
export function moveSentence(replan: Replan, explained: ExplainedMove): string {
  const { move, from, why } = explained;
  const name = instanceName(replan.plan.scenario.apps, move.instance);
  const leaves = move.kind === 'start' ? `${name} starts on` : `${name} leaves ${from ?? 'its node'} for`;
  const to = destination(replan, explained);
  if (to === null) return `${name} stops: ${why}; no place elsewhere: ${outlook(replan, explained)}.`;
  return `${leaves} ${to}: ${why}; predicted there: ${outlook(replan, explained)}.`;
}

export function rowOf(replan: Replan, policy: ReplanRow['policy']): ReplanRow {
  const row = replan.rows.find((candidate) => candidate.policy === policy);
  if (row === undefined) throw new Error(`there is no row "${policy}"`);
  return row;
}
