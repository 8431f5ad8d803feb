import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Deployment } from 'kubernetes-models/apps/v1/Deployment';
import { Service } from 'kubernetes-models/v1/Service';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import type { FileAccess } from '../src/domain/files.ts';
import type { KubernetesExport, Deployment as Written } from '../src/domain/manifest.ts';
import { ProblemError } from '../src/domain/problem.ts';
import { type ManifestOptions, planManifests, planToExport } from '../src/export.ts';
import { createFileAccess } from '../src/io/files.ts';
import { readKubernetes } from '../src/read/importers/kubernetes.ts';
import { readPlanFile } from '../src/read/plan-file.ts';
import { renderRunningPlan } from '../src/report/inventory.ts';
import { renderFolder, renderManifests } from '../src/report/kubernetes/yaml.ts';
import { ROOT } from './helpers/binary.ts';
import { file, listOf, nodeObject } from './helpers/kubernetes.ts';

const OPTIONS: ManifestOptions = { images: null, namespace: null, runtimeClass: null };
const shipped = () => createFileAccess({ cwd: ROOT, packageRoot: ROOT, stdin: process.stdin });

/** The shipped package, and texts in place of the user's files. */
function access(texts: Readonly<Record<string, string>>): FileAccess {
  const real = shipped();
  const give = async (name: string) => {
    const text = texts[name];
    if (text === undefined) throw new ProblemError([]);
    return file(text, name);
  };
  return {
    ...real,
    openNamed: give,
    open: give,
    openShipped: (path) => real.openShipped(path),
    listShipped: (path) => real.listShipped(path),
  };
}

async function exported(
  yaml: string,
  options: Partial<ManifestOptions> = {},
  more: Readonly<Record<string, string>> = {},
) {
  const files = access({ 'site.yaml': yaml, ...more });
  const plan = await planToExport({ planFile: null, scenario: 'site.yaml', policy: null, seed: 1 }, files);
  return { plan, files, manifests: await planManifests(plan, { ...OPTIONS, ...options }, files) };
}

function deployments({ nodes }: KubernetesExport): Written[] {
  return nodes.flatMap(({ manifests }) => manifests).filter((manifest) => manifest.kind === 'Deployment');
}

const containerOf = (deployment: Written | undefined) => deployment?.spec.template.spec.containers[0];

const PROFILES = `model,device,service_ms,memory_mb
small,gpu-box,5,200
large,gpu-box,20,800
`;
const site = (node: string, apps: string) => `version: 1
profiles: [p.csv]
cluster:
  - { node: box, device: gpu-box, memory: 8 GiB, cpu: { cores: 4 }, ${node} }
apps:
${apps}`;
const app = (name: string, more = '') =>
  `  - { app: ${name}, model: small, rate: 5 /s, slo: p95 <= 200 ms, preprocess: 10 ms, memory: 50 MiB${more} }\n`;
const P = { 'p.csv': PROFILES };

describe('every shipped scenario', () => {
  const names = readdirSync(join(ROOT, 'scenarios')).filter((name) => name.endsWith('.yaml'));

  it.each(names)('%s: its manifests pass our checks and the schemas of Kubernetes', async (name) => {
    const origin = { planFile: null, scenario: `scenarios/${name}`, policy: null, seed: 1 };
    const plan = await planToExport(origin, shipped());
    const manifests = await planManifests(plan, OPTIONS, shipped());
    const documents = parseAllDocuments(renderManifests(manifests), { version: '1.1' }).map((document) =>
      document.toJS(),
    );
    const placed = plan.placement.node.filter((node) => node !== -1).length;
    const kinds = documents.map(({ kind }) => kind);
    expect(
      deployments(manifests).filter(({ metadata }) => metadata.labels['app.kubernetes.io/component'] === 'frontend')
        .length,
    ).toBe(placed);
    expect(kinds.filter((kind) => kind === 'Deployment').length).toBe(
      kinds.filter((kind) => kind === 'Service').length,
    );
    for (const document of documents) {
      const model = document.kind === 'Deployment' ? new Deployment(document) : new Service(document);
      expect(() => model.validate()).not.toThrow();
    }
    expect(documents).toEqual(manifests.nodes.flatMap((node) => node.manifests));
  });

  it('the schemas of Kubernetes do refuse what is broken', async () => {
    const { manifests } = await exported(site('discipline: time-slice', app('door')), {}, P);
    const [written] = deployments(manifests).map((one) => JSON.parse(JSON.stringify(one)));
    expect(() => new Deployment(written).validate()).not.toThrow();
    written.spec.template.spec.containers[0].resources.limits.memory = '12Qi';
    expect(() => new Deployment(written).validate()).toThrow('memory');
  });

  it('a folder names each of its files in the kustomization, which is written last', async () => {
    const { manifests } = await exported(site('discipline: time-slice', app('door')), {}, P);
    const files = renderFolder(manifests);
    expect(files.map(([name]) => name)).toEqual(['node-box.yaml', 'kustomization.yaml']);
    expect(files.at(-1)?.[1]).toContain('  - node-box.yaml\n');
  });
});

