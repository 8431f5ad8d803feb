/** What the simulator adds to the JSON document of a plan (contract: `simulated`). */

import type { Plan } from '../domain/plan.ts';
import {
  errorsByDiscipline,
  type SimulatedInstance,
  simulatedInstances,
  simulatedTotals,
} from '../domain/simulated-plan.ts';
import type { Interval, PlanSimulation } from '../domain/simulation.ts';
import { rounded } from './numbers.ts';

export interface SimulationParts {
  /** Fields of `summary`. */
  readonly summary: object;
  /** `simulated` of an application by global index; `null` for one that is not placed. */
  readonly appOf: (index: number) => object | null;
  /** Busy share of an accelerator; `null` where its node hosts nothing. */
  readonly utilizationOf: (node: number, accelerator: number) => number | null;
}

export function simulationParts(plan: Plan, simulation: PlanSimulation): SimulationParts {
  const instances = simulatedInstances(plan, simulation);
  return {
    summary: summary(simulation, instances),
    appOf: (index) => simulatedApp(instances[index] ?? null),
    utilizationOf: (node, accelerator) => orNull(simulation.nodes[node]?.acceleratorUtilization[accelerator]),
  };
}

function summary(simulation: PlanSimulation, instances: readonly (SimulatedInstance | null)[]) {
  const { broken, undecided, confirmed, contradicted, untold } = simulatedTotals(instances);
  return {
    simulatedViolating: broken,
    simulatedUndecided: undecided,
    confirmed,
    contradicted,
    untold,
    simulation: {
      requestsPerApp: simulation.requestsPerApplication,
      precision: simulation.precision,
      requests: simulation.requests,
      nodesSimulated: simulation.nodesSimulated,
      distinct: simulation.isDistinct,
      errors: errorsByDiscipline(instances).map(({ discipline, applications, bias, meanError, worst }) => ({
        discipline,
        apps: applications,
        bias: rounded(bias, 4),
        mape: rounded(meanError, 4),
        worst: rounded(worst, 4),
      })),
    },
  };
}

function simulatedApp(instance: SimulatedInstance | null) {
  if (instance === null) return null;
  const { simulated, slo, isConfirmed, error, reason } = instance;
  const { requests, mean, meanInterval, stages, quantiles, violationRate, violationInterval, isSteady } = simulated;
  return {
    meanMs: orNull(mean),
    meanCiMs: interval(meanInterval),
    p50Ms: orNull(quantiles?.p50),
    p90Ms: orNull(quantiles?.p90),
    p95Ms: orNull(quantiles?.p95),
    p99Ms: orNull(quantiles?.p99),
    stages: stages && {
      networkMs: rounded(stages.network),
      cpuMs: rounded(stages.cpu),
      acceleratorMs: rounded(stages.accelerator),
    },
    requests,
    violationRate: orNull(violationRate),
    violationRateCi: interval(violationInterval),
    steady: isSteady,
    slo,
    confirmed: isConfirmed,
    error: error === null ? null : rounded(error, 4),
    reason,
  };
}

function orNull(value: number | null | undefined): number | null {
  return value === null || value === undefined ? null : rounded(value);
}

function interval(given: Interval | null): readonly number[] | null {
  return given?.map((end) => rounded(end)) ?? null;
}
