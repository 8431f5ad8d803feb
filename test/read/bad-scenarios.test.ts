import { describe, expect, test } from 'vitest';
import { APPS, at, CLUSTER, problemsOf, SOUND } from './reading.ts';

type Bad = readonly [what: string, yaml: string, code: string, line: number, column: number, phrase: string];

/** The sound scenario with one line put in place of another (lines count from 1). */
function withLine(line: number, text: string): string {
  const lines = SOUND.split('\n');
  lines[line - 1] = text;
  return lines.join('\n');
}

/** The sound scenario with something at its end. */
const plus = (text: string) => SOUND + text;

const STRUCTURE: readonly Bad[] = [
  ['no version', SOUND.replace('version: 1\n', ''), 'key-missing', 1, 1, '"version" is missing'],
  ['another version', withLine(1, 'version: 2'), 'version-unsupported', 1, 10, 'version must be 1; found 2'],
  ['no cluster', `version: 1\n${APPS}`, 'key-missing', 1, 1, '"cluster" is missing'],
  ['an empty cluster', `version: 1\ncluster: []\n${APPS}`, 'list-empty', 2, 10, '"cluster" is empty'],
  ['no applications', `version: 1\n${CLUSTER}apps: []\n`, 'list-empty', 6, 7, '"apps" is empty'],
  ['a blank list', `version: 1\n${CLUSTER}apps:\n`, 'list-expected', 6, 1, 'must be a list; found nothing'],
  ['an unknown key', plus('    rtae: 5 /s\n'), 'key-unknown', 12, 5, 'unknown key "rtae"'],
  ['an unknown section', plus('gate: {}\n'), 'key-unknown', 12, 1, 'unknown key "gate"'],
  ['a key called constructor', plus('    constructor: 1\n'), 'key-unknown', 12, 5, '"constructor"'],
  ['a key called __proto__', plus('    __proto__: {}\n'), 'key-unknown', 12, 5, '"__proto__"'],
  ['a list for a scenario', '- 1\n', 'mapping-expected', 1, 1, 'must be a mapping'],
  ['a word for a scenario', 'hello', 'mapping-expected', 1, 1, 'found hello'],
  ['an empty text', '', 'scenario-empty', 1, 1, 'empty'],
  ['a comment only', '# nothing\n', 'scenario-empty', 1, 1, 'empty'],
  ['an entry that is a word', `version: 1\n${CLUSTER}apps: [doorbell]\n`, 'mapping-expected', 6, 8, 'found doorbell'],
  ['both an app and a workload', plus('    workload: a.csv\n'), 'key-unknown', 7, 5, 'unknown key "app"'],
];