describe('backends', () => {
  const backends = (manifests: KubernetesExport) =>
    deployments(manifests).filter(({ metadata }) => metadata.labels['app.kubernetes.io/component'] === 'backend');
  const shared = app('door', ', count: 3, sharing: model');
  const large = '  - { app: hall, model: large, rate: 1 /s, slo: p95 <= 1 s, sharing: model }\n';

  it('one for each model that is shared, in containers that share a device', async () => {
    const { manifests } = await exported(site('discipline: time-slice', shared + large), {}, P);
    expect(backends(manifests).map(({ metadata }) => metadata.name)).toEqual([
      'backend-small-box',
      'backend-large-box',
    ]);
    expect(containerOf(backends(manifests)[0])?.resources.limits).toEqual({ memory: '200M' });
  });

  it('one for each application that shares nothing', async () => {
    const { manifests } = await exported(site('discipline: time-slice', app('door', ', count: 2')), {}, P);
    expect(backends(manifests).map(({ metadata }) => metadata.name)).toEqual(['door-1-backend', 'door-2-backend']);
  });

  it('one for all models, where the device takes one process at a time', async () => {
    const { manifests } = await exported(site('discipline: fcfs', shared + large), {}, P);
    const [backend, ...others] = backends(manifests);
    expect(others).toEqual([]);
    expect(backend?.metadata.name).toBe('backend-box');
    expect(containerOf(backend)?.env).toEqual([{ name: 'MODELS', value: '["small","large"]' }]);
    expect(containerOf(backend)?.resources.limits).toEqual({ memory: '1G' });
    const hosts = deployments(manifests).flatMap(
      (one) => containerOf(one)?.env.find(({ name }) => name === 'BACKEND_HOST')?.value ?? [],
    );
    expect(hosts).toEqual(Array(4).fill('backend-box'));
  });

  it('ask for the accelerator that the scenario names, tolerate its taints, and are pinned by hostname', async () => {
    const facts =
      'kubernetes: { hostname: h-1, resource: nvidia.com/gpu, replicas: 4, taints: "nvidia.com/gpu=present:NoSchedule edge=x:NoExecute" }';
    const { manifests } = await exported(
      site(`discipline: time-slice, ${facts}`, app('door')),
      { namespace: 'vision' },
      P,
    );
    const [backend, frontend] = deployments(manifests);
    expect(backend?.spec.template.spec.nodeSelector).toEqual({ 'kubernetes.io/hostname': 'h-1' });
    expect(backend?.spec.template.spec.tolerations).toEqual([
      { key: 'nvidia.com/gpu', operator: 'Exists', effect: 'NoSchedule' },
      { key: 'edge', operator: 'Equal', value: 'x', effect: 'NoExecute' },
    ]);
    expect(containerOf(backend)?.resources.requests).toEqual({ memory: '200M', 'nvidia.com/gpu': '1' });
    expect(containerOf(frontend)?.resources.requests).toEqual({ cpu: '50m', memory: '50Mi' });
    expect(containerOf(frontend)?.env[1]).toEqual({ name: 'BACKEND_HOST', value: 'door-backend.vision.svc' });
    expect(frontend?.metadata.namespace).toBe('vision');
  });

  it('more of them than may share the accelerator are refused, and nothing is made', async () => {
    const facts = 'kubernetes: { resource: nvidia.com/gpu, replicas: 2 }';
    const placement = 'placement: { box: [door-1, door-2, door-3] }\n';
    const yaml = `${site(`discipline: time-slice, ${facts}`, app('door', ', count: 3'))}${placement}`;
    await expect(exported(yaml, {}, P)).rejects.toThrow('offers 2 nvidia.com/gpu; 3 containers ask for one');
  });
});

