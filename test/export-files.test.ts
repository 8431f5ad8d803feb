import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { edgePlan } from './helpers/binary.ts';
import { GPU, listOf, nodeObject, podObject, T4 } from './helpers/kubernetes.ts';

const SITE = `version: 1
cluster:
  - { node: nano, count: 2, device: jetson-nano }
apps:
  - { app: door, count: 4, model: mobilenet_v2, rate: 5 /s, slo: p95 <= 150 ms, memory: 60 MiB }
`;

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'edge-plan-test-'));
  writeFileSync(join(folder, 'site.yaml'), SITE);
});
afterEach(() => rmSync(folder, { recursive: true }));

const run = (line: string) => edgePlan(line.split(' '), { cwd: folder });
const text = (name: string) => readFileSync(join(folder, name), 'utf8');

describe('export writes what was named and nothing else', () => {
  it('a folder, made if it is not there, and the same bytes again', () => {
    expect(run('fit site.yaml --out plan.json').status).toBe(0);
    expect(run('export kubernetes plan.json --out site/').status).toBe(0);
    const names = ['kustomization.yaml', 'node-nano-1.yaml', 'node-nano-2.yaml'];
    expect(readdirSync(join(folder, 'site')).sort()).toEqual(names);
    expect(readdirSync(folder).sort()).toEqual(['plan.json', 'site', 'site.yaml']);
    const before = names.map((name) => text(`site/${name}`));
    expect(run('export kubernetes plan.json --out site').status).toBe(0);
    expect(names.map((name) => text(`site/${name}`))).toEqual(before);
  });

  it('a file with what is printed without --out', () => {
    expect(run('export kubernetes --scenario site.yaml --out all.yaml').stdout).toBe('');
    expect(text('all.yaml')).toBe(run('export kubernetes --scenario site.yaml').stdout);
    expect(run('export csv --scenario site.yaml --out plan.csv').stdout).toBe('');
    expect(text('plan.csv')).toBe(run('export csv --scenario site.yaml').stdout);
  });

  it('nothing where the manifests would be refused, or the folder cannot be made', () => {
    writeFileSync(join(folder, 'images.csv'), 'image\nnot an image\n');
    expect(run('export kubernetes --scenario site.yaml --images images.csv --out site/').status).toBe(2);
    const { status, stderr } = run('export kubernetes --scenario site.yaml --out no/such/');
    expect([status, stderr]).toEqual([2, expect.stringContaining('"no/such/" cannot be written')]);
    expect(readdirSync(folder).sort()).toEqual(['images.csv', 'site.yaml']);
  });

  it('a List for --json, which counts as many objects', () => {
    const { kind, items } = JSON.parse(run('export kubernetes --scenario site.yaml --json').stdout);
    expect([kind, items.length]).toEqual(['List', 16]);
  });

  it('a plan that lies beside its scenario elsewhere is found, one that points out of there is not', () => {
    mkdirSync(join(folder, 'deep'));
    writeFileSync(join(folder, 'deep', 'inner.yaml'), SITE);
    const plan = (scenario: string) =>
      JSON.stringify({ schemaVersion: 1, scenario, apps: [{ app: 'door-1', node: 'nano-1', accelerator: 0 }] });
    writeFileSync(join(folder, 'deep', 'plan.json'), plan('inner.yaml'));
    expect(run('export csv deep/plan.json').stdout).toContain('door-1,mobilenet_v2,5,p95,150,nano-1,0');
    writeFileSync(join(folder, 'deep', 'plan.json'), plan('/etc/passwd'));
    expect(run('export csv deep/plan.json')).toMatchObject({ status: 2, stdout: '' });
  });
});

describe('import nodes writes what was named', () => {
  it('an inventory that a scenario reads as the dump itself, and what runs', () => {
    const nodes = listOf(
      nodeObject('nano-1', { labels: { 'beta.devicetree.org/nvidia-jetson-nano': '1' }, resources: GPU }),
    );
    writeFileSync(join(folder, 'nodes.json'), nodes);
    writeFileSync(join(folder, 'pods.json'), listOf(podObject('p', 'nano-1', { memory: '1Gi' })));
    expect(run('import nodes nodes.json --out nodes.csv').stdout).toBe('');
    for (const inventory of ['nodes.json', 'nodes.csv']) {
      writeFileSync(
        join(folder, 'site.yaml'),
        SITE.replace('{ node: nano, count: 2, device: jetson-nano }', `inventory: ${inventory}`),
      );
      const { summary, accelerators } = JSON.parse(run('fit site.yaml --json').stdout);
      expect([summary.placed, accelerators[0].node]).toEqual([4, 'nano-1']);
    }
    expect(run('import nodes nodes.json --pods pods.json --running running.json --out nodes.json.out').status).toBe(0);
    expect(JSON.parse(text('running.json'))).toMatchObject({ schemaVersion: 1, apps: [] });
    expect(JSON.parse(text('nodes.json.out'))).toMatchObject({ summary: { nodes: 1, memoryBytes: 7 * 2 ** 30 } });
  });

  it('nodes come from standard input too, and none that can be used is a no', () => {
    const input = listOf(nodeObject('a', { labels: T4, resources: GPU, ready: 'False' }));
    expect(edgePlan(['import', 'nodes', '-', '--out', 'nodes.csv'], { cwd: folder, input }).status).toBe(1);
    expect(readdirSync(folder)).toEqual(['site.yaml']);
  });
});
