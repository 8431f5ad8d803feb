/** Workloads → Deployments and Services, pinned to their nodes. */

import { ANNOTATION } from '../../domain/annotations.ts';
import { HOSTNAME_LABEL } from '../../domain/inventory.ts';
import { sloValue } from '../../domain/latency.ts';
import type { Container, Deployment, ExportOptions, PodSpec, Service, Toleration } from '../../domain/manifest.ts';
import { bytesQuantity, coresQuantity } from '../../domain/quantity.ts';
import type { NodeGroup } from '../../domain/scenario.ts';
import { perSecond } from '../../domain/units.ts';
import { rounded } from '../numbers.ts';
import { accessTo } from './access.ts';
import type { Workload } from './workloads.ts';

const PORT = 8080;
const PORT_NAME = 'http';
const NAME_LABEL = 'app.kubernetes.io/name';
/** Least CPU that a frontend asks for, cores. */
const LEAST_CORES = 0.01;

export interface Naming {
  /** DNS name by title. */
  readonly names: ReadonlyMap<string, string>;
  readonly image: string;
  readonly options: ExportOptions;
}

/** The value of the hostname label that pods for this node are pinned to. */
export function hostnameOf(node: NodeGroup, nodeName: string): string {
  return node.kubernetes?.hostname ?? nodeName;
}

export function manifestsOf(workload: Workload, naming: Naming): readonly [Deployment, Service] {
  const name = nameOf(workload.title, naming);
  const { namespace } = naming.options;
  const selector = { [NAME_LABEL]: name };
  const labels = {
    ...selector,
    'app.kubernetes.io/managed-by': 'edge-plan',
    'app.kubernetes.io/component': workload.role,
  };
  const metadata = { name, ...(namespace !== null && { namespace }), labels };
  const deployment: Deployment = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata,
    spec: {
      replicas: 1,
      strategy: { type: 'Recreate' },
      selector: { matchLabels: selector },
      template: {
        metadata: { labels, annotations: annotationsOf(workload) },
        spec: podSpec(workload, naming),
      },
    },
  };
  const ports = [{ name: PORT_NAME, port: PORT, targetPort: PORT_NAME }];
  return [deployment, { apiVersion: 'v1', kind: 'Service', metadata, spec: { selector, ports } }];
}

function nameOf(title: string, { names }: Naming): string {
  const name = names.get(title);
  if (name === undefined) throw new Error(`no name was made for ${title}`);
  return name;
}

/** What `import nodes --pods` reads back, and what a scheduler may ask of a running pod. */
function annotationsOf(workload: Workload): Readonly<Record<string, string>> {
  const { role, models, arrivalRate, slo, serviceTime, nodeName, accelerator, frontend } = workload;
  const predicted = frontend?.predicted ?? null;
  const said: Record<string, string | number | null> = {
    [ANNOTATION.role]: role,
    [ANNOTATION.app]: frontend?.app ?? null,
    [ANNOTATION.model]: models.length === 1 ? (models[0] as string) : null,
    [ANNOTATION.models]: models.length === 1 ? null : JSON.stringify(models),
    [ANNOTATION.rate]: rounded(perSecond(arrivalRate)),
    [ANNOTATION.serviceMs]: serviceTime,
    [ANNOTATION.sloMetric]: slo.metric,
    [ANNOTATION.sloMs]: slo.limit,
    [ANNOTATION.predictedMs]: predicted === null ? null : rounded(sloValue(predicted, slo)),
    [ANNOTATION.predictedMeanMs]: predicted === null ? null : rounded(predicted.mean),
    [ANNOTATION.node]: nodeName,
    [ANNOTATION.accelerator]: accelerator,
  };
  return Object.fromEntries(
    Object.entries(said).flatMap(([name, value]) => (value === null ? [] : [[name, String(value)]])),
  );
}

function podSpec(workload: Workload, naming: Naming): PodSpec {
  const { node, nodeName, role } = workload;
  const access = accessTo(node);
  const hostPath = role === 'backend' ? access.hostPath : null;
  const runtimeClassName = role === 'backend' ? (naming.options.runtimeClass ?? access.runtimeClass) : null;
  const tolerations = tolerationsOf(node);
  return {
    nodeSelector: { [HOSTNAME_LABEL]: hostnameOf(node, nodeName) },
    ...(runtimeClassName !== null && { runtimeClassName }),
    ...(tolerations.length > 0 && { tolerations }),
    containers: [container(workload, naming, role === 'backend' ? access.resource : null, hostPath)],
    ...(hostPath !== null && { volumes: [{ name: VOLUME, hostPath: { path: hostPath } }] }),
  };
}

const VOLUME = 'accelerator';

function container(workload: Workload, naming: Naming, resource: string | null, hostPath: string | null): Container {
  return {
    name: workload.role,
    image: naming.image,
    imagePullPolicy: 'IfNotPresent',
    env: environment(workload, naming),
    ports: [{ name: PORT_NAME, containerPort: PORT }],
    resources: resourcesOf(workload, resource),
    ...(hostPath !== null && {
      securityContext: { privileged: true as const },
      volumeMounts: [{ name: VOLUME, mountPath: hostPath }],
    }),
  };
}

function environment({ models, frontend }: Workload, naming: Naming) {
  const [model] = models as [string];
  if (frontend === null) return [{ name: 'MODELS', value: literal(JSON.stringify(models)) }];
  const { namespace } = naming.options;
  const backend = nameOf(frontend.backend, naming);
  return [
    { name: 'MODEL', value: literal(model) },
    { name: 'BACKEND_HOST', value: namespace === null ? backend : `${backend}.${namespace}.svc` },
    { name: 'BACKEND_PORT', value: String(PORT) },
  ];
}

/** Kubernetes puts other variables in place of `$(NAME)`; doubled, the sign stands for itself. */
function literal(text: string): string {
  return text.replaceAll('$', '$$$$');
}

/** What is not known is not asked for: a request of nothing would promise that nothing is needed. */
function resourcesOf({ role, memory, cores }: Workload, resource: string | null): Container['resources'] {
  const common = {
    ...(memory > 0 && { memory: bytesQuantity(memory) }),
    ...(resource !== null && { [resource]: '1' }),
  };
  const cpu = role === 'frontend' && cores > 0 ? { cpu: coresQuantity(Math.max(LEAST_CORES, cores)) } : {};
  return { requests: { ...cpu, ...common }, limits: common };
}

/** For the accelerator's own taint it is enough that it is there; of another its value counts too. */
function tolerationsOf({ kubernetes }: NodeGroup): readonly Toleration[] {
  return (kubernetes?.taints ?? []).map(({ key, value, effect }) =>
    key === kubernetes?.resource || value === ''
      ? { key, operator: 'Exists', effect }
      : { key, operator: 'Equal', value, effect },
  );
}
