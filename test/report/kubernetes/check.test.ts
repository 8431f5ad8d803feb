import { describe, expect, it } from 'vitest';
import type { Machine, Manifest } from '../../../src/domain/manifest.ts';
import { checkManifests } from '../../../src/report/kubernetes/check.ts';

const RESOURCE = 'nvidia.com/gpu';
const MACHINE: Machine = {
  hostname: 'orin-1',
  memory: 2 ** 30,
  cores: 4,
  pods: 3,
  resources: new Map([[RESOURCE, 2]]),
};

/** A mutable copy of what an export writes, so that a test can break one thing. */
type Loose = { [key: string]: Loose } & Loose[];
const labels = (name: string) => ({ 'app.kubernetes.io/name': name });

function sound(name = 'backend-0'): [Loose, Loose] {
  const deployment = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, labels: labels(name) },
    spec: {
      replicas: 1,
      strategy: { type: 'Recreate' },
      selector: { matchLabels: labels(name) },
      template: {
        metadata: { labels: labels(name), annotations: { 'edge-plan.dev/model': 'm' } },
        spec: {
          nodeSelector: { 'kubernetes.io/hostname': 'orin-1' },
          containers: [
            {
              name: 'backend',
              image: 'registry.example:5000/team/backend:1.2',
              imagePullPolicy: 'IfNotPresent',
              env: [],
              ports: [{ name: 'http', containerPort: 8080 }],
              resources: {
                requests: { cpu: '250m', memory: '512Mi', [RESOURCE]: '1' },
                limits: { memory: '512Mi', [RESOURCE]: '1' },
              },
            },
          ],
        },
      },
    },
  };
  const service = {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, labels: labels(name) },
    spec: { selector: labels(name), ports: [{ name: 'http', port: 8080, targetPort: 'http' }] },
  };
  return [deployment, service] as unknown as [Loose, Loose];
}

const found = (...manifests: readonly Loose[]) => checkManifests(manifests as unknown as Manifest[], [MACHINE]);
const podOf = (deployment: Loose) => deployment.spec?.template?.spec as Loose;
const containerOf = (deployment: Loose) => podOf(deployment).containers?.[0] as Loose;
const set = (object: Loose | undefined, key: string, value: unknown) => {
  (object as Record<string, unknown>)[key] = value;
};

type Breakage = readonly [what: string, code: string, spoil: (deployment: Loose, service: Loose) => void];

