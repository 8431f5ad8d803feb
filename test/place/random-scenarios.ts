/** Small random scenarios by seed: two devices, a few classes, everything that can bind made to bind sometimes. */

import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { GB, type ScenarioToy } from './toys.ts';

export interface RandomSize {
  readonly classes: number;
  readonly mostInstances: number;
  readonly mostNodes: number;
  readonly mostAccelerators: number;
}

export function randomScenario(seed: number, size: RandomSize): ScenarioToy {
  const random = xoroshiro128plus(seed);
  const between = (low: number, high: number) => low + (high - low) * uniformFloat64(random);
  const int = (low: number, high: number) => uniformInt(random, low, high);
  const models = ['a', 'b', 'c'];
  return {
    network: between(0, 10),
    limits: { utilization: between(0.5, 1), memory: between(0.6, 1) },
    nodes: ['x', 'y'].map((device) => ({
      name: `node-${device}`,
      device,
      discipline: device === 'x' ? ('fcfs-swap' as const) : ('ps' as const),
      count: int(1, size.mostNodes),
      accelerators: int(1, size.mostAccelerators),
      memory: between(1, 4) * GB,
      cores: int(1, 4),
    })),
    profiles: models.flatMap((model) =>
      ['x', 'y']
        .filter((device) => device === 'x' || model !== 'c' || seed % 3 > 0)
        .map((device) => ({
          model,
          device,
          serviceTime: between(5, 60),
          swapTime: device === 'x' ? between(0, 20) : 0,
          memory: between(0, 1) * GB,
        })),
    ),
    apps: Array.from({ length: size.classes }, (_, k) => ({
      name: `app${k}`,
      count: int(1, size.mostInstances),
      model: models[int(0, 2)] as string,
      arrivalRate: between(0.001, 0.015),
      slo: { metric: 'mean' as const, limit: between(20, 300) },
      preprocessTime: int(0, 1) * between(5, 40),
      memory: between(0, 0.4) * GB,
      sharing: int(0, 1) === 1 ? ('model' as const) : ('none' as const),
      weight: int(0, 3) === 0 ? int(2, 4) : 1,
    })),
  };
}
