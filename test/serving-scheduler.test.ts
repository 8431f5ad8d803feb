/**
 * A scheduler that binds a pod to any node that it is passed, at random, as kube-scheduler in effect does: it adds points of
 * its own plugins to the extender's and breaks ties at random. Whatever it does, every SLO must hold.
 */

import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { describe, expect, it } from 'vitest';
import type { Scenario, SloMetric } from '../src/domain/scenario.ts';
import { checkPlacement } from '../src/place/check.ts';
import { createLatencyQuestion } from '../src/predict/node.ts';
import { readExtenderCall, readPodList } from '../src/read/extender.ts';
import { Extender } from '../src/serving.ts';
import { GB, type ScenarioToy, scenarioOf } from './place/toys.ts';

const DEVICES = [
  { name: 'nano', device: 'nano', discipline: 'time-slice', count: 30, accelerators: 1, speed: 1.6, swap: 0 },
  { name: 'coral', device: 'coral', discipline: 'fcfs-swap', count: 8, accelerators: 1, speed: 1, swap: 15 },
  { name: 'a2', device: 'a2', discipline: 'ps', count: 4, accelerators: 2, speed: 0.4, swap: 0 },
] as const;

/** Seven kinds of applications: service on a device of speed 1, ms; requests per second; SLO. */
const KINDS: readonly (readonly [string, number, number, SloMetric, number, 'model' | 'none'])[] = [
  ['detect', 20, 4, 'p95', 180, 'model'],
  ['classify', 6, 12, 'p90', 60, 'model'],
  ['segment', 60, 1, 'p95', 500, 'none'],
  ['plates', 25, 3, 'p99', 320, 'model'],
  ['faces', 12, 6, 'mean', 45, 'none'],
  ['pose', 35, 2, 'p95', 300, 'none'],
  ['count', 9, 8, 'mean', 60, 'model'],
];

const SITE: ScenarioToy = {
  network: 5,
  limits: { utilization: 0.9, memory: 1 },
  nodes: DEVICES.map(({ speed: _, swap: __, ...node }) => ({ ...node, memory: 16 * GB, cores: 4 })),
  profiles: KINDS.flatMap(([model, service]) =>
    DEVICES.map(({ device, speed, swap }) => ({
      model,
      device,
      serviceTime: service * speed,
      swapTime: swap,
      memory: GB / 8,
    })),
  ),
  apps: [],
};
const SCENARIO = scenarioOf(SITE);
const NAMES = DEVICES.flatMap(({ name, count }) => Array.from({ length: count }, (_, k) => `${name}-${k + 1}`));

interface BoundPod {
  readonly uid: string;
  readonly kind: number;
  readonly node: string;
  readonly accelerator: number;
}

function annotationsOf(kind: number): Record<string, string> {
  const [model, , rate, metric, limit, sharing] = KINDS[kind]!;
  const said = { model, rate: String(rate), slo: `${metric} <= ${limit} ms`, sharing };
  return Object.fromEntries(Object.entries(said).map(([key, value]) => [`edge-plan.dev/${key}`, value]));
}

function podObject(uid: string, kind: number, nodeName?: string) {
  const resources = { limits: { 'nvidia.com/gpu': '1' } };
  return {
    metadata: { uid, name: uid, annotations: annotationsOf(kind) },
    spec: { nodeName, containers: [{ resources }] },
  };
}

class Scheduler {
  readonly bound = new Map<string, BoundPod>();
  #extender = this.#started();
  readonly #draw: (most: number) => number;
  #created = 0;

  constructor(seed: number) {
    const random = xoroshiro128plus(seed);
    this.#draw = (most) => uniformInt(random, 0, most);
  }

  /** A pod of a random kind, offered on all nodes in a random order, and bound to any that comes back. */
  async schedule(): Promise<void> {
    const uid = `pod-${this.#created++}`;
    const kind = this.#draw(KINDS.length - 1);
    const nodes = [...NAMES];
    for (let k = nodes.length - 1; k > 0; k--) {
      const other = this.#draw(k);
      [nodes[k], nodes[other]] = [nodes[other]!, nodes[k]!];
    }
    const call = readExtenderCall(JSON.stringify({ Pod: podObject(uid, kind), NodeNames: nodes }));
    const { passed } = await this.#extender.filter(call);
    const chosen = passed[this.#draw(Math.max(0, passed.length - 1))];
    if (chosen === undefined) return;
    const { accelerator } = this.#extender.ledger.find(uid) ?? { accelerator: 0 };
    this.bound.set(uid, { uid, kind, node: chosen.name, accelerator });
  }

  /** The list as the cluster shows it now. */
  reconcile(): Promise<void> {
    const items = [...this.bound.values()].map(({ uid, kind, node }) => podObject(uid, kind, node));
    return this.#extender.reconcile(readPodList(JSON.stringify({ kind: 'PodList', items })));
  }

  /** Every third pod ends, every third of the rest is deleted; the list shows it afterwards. */
  async churn(): Promise<void> {
    for (const uid of [...this.bound.keys()]) if (this.#draw(2) > 0) this.bound.delete(uid);
    await this.reconcile();
  }

  async restart(): Promise<void> {
    this.#extender = this.#started();
    await this.reconcile();
    // Kubernetes does not say which accelerator a pod got; after a restart it is what the list made the extender guess.
    for (const [uid, pod] of this.bound) {
      const { accelerator } = this.#extender.ledger.find(uid) ?? pod;
      this.bound.set(uid, { ...pod, accelerator });
    }
  }

  get reservations(): number {
    return this.#extender.ledger.reserved;
  }

  #started(): Extender {
    const pause = () => Promise.resolve();
    return new Extender(SCENARIO, { unknownPods: 'refuse', reservation: 1e9, clock: () => 0, pause });
  }
}

/** What the models say of the pods where they really are. */
function broken(bound: Iterable<BoundPod>): readonly unknown[] {
  const pods = [...bound];
  const site: Scenario = scenarioOf({
    ...SITE,
    apps: pods.map(({ uid, kind }) => {
      const [model, , rate, metric, limit, sharing] = KINDS[kind]!;
      return { name: uid, model, arrivalRate: rate / 1e3, slo: { metric, limit }, sharing };
    }),
  });
  const node = Int32Array.from(pods, (pod) => NAMES.indexOf(pod.node));
  const accelerator = Int32Array.from(pods, (pod) => pod.accelerator);
  return checkPlacement(site, createLatencyQuestion(site), { node, accelerator });
}

const SEEDS = [1, 2, 3, 4];

describe('a scheduler that takes any node that it is passed', () => {
  it.each(SEEDS)('breaks no SLO in a burst (seed %i)', async (seed) => {
    const scheduler = new Scheduler(seed);
    await Promise.all(Array.from({ length: 150 }, () => scheduler.schedule()));
    expect(broken(scheduler.bound.values())).toEqual([]);
    expect(scheduler.bound.size).toBeGreaterThan(80);
    expect(scheduler.reservations).toBe(scheduler.bound.size);
  });

  it.each(SEEDS)(
    'breaks no SLO one by one, with pods that end and are deleted, and restarts (seed %i)',
    async (seed) => {
      const scheduler = new Scheduler(seed);
      for (let round = 0; round < 4; round++) {
        for (let k = 0; k < 40; k++) await scheduler.schedule();
        expect(broken(scheduler.bound.values())).toEqual([]);
        if (round % 2 === 0) await scheduler.restart();
        else await scheduler.churn();
        expect(broken(scheduler.bound.values())).toEqual([]);
      }
      expect(scheduler.bound.size).toBeGreaterThan(20);
    },
  );
});
