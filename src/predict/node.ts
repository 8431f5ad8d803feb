/**
 * The latency question of placement, answered: network + CPU stage + accelerator stage for every tenant of a node.
 */

import type {
  AcceleratorAnswer,
  LatencyQuestion,
  NodeAnswer,
  Tenancy,
  Tenant,
  TenantAnswer,
} from '../domain/latency.ts';
import { percentText } from '../domain/quantity-text.ts';
import {
  type ApplicationGroup,
  type NodeGroup,
  type Profile,
  type ProfileBook,
  preprocessTimeOf,
  type Scenario,
} from '../domain/scenario.ts';
import { counted } from '../domain/text.ts';
import { type ArrivingWork, streamsOf } from './arrivals.ts';
import { type FormedClasses, formClasses } from './classes.ts';
import { type CpuStage, cpuStage } from './cpu-stage.ts';
import { DISCIPLINE_MODEL } from './disciplines.ts';
import type { StageResponse, StationAnswer } from './model.ts';
import { arrivalsKey, inOneForm, keyOf } from './one-form.ts';
import { type CpuResponse, responseTime } from './response-time.ts';
import { replayedCpu } from './sampled/cpu.ts';

const NO_CPU: CpuResponse = { mean: 0, note: null, law: null };

const NOT_FINITE =
  'the model has no finite answer here, because the load is too near 1, or arrivals or services too uneven, for its sums';

/** A CPU stage that a tenant cannot have, and why. */
interface Refusal {
  readonly reason: string;
}

/**
 * @returns the question for one set of profiles and one network time, ms; equal tenants get equal bits, however they
 * are listed (`one-form.ts`). Asking it throws a RangeError when a
 * tenant's model was never measured on the node's device.
 */
export function createLatencyQuestion({ profiles, network }: Pick<Scenario, 'profiles' | 'network'>): LatencyQuestion {
  const askStation = rememberingReplays();
  const replayCpu = rememberingCpu();
  return inOneForm((node, tenancy) => {
    const profilesOf = tenancy.map((tenants) => tenants.map(({ app }) => profileOf(profiles, app.model, node.device)));
    const cpu = nodeCpu(node, tenancy, profilesOf, replayCpu);
    const accelerators = tenancy.map((tenants, a): AcceleratorAnswer => {
      if (tenants.length === 0) return { utilization: 0, isStable: true, tenants: [] };
      const stage = askStation(node, tenants, profilesOf[a]!);
      return accelerator(tenants, stage, (t) => cpu.responseOf(a, t), network);
    });
    return { cpuUtilization: cpu.utilization, accelerators } satisfies NodeAnswer;
  });
}

function profileOf(profiles: ProfileBook, model: string, device: string): Profile {
  const profile = profiles.find(model, device);
  if (profile === null) throw new RangeError(`${model} was never measured on ${device}`);
  return profile;
}

interface NodeCpu {
  readonly utilization: number;
  /** The stage of one tenant, by accelerator and position there; the same object where it is the same stage. */
  responseOf(accelerator: number, tenant: number): CpuResponse | Refusal;
}

/** `count` equal instances that send to the CPU stage. */
interface CpuWork {
  readonly app: ApplicationGroup;
  readonly count: number;
  /** ms. */
  readonly serviceTime: number;
}

/** For every entry its stage as replayed; `null` where the formulas answer. */
type CpuReplay = (node: NodeGroup, work: readonly CpuWork[], stage: CpuStage) => readonly CpuResponse[] | null;

function arriving({ app, count, serviceTime }: CpuWork): ArrivingWork {
  return { arrivals: streamsOf(app.arrivals, app.arrivalRate, count), serviceTime, scvService: 0 };
}

/** Remembers what is replayed: to the CPU it is all the same which accelerator its work is for. */
function rememberingCpu(): CpuReplay {
  const known = new WeakMap<NodeGroup, Map<string, ReadonlyMap<string, CpuResponse> | null>>();
  return (node, work, stage) => {
    if (node.cores === null || work.every(({ app }) => app.arrivals.kind === 'poisson')) return null;
    const keys = work.map(({ app, serviceTime }) => {
      return JSON.stringify([serviceTime, app.arrivalRate, arrivalsKey(app.arrivals)]);
    });
    const together = new Map<string, CpuWork>();
    for (const [k, one] of work.entries()) {
      together.set(keys[k]!, { ...one, count: one.count + (together.get(keys[k]!)?.count ?? 0) });
    }
    const order = [...together.keys()].sort();
    const ofNode = known.get(node) ?? new Map<string, ReadonlyMap<string, CpuResponse> | null>();
    known.set(node, ofNode);
    const key = order.map((one) => `${together.get(one)!.count} ${one}`).join();
    let answer = ofNode.get(key);
    if (answer === undefined) {
      const sorted = order.map((one) => arriving(together.get(one)!));
      const replayed = replayedCpu(node.cores, sorted, stage);
      answer = replayed && new Map(order.map((one, position) => [one, replayed[position]!]));
      ofNode.set(key, answer);
    }
    return answer && keys.map((one) => answer.get(one)!);
  };
}