const BROKEN: readonly Breakage[] = [
  ['a name that is no DNS label', 'manifest-name', (d) => set(d.metadata, 'name', 'mobilenet_v2')],
  ['a name of 64 characters', 'manifest-name', (d) => set(d.metadata, 'name', 'a'.repeat(64))],
  ['a port out of range', 'manifest-port', (_, s) => set(s.spec?.ports?.[0], 'port', 70000)],
  ['a container port of zero', 'manifest-port', (d) => set(containerOf(d).ports?.[0], 'containerPort', 0)],
  ['a service that targets no port', 'manifest-port', (_, s) => set(s.spec?.ports?.[0], 'targetPort', 'grpc')],
  [
    'a selector that is not in the labels of the pods',
    'manifest-selector',
    (d) => set(d.spec?.selector, 'matchLabels', labels('other')),
  ],
  ['a service that selects other pods', 'manifest-selector', (_, s) => set(s.spec, 'selector', labels('other'))],
  ['a rolling update', 'manifest-selector', (d) => set(d.spec, 'strategy', { type: 'RollingUpdate' })],
  [
    'half a GPU',
    'manifest-accelerator',
    (d) => {
      set(containerOf(d).resources?.requests, RESOURCE, '500m');
      set(containerOf(d).resources?.limits, RESOURCE, '500m');
    },
  ],
  [
    'an accelerator requested and not limited',
    'manifest-limits',
    (d) => set(containerOf(d).resources, 'limits', { memory: '512Mi' }),
  ],
  [
    'more memory requested than the limit',
    'manifest-limits',
    (d) => set(containerOf(d).resources?.limits, 'memory', '1Mi'),
  ],
  ['memory of zero', 'manifest-memory', (d) => set(containerOf(d).resources?.requests, 'memory', '0')],
  [
    'memory that is no quantity',
    'manifest-quantity',
    (d) => set(containerOf(d).resources?.limits, 'memory', '512 MiB'),
  ],
  ['a node that is not there', 'manifest-node', (d) => set(podOf(d).nodeSelector, 'kubernetes.io/hostname', 'orin-2')],
  ['a pod that is pinned nowhere', 'manifest-node', (d) => set(podOf(d), 'nodeSelector', {})],
  [
    'more memory than the node has',
    'manifest-overload',
    (d) => {
      set(containerOf(d).resources?.requests, 'memory', '2Gi');
      set(containerOf(d).resources?.limits, 'memory', '2Gi');
    },
  ],
  ['more cores than the node has', 'manifest-overload', (d) => set(containerOf(d).resources?.requests, 'cpu', '4001m')],
  [
    'more accelerators than the node has',
    'manifest-overload',
    (d) => {
      set(containerOf(d).resources?.requests, RESOURCE, '3');
      set(containerOf(d).resources?.limits, RESOURCE, '3');
    },
  ],
  [
    'a resource that the node does not offer',
    'manifest-overload',
    (d) => {
      set(containerOf(d).resources?.requests, 'coral.ai/tpu', '1');
      set(containerOf(d).resources?.limits, 'coral.ai/tpu', '1');
    },
  ],
  ['an image with a blank', 'manifest-image', (d) => set(containerOf(d), 'image', 'my image')],
  ['an image that is a command', 'manifest-image', (d) => set(containerOf(d), 'image', '$(reboot)')],
  ['a label with a line end', 'manifest-label', (d) => set(d.metadata?.labels, 'app.kubernetes.io/part-of', 'a\nb')],
  [
    'an annotation with a control character',
    'manifest-text',
    (d) => set(d.spec?.template?.metadata?.annotations, 'edge-plan.dev/model', 'm\u001b[2J'),
  ],
];

describe('manifests that a server or a kubelet would refuse are refused first', () => {
  it('sound ones pass, and so do two that fill a node', () => {
    expect(found(...sound())).toEqual([]);
    expect(found(...sound('a'), ...sound('b'))).toEqual([]);
  });

  it.each(BROKEN)('%s', (_, code, spoil) => {
    const [deployment, service] = sound();
    spoil(deployment, service);
    const problems = found(deployment, service);
    expect(problems.map((problem) => problem.code)).toContain(code);
    expect(problems.every(({ message }) => /^(Deployment|Service) "/.test(message))).toBe(true);
  });

  it('two of one name', () => {
    expect(found(...sound(), ...sound()).map(({ code }) => code)).toContain('manifest-name');
  });

  it('pods that each fit a node and together do not', () => {
    const problems = found(...sound('a'), ...sound('b'), ...sound('c'));
    expect(problems.map(({ message }) => message)).toEqual([
      'Deployment "c": its node orin-1 has 1073741824 bytes of memory; 1610612736 are asked for',
      'Deployment "c": its node orin-1 offers 2 nvidia.com/gpu; 3 containers ask for one',
    ]);
  });

  it('more pods than the kubelet takes', () => {
    const small = ['a', 'b', 'c', 'd'].flatMap((name) => {
      const [deployment, service] = sound(name);
      set(containerOf(deployment), 'resources', { requests: {}, limits: {} });
      return [deployment, service];
    });
    expect(found(...small.slice(0, 6))).toEqual([]);
    expect(found(...small).map(({ message }) => message)).toEqual([
      'Deployment "d": its node orin-1 takes 3 more pods; these are 4',
    ]);
  });

  it('covers more than nine kinds', () => {
    expect(new Set(BROKEN.map(([, code]) => code)).size).toBeGreaterThanOrEqual(9);
  });
});