describe('hostile names', () => {
  it('stay text: no YAML, no variable, no control sequence comes of them', async () => {
    const models = [
      'no',
      '1:30',
      '0x10',
      '~',
      'a: b',
      '- x',
      '$(HOME)',
      '$$(HOME)',
      '{{ .Values }}',
      '"',
      "'",
      '#',
      '&a',
      '*a',
      '!!js',
      '👁',
    ];
    const rows = models.map((model) => `"${model.replaceAll('"', '""')}",gpu-box,1,10\n`).join('');
    const apps = models.map(
      (model, index) => `  - { app: a${index}, model: ${JSON.stringify(model)}, rate: 1 /s, slo: p95 <= 1 s }\n`,
    );
    const { manifests } = await exported(
      site('discipline: time-slice', apps.join('')),
      {},
      { 'p.csv': `model,device,service_ms,memory_mb\n${rows}` },
    );
    const documents = parseAllDocuments(renderManifests(manifests), { version: '1.1' }).map((document) =>
      document.toJS(),
    );
    expect(documents).toEqual(manifests.nodes.flatMap((node) => node.manifests));
    const said = new Map(
      deployments(manifests).map((one) => [one.spec.template.metadata.annotations['edge-plan.dev/app'], one]),
    );
    models.forEach((model, index) => {
      const frontend = said.get(`a${index}`);
      expect(frontend?.spec.template.metadata.annotations['edge-plan.dev/model']).toBe(model);
      // What the kubelet makes of `$$` is `$`, and of `$(X)` a variable: undone, the value is the model.
      expect(containerOf(frontend)?.env[0]?.value.replaceAll('$$', '$')).toBe(model);
      expect(containerOf(frontend)?.env[0]?.value.replaceAll('$$', '')).not.toContain('$');
    });
  });

  it('names that only case and signs tell apart get manifests of their own', async () => {
    const { manifests } = await exported(site('discipline: time-slice', app('a_b') + app('a-b') + app('A.b')), {}, P);
    const names = deployments(manifests).map(({ metadata }) => metadata.name);
    expect(new Set(names).size).toBe(6);
  });
});

describe('images', () => {
  const images = `role,model,image\nbackend,small,r.example/small:2\n,,r.example/any@sha256:${'a'.repeat(64)}\n`;

  it('the first row that fits is taken', async () => {
    const { manifests } = await exported(
      site('discipline: time-slice', app('door')),
      { images: 'i.csv' },
      { ...P, 'i.csv': images },
    );
    expect(deployments(manifests).map((one) => containerOf(one)?.image.slice(0, 16))).toEqual([
      'r.example/small:',
      'r.example/any@sh',
    ]);
  });

  it('a workload without a row, and a row that is no image, are problems', async () => {
    const yaml = site('discipline: time-slice', app('door'));
    await expect(
      exported(yaml, { images: 'i.csv' }, { ...P, 'i.csv': 'role,image\nbackend,r.example/b\n' }),
    ).rejects.toThrow('no row for 1 kind of workload: frontend,small,gpu-box');
    await expect(exported(yaml, { images: 'i.csv' }, { ...P, 'i.csv': 'image\nnot an image\n' })).rejects.toThrow(
      '"not an image" is not the name of an image',
    );
  });
});

describe('round trip', () => {
  it('what was exported and runs is read back as the same placement', async () => {
    const yaml = site('count: 2, discipline: time-slice', app('door', ', count: 5') + app('hall'));
    const { plan, manifests } = await exported(yaml, {}, P);
    const pods = deployments(manifests).map(({ metadata, spec: { template } }) => ({
      kind: 'Pod',
      metadata: { name: `${metadata.name}-7d9f`, annotations: template.metadata.annotations },
      spec: { ...template.spec, nodeName: template.spec.nodeSelector['kubernetes.io/hostname'] },
      status: { phase: 'Running' },
    }));
    const nodes = ['box-1', 'box-2'].map((name) => nodeObject(name, { resources: { 'example.org/gpu': '1' } }));
    const devices = [file('key,device\nexample.org/gpu,gpu-box\n', 'map.csv')];
    const inventory = readKubernetes(
      { nodes: file(listOf(...nodes)), pods: file(listOf(...pods), 'pods.json'), devices },
      [],
    );
    expect(inventory.pods).toMatchObject({ foreign: 0, notes: [] });
    expect(inventory.nodes.map(({ memory }) => memory)).toEqual([2 ** 33, 2 ** 33]);
    const placement = readPlanFile(file(renderRunningPlan(inventory), 'running.json'), plan.scenario);
    expect(placement).toEqual(plan.placement);
  });
});

describe('the scenario of a plan file', () => {
  const yaml = site('discipline: time-slice', app('door'));
  const planFile = JSON.stringify({
    schemaVersion: 1,
    scenario: 'site.yaml',
    apps: [{ app: 'door', node: 'box', accelerator: 0 }],
  });
  const origin = { planFile: 'plan.json', scenario: null, policy: null, seed: 1 };

  it('is the one that the plan names', async () => {
    const plan = await planToExport(origin, access({ 'plan.json': planFile, 'site.yaml': yaml, ...P }));
    expect([plan.scenario.name, [...plan.placement.node]]).toEqual(['site.yaml', [0]]);
  });

  it('is asked for where it is not there', async () => {
    const files = access({ 'plan.json': planFile, ...P });
    await expect(planToExport(origin, files)).rejects.toThrow('the scenario "site.yaml" of the plan is not here');
  });

  it('a plan that places nothing is not exported', async () => {
    const empty = JSON.stringify({ schemaVersion: 1, scenario: 'site.yaml', apps: [] });
    const files = access({ 'plan.json': empty, 'site.yaml': yaml, ...P });
    const plan = await planToExport(origin, files);
    await expect(planManifests(plan, OPTIONS, files)).rejects.toThrow('places nothing');
  });
});