const VALUES: readonly Bad[] = [
  ['a bare rate', withLine(10, '    rate: 5'), 'unit-missing', 10, 11, '/ms, /s, /min or /h'],
  [
    'a negative rate',
    withLine(10, '    rate: -3 /s'),
    'number-out-of-range',
    10,
    11,
    'rate must be above zero; found -3 /s',
  ],
  ['a rate of zero', withLine(10, '    rate: 0 /s'), 'number-out-of-range', 10, 11, 'above zero'],
  ['an unknown unit', withLine(10, '    rate: 5 Hz'), 'unit-unknown', 10, 11, 'found 5 Hz'],
  [
    'an absurd rate',
    withLine(10, '    rate: 1e99 /s'),
    'number-out-of-range',
    10,
    11,
    'at most 1,000,000 requests per ms',
  ],
  ['a rate that is no number', withLine(10, '    rate: .nan'), 'number-unreadable', 10, 11, 'found NaN'],
  ['an infinite rate', withLine(10, '    rate: .inf'), 'number-unreadable', 10, 11, 'found Infinity'],
  ['a blank rate', withLine(10, '    rate:'), 'number-unreadable', 10, 5, 'found nothing'],
  ['a rate that is a list', withLine(10, '    rate: [5 /s]'), 'number-unreadable', 10, 11, 'found a list'],
  ['an SLO without a metric', withLine(11, '    slo: 200 ms'), 'slo-form', 11, 10, 'mean, p50, p90, p95 or p99'],
  ['an SLO of another percentile', withLine(11, '    slo: p97 <= 200 ms'), 'slo-metric', 11, 10, 'found p97 <= 200 ms'],
  ['an SLO the wrong way round', withLine(11, '    slo: p95 >= 200 ms'), 'slo-form', 11, 10, '"<="'],
  ['an SLO without a unit', withLine(11, '    slo: p95 <= 200'), 'unit-missing', 11, 10, 'bound a time with its unit'],
  ['an SLO of zero', withLine(11, '    slo: p95 < 0 ms'), 'number-out-of-range', 11, 10, 'above zero'],
  ['a name with a space', withLine(7, '  - app: door bell'), 'name-characters', 7, 10, 'found door bell'],
  ['a name that is a number', withLine(7, '  - app: 12'), 'name-not-text', 7, 10, 'put it in quotes'],
  ['a name that begins like an option', withLine(7, '  - app: "-rf"'), 'name-characters', 7, 10, 'begin with'],
  ['a name of 101 letters', withLine(7, `  - app: ${'a'.repeat(101)}`), 'name-characters', 7, 10, '1 to 100'],
  ['half an instance', withLine(8, '    count: 2.5'), 'number-unreadable', 8, 12, 'whole number; found 2.5'],
  ['no instance', withLine(8, '    count: 0'), 'number-out-of-range', 8, 12, 'at least 1'],
  ['too many instances', withLine(8, '    count: 1000001'), 'number-out-of-range', 8, 12, 'at most 1,000,000'],
  ['an unknown sharing', plus('    sharing: some\n'), 'choice-unknown', 12, 14, 'model or none'],
  ['unknown arrivals', plus('    arrivals: bursty\n'), 'choice-unknown', 12, 15, 'poisson or periodic'],
  ['arrivals with a typo', plus('    arrivals: { svc: 4 }\n'), 'key-missing', 12, 17, '"scv" is missing'],
  ['arrivals without variance', plus('    arrivals: { scv: 0 }\n'), 'number-out-of-range', 12, 22, 'above zero'],
  ['a weight with a unit', plus('    weight: 3 kg\n'), 'number-unreadable', 12, 13, 'plain number'],
  ['a negative memory', plus('    memory: -1 MB\n'), 'number-out-of-range', 12, 13, 'zero or more'],
  ['a bare network time', plus('network: 0\n'), 'unit-missing', 12, 10, 'a time with its unit'],
  ['a limit above one', plus('limits: { utilization: 80 }\n'), 'number-out-of-range', 12, 24, 'at most 1; found 80'],
  ['a limit of zero', plus('limits: { memory: 0 % }\n'), 'number-out-of-range', 12, 19, 'above zero'],
  ['an unknown limit', plus('limits: { cpu: 0.5 }\n'), 'key-unknown', 12, 11, 'unknown key "cpu"'],
  ['no cores', withLine(5, '    device: edgetpu-pi\n    cpu: {}'), 'key-missing', 6, 10, '"cores" is missing'],
];

