import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Catalogue } from '../src/domain/catalogue.ts';
import type { Draft } from '../src/domain/draft.ts';
import { createFileAccess } from '../src/io/files.ts';
import { packageRoot } from '../src/io/package.ts';
import { readScenario } from '../src/read/scenario.ts';
import { renderDraft } from '../src/report/draft-yaml.ts';
import { edgePlan } from './helpers/binary.ts';
import { twoJetsonNanos } from './helpers/nodes-dump.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'edge-plan-init-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const APP = 'door,model=mobilenet_v2,count=3,rate=5/s,slo=p95<=200ms';
const NODES = 'edgetpu-pi,count=2,memory=4 GiB';

function init(...words: string[]) {
  return edgePlan(['init', ...words], { cwd: folder });
}

describe('edge-plan init without a terminal', () => {
  it.each([
    [[], '--nodes (or --inventory) and --app'],
    [['--nodes', NODES], '--app'],
    [['--app', APP], '--nodes (or --inventory)'],
  ])('%j: says which flags are missing', (words, missing) => {
    const { stderr, stdout, status } = init(...words);
    expect(status).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toContain(`there is no terminal to ask on, and no flag says ${missing}\n`);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('the command line that it prints writes the same file again', () => {
    const first = init('a b.yaml', '--nodes', NODES, '--network', '10 ms', '--app', APP);
    expect(first.status).toBe(0);
    const text = readFileSync(join(folder, 'a b.yaml'), 'utf8');
    const line = /\n {2}edge-plan (init .* --yes)\n/.exec(first.stderr)?.[1] ?? '';
    const words = [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');
    rmSync(join(folder, 'a b.yaml'));
    expect(edgePlan(words, { cwd: folder }).status).toBe(0);
    expect(readFileSync(join(folder, 'a b.yaml'), 'utf8')).toBe(text);
  });

  it.each(['file', 'link to a file', 'link that leads nowhere'])('never replaces a %s that is there', (kind) => {
    const site = join(folder, 'site.yaml');
    if (kind === 'file') writeFileSync(site, 'mine\n');
    else symlinkSync(join(folder, 'other.yaml'), site);
    if (kind === 'link to a file') writeFileSync(join(folder, 'other.yaml'), 'mine\n');
    const before = readdirSync(folder);
    const { status, stderr } = init('site.yaml', '--yes');
    expect(status).toBe(2);
    expect(stderr).toContain('"site.yaml" exists already');
    expect(readdirSync(folder)).toEqual(before);
    if (kind !== 'link that leads nowhere') expect(readFileSync(site, 'utf8')).toBe('mine\n');
  });

  it('replaces it with --force, and leaves nothing beside it', () => {
    writeFileSync(join(folder, 'site.yaml'), 'mine\n');
    expect(init('site.yaml', '--yes', '--force').status).toBe(0);
    expect(readFileSync(join(folder, 'site.yaml'), 'utf8')).toContain('version: 1');
    expect(readdirSync(folder)).toEqual(['site.yaml']);
  });

  it('prints the scenario for "-", which fit then reads', () => {
    const { stdout } = init('-', '--nodes', NODES, '--app', APP);
    const { stdout: answer, status } = edgePlan(['fit', '-', '--json'], { cwd: folder, input: stdout });
    expect(status).toBe(0);
    expect(JSON.parse(answer).summary).toMatchObject({ apps: 3, ok: 3 });
  });

  it('an inventory is named from where the scenario lies', () => {
    mkdirSync(join(folder, 'site'));
    writeFileSync(join(folder, 'nodes.json'), twoJetsonNanos());
    const app = 'door,model=resnet18,rate=5/s,slo=p95<=200ms';
    expect(init('site/s.yaml', '--inventory', 'nodes.json', '--app', app).status).toBe(0);
    expect(readFileSync(join(folder, 'site/s.yaml'), 'utf8')).toContain('inventory: ../nodes.json\n');
    const { stdout, status } = edgePlan(['fit', 'site/s.yaml'], { cwd: folder });
    expect(stdout).toMatch(/1 of 1 application fits/);
    expect(status).toBe(0);
  });

  it('an inventory that the scenario may not read is refused before anything is planned', () => {
    const outside = mkdtempSync(join(tmpdir(), 'edge-plan-outside-'));
    writeFileSync(join(outside, 'nodes.json'), twoJetsonNanos());
    const { status, stderr } = init('--yes', '--inventory', join(outside, 'nodes.json'));
    rmSync(outside, { recursive: true });
    expect(stderr).toContain('lies outside the folders that a scenario may read from');
    expect(stderr).not.toContain('applications fit');
    expect(status).toBe(2);
  });

  it('what it prints to go on with has the folder that was allowed', () => {
    const outside = mkdtempSync(join(tmpdir(), 'edge-plan-outside-'));
    writeFileSync(join(outside, 'nodes.json'), twoJetsonNanos());
    const { stderr } = init('--yes', '--inventory', join(outside, 'nodes.json'), '--allow-path', outside);
    const next = /\n {2}edge-plan (fit \S+ --allow-path \S+) /.exec(stderr)?.[1]?.split(' ') ?? [];
    const answer = edgePlan(next, { cwd: folder });
    rmSync(outside, { recursive: true });
    expect(answer.stdout).toContain('4 of 4 applications fit');
    expect(stderr).toMatch(/edge-plan init scenario\.yaml .* --allow-path \S+ --yes\n/);
  });

  it('an inventory of devices that nobody measured is told as such, not as a misspelling', () => {
    const [nano, v100] = [
      '"beta.devicetree.org/nvidia-jetson-nano":"1"',
      '"nvidia.com/gpu.product":"Tesla-V100-PCIE-16GB"',
    ];
    writeFileSync(join(folder, 'nodes.json'), twoJetsonNanos().replaceAll(nano, v100));
    const { status, stderr } = init('--yes', '--inventory', 'nodes.json');
    expect(stderr).toContain('no shipped profile measures the devices of "nodes.json": nvidia-v100');
    expect(stderr).not.toContain('Did you mean');
    expect(status).toBe(2);
  });

  it.each([
    ['sub/site.yaml', 'the folder does not exist'],
    ['.', '"." is a folder'],
  ])('a file that cannot be written (%s) is refused before anything is planned', (file, message) => {
    const { status, stderr } = init(file, '--yes', '--force');
    expect(stderr).toContain(message);
    expect(stderr).not.toContain('applications fit');
    expect(status).toBe(2);
  });

  it.each(['nvidia-a2', 'jetson-xavier-nx', 'odroid-n2plus-gpu', 'edgetpu-pi3b-usb2'])(
    'what it proposes for %s is a fast model',
    (device) => {
      const { stdout } = init('-', '--yes', '--nodes', `${device},count=2,memory=8 GiB`);
      const time = Number(/One request alone takes ([\d.,]+) ms/.exec(stdout)?.[1]?.replace(',', ''));
      expect(time).toBeLessThan(device.startsWith('odroid') ? 300 : 50);
    },
  );

  it.each([
    [['--nodes', 'edgetpu-pi'], 'the memory of the device "edgetpu-pi" is not published'],
    [['--nodes', 'jetson-nona'], 'Did you mean "jetson-nano"?'],
    [['--nodes', 'jetson-nano,cuont=3'], 'unknown key "cuont"; it can be device, count, memory, cores'],
    [['--nodes', 'jetson-nano,count=3,count=4'], 'is said twice'],
    [['--nodes', 'jetson-nano,count=no'], 'count must be a whole number; found no'],
    [
      ['--nodes', NODES, '--app', 'a,model=inception_v5,rate=1/s,slo=mean<=1s'],
      'Another one, but near it: "inception_v',
    ],
    [['--nodes', NODES, '--app', 'a,model=resnet18,rate=1/s,slo=mean<=1s'], 'the model "resnet18" on these nodes'],
    [
      ['--nodes', NODES, '--app', 'a,model=mobilenet_v2,rate=1/s,slo=p42<=1s'],
      'slo must be mean, p50, p90, p95 or p99',
    ],
    [['--devices', 'map.csv'], '--devices needs --inventory'],
    [['--network', '5'], '--network must be a time'],
  ])('%j is a problem, and nothing is written', (words, message) => {
    const { status, stderr } = init('--yes', ...words);
    expect(stderr).toContain(message);
    expect(status).toBe(2);
    expect(readdirSync(folder)).toEqual([]);
  });
});

it('a flag of thousands of characters is refused', () => {
  expect(init('--yes', '--app', 'a '.repeat(3000)).stderr).toContain('--app: the value is too long');
});

describe('the text of a drafted scenario', () => {
  it.each(['a "b" #1: c', '- x', 'null', '1e5', '{x}', "it's", '*a', 'yes', 'ünï'])(
    'model %j is read as it was meant',
    async (model) => {
      const profile = `model,device,discipline,service_ms\n"${model.replaceAll('"', '""')}",box,fcfs,5\n`;
      writeFileSync(join(folder, 'p.csv'), profile);
      const draft: Draft = {
        nodes: [{ device: 'box', count: 1, memory: '1 GiB', cores: 2 }],
        inventory: null,
        network: '1 ms',
        apps: [
          {
            app: 'no',
            count: 1,
            model,
            rate: '1 /s',
            slo: 'p95 <= 1 s',
            preprocess: null,
            memory: null,
            sharing: 'model',
          },
        ],
      };
      const text = renderDraft(draft, EMPTY, []).replace('version: 1', 'version: 1\nprofiles: [p.csv]');
      const files = createFileAccess({ cwd: folder, packageRoot, stdin: (async function* () {})() });
      const { apps, nodes } = await readScenario(await files.pretend('s.yaml', text), files);
      expect(apps.map((app) => [app.name, app.model])).toEqual([['no', model]]);
      expect(nodes[0]).toMatchObject({ memory: 2 ** 30, cores: 2 });
    },
  );

  it('a description cannot end its comment', () => {
    const evil = {
      device: 'box',
      discipline: null,
      memory: null,
      cores: null,
      pairs: [],
      description: 'x\napps: []\u001b[2J',
    };
    const nodes = [{ device: 'box', count: 1, memory: '1 GiB', cores: null }];
    const text = renderDraft({ nodes, inventory: null, network: '0 ms', apps: [] }, { devices: [evil] }, []);
    expect(text).toContain('  # x·apps: []·[2J\n');
  });
});

const EMPTY: Catalogue = { devices: [] };
