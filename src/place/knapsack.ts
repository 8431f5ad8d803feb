/**
 * The traditional optimum: the greatest weight that fits by memory and plain utilisation, latency unasked. It is the
 * question of `optimal.ts` in a world where nothing swaps, no CPU is busy and every response is immediate, so the same
 * engine proves it. Nodes are filled as the search leaves them: a planner who knows no latency has no reason to spread.
 */

import { type Discipline, takesOneContainer } from '../domain/disciplines.ts';
import type { LatencyQuestion, ResponseTime } from '../domain/latency.ts';
import type { NodeGroup, Profile, ProfileBook, Scenario } from '../domain/scenario.ts';
import { finished } from './finish.ts';
import { searchBest } from './optimal.ts';
import type { PlacementProblem, PlacementResult } from './problem.ts';

/** Places the greatest weight that memory and plain utilisation Σ λS allow, or says how far from it that may be. */
export async function placeByKnapsack(problem: PlacementProblem): Promise<PlacementResult> {
  const scenario = withoutLatency(problem.scenario);
  const { space, states, upperBound, isStopped } = await searchBest({
    ...problem,
    scenario,
    latency: immediate(scenario.profiles),
  });
  return finished(space, states, upperBound, isStopped);
}

/** The scenario in which only memory and plain utilisation cost anything. */
function withoutLatency(scenario: Scenario): Scenario {
  return {
    ...scenario,
    network: 0,
    profiles: withoutSwaps(scenario.profiles),
    nodes: scenario.nodes.map((node) => ({ ...node, discipline: plainDiscipline(node), compiledTogether: [] })),
    apps: scenario.apps.map((app) => ({ ...app, arrivals: { kind: 'poisson' }, preprocessTime: 0, slo: NO_SLO })),
  };
}

/** One of two for all nodes alike, but where Kubernetes counts containers: there those that share remain as many. */
function plainDiscipline({ kubernetes, discipline }: NodeGroup): Discipline {
  const isCounted = kubernetes != null && (kubernetes.replicas !== null || kubernetes.pods !== null);
  return isCounted && !takesOneContainer(discipline) ? 'ps' : 'fcfs';
}

const NO_SLO = { metric: 'mean', limit: Number.MAX_VALUE } as const;

function withoutSwaps(book: ProfileBook): ProfileBook {
  const known = new Map<Profile, Profile>();
  return {
    models: book.models,
    devices: book.devices,
    find(model, device) {
      const profile = book.find(model, device);
      if (profile === null) return null;
      const plain = known.get(profile) ?? { ...profile, swapTime: 0 };
      known.set(profile, plain);
      return plain;
    },
  };
}

/** Utilisation Σ λS, and response times of zero. */
function immediate(profiles: ProfileBook): LatencyQuestion {
  return (node, tenancy) => ({
    cpuUtilization: 0,
    accelerators: tenancy.map((tenants) => {
      const loads = tenants.map(({ app, count }) => {
        const profile = profiles.find(app.model, node.device);
        if (profile === null) throw new RangeError(`no profile of ${app.model} on ${node.device}`);
        return count * app.arrivalRate * profile.serviceTime;
      });
      const tenantAnswers = tenants.map(() => ({ response: IMMEDIATE, reason: null }));
      return { utilization: loads.reduce((sum, load) => sum + load, 0), isStable: true, tenants: tenantAnswers };
    }),
  });
}

const IMMEDIATE: ResponseTime = {
  mean: 0,
  stages: { network: 0, cpu: 0, accelerator: 0 },
  fidelity: 'exact',
  note: null,
  quantile: () => 0,
  tail: () => 0,
};