const REFERENCES: readonly Bad[] = [
  ['an unknown model', withLine(9, '    model: mobilenet_v3'), 'model-unknown', 9, 12, '"mobilenet_v3"'],
  ['an unknown device', withLine(5, '    device: edgetpu-pie'), 'device-unknown', 5, 13, '"edgetpu-pie"'],
  [
    'an unknown discipline',
    withLine(5, '    device: mystery\n    discipline: lifo'),
    'choice-unknown',
    6,
    17,
    'time-slice',
  ],
  ['no discipline known', withLine(5, '    device: mystery'), 'node-discipline-unknown', 5, 13, 'discipline of device'],
  [
    'no cores known',
    withLine(5, '    device: jetson').replace('mobilenet_v2', 'resnet_50'),
    'node-cores-unknown',
    5,
    13,
    'CPU stage',
  ],
  ['two applications of one name', plus(APPS.replace('apps:\n', '')), 'name-twice', 12, 10, '"doorbell-1"'],
  [
    'a plain name inside a group',
    plus(APPS.replace('apps:\n', '').replace('doorbell\n    count: 3', 'doorbell-3')),
    'name-twice',
    12,
    10,
    '"doorbell-3"',
  ],
  [
    'too many instances together',
    plus(APPS.replace('apps:\n', '').replace('doorbell\n    count: 3', 'b\n    count: 999998')),
    'too-many-applications',
    13,
    12,
    '1,000,000',
  ],
  ['a missing workload', plus('  - workload: apps.csv\n'), 'file-missing', 12, 15, 'apps.csv'],
  ['a missing profile file', plus('profiles: [none.csv]\n'), 'file-missing', 12, 12, 'none.csv'],
  ['profiles that are one word', plus('profiles: none.csv\n'), 'list-expected', 12, 11, 'must be a list'],
  ['a missing trace', plus('    arrivals: { trace: t.csv }\n'), 'file-missing', 12, 24, 't.csv'],
  ['a node that is not there', plus('placement: { coral-3: [] }\n'), 'node-unknown', 12, 14, '"coral-3"'],
  [
    'an application that is not there',
    plus('placement: { coral-1: [doorbell-4] }\n'),
    'app-unknown',
    12,
    24,
    '"doorbell-4"',
  ],
  [
    'an instance number with a zero',
    plus('placement: { coral-1: [doorbell-01] }\n'),
    'app-unknown',
    12,
    24,
    '"doorbell-01"',
  ],
  [
    'an application placed twice',
    plus('placement: { coral-1: [doorbell-1], coral-2: [doorbell-1] }\n'),
    'app-placed-twice',
    12,
    47,
    'already',
  ],
  [
    'a placement that is a word',
    plus('placement: { coral-1: doorbell-1 }\n'),
    'list-expected',
    12,
    23,
    'found doorbell-1',
  ],
  [
    'lists for accelerators that are not there',
    plus('placement: { coral-1: [[doorbell-1], []] }\n'),
    'placement-accelerators',
    12,
    23,
    'one accelerator',
  ],
  [
    'one list for two accelerators',
    `${withLine(5, '    device: edgetpu-pi\n    accelerators: 2')}placement: { coral-1: [doorbell-1] }\n`,
    'placement-accelerators',
    13,
    23,
    '2 accelerators',
  ],
  ['an unknown gate', plus('gates: { plcaed: ">= 1" }\n'), 'gate-unknown', 12, 10, '"plcaed"'],
  ['a gate that is a number', plus('gates: { utilization: 0.8 }\n'), 'gate-requirement', 12, 23, 'found 0.8'],
];

const YAML: readonly Bad[] = [
  ['a key twice', plus('    rate: 6 /s\n'), 'yaml-duplicate-key', 12, 5, 'stands twice'],
  ['a tab for indentation', withLine(8, '\tcount: 3'), 'yaml-tab', 8, 1, 'tabs are not allowed'],
  ['two documents', plus('---\nversion: 1\n'), 'yaml-documents', 12, 1, 'more than one document'],
  ['an unclosed bracket', plus('gates: { a: b\n'), 'yaml-syntax', 13, 1, 'flow map'],
  ['a sign without quotes', plus('gates:\n  placed: >= 90 %\n'), 'yaml-syntax', 13, 12, '>='],
  ['an alias without anchor', withLine(10, '    rate: *fast'), 'yaml-alias', 10, 11, 'fast'],
  ['a tag', withLine(10, '    rate: !fast 5 /s'), 'yaml-tag', 10, 11, '!fast'],
  ['a key that is a list', plus('? [a]\n: 1\n'), 'yaml-syntax', 12, 3, 'keys must be strings'],
  ['a merge key', plus('    <<: { weight: 2 }\n'), 'key-unknown', 12, 5, '"<<"'],
];

describe.each([
  ['structure', STRUCTURE],
  ['values', VALUES],
  ['references', REFERENCES],
  ['YAML', YAML],
] as const)('a wrong scenario is refused at the line and column of the fault: %s', (_, table) => {
  test.each(table)('%s', async (_what, yaml, code, line, column, phrase) => {
    const problems = await problemsOf(yaml);
    expect(problems.map(at)).toContainEqual([code, line, column]);
    const found = problems.find((problem) => problem.code === code);
    expect(found?.message).toContain(phrase);
    const whole = yaml.replaceAll('\t', '·').split('\n')[line - 1] as string;
    expect(found?.place?.quote).toBe(whole.length > 100 ? `${whole.slice(0, 100)}…` : whole);
  });
});

