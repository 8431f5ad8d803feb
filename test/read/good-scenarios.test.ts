import fc from 'fast-check';
import { expect, test } from 'vitest';
import { applicationCount, nodeCount } from '../../src/domain/scenario.ts';
import { createFileAccess } from '../../src/io/files.ts';
import { readScenario } from '../../src/read/scenario.ts';
import { noInput, PACKAGE, problemsOf, read, SOUND } from './reading.ts';

test('what a scenario leaves out has the documented defaults', async () => {
  const scenario = await read(SOUND);
  expect(scenario).toMatchObject({ name: 'test.yaml', network: 0, limits: { utilization: 0.95, memory: 1 } });
  expect(scenario.placement).toBeNull();
  expect(scenario.gates).toEqual([]);
  expect(scenario.apps).toEqual([
    {
      index: 0,
      name: 'doorbell',
      isCounted: true,
      count: 3,
      firstIndex: 0,
      model: 'mobilenet_v2',
      arrivalRate: 0.005,
      slo: { metric: 'p95', limit: 200 },
      preprocessTime: null,
      memory: 0,
      sharing: 'none',
      arrivals: { kind: 'poisson' },
      weight: 1,
      origin: { file: 'test.yaml', line: 7, column: 5 },
    },
  ]);
  expect(scenario.nodes).toEqual([
    {
      index: 0,
      name: 'coral',
      isCounted: true,
      count: 2,
      firstIndex: 0,
      device: 'edgetpu-pi',
      discipline: 'fcfs-swap',
      accelerators: 1,
      memory: 2 ** 30,
      acceleratorMemory: null,
      cores: 4,
      cost: 1,
      concurrency: 1,
      maxBatch: null,
      maxBatchDelay: 0,
      compiledTogether: [],
      parameterCache: null,
      kubernetes: null,
      origin: { file: 'test.yaml', line: 3, column: 5 },
    },
  ]);
});

test('everything that a scenario says is read in the units of the program', async () => {
  const scenario = await read(
    `version: 1
network: 1.5 s
limits: { utilization: 80 %, memory: 0.8 }
cluster:
  - { node: a, device: edgetpu-pi, discipline: fcfs, accelerators: 2, memory: 4 GiB, cpu: { cores: 6 }, cost: 2.5,
      concurrency: 3, max_batch: 8, max_batch_delay: 5 ms }
  - inventory: nodes.csv
apps:
  - { app: plain, model: mobilenet_v2, rate: 30 /min, slo: mean < 1 s, preprocess: 24 ms, memory: 50 MiB,
      sharing: model, arrivals: { scv: 4 }, weight: 2 }
  - workload: apps.csv
  - { app: recorded, model: mobilenet_v2, rate: 1.5 /s, slo: p99 ≤ 1 min, preprocess: 0 ms, arrivals: { trace: t.csv } }
placement:
  a: [[plain], [cam-2]]
  b-1: [cam-1]
gates:
  placed: ">= 90 %"
  slack-p95: " >= 5 ms "
`,
    {
      'nodes.csv': 'node,count,device,cpu.cores,memory\nb,2,jetson,6,\n',
      'apps.csv':
        'app,count,model,rate,slo,arrivals,weight\ncam,2,mobilenet_v2,5 /s,p50 <= 9 ms,"{scv: 2}",\nsolo,,inception_v4,1 /h,p90 <= 1 h,periodic,0.5\n',
      't.csv': 'id,start_time\n1,1600000000.5\n2,1600000000.75\n3,1600000002.5\n',
    },
  );
  expect(scenario).toMatchObject({ network: 1500, limits: { utilization: 0.8, memory: 0.8 } });
  expect(scenario.nodes.map(({ origin: _, ...node }) => node)).toMatchObject([
    {
      name: 'a',
      isCounted: false,
      discipline: 'fcfs',
      accelerators: 2,
      memory: 4 * 2 ** 30,
      cores: 6,
      cost: 2.5,
      firstIndex: 0,
    },
    {
      name: 'b',
      isCounted: true,
      count: 2,
      discipline: 'mps',
      accelerators: 1,
      memory: 4e9,
      cores: 6,
      cost: 1,
      firstIndex: 1,
    },
  ]);
  expect(scenario.nodes[0]).toMatchObject({ concurrency: 3, maxBatch: 8, maxBatchDelay: 5 });
  expect(scenario.nodes[1]?.origin).toEqual({ file: 'nodes.csv', line: 2, column: 1 });
  expect(
    scenario.apps.map((app) => [app.name, app.firstIndex, app.arrivalRate, app.slo.metric, app.slo.limit]),
  ).toEqual([
    ['plain', 0, 0.0005, 'mean', 1000],
    ['cam', 1, 0.005, 'p50', 9],
    ['solo', 3, 1 / 3.6e6, 'p90', 3.6e6],
    ['recorded', 4, 0.0015, 'p99', 60_000],
  ]);
  expect(scenario.apps.map((app) => app.arrivals)).toEqual([
    { kind: 'scv', scv: 4 },
    { kind: 'scv', scv: 2 },
    { kind: 'periodic' },
    { kind: 'trace', file: 't.csv', times: Float64Array.of(0, 250, 2000) },
  ]);
  expect(scenario.apps[0]).toMatchObject({ preprocessTime: 24, memory: 50 * 2 ** 20, sharing: 'model', weight: 2 });
  expect(scenario.apps[3]?.preprocessTime).toBe(0);
  expect([...(scenario.placement?.node ?? [])]).toEqual([0, 1, 0, -1, -1]);
  expect([...(scenario.placement?.accelerator ?? [])]).toEqual([0, 0, 1, -1, -1]);
  expect(scenario.gates).toMatchObject([
    { name: 'placed', requirement: '>= 90 %', level: 'error', place: { file: 'test.yaml', line: 17, column: 11 } },
    { name: 'slack-p95', requirement: '>= 5 ms', level: 'error', place: { file: 'test.yaml', line: 18, column: 14 } },
  ]);
  expect([applicationCount(scenario), nodeCount(scenario)]).toEqual([5, 3]);
});

