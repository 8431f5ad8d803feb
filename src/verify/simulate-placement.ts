/** A whole placement, node by node: who shares a node meets there, and nodes know nothing of each other. */

import { cycleOf } from '../domain/arrival-rates.ts';
import { type Halt, piecesDone } from '../domain/halt.ts';
import { applicationCount, groupOf, nodeCount, type Placement, type Scenario } from '../domain/scenario.ts';
import type { PlanSimulation, SimulatedNode, SimulatedResponse } from '../domain/simulation.ts';
import { instancesByNode, systemFromScenario } from './from-scenario.ts';
import { simulateAll } from './pool.ts';
import type { SimulationResult, SourceResult, StationResult } from './result.ts';
import { PIECE } from './simulate.ts';
import type { NodeSystem } from './system.ts';

export interface PlacementSimulationOptions {
  /** Whole number; the same placement and seed give the same result, whatever `jobs` is. */
  readonly seed: number;
  /**
   * Requests measured of each application, on average over those that share a node: who sends more often than the
   * others there has more. Where recordings are played, at least one cycle of the longest is measured.
   */
  readonly requestsPerApplication: number;
  /** Stop a node earlier, once the 95 % half-width of each mean is within this fraction of it; `null`: never. */
  readonly precision: number | null;
  /**
   * Simulate nodes in equal states (equal nodes with as many instances of the same applications on each accelerator)
   * once, and give the result to all of them: it is an estimate of the same law, though not an independent one.
   */
  readonly isDistinct: boolean;
  /** Threads, at least 1. */
  readonly jobs: number;
  /** Leave this thread free even where one would do. */
  readonly isAway?: boolean;
  /** Once it is said, no node is begun, and those in work end early: the result is of what was measured by then. */
  readonly halt?: Halt;
  /** Told after each node, and where there is a `halt` between: requests simulated so far and expected in all. */
  readonly onProgress?: (done: number, expected: number) => void;
}

/** One simulation to run: a node, and the nodes that take over its result. */
interface Run {
  /** Instances of the node, ordered by accelerator, then by index. */
  readonly instances: readonly number[];
  readonly node: number;
  /** Node and instances in the same order, for every node in the same state; the simulated one is the first. */
  readonly likewise: { readonly node: number; readonly instances: readonly number[] }[];
}

const EVERY_MS = 200;

/** Simulates every node that hosts something. Throws a `RangeError` as `systemFromScenario` does. */
export async function simulatePlacement(
  scenario: Scenario,
  placement: Placement,
  options: PlacementSimulationOptions,
): Promise<PlanSimulation> {
  const { seed, requestsPerApplication, precision, isDistinct, jobs, isAway = false, halt, onProgress } = options;
  const runs = runsOf(scenario, placement, isDistinct);
  const responses: (SimulatedResponse | null)[] = new Array(applicationCount(scenario)).fill(null);
  const nodes: (SimulatedNode | null)[] = new Array(nodeCount(scenario)).fill(null);
  const shares = runs.map((run) => expectedOf(scenario, run.instances, requestsPerApplication));
  const expected = shares.reduce((sum, share) => sum + share, 0);
  let requests = 0;
  let done = 0;
  let nodesSimulated = 0;
  const taskOf = (index: number) => {
    const { node, instances } = runs[index] as Run;
    const system = systemFromScenario(scenario, placement, node, instances) as NodeSystem;
    const most = requestsPerApplication * instances.length;
    return {
      system,
      options: { seed, requests: most, ...(precision !== null && { precision }), ...(halt && { halt }) },
    };
  };
  const ticker =
    halt &&
    onProgress &&
    setInterval(() => {
      // What the finished nodes measured is part of the pieces, and of their shares.
      const inWork = Math.max(0, PIECE * piecesDone(halt) - requests);
      onProgress(done + inWork, expected);
    }, EVERY_MS);
  await simulateAll(runs.length, taskOf, { jobs, isAway, halt }, (index, result) => {
    nodesSimulated += 1;
    requests += result.sources.reduce((sum, source) => sum + source.requests, 0);
    spread(runs[index] as Run, placement, result, responses, nodes);
    done += shares[index] as number;
    onProgress?.(done, expected);
  }).finally(() => clearInterval(ticker));
  return { seed, requestsPerApplication, precision, isDistinct, nodesSimulated, requests, responses, nodes };
}

