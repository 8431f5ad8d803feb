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
import { type NodeGroup, type Profile, type ProfileBook, preprocessTimeOf, type Scenario } from '../domain/scenario.ts';
import { counted } from '../domain/text.ts';
import { type ArrivingWork, streamsOf } from './arrivals.ts';
import { formClasses } from './classes.ts';
import { type CpuStage, cpuStage } from './cpu-stage.ts';
import { DISCIPLINE_MODEL } from './disciplines.ts';
import type { StageResponse } from './model.ts';
import { inOneForm } from './one-form.ts';
import { type CpuResponse, responseTime } from './response-time.ts';

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
  return inOneForm((node, tenancy) => {
    const profilesOf = tenancy.map((tenants) => tenants.map(({ app }) => profileOf(profiles, app.model, node.device)));
    const work = cpuWork(tenancy, profilesOf);
    const cpu = node.cores === null || work.length === 0 ? null : cpuStage(node.cores, work);
    const accelerators = tenancy.map((tenants, a) => accelerator(node, tenants, profilesOf[a]!, cpu, network));
    return { cpuUtilization: cpu?.utilization ?? 0, accelerators } satisfies NodeAnswer;
  });
}

function profileOf(profiles: ProfileBook, model: string, device: string): Profile {
  const profile = profiles.find(model, device);
  if (profile === null) throw new RangeError(`${model} was never measured on ${device}`);
  return profile;
}

/** What every tenant with a CPU stage brings there. */
function cpuWork(tenancy: Tenancy, profiles: readonly (readonly Profile[])[]): ArrivingWork[] {
  return tenancy.flatMap((tenants, a) =>
    tenants.flatMap((tenant, t): ArrivingWork[] => {
      const serviceTime = preprocessTimeOf(tenant.app, profiles[a]![t]!);
      if (serviceTime === 0) return [];
      return [
        { arrivals: streamsOf(tenant.app.arrivals, tenant.app.arrivalRate, tenant.count), serviceTime, scvService: 0 },
      ];
    }),
  );
}

function accelerator(
  node: NodeGroup,
  tenants: readonly Tenant[],
  profiles: readonly Profile[],
  cpu: CpuStage | null,
  network: number,
): AcceleratorAnswer {
  if (tenants.length === 0) return { utilization: 0, isStable: true, tenants: [] };
  const { classes: rule, model } = DISCIPLINE_MODEL[node.discipline];
  const { classes, classOf } = formClasses(rule, tenants, profiles);
  const { utilization, responses } = model(classes, node);
  // Requests of one class with one CPU stage have one response time, whichever application sends them.
  const known = new Map<string, TenantAnswer>();
  const answers = tenants.map((tenant, t): TenantAnswer => {
    if (responses === null) return refused(`accelerator overloaded: utilization ${percentText(utilization)}`);
    const service = preprocessTimeOf(tenant.app, profiles[t]!);
    const key = `${classOf[t]} ${service}`;
    const answer = known.get(key) ?? tenantAnswer(cpuResponseOf(node, cpu, service), responses[classOf[t]!]!, network);
    known.set(key, answer);
    return answer;
  });
  return { utilization, isStable: responses !== null, tenants: answers };
}

function tenantAnswer(cpu: CpuResponse | Refusal, response: StageResponse, network: number): TenantAnswer {
  if ('reason' in cpu) return refused(cpu.reason);
  const answer = responseTime(network, cpu, response);
  // Nothing that is no number may be compared with an SLO or printed.
  if (!Number.isFinite(answer.mean)) return refused(NOT_FINITE);
  return { response: answer, reason: null };
}

function refused(reason: string): TenantAnswer {
  return { response: null, reason };
}

function cpuResponseOf(node: NodeGroup, cpu: CpuStage | null, service: number): CpuResponse | Refusal {
  if (service === 0) return NO_CPU;
  if (cpu === null || node.cores === null) return { reason: `no CPU cores known for ${service} ms of preprocessing` };
  const { slowdown, utilization } = cpu;
  if (slowdown === null) {
    return { reason: `CPU overloaded: utilization ${percentText(utilization)} of ${counted(node.cores, 'core')}` };
  }
  return { mean: service * slowdown, note: cpu.note, law: () => cpu.law(service) };
}
