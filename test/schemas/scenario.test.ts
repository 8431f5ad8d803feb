import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { SCHEMAS } from '../../schemas/source/index.ts';
import { readRequirements } from '../../src/gate/requirement.ts';
import { ROOT } from '../helpers/binary.ts';
import { problemsFrom, read } from '../read/reading.ts';
import { complaints } from './validator.ts';

const FILE = 'scenario.schema.json';

/** Faults of scenarios that only the reader can know: what names and files there are, and the upper ends of quantities. */
const READERS_OWN = [
  'model-unknown',
  'device-unknown',
  'file-missing',
  'node-unknown',
  'app-unknown',
  'app-placed-twice',
  'node-cores-unknown',
];

type Part = 'app' | 'node' | 'top' | 'limits';

/** A scenario that is sound but for one key. */
function withKey(part: Part, key: string, value: unknown): Record<string, unknown> {
  const node = { node: 'coral', device: 'edgetpu-pi' };
  const app = { app: 'doorbell', model: 'mobilenet_v2', rate: '5 /s', slo: 'p95 <= 200 ms' };
  const own = { [key]: value };
  return {
    version: 1,
    cluster: [part === 'node' ? { ...node, ...own } : node],
    apps: [part === 'app' ? { ...app, ...own } : app],
    ...(part === 'top' && own),
    ...(part === 'limits' && { limits: own }),
  };
}

/** Whether reader and gate stage take it, but for what is only theirs to know. */
async function isTaken(scenario: unknown): Promise<boolean> {
  try {
    const { gates, name } = await read(JSON.stringify(scenario));
    if (gates.length > 0) readRequirements(gates, [], name);
    return true;
  } catch {
    const found = await problemsFrom(async () => {
      const { gates, name } = await read(JSON.stringify(scenario));
      readRequirements(gates, [], name);
    });
    return found.every(({ code }) => READERS_OWN.includes(code));
  }
}

const TIMES = [
  '0 ms',
  '15 ms',
  '1.5s',
  '.5 min',
  '1e3 us',
  '2 h',
  '3 µs',
  '3 ns',
  '7',
  7,
  '-1 ms',
  '5 days',
  'ms',
  '',
  null,
];
const RATES = [
  '5 /s',
  '5/s',
  '30 / min',
  '2 requests/s',
  '3 frames /s',
  '1 /h',
  '0.5 /ms',
  '0 /s',
  '-3 /s',
  '5',
  5,
  '5 Hz',
  '5 s',
  [],
];
const SIZES = ['50 MiB', '1 GB', '0 B', '2 kB', '1 TiB', '1e9 B', '-1 MB', '5', 5, '4 Gib', '4 giga', true];
const SHARES = [0.8, 1, '80 %', '0.5', '100%', 0, '0 %', -1, 1.5, 'most', '80 percent', null];
const WHOLES = [1, 7, 0, -1, 2.5, 'many', [], {}];
const NAMES = [
  'doorbell',
  'a.b-c_d',
  '_x',
  '7up',
  'door bell',
  '-rf',
  '.x',
  '',
  'ä',
  12,
  true,
  'a'.repeat(100),
  'a'.repeat(101),
];
const TEXTS = ['mobilenet_v2', 'a model', '', ' ', 'two\nlines', 'bell\u0007', 5, null, ['a'], 'x'.repeat(1001)];
const SLOS = [
  'p95 <= 200 ms',
  'mean < 1 s',
  'p99≤1 min',
  ' p50 <= 9ms ',
  '200 ms',
  'p97 <= 200 ms',
  'p95 >= 200 ms',
  'p95 <= 200',
  'p95 < 0 ms',
  5,
];