/** Requests that a simulation of the placement is expected to measure, all nodes together; at most, with a precision. */
export function expectedRequests(
  scenario: Scenario,
  placement: Placement,
  { requestsPerApplication, isDistinct }: Pick<PlacementSimulationOptions, 'requestsPerApplication' | 'isDistinct'>,
): number {
  return runsOf(scenario, placement, isDistinct).reduce(
    (sum, { instances }) => sum + expectedOf(scenario, instances, requestsPerApplication),
    0,
  );
}

function runsOf(scenario: Scenario, placement: Placement, isDistinct: boolean): readonly Run[] {
  const runs = new Map<string | number, Run>();
  instancesByNode(scenario, placement).forEach((hosted, node) => {
    if (hosted.length === 0) return;
    const acceleratorOf = (instance: number) => placement.accelerator[instance] as number;
    const instances = hosted.toSorted((a, b) => acceleratorOf(a) - acceleratorOf(b) || a - b);
    const key = isDistinct ? stateOf(scenario, node, instances, acceleratorOf) : node;
    const run = runs.get(key) ?? { node, instances, likewise: [] };
    run.likewise.push({ node, instances });
    runs.set(key, run);
  });
  return [...runs.values()];
}

function stateOf(
  scenario: Scenario,
  node: number,
  instances: readonly number[],
  acceleratorOf: (instance: number) => number,
): string {
  const tenants = instances.map((instance) => `${acceleratorOf(instance)}:${groupOf(scenario.apps, instance).index}`);
  return `${groupOf(scenario.nodes, node).index}/${tenants.join(' ')}`;
}

/** Requests of one node: as many as were asked for, and at least one cycle of the longest recording. */
function expectedOf(scenario: Scenario, instances: readonly number[], requestsPerApplication: number): number {
  const apps = instances.map((instance) => groupOf(scenario.apps, instance));
  const cycle = apps.reduce((longest, { arrivals, arrivalRate }) => {
    return arrivals.kind === 'trace' ? Math.max(longest, cycleOf(arrivals.times, arrivalRate)) : longest;
  }, 0);
  const ofCycle = apps.reduce((sum, { arrivalRate }) => sum + arrivalRate * cycle, 0);
  return Math.max(requestsPerApplication * instances.length, Math.round(ofCycle));
}

/** A queue with this part of a lost node's requests is what it was lost to. */
const LOST_SHARE = 0.1;

function spread(
  { instances, likewise }: Run,
  placement: Placement,
  result: SimulationResult,
  responses: (SimulatedResponse | null)[],
  nodes: (SimulatedNode | null)[],
): void {
  const { sources, stoppedBy, warmUp, cpu, accelerators } = result;
  const present = accelerators.reduce((sum, station) => sum + station.present, cpu.present);
  const isLost = (station: StationResult | undefined) =>
    stoppedBy === 'backlog' && station !== undefined && station.present >= LOST_SHARE * present;
  const measured = instances.map((instance, position): SimulatedResponse => {
    const source = sources[position] as SourceResult;
    const { name: _name, responses: _responses, ...response } = source;
    const isOverrun = isLost(cpu) || isLost(accelerators[placement.accelerator[instance] as number]);
    const isSteady = isOverrun ? false : response.isSteady;
    // While response times grow, batches tell nothing of where their mean would settle.
    return isSteady === false ? { ...response, isSteady, meanInterval: null, violationInterval: null } : response;
  });
  const acceleratorUtilization = accelerators.map(({ utilization }) => utilization);
  const simulated = { stoppedBy, isWarm: warmUp?.isEnough ?? null, cpuUtilization: cpu.utilization };
  for (const { node, instances: theirs } of likewise) {
    nodes[node] = { ...simulated, acceleratorUtilization };
    theirs.forEach((instance, position) => {
      responses[instance] = measured[position] as SimulatedResponse;
    });
  }
}
