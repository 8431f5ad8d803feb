/** A node of a plan, told to the simulator in its own terms. */

import { cacheKeys } from '../domain/parameter-cache.ts';
import {
  type ApplicationGroup,
  groupOf,
  instanceName,
  type NodeGroup,
  nodeCount,
  type Placement,
  type Profile,
  parameterBytes,
  plainArrivals,
  type Scenario,
} from '../domain/scenario.ts';
import type { Accelerator, ArrivalLaw, Curve, NodeSystem, Source } from './system.ts';

/**
 * The instances on every node, by global node index: lists of global instance indices in scenario order. One pass over
 * the placement, for callers that simulate many nodes.
 */
export function instancesByNode(scenario: Scenario, placement: Placement): readonly (readonly number[])[] {
  const instances: number[][] = Array.from({ length: nodeCount(scenario) }, () => []);
  placement.node.forEach((node, instance) => {
    if (node === -1) return;
    const onNode = instances[node];
    if (onNode === undefined)
      throw new RangeError(`nodes are numbered from 0 to ${instances.length - 1}; found ${node}`);
    onNode.push(instance);
  });
  return instances;
}

/**
 * The system of one node (by global index) under a placement; `null` where the node hosts nothing. `instances`: those
 * on the node, if the caller has them from `instancesByNode`.
 *
 * What a scenario leaves open is settled so: CPU work is constant; service is gamma with the profile's scv (constant at
 * 0); a model is loaded once for all applications that use it, shared or not (`fcfs-swap`); instances of one model with
 * `sharing: model` queue at one container per accelerator, every other instance at its own; φ(n) of `mps` is
 * n · S(1)/S(n) of the model's own concurrency rows; every instance of a group with a trace replays the same moments.
 *
 * Throws a `RangeError` where a model has no profile on the node's device, or the node has no known cores for CPU work.
 */
export function systemFromScenario(
  scenario: Scenario,
  placement: Placement,
  nodeIndex: number,
  instances?: readonly number[],
): NodeSystem | null {
  const node = groupOf(scenario.nodes, nodeIndex);
  const hosted = instances ?? instancesOn(placement, nodeIndex);
  if (hosted.length === 0) return null;
  const sources = keptTogether(
    scenario,
    node,
    hosted.map((instance) => sourceOf(scenario, node, instance, placement.accelerator[instance] as number)),
  );
  const hasCpuWork = sources.some(({ preprocess }) => preprocess !== undefined);
  if (hasCpuWork && node.cores === null) throw new RangeError(`${node.name}: the number of CPU cores must be known`);
  const accelerators = Array.from({ length: node.accelerators }, () => acceleratorOf(node));
  return { network: scenario.network, cores: node.cores ?? 0, accelerators, sources };
}

/** The sources with what the cache must hold for them in place of their model's name: compiled together, it is one. */
function keptTogether({ profiles }: Scenario, node: NodeGroup, sources: readonly Source[]): readonly Source[] {
  if (!node.compiledTogether?.length) return sources;
  const parametersOf = (model: string) => {
    const profile = profiles.find(model, node.device);
    return profile === null ? null : parameterBytes(profile);
  };
  return sources.map((source) => {
    const beside = sources.filter(({ accelerator }) => accelerator === source.accelerator);
    const models = [...new Set(beside.map(({ model }) => model as string))];
    const model = cacheKeys(node, models, parametersOf)[models.indexOf(source.model as string)] as string;
    return { ...source, model };
  });
}

function instancesOn(placement: Placement, nodeIndex: number): readonly number[] {
  const instances: number[] = [];
  placement.node.forEach((node, instance) => {
    if (node === nodeIndex) instances.push(instance);
  });
  return instances;
}

function acceleratorOf({ discipline, concurrency, maxBatch, maxBatchDelay }: NodeGroup): Accelerator {
  return { discipline, concurrency, maxBatchDelay, ...(maxBatch !== null && { maxBatch }) };
}

function sourceOf(scenario: Scenario, node: NodeGroup, instance: number, accelerator: number): Source {
  const app = groupOf(scenario.apps, instance);
  const name = instanceName(scenario.apps, instance);
  const profile = scenario.profiles.find(app.model, node.device);
  if (profile === null) throw new RangeError(`${name}: ${app.model} must have a profile on ${node.device}`);
  // Not `preprocessTimeOf`: what checks the models shares nothing with them.
  const preprocess = app.preprocessTime ?? profile.preprocessTime ?? 0;
  return {
    name,
    arrivals: arrivalLaw(app),
    ...(preprocess > 0 && { preprocess: { mean: preprocess, scv: 0 } }),
    accelerator,
    service: { mean: profile.serviceTime, scv: profile.scvService },
    model: app.model,
    swapTime: profile.swapTime,
    ...(app.sharing === 'model' && { container: app.model }),
    speedUp: speedUpOf(profile),
    batchServiceTimes: profile.batchServiceTimes,
    ...(profile.batchServiceScv && { batchServiceScv: profile.batchServiceScv }),
    limit: app.slo.limit,
  };
}

function arrivalLaw({ arrivals: said, arrivalRate: rate }: ApplicationGroup): ArrivalLaw {
  const arrivals = plainArrivals(said);
  switch (arrivals.kind) {
    case 'scv':
      return { kind: 'renewal', rate, scv: arrivals.scv };
    case 'trace':
      return { kind: 'recorded', times: arrivals.times };
    default:
      return { kind: arrivals.kind, rate };
  }
}

/** φ(n) = n · S(1)/S(n) from the times of one inference among n copies. */
function speedUpOf({ concurrentServiceTimes }: Profile): Curve {
  const alone = concurrentServiceTimes[0]?.[1] ?? 1;
  return concurrentServiceTimes.map(([n, time]) => [n, (n * alone) / time] as const);
}