test('a row of a workload and the same entry in YAML are read alike', async () => {
  const entry = {
    count: '4',
    model: 'mobilenet_v2',
    rate: '5 /s',
    slo: 'p95 <= 200 ms',
    preprocess: '2 ms',
    memory: '5 MB',
    sharing: 'model',
    arrivals: '{scv: 3}',
    weight: '7',
  };
  const yaml = Object.entries(entry)
    .map(([key, value]) => `    ${key}: ${value}\n`)
    .join('');
  const head = SOUND.slice(0, SOUND.indexOf('apps:'));
  const csv = `app,${Object.keys(entry).join(',')}\nx,${Object.values(entry).join(',')}\n`;
  const written = await read(`${head}apps:\n  - app: x\n${yaml}`);
  const tabled = await read(`${head}apps:\n  - workload: w.csv\n`, { 'w.csv': csv });
  const bare = (app: object | undefined) => ({ ...app, origin: null });
  expect(bare(tabled.apps[0])).toEqual(bare(written.apps[0]));
});

test('a node takes its device defaults from its profiles before devices.csv, and its own words before both', async () => {
  const of = async (rest: string) => {
    const app = 'apps: [{ app: x, model: resnet_50, rate: 1 /s, slo: p95 <= 1 s, preprocess: 0 ms }]';
    return (await read(`version: 1\ncluster: [{ node: n, device: jetson${rest} }]\n${app}\n`)).nodes[0]?.discipline;
  };
  expect(await of('')).toBe('mps');
  expect(await of(', discipline: ps')).toBe('ps');
  const npu = await read(
    SOUND.replace('edgetpu-pi', 'dual-npu\n    memory: 1 GB').replace('mobilenet_v2', 'resnet_50'),
  );
  expect(npu.nodes[0]).toMatchObject({ discipline: 'fcfs', accelerators: 2, cores: 8 });
});