test('suggestions name the nearest known key, model, device, gate and application', async () => {
  const yaml = `${SOUND.replace('rate:', 'rtae:').replace('mobilenet_v2', 'mobilnet_v2')}gates: { plcaed: ">= 1" }\n`;
  const helps = (await problemsOf(yaml)).map((problem) => problem.help);
  expect(helps).toContain('Did you mean "rate"?');
  expect(helps).toContain('Did you mean "placed"?');
  const model = await problemsOf(withLine(9, '    model: mobilnet_v2'));
  expect(model.map((problem) => problem.help)).toEqual(['Did you mean "mobilenet_v2"?']);
  const device = await problemsOf(withLine(5, '    device: edgetpu_pi'));
  expect(device.map((problem) => problem.help)).toEqual(['Did you mean "edgetpu-pi"?']);
  const app = await problemsOf(plus('placement: { coral-1: [doorbel-1] }\n'));
  expect(app.map((problem) => problem.help)).toEqual(['Did you mean "doorbell-1"?']);
});

test('all faults of a scenario and of the files it names are reported together, in the order of lines', async () => {
  const yaml = `version: 3
network: 5
limits: { utilization: 2 }
cluster:
  - { node: a b, device: edgetpu-pi, memroy: 1 GiB }
apps:
  - { app: x, model: nope, rate: 5, slo: fast }
  - { app: y, model: nope, rate: 5 /s, slo: p95 <= 1 s }
  - workload: apps.csv
gates: { x: ">= 1" }
`;
  const problems = await problemsOf(yaml, { 'apps.csv': 'app,model,rate,slo\nz,mobilenet_v2,5,p95 <= 1 s\n' });
  expect(problems.map((problem) => `${problem.place?.file}:${problem.place?.line} ${problem.code}`)).toEqual([
    'test.yaml:1 version-unsupported',
    'test.yaml:2 unit-missing',
    'test.yaml:3 number-out-of-range',
    'test.yaml:5 name-characters',
    'test.yaml:5 key-unknown',
    'test.yaml:7 unit-missing',
    'test.yaml:7 slo-form',
    'test.yaml:8 model-unknown',
    'test.yaml:10 gate-unknown',
    'apps.csv:2 unit-missing',
  ]);
});

test('a fault in one section does not hide a fault in the placement', async () => {
  const problems = await problemsOf(plus('network: 5\nplacement: { coral-1: [nobody] }\n'));
  expect(problems.map((problem) => problem.code)).toEqual(['unit-missing', 'app-unknown']);
});

test('a long line is quoted around the fault, without control characters', async () => {
  const long = `    rate: ${' '.repeat(300)}"\u202e5" # ${'x'.repeat(300)}`;
  const [found] = await problemsOf(withLine(10, long));
  const { quote, quoteColumn, column } = found?.place ?? { quote: null, quoteColumn: 0, column: 0 };
  expect(column).toBe(311);
  expect([...(quote as string)].length).toBe(102);
  expect([...(quote as string)].slice(quoteColumn - 1, quoteColumn + 3).join('')).toBe('"·5"');
});

test('columns count characters, so that a caret stands below a fault beside an emoji', async () => {
  const app = '{ app: "🦊🦊", model: "🦊", rate: 1, slo: mean < 1 s }';
  const problems = await problemsOf(`version: 1\n${CLUSTER}apps: [${app}]\n`);
  expect(problems.map(at)).toEqual([
    ['name-characters', 6, 15],
    ['unit-missing', 6, 39],
  ]);
  expect(problems[0]?.place?.length).toBe(4);
});

test('one line gives one syntax error, not its echoes', async () => {
  const problems = await problemsOf('version: ]]]]]]\ncluster: ]]]]]]\n');
  expect(problems.map((problem) => [problem.code, problem.place?.line])).toEqual([
    ['yaml-syntax', 1],
    ['yaml-syntax', 2],
  ]);
});
