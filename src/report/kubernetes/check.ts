/**
 * What only a real API server, or a kubelet, would find wrong with manifests: nothing is written while this finds
 * anything. It knows nothing of how they were made, and reads them as the server would.
 */

import type { Container, Deployment, Machine, Manifest, Service } from '../../domain/manifest.ts';
import { type Problem, problem } from '../../domain/problem.ts';
import { isAbove, parseQuantity, wholeOf } from '../../domain/quantity.ts';
import { printable } from '../../domain/text.ts';
import { promisesOf } from './machines.ts';

const DNS_LABEL = /^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/;
const LABEL_VALUE = /^([A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?)?$/;
const PORT_NAME = /^(?=.*[a-z])[a-z0-9]([a-z0-9-]{0,13}[a-z0-9])?$/;
/** Registry with an optional port, path, tag, digest. */
const IMAGE =
  /^(?:[A-Za-z0-9][A-Za-z0-9.-]*(?::\d+)?\/)?[a-z0-9]+(?:[._/-]+[a-z0-9]+)*(?::[\w][\w.-]{0,127})?(?:@sha256:[a-f0-9]{64})?$/;
const MOST_ANNOTATIONS = 256 * 1024;
const UNSAFE = /[\p{Cc}\p{Cs}\u2028\u2029\ufeff]/u;

/** Everything wrong with the manifests; empty when they may be written. */
export function checkManifests(manifests: readonly Manifest[], machines: readonly Machine[]): readonly Problem[] {
  const found: Problem[] = [];
  const deployments = manifests.filter((manifest) => manifest.kind === 'Deployment');
  const services = manifests.filter((manifest) => manifest.kind === 'Service');
  const say: Say = (manifest, code, message) => {
    const name = printable(manifest.metadata.name, 80);
    found.push(problem(`manifest-${code}`, `${manifest.kind} "${name}": ${message}`, HELP[code] ?? null));
  };
  for (const manifest of manifests) checkMetadata(manifest, say);
  checkNamesAreUnique(manifests, say);
  for (const deployment of deployments) checkDeployment(deployment, say);
  const byName = new Map(deployments.map((deployment) => [deployment.metadata.name, deployment]));
  for (const service of services) checkService(service, byName.get(service.metadata.name) ?? null, say);
  checkMachines(deployments, machines, say);
  return found;
}

type Code =
  | 'name'
  | 'label'
  | 'text'
  | 'selector'
  | 'port'
  | 'image'
  | 'quantity'
  | 'accelerator'
  | 'limits'
  | 'memory'
  | 'node'
  | 'overload';
type Say = (manifest: Manifest, code: Code, message: string) => void;

const HELP: Readonly<Partial<Record<Code, string>>> = {
  node: 'Give the node its label with "kubernetes: { hostname: … }" in the cluster, or import the nodes.',
  overload: 'Raise how many containers share an accelerator, or let fewer be placed (limits, sharing: model).',
  image: 'Write it as registry/path:tag in the table of --images.',
};

function checkMetadata(manifest: Manifest, say: Say): void {
  const { name, namespace, labels } = manifest.metadata;
  for (const label of [name, ...(namespace === undefined ? [] : [namespace])]) {
    if (!DNS_LABEL.test(label)) {
      say(manifest, 'name', `"${printable(label, 80)}" is no DNS label: up to 63 of a-z, 0-9 and -, a letter first`);
    }
  }
  for (const [key, value] of Object.entries(labels)) {
    if (!LABEL_VALUE.test(value)) say(manifest, 'label', `the label ${key} cannot be "${printable(value, 80)}"`);
  }
  if (texts(manifest).some((text) => UNSAFE.test(text))) {
    say(manifest, 'text', 'a text in it holds a control character');
  }
}

function texts(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [key, ...texts(inner)]);
}

function checkNamesAreUnique(manifests: readonly Manifest[], say: Say): void {
  const seen = new Set<string>();
  for (const manifest of manifests) {
    const key = `${manifest.kind}/${manifest.metadata.namespace ?? ''}/${manifest.metadata.name}`;
    if (seen.has(key)) say(manifest, 'name', 'another has the same name');
    seen.add(key);
  }
}

