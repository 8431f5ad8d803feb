/**
 * The published baseline's policies, kept exactly as the contract words them: Liang, Hanafy, Ali-Eldin, Shenoy,
 * "Model-driven Cluster Resource Management for AI Workloads in Edge Clouds", ACM TAAS 2023. They see mean response
 * times of the published formulas only, and limits of 0.8 whatever the scenario's are; what they place may therefore
 * violate our constraints, and `check.ts` will say so.
 */

import { instanceName } from '../domain/scenario.ts';
import { Board, type Choice, type Rule } from './board.ts';
import { type ApplicationClass, type Fleet, fleetOf, type NodeKind } from './fleet.ts';
import { IbisSpace, type IbisState } from './ibis-states.ts';
import { naturalOrder } from './natural-order.ts';
import { placeInScenarioOrder } from './online.ts';
import type { PlacementProblem, PlacementResult } from './problem.ts';

type IbisMethod = 'bfs' | 'dfs' | 'grouping';
type Rules = 'edgetpu' | 'gpu';

/** Lower is better; the board settles ties by the order of nodes. */
type Ranking = (space: IbisSpace, state: IbisState, application: ApplicationClass, accelerator: number) => number[];

/** Loads are compared in these: sums of the same terms in another order are equal, and the first node is taken. */
const LOAD_TICKS = 1e9;

function ticks(load: number): number {
  return Math.round(load * LOAD_TICKS);
}

/** A node with the model, else an idle one, else the one of least ρ. */
const breadthFirst: Ranking = (space, state, application, accelerator) => {
  if (space.joins(state, application, accelerator) >= 0) return [0, 0];
  if (state.accelerators[accelerator]?.length === 0) return [1, 0];
  return [2, ticks(space.utilization(state, accelerator))];
};

/** On a GPU a node with the model (shared) goes first; otherwise the order of nodes alone decides. */
const depthFirst: Ranking = (space, state, application, accelerator) => {
  const isFirst = space.rules(state.kind) === 'gpu' && space.joins(state, application, accelerator) >= 0;
  return [isFirst ? 0 : 1];
};

const RANKING: Readonly<Record<IbisMethod, Ranking>> = {
  bfs: breadthFirst,
  dfs: depthFirst,
  grouping: breadthFirst,
};

/** `ibis-grouping` is a policy for edgeTPUs with memory as the only condition; GPUs keep all of theirs. */
function onlyMemoryCounts(method: IbisMethod, rules: Rules): boolean {
  return method === 'grouping' && rules === 'edgetpu';
}

function rule(space: IbisSpace, fleet: Fleet, method: IbisMethod): Rule<IbisState> {
  return {
    idle: (kind) => space.idle(kind),
    kindOf: (state) => state.kind,
    isFeasible: () => true,
    options(state, application) {
      if (fleet.profile(application, state.kind) === null) return [];
      return [...state.accelerators.keys()].flatMap((accelerator) => {
        if (!space.fitsMemory(state, application, accelerator)) return [];
        const next = space.joined(state, application, accelerator);
        const isFeasible =
          onlyMemoryCounts(method, space.rules(state.kind)) || space.meetsConditions(next, application, accelerator);
        const rank = RANKING[method](space, state, application, accelerator);
        return isFeasible ? [{ accelerator, next, rank }] : [];
      });
    },
  };
}

/** Growth of ρ by a choice. */
function growth(space: IbisSpace, { state, option }: Choice<IbisState>): number {
  return space.utilization(option.next, option.accelerator) - space.utilization(state, option.accelerator);
}

/** Where both kinds of accelerator can take an application: the one whose ρ grows less; the GPU when equal. */
function chooser(space: IbisSpace, board: Board<IbisState>) {
  const among = (application: ApplicationClass, rules: Rules) =>
    board.best(application, rules, (kind: NodeKind) => space.rules(kind) === rules);
  return (application: ApplicationClass): Choice<IbisState> | null => {
    const edgetpu = among(application, 'edgetpu');
    const gpu = among(application, 'gpu');
    if (edgetpu === null || gpu === null) return edgetpu ?? gpu;
    return ticks(growth(space, edgetpu)) < ticks(growth(space, gpu)) ? edgetpu : gpu;
  };
}

/** Depth first goes by name, in natural order; the others by the scenario's order. */
function nodeOrder(problem: PlacementProblem, fleet: Fleet, method: IbisMethod): Int32Array {
  const nodes = [...fleet.kindOf.keys()];
  if (method !== 'dfs') return Int32Array.from(nodes);
  const names = nodes.map((node) => instanceName(problem.scenario.nodes, node));
  return Int32Array.from(nodes.sort((a, b) => naturalOrder(names[a] as string, names[b] as string)));
}

/** Places with one of the published policies. It proves nothing about the best possible. */
export async function placeByIbis(problem: PlacementProblem, method: IbisMethod): Promise<PlacementResult> {
  const fleet = fleetOf(problem.scenario);
  const space = new IbisSpace(fleet, problem.ibis, problem.scenario.network);
  const board = new Board(fleet, rule(space, fleet, method), nodeOrder(problem, fleet, method));
  const placement = placeInScenarioOrder(fleet, board, chooser(space, board));
  return { placement, status: 'feasible', upperBound: null };
}