const CASES: readonly (readonly [Part, string, readonly unknown[]])[] = [
  ['top', 'network', TIMES],
  ['top', 'version', [1, 2, '1', null]],
  ['top', 'profiles', [null, [], ['a.csv'], 'a.csv', [5], [['a.csv']]]],
  ['top', 'limits', [null, {}, { cpu: 0.5 }, []]],
  ['top', 'cluster', [[], 'coral', ['coral'], [{ node: 'coral' }], [{ device: 'edgetpu-pi' }], [null]]],
  ['top', 'cluster', [[{ inventory: 'n.csv' }], [{ inventory: 'n.csv', node: 'a' }], [{ inventory: 5 }]]],
  [
    'top',
    'cluster',
    [[{ inventory: 'n.csv', devices: 'm.csv', tolerate: ['edge'] }], [{ inventory: 'n.csv', tolerate: 'x' }]],
  ],
  ['top', 'apps', [[], [{}], [{ workload: 'w.csv' }], [{ workload: 'w.csv', app: 'x' }], { app: 'x' }]],
  [
    'top',
    'placement',
    [null, {}, { coral: [] }, { coral: ['doorbell'] }, { coral: [['doorbell']] }, { coral: 'doorbell' }, []],
  ],
  ['top', 'gates', [null, {}, { plcaed: '>= 1' }, []]],
  ['top', 'gate', [{}]],
  ['limits', 'utilization', SHARES],
  ['limits', 'memory', SHARES],
  ['app', 'app', NAMES],
  ['app', 'count', [...WHOLES, 1_000_000, 1_000_001]],
  ['app', 'model', TEXTS],
  ['app', 'rate', RATES],
  ['app', 'slo', SLOS],
  ['app', 'preprocess', TIMES],
  ['app', 'memory', SIZES],
  ['app', 'sharing', ['model', 'none', 'some', true]],
  [
    'app',
    'arrivals',
    ['poisson', 'periodic', 'bursty', { scv: 4 }, { scv: 0 }, { svc: 4 }, {}, { trace: 't.csv' }, { trace: 5 }],
  ],
  ['app', 'arrivals', [{ scv: 4, trace: 't.csv' }, { scv: 1e7 }]],
  ['app', 'weight', [1, 0.5, 0, -2, 1e12, 1e13, '3 kg']],
  ['node', 'node', NAMES],
  ['node', 'count', WHOLES],
  ['node', 'device', TEXTS],
  ['node', 'discipline', ['fcfs', 'fcfs-swap', 'ps', 'time-slice', 'mps', 'batch', 'lifo', 3]],
  ['node', 'accelerators', WHOLES],
  ['node', 'memory', SIZES],
  ['node', 'cpu', [{ cores: 4 }, {}, { cores: 0 }, { cores: 2.5 }, { core: 4 }, 4]],
  ['node', 'cost', [1, 2.5, 0, -1, 'free']],
  ['node', 'concurrency', WHOLES],
  ['node', 'max_batch', WHOLES],
  ['node', 'max_batch_delay', TIMES],
  ['node', 'compiled_together', [[], [['mobilenet_v2']], ['mobilenet_v2'], 'mobilenet_v2', [[5]]]],
  ['node', 'parameter_cache', SIZES],
  [
    'node',
    'kubernetes',
    [{}, { hostname: 'n1' }, { hostname: '-n' }, { resource: 'nvidia.com/gpu' }, { resource: 'gpu' }, 5],
  ],
  ['node', 'kubernetes', [{ replicas: 4 }, { replicas: 0 }, { pods: 0 }, { pods: -1 }, { zone: 'a' }]],
  ['node', 'kubernetes', [{ taints: ['a=b:NoSchedule'] }, { taints: 'a:NoExecute' }, { taints: 5 }]],
];

const REQUIREMENTS = [
  '>= 90 %',
  '90%',
  '>=0.9',
  '<= 0',
  '== 3',
  '= 3',
  '≥ 5',
  '> 2',
  '0.5',
  '12',
  '5 ms',
  '>= 20 ms',
  '-5 %',
  '-5 ms',
  '2.5',
  '<= 10000',
  '>= baseline',
  'baseline',
  '>= baseline - 2 %',
  '<= baseline + 10 %',
  '>= baseline - 3',
  '>= baseline + 5 ms',
  'baseline -',
  'baseline 2',
  'baseline * 2',
  'lots',
  '',
  '=> 5',
  '>= 5 apples',
  '>= 1 %',
  '<= 1',
  '>= 1',
] as const;
const GATES = [
  'placed',
  'violations',
  'headroom',
  'utilization',
  'slack',
  'slack-p95',
  'slack-p99',
  'cost',
  'nodes',
  'survive',
  'moves',
  'samples',
];
const FORMS: readonly unknown[] = [
  { require: '>= 1' },
  { require: '>= 1', level: 'warn' },
  { require: '>= 1', level: 'off' },
  { require: '>= 1', level: 'maybe' },
  { level: 'warn' },
  { require: '>= 1', why: 'x' },
  {},
  [],
  ['>= 1'],
  ['>= 1', { require: '>= 2', level: 'warn' }],
  [['>= 1']],
  1,
  null,
  Array(20).fill('>= 1'),
  Array(21).fill('>= 1'),
];

