/** What is said of the loss of nodes, in words and in documents. */

import { instanceName, type Scenario } from '../domain/scenario.ts';
import type { GroupCount, LossCase, Survival } from '../domain/survival.ts';
import { counted } from '../domain/text.ts';
import { nameRanges } from './names.ts';
import type { TableOptions } from './plan-parts.ts';
import { wrappedText } from './wrapped-text.ts';

/** `any node`, `any 2 nodes`. */
export function anyNodes(losses: number): string {
  return losses === 1 ? 'any node' : `any ${losses} nodes`;
}

/** The verdict and the worst loss, for people. `scenario` is the one whose nodes are lost. */
export function survivalText(survival: Survival, scenario: Scenario, { style, width }: TableOptions): string {
  const { verdict, losses, hosted, worst, reason } = survival;
  const loss = `the loss of ${anyNodes(losses)}`;
  if (hosted === 0) return `${style.warn('?')} Nothing is hosted, so nothing can be said of ${loss}.\n`;
  const lines = {
    survives: `${style.good('✓')} Survives ${loss}: everything can be hosted again. ${worst === null ? '' : movesText(survival, worst, scenario)}`,
    fails: `${style.bad('✗')} Does not survive ${loss}. ${worst === null ? '' : failureText(worst)}`,
    undecided: `${style.warn('?')} Undecided whether it survives ${loss}: ${reason}.`,
  };
  return `${wrappedText(lines[verdict].trim(), width)}\n`;
}

function movesText(
  { isWorstOfAll }: Survival,
  { nodes, displaced, moves }: LossCase,
  { nodes: groups }: Scenario,
): string {
  const which = isWorstOfAll ? 'Most move' : 'Among the fullest, most move';
  const how = moves === displaced ? 'all from the lost; the rest can stay' : `${displaced} of them from the lost`;
  return `${which} when ${nameRanges(groups, nodes)} ${nodes.length === 1 ? 'is' : 'are'} lost: ${moves} (${how}).`;
}

function failureText({ lost, unhosted }: LossCase): string {
  const left = unhosted.reduce((sum, { count }) => sum + count, 0);
  return `Worst: ${lostText(lost)}; then ${counted(left, 'application')} ${left === 1 ? 'finds' : 'find'} no place (${unhostedText(unhosted)}).`;
}

/** `1 jetson and 2 coral`. */
function lostText(lost: LossCase['lost']): string {
  return lost.map(({ group, count }) => `${count} ${group}`).join(' and ');
}

function unhostedText(unhosted: readonly GroupCount[]): string {
  return unhosted.map(({ app, count }) => `${count} ${app.name}`).join(', ');
}

/** `summary.survive` of a document. */
export function survivalJson({ worst, ...survival }: Survival, scenario: Scenario) {
  const { losses, verdict, reason, hosted, cases, isWorstOfAll } = survival;
  return {
    losses,
    verdict,
    reason,
    hosted,
    cases,
    worst: worst === null ? null : { ...lossJson(worst, scenario), isWorstOfAll },
  };
}

function lossJson({ nodes, lost, displaced, moves, unhosted }: LossCase, scenario: Scenario) {
  return {
    nodes: nodes.map((node) => instanceName(scenario.nodes, node)),
    lost: lost.map(({ group, count }) => ({ node: group, count })),
    displaced,
    moves,
    unhosted: unhosted.map(({ app, count }) => ({ app: app.name, count })),
  };
}