test('blank optional sections are read as left out, and byte order marks and Windows line ends are accepted', async () => {
  const yaml = `${SOUND}gates:\nplacement:\nprofiles:\nlimits:\nnetwork:\n`.replaceAll('\n', '\r\n');
  const scenario = await read(yaml);
  expect(scenario).toMatchObject({ gates: [], placement: null, network: 0 });
  const csv = 'app,model,rate,slo\r\nz,mobilenet_v2,5 /s,p95 <= 1 s\r\n';
  const tabled = await read(`${SOUND}  - workload: w.csv\n`, { 'w.csv': csv });
  expect(tabled.apps[1]).toMatchObject({ name: 'z', origin: { line: 2 } });
});

test('group names that look alike but give no instance the same name are accepted', async () => {
  const app = (name: string, count: string) =>
    `  - { app: ${name}, ${count}model: mobilenet_v2, rate: 1 /s, slo: p95 <= 1 s }\n`;
  const yaml = `${SOUND}${app('doorbell', '')}${app('doorbell-4', '')}${app('doorbell-1', 'count: 2, ')}${app('doorbell-03', '')}`;
  const scenario = await read(
    `${yaml}placement: { coral-1: [doorbell, doorbell-4, doorbell-1-2, doorbell-03, doorbell-3] }\n`,
  );
  expect([...(scenario.placement?.node ?? [])]).toEqual([-1, -1, 0, 0, 0, -1, 0, 0]);
});

test('a model that only some devices of the cluster measured is an answer for later, not a problem', async () => {
  const cluster = '  - { node: other, device: jetson, memory: 4 GB, cpu: { cores: 4 } }\napps:';
  const scenario = await read(SOUND.replace('apps:', cluster).replace('mobilenet_v2', 'resnet_50'));
  expect(scenario.profiles.find('resnet_50', 'edgetpu-pi')).toBeNull();
});

test('a model that no device of the cluster measured is a problem, with the ones that are measured there', async () => {
  const [found] = await problemsOf(SOUND.replace('mobilenet_v2', 'resnet_50'));
  expect(found).toMatchObject({
    code: 'model-unmeasured',
    message: 'no profile measures "resnet_50" on edgetpu-pi',
    help: 'Known: mobilenet_v2, inception_v4.',
  });
});

test('a rate and its recording must agree within one in a hundred', async () => {
  const recorded = (rate: string, csv: string) => {
    const yaml = SOUND.replace(/rate: [^,\n]*/, `rate: ${rate}`).replace(
      /slo: [^,\n]*/,
      (slo) => `${slo}\n    arrivals: { trace: t.csv }`,
    );
    return read(yaml, { 't.csv': csv });
  };
  const even = (gap: number, count: number) => Array.from({ length: count }, (_, k) => (k * gap).toFixed(4)).join('\n');
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 100, max: 2000 }),
      fc.integer({ min: 1, max: 400 }),
      async (count, perSecond) => {
        const csv = even(1 / perSecond, count);
        await expect(recorded(`${perSecond} /s`, csv)).resolves.toBeDefined();
        for (const factor of [0.2, 0.95, 1.05, 8]) {
          await expect(recorded(`${factor * perSecond} /s`, csv)).rejects.toMatchObject({
            problems: [{ code: 'trace-rate' }],
          });
        }
      },
    ),
    { seed: 5, numRuns: 20 },
  );
});

test('a million instances in one group are numbered without being named one by one', async () => {
  const scenario = await read(SOUND.replace('count: 3', 'count: 1000000'));
  expect(applicationCount(scenario)).toBe(1_000_000);
});

test('a scenario from real files is named as the user wrote it, and its references from its own folder', async () => {
  const access = createFileAccess({ cwd: PACKAGE, packageRoot: PACKAGE, stdin: noInput() });
  const scenario = await readScenario(await access.openNamed('scenarios/small.yaml'), access);
  expect(scenario.name).toBe('scenarios/small.yaml');
  expect(scenario.apps.map((app) => app.origin?.file)).toEqual(['scenarios/apps.csv', 'scenarios/apps.csv']);
  expect(scenario.profiles.models).toEqual(['mobilenet_v2', 'inception_v4']);
});