/** The CPU stage of all tenants that have one. */
function nodeCpu(
  node: NodeGroup,
  tenancy: Tenancy,
  profiles: readonly (readonly Profile[])[],
  replay: CpuReplay,
): NodeCpu {
  const work: CpuWork[] = [];
  const positions = tenancy.map((tenants, a) =>
    tenants.map(({ app, count }, t) => {
      const serviceTime = preprocessTimeOf(app, profiles[a]![t]!);
      return serviceTime === 0 ? null : work.push({ app, count, serviceTime }) - 1;
    }),
  );
  const stage = node.cores === null || work.length === 0 ? null : cpuStage(node.cores, work.map(arriving));
  const replayed = stage && replay(node, work, stage);
  const known = new Map<number, CpuResponse | Refusal>();
  return {
    utilization: stage?.utilization ?? 0,
    responseOf(a, t) {
      const position = positions[a]![t]!;
      if (position === null) return NO_CPU;
      if (replayed !== null) return replayed[position]!;
      const { serviceTime } = work[position]!;
      const response = known.get(serviceTime) ?? cpuResponseOf(node, stage, serviceTime);
      known.set(serviceTime, response);
      return response;
    },
  };
}

/** The stage on one accelerator, and which class and stream of it each tenant is. */
interface Stage extends StationAnswer, Pick<FormedClasses, 'classOf' | 'streamOf'> {}

type StationQuestion = (node: NodeGroup, tenants: readonly Tenant[], profiles: readonly Profile[]) => Stage;

function stageOn(node: NodeGroup, tenants: readonly Tenant[], profiles: readonly Profile[]): Stage {
  const { classes: rule, model } = DISCIPLINE_MODEL[node.discipline];
  const { classes, classOf, streamOf } = formClasses(rule, tenants, profiles);
  return { ...model(classes, node), classOf, streamOf };
}

/**
 * Remembers what may have been replayed, which costs a hundred times what formulas do: nodes of several accelerators have
 * the same company on one of them again and again.
 */
function rememberingReplays(): StationQuestion {
  const known = new WeakMap<NodeGroup, Map<string, Stage>>();
  return (node, tenants, profiles) => {
    if (tenants.every(({ app }) => app.arrivals.kind === 'poisson')) return stageOn(node, tenants, profiles);
    const ofNode = known.get(node) ?? new Map<string, Stage>();
    known.set(node, ofNode);
    const key = tenants.map(({ app, count }) => `${count} ${keyOf(app)}`).join();
    const stage = ofNode.get(key) ?? stageOn(node, tenants, profiles);
    ofNode.set(key, stage);
    return stage;
  };
}

function accelerator(
  tenants: readonly Tenant[],
  { utilization, responses, classOf, streamOf }: Stage,
  cpuOf: (tenant: number) => CpuResponse | Refusal,
  network: number,
): AcceleratorAnswer {
  // Requests of one class with one CPU stage have one response time, whichever application sends them, unless the model
  // tells its streams apart.
  const known = responses?.map(() => new Map<CpuResponse | Refusal, TenantAnswer>());
  const answers = tenants.map((_, t): TenantAnswer => {
    if (responses === null) return refused(`accelerator overloaded: utilization ${percentText(utilization)}`);
    const cpu = cpuOf(t);
    const ofClass = responses[classOf[t]!]!;
    if (ofClass.ofStream !== undefined) return tenantAnswer(cpu, ofClass.ofStream(streamOf[t]!), network);
    const ofCpu = known![classOf[t]!]!;
    const answer = ofCpu.get(cpu) ?? tenantAnswer(cpu, ofClass, network);
    ofCpu.set(cpu, answer);
    return answer;
  });
  return { utilization, isStable: responses !== null, tenants: answers };
}

function tenantAnswer(cpu: CpuResponse | Refusal, response: StageResponse, network: number): TenantAnswer {
  if ('reason' in cpu) return refused(cpu.reason);
  const answer = responseTime(network, cpu, response);
  // Nothing that is no number may be compared with an SLO or printed; what is sampled later has a number.
  if (response.isSurelyLate === undefined && !Number.isFinite(answer.mean)) return refused(NOT_FINITE);
  return { response: answer, reason: null };
}

function refused(reason: string): TenantAnswer {
  return { response: null, reason };
}

function cpuResponseOf(node: NodeGroup, cpu: CpuStage | null, service: number): CpuResponse | Refusal {
  if (cpu === null || node.cores === null) return { reason: `no CPU cores known for ${service} ms of preprocessing` };
  const { slowdown, utilization } = cpu;
  if (slowdown === null) {
    return { reason: `CPU overloaded: utilization ${percentText(utilization)} of ${counted(node.cores, 'core')}` };
  }
  return { mean: service * slowdown, note: cpu.note, law: () => cpu.law(service) };
}
