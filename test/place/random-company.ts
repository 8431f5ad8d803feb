/** Random company on one accelerator, by seed, with the real latency models: who is there, and what they say of it. */

import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { Discipline } from '../../src/domain/disciplines.ts';
import type { ApplicationGroup, NodeGroup, Scenario } from '../../src/domain/scenario.ts';
import type { PlacementProblem } from '../../src/place/problem.ts';
import { createLatencyQuestion } from '../../src/predict/node.ts';
import { GB, type ProfileToy, problemOf, type ScenarioToy, scenarioOf } from './toys.ts';

/** A node of this discipline and up to 8 applications of up to 6 models that load it by about 0.3 to 0.95. */
export function randomCompany(discipline: Discipline, seed: number): PlacementProblem {
  const random = xoroshiro128plus(seed);
  const between = (low: number, high: number) => low + (high - low) * uniformFloat64(random);
  const int = (low: number, high: number) => uniformInt(random, low, high);
  const profiles = Array.from({ length: int(2, 6) }, (_, k): ProfileToy => {
    const serviceTime = Math.exp(between(Math.log(4), Math.log(130)));
    return {
      model: `m${k}`,
      serviceTime,
      swapTime: between(0, 40),
      memory: between(0, 0.3) * GB,
      batchServiceTimes: [
        [1, serviceTime],
        [4, serviceTime * between(1.5, 4)],
      ],
      concurrentServiceTimes: [
        [1, serviceTime],
        [2, serviceTime * between(1.1, 2)],
      ],
    };
  });
  const applications = int(2, 8);
  const load = between(0.3, 0.95);
  const apps = Array.from({ length: applications }, (_, k) => {
    const { model, serviceTime } = profiles[int(0, profiles.length - 1)] as ProfileToy;
    const count = int(1, 3);
    return {
      name: `a${k}`,
      count,
      model,
      arrivalRate: ((load / applications / count) * between(0.2, 1.3)) / serviceTime,
      slo: {
        metric: (['mean', 'p90', 'p95', 'p99'] as const)[int(0, 3)] as 'mean',
        limit: serviceTime * between(1.5, 12),
      },
      preprocessTime: int(0, 1) * between(2, 30),
      sharing: int(0, 1) === 0 ? ('model' as const) : ('none' as const),
    };
  });
  const node = { name: 'n', discipline, concurrency: int(1, 3) === 1 ? 2 : 1, maxBatchDelay: 10 };
  const toy: ScenarioToy = { network: 5, nodes: [node], apps, profiles };
  return problemOf(toy, createLatencyQuestion(scenarioOf(toy)));
}

export interface Presence {
  readonly app: ApplicationGroup;
  readonly count: number;
}

/** Everybody, then everybody but one, and so on until one is left; who leaves depends on the seed. */
export function leavingOneByOne({ apps }: Scenario, seed: number): Presence[][] {
  const random = xoroshiro128plus(seed + 1000);
  let present: Presence[] = apps.map((app) => ({ app, count: app.count }));
  const all = [present];
  while (present.reduce((sum, { count }) => sum + count, 0) > 1) {
    const leaver = uniformInt(random, 0, present.length - 1);
    present = present
      .map(({ app, count }, k) => ({ app, count: k === leaver ? count - 1 : count }))
      .filter(({ count }) => count > 0);
    all.push(present);
  }
  return all;
}

/** The only node group of a scenario of `randomCompany`. */
export function theNode({ nodes }: Scenario): NodeGroup {
  return nodes[0] as NodeGroup;
}