describe('the schema of scenarios and the reader agree', () => {
  it.each(CASES)('on %s %s', async (part, key, values) => {
    for (const value of values) {
      const scenario = withKey(part, key, value);
      const found = complaints(FILE, scenario);
      expect({ value, schema: found.length === 0, found }).toMatchObject({ value, schema: await isTaken(scenario) });
    }
  });

  it.each(GATES)('on what the gate %s requires', async (gate) => {
    for (const requirement of REQUIREMENTS) {
      const scenario = withKey('top', 'gates', { [gate]: requirement });
      const schema = complaints(FILE, scenario).length === 0;
      expect({ requirement, schema }).toEqual({ requirement, schema: await isTaken(scenario) });
    }
  });

  it('on the forms of a gate', async () => {
    for (const form of FORMS) {
      const scenario = withKey('top', 'gates', { placed: form });
      expect({ form, schema: complaints(FILE, scenario).length === 0 }).toEqual({
        form,
        schema: await isTaken(scenario),
      });
    }
  });

  const PLACES: readonly (readonly [string, Record<string, unknown>, () => unknown])[] = [
    ['the scenario', withKey('top', 'zzzzzzzzzzzz', 1), () => SCHEMAS[FILE]],
    ['limits', withKey('limits', 'zzzzzzzzzzzz', 1), () => definition('properties', 'limits')],
    ['a node', withKey('node', 'zzzzzzzzzzzz', 1), () => definition('definitions', 'node')],
    ['an application', withKey('app', 'zzzzzzzzzzzz', 1), () => definition('definitions', 'application')],
    [
      'an inventory',
      { ...withKey('top', 'x', 1), cluster: [{ inventory: 'a', zzzzzzzzzzzz: 1 }] },
      () => definition('definitions', 'inventory'),
    ],
    [
      'a workload',
      { ...withKey('top', 'x', 1), apps: [{ workload: 'a', zzzzzzzzzzzz: 1 }] },
      () => definition('definitions', 'workload'),
    ],
    [
      'kubernetes',
      withKey('node', 'kubernetes', { zzzzzzzzzzzz: 1 }),
      () => definition('definitions', 'node', 'properties', 'kubernetes'),
    ],
    ['gates', withKey('top', 'gates', { zzzzzzzzzzzz: '1' }), () => definition('properties', 'gates')],
  ];

  it.each(PLACES)('on the keys of %s', async (_, scenario, schema) => {
    const { properties } = schema() as { properties: object };
    const [help] = (await problemsFrom(() => read(JSON.stringify(scenario))))
      .filter(({ message }) => message.includes('zzzzzzzzzzzz'))
      .map((problem) => problem.help ?? '');
    const known = help?.replace(/^Known: |\.$/g, '').split(', ');
    expect(Object.keys(properties).sort()).toEqual(known?.sort());
  });
});

function definition(...path: readonly string[]): unknown {
  return path.reduce((at: unknown, key) => (at as Record<string, unknown>)[key], SCHEMAS[FILE]);
}

/** Scenario files below a folder of the project. */
function scenariosBelow(folder: string): readonly string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .map((path) => `${folder}/${path.replaceAll('\\', '/')}`)
    .filter((path) => path.endsWith('.yaml') && /^version:/m.test(readFileSync(join(ROOT, path), 'utf8')));
}

/** Transcripts that end with exit code 2 may do so because of their scenario. */
function isOfRefusal(path: string): boolean {
  const exit = join(ROOT, path, '../exit.txt');
  return existsSync(exit) && readFileSync(exit, 'utf8').trim() === '2';
}

describe('the schema of scenarios takes what is written', () => {
  const shipped = scenariosBelow('scenarios');
  const transcribed = scenariosBelow('test/cli').filter((path) => !isOfRefusal(path));
  const others = [...scenariosBelow('test/replan'), ...scenariosBelow('test/read')];

  it('there are many', () => {
    expect(shipped.length).toBeGreaterThan(4);
    expect(transcribed.length).toBeGreaterThan(30);
  });

  it.each([...shipped, ...transcribed, ...others])('%s', (path) => {
    expect(complaints(FILE, parse(readFileSync(join(ROOT, path), 'utf8')))).toEqual([]);
  });

  it.each(['test/cli/problems/units/scenario.yaml', 'test/cli/gate/bad-requirements/scenario.yaml'])(
    'and refuses %s',
    (path) => {
      expect(complaints(FILE, parse(readFileSync(join(ROOT, path), 'utf8')))).not.toEqual([]);
    },
  );
});
