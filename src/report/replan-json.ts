/** A repaired plan as a document: what `fit` writes of a plan, and beside it the moves and what other rules would do. */

import type { ExplainedMove, Replan, ReplanRow } from '../domain/replan.ts';
import { instanceName } from '../domain/scenario.ts';
import { printable } from '../domain/text.ts';
import { planDocument } from './json.ts';
import { jsonText } from './json-text.ts';
import { rounded } from './numbers.ts';
import { moveSentence, rowOf } from './replan-parts.ts';

export function renderReplanJson(replan: Replan): string {
  const { summary, apps, accelerators, profiles, ...head } = planDocument(replan.plan);
  const { moves, stops, starts } = rowOf(replan, 'replan');
  const { changes, ran, harmed, relieved, atLeast, mostMoves } = replan;
  const document = {
    ...head,
    summary: { ...summary, ran, harmed, overfullNodes: relieved, moves, stops, starts, atLeast, mostMoves },
    changes,
    gone: replan.goneApps.map((name) => printable(name, 200)),
    moves: replan.moves.map((move) => moveEntry(replan, move)),
    policies: replan.rows.map((row) => policyEntry(replan, row)),
    apps,
    accelerators,
    profiles,
  };
  return jsonText(document);
}

function moveEntry(replan: Replan, explained: ExplainedMove) {
  const { move, from, predicted } = explained;
  const { nodes, apps } = replan.plan.scenario;
  return {
    app: instanceName(apps, move.instance),
    kind: move.kind,
    from: from === null ? null : { node: printable(from, 200), accelerator: move.from?.accelerator ?? null },
    to: move.to === null ? null : { node: instanceName(nodes, move.to.node), accelerator: move.to.accelerator },
    predictedMs: predicted === null ? null : rounded(predicted),
    reason: moveSentence(replan, explained),
  };
}

function policyEntry({ isFreshExact }: Replan, { policy, ...row }: ReplanRow) {
  return { policy, ...row, ...(policy === 'fresh plan' && { fewestMoves: isFreshExact }) };
}