function checkDeployment(deployment: Deployment, say: Say): void {
  const { selector, template, replicas, strategy } = deployment.spec;
  if (!isSelected(selector.matchLabels, template.metadata.labels)) {
    say(deployment, 'selector', 'its selector does not match the labels of its pods');
  }
  if (replicas !== 1 || strategy.type !== 'Recreate') {
    say(deployment, 'selector', 'it must have one replica, recreated: an accelerator has no room for a second');
  }
  for (const [key, value] of Object.entries(template.metadata.labels)) {
    if (!LABEL_VALUE.test(value)) say(deployment, 'label', `the label ${key} cannot be "${printable(value, 80)}"`);
  }
  const size = Object.entries(template.metadata.annotations).reduce(
    (sum, [key, value]) => sum + key.length + value.length,
    0,
  );
  if (size > MOST_ANNOTATIONS) say(deployment, 'label', 'its annotations have more than 256 KiB');
  const { runtimeClassName } = template.spec;
  if (runtimeClassName !== undefined && !DNS_LABEL.test(runtimeClassName)) {
    say(deployment, 'name', `its runtime class cannot be called "${printable(runtimeClassName, 80)}"`);
  }
  for (const container of template.spec.containers) checkContainer(deployment, container, say);
}

function isSelected(selector: Readonly<Record<string, string>>, labels: Readonly<Record<string, string>>): boolean {
  const wanted = Object.entries(selector);
  return wanted.length > 0 && wanted.every(([key, value]) => labels[key] === value);
}

function checkContainer(deployment: Deployment, container: Container, say: Say): void {
  if (!IMAGE.test(container.image)) {
    say(deployment, 'image', `"${printable(container.image, 80)}" is not the name of an image`);
  }
  const ports = container.ports.map(({ containerPort }) => containerPort);
  if (ports.some((port) => !isPort(port))) say(deployment, 'port', 'a port must be a whole number from 1 to 65535');
  if (container.ports.some(({ name }) => !PORT_NAME.test(name))) {
    say(deployment, 'port', 'the name of a port has up to 15 of a-z, 0-9 and -');
  }
  const { requests, limits } = container.resources;
  for (const [resource, text] of [...Object.entries(requests), ...Object.entries(limits)]) {
    const quantity = parseQuantity(text);
    if (quantity === null) say(deployment, 'quantity', `"${printable(text)}" is not a quantity of ${resource}`);
    else if (resource === 'memory' && quantity.numerator <= 0n) say(deployment, 'memory', 'memory must be above zero');
    else if (resource.includes('/') && !((wholeOf(quantity) ?? 0) >= 1)) {
      say(deployment, 'accelerator', `${resource} is given in whole units only; found ${printable(text)}`);
    }
  }
  checkLimits(deployment, container, say);
}

/** An accelerator cannot be overcommitted; memory asked for must be allowed. */
function checkLimits(deployment: Deployment, { resources: { requests, limits } }: Container, say: Say): void {
  for (const resource of new Set([...Object.keys(requests), ...Object.keys(limits)])) {
    if (resource.includes('/') && requests[resource] !== limits[resource]) {
      say(deployment, 'limits', `of ${resource} as much must be requested as is the limit`);
    }
  }
  const [asked, allowed] = [
    parseQuantity(requests.memory ?? '0'),
    parseQuantity(limits.memory ?? requests.memory ?? '0'),
  ];
  if (asked !== null && allowed !== null && isAbove(asked, allowed)) {
    say(deployment, 'limits', 'it requests more memory than its limit');
  }
}

function isPort(port: number): boolean {
  return Number.isInteger(port) && port >= 1 && port <= 65535;
}

function checkService(service: Service, target: Deployment | null, say: Say): void {
  const { selector, ports } = service.spec;
  if (target === null || !isSelected(selector, target.spec.template.metadata.labels)) {
    say(service, 'selector', 'its selector does not match the pods of the Deployment of its name');
  }
  const names = target?.spec.template.spec.containers.flatMap((container) => container.ports.map(({ name }) => name));
  if (ports.length === 0 || ports.some(({ port }) => !isPort(port))) {
    say(service, 'port', 'a port must be a whole number from 1 to 65535');
  }
  for (const { targetPort } of ports) {
    if (names?.includes(targetPort) === false)
      say(service, 'port', `no container has a port "${printable(targetPort)}"`);
  }
}

/** Every pod is pinned to a machine of the plan, and no machine is promised more than it has. */
function checkMachines(deployments: readonly Deployment[], machines: readonly Machine[], say: Say): void {
  const { stray, excesses } = promisesOf(deployments, machines);
  for (const [deployment, why] of stray) say(deployment, 'node', why);
  for (const [deployment, excess] of excesses) say(deployment, 'overload', excess);
}
