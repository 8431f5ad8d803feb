import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { SCHEMAS } from '../../schemas/source/index.ts';
import { renderCoLocationJson, renderMeasureJson } from '../../src/report/measure-json.ts';
import { edgePlan, ROOT } from '../helpers/binary.ts';
import { coLocation, MEASURED } from '../helpers/measured.ts';
import { complaints } from './validator.ts';

/** What the program prints, on small scenarios, and the schema that it has to obey. Words in `<>` are files to come back. */
const RUNS: readonly (readonly [schema: string, words: string])[] = [
  ['profiles', 'profiles'],
  ['explain', 'explain unit-missing'],
  ['doctor', 'doctor'],
  ['plan', 'fit test/cli/fit/left-out/scenario.yaml'],
  ['plan', 'fit test/cli/fit/kubernetes-inventory/scenario.yaml'],
  ['plan', 'fit test/cli/fit/explain/scenario.yaml --explain archive --explain doorbell'],
  ['plan', 'fit scenarios/edgetpu-cluster.yaml --explain night-scan'],
  ['plan', 'fit scenarios/edgetpu.yaml --policy knapsack-first'],
  ['plan', 'fit scenarios/edgetpu.yaml --policy ibis-bfs --verify'],
  ['plan', 'predict test/cli/predict/unstable/scenario.yaml'],
  ['plan', 'predict test/cli/predict/headroom/scenario.yaml --headroom'],
  ['plan', 'predict test/cli/predict/headroom-broken/scenario.yaml --headroom'],
  ['plan', 'simulate test/cli/simulate/overload/scenario.yaml --requests 2000'],
  ['plan', 'simulate test/cli/simulate/given/scenario.yaml --requests 4000 --distinct'],
  ['plan', 'fit test/schemas/memory.yaml --explain big'],
  ['sweep', 'predict scenarios/jetson-placed.yaml --vary rate=1x..3x'],
  ['sweep', 'predict scenarios/jetson-placed.yaml --vary network=1..100ms'],
  ['gate', 'gate scenarios/edgetpu.yaml --require placed>=1 --out <baseline>'],
  ['gate', 'gate test/cli/gate/regression/scenario.yaml --baseline test/cli/gate/regression/baseline.json'],
  [
    'gate',
    'gate test/schemas/memory.yaml --require slack-p99>=1ms --baseline <new> --baseline-optional --update-baseline',
  ],
  [
    'gate',
    'gate test/cli/gate/regression/scenario.yaml --baseline test/cli/gate/regression/baseline.json --require moves<=9 --require survive>=1',
  ],
  ['gate', 'gate test/cli/gate/levels/scenario.yaml'],
  ['gate', 'gate test/cli/gate/undecided/scenario.yaml'],
  ['gate', 'gate --explain'],
  ['compare', 'compare test/cli/compare/small/scenario.yaml --requests 500 --policy auto --policy knapsack'],
  ['compare', 'compare test/cli/compare/small/scenario.yaml --random 2 --no-verify --policy auto --policy knapsack'],
  [
    'compare',
    'compare test/cli/compare/small/scenario.yaml --sweep rate=1x..2x --points 2 --shard 1/2 --no-verify --policy auto',
  ],
  ['replan', 'replan scenarios/edgetpu.yaml --rate till-queue=4x --lose pi-3'],
  ['replan', 'replan test/cli/replan/burst/scenario.yaml --rate audit=3x'],
  ['replan', 'replan test/cli/replan/watch-rates/scenario.yaml --watch-rates test/cli/replan/watch-rates/rates.csv'],
  ['plan', 'fit test/cli/fit/survive/scenario.yaml --survive 1'],
  ['size', 'size test/cli/size/survive/scenario.yaml --survive 1'],
  ['size', 'size test/cli/size/limits/scenario.yaml --at-least pi=5 --at-most nano=1 --verify'],
  ['size', 'size test/cli/size/impossible/scenario.yaml'],
  ['validate', 'validate'],
  ['validate', 'validate test/schemas/two-applications.csv --device edgetpu-pi --app-by app'],
  ['import', 'import trtexec docs/example/person-detect.log --device jetson-nano'],
  ['import', 'import samples docs/example/defect-check.txt --model defect-check --device jetson-nano --batch 1'],
  [
    'import',
    'import edgetpu test/cli/import/edgetpu-with-compiler/facenet.csv test/cli/import/edgetpu-with-compiler/compiler.log --device edgetpu-pi',
  ],
  ['import', 'import edgetpu test/read/importers/fixtures/edgetpu/works.csv --device edgetpu-pi --append <table.csv>'],
  ['import', 'import edgetpu test/read/importers/fixtures/edgetpu/google.csv --device edgetpu-pi --batch 1'],
  ['import', 'import nodes test/cli/import/nodes/nodes.json'],
  [
    'import',
    'import nodes test/cli/import/nodes-json/nodes.json --pods test/cli/import/nodes-json/pods.json --running <running>',
  ],
];

const folder = mkdtempSync(join(tmpdir(), 'edge-plan-schemas-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const seen = new Map<string, Set<string>>();

/** The keys of a document at any depth are remembered: a schema should know no key that nothing prints. */
function remember(schema: string, value: unknown): void {
  if (Array.isArray(value)) for (const item of value) remember(schema, item);
  else if (typeof value === 'object' && value !== null) {
    const keys = seen.get(schema) ?? new Set();
    seen.set(schema, keys);
    for (const [key, inner] of Object.entries(value)) {
      keys.add(key);
      remember(schema, inner);
    }
  }
}

function check(schema: string, text: string): void {
  const document: unknown = JSON.parse(text);
  remember(schema, document);
  expect(complaints(`${schema}.schema.json`, document)).toEqual([]);
}

/** Keys that a schema speaks of, at any depth. */
function keysOf(schema: unknown): ReadonlySet<string> {
  if (Array.isArray(schema)) return new Set(schema.flatMap((part) => [...keysOf(part)]));
  if (typeof schema !== 'object' || schema === null) return new Set();
  const own = 'properties' in schema ? Object.keys(schema.properties as object) : [];
  return new Set([...own, ...Object.values(schema).flatMap((part) => [...keysOf(part)])]);
}

/** Transcripts that print one JSON document, with the schema that their command names. */
function transcripts(): readonly (readonly [string, string])[] {
  const cli = join(ROOT, 'test/cli');
  return readdirSync(cli, { recursive: true, encoding: 'utf8' })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => path.endsWith('/command.txt') && / --json\b/.test(readFileSync(join(cli, path), 'utf8')))
    .map(
      (path) => [path.replace('command.txt', 'stdout.txt'), schemaOf(readFileSync(join(cli, path), 'utf8'))] as const,
    );
}

function schemaOf(command: string): string {
  if (/^(fit|simulate)\b/.test(command)) return 'plan';
  if (/^predict\b/.test(command)) return command.includes('--vary') ? 'sweep' : 'plan';
  return command.split(/\s/)[0] as string;
}

describe('documents obey their schemas', () => {
  it.each(transcripts())('the transcript %s', (path, schema) => {
    check(schema, readFileSync(join(ROOT, 'test/cli', path), 'utf8'));
  });

  it.each(RUNS)('%s: edge-plan %s', (schema, words) => {
    const written: string[] = [];
    const line = words.split(' ').map((word) => {
      if (!word.startsWith('<')) return word;
      const name = word.slice(1, -1);
      written.push(join(folder, name.includes('.') ? name : `${name}.json`));
      return written.at(-1) as string;
    });
    const { stdout, stderr } = edgePlan([...line, '--json']);
    expect(stdout, stderr).not.toBe('');
    check(schema, stdout);
    for (const file of written.filter((name) => name.endsWith('.json'))) check(schema, readFileSync(file, 'utf8'));
  });

  it('measure: a model, and a co-location (made by hand: measuring needs a runtime)', async () => {
    check('measure', renderMeasureJson(MEASURED));
    check('measure', renderMeasureJson({ ...MEASURED, cores: null, appended: null }));
    const together = await coLocation();
    check('measure', renderCoLocationJson(together));
    check('measure', renderCoLocationJson({ ...together, foreignShare: null }));
  });

  const documents = Object.keys(SCHEMAS)
    .map((file) => file.replace('.schema.json', ''))
    .filter((name) => name !== 'scenario' && name !== 'profile');

  it.each(documents)('and no key of %s is one that nothing prints', (name) => {
    const known = keysOf(SCHEMAS[`${name}.schema.json`]);
    expect([...known].filter((key) => !seen.get(name)?.has(key))).toEqual([]);
  });
});

describe('a document that is not one is refused', () => {
  const text = readFileSync(join(ROOT, 'test/cli/fit/json/stdout.txt'), 'utf8');
  const plan = () => JSON.parse(text);
  const WRONG: readonly (readonly [string, (document: ReturnType<typeof plan>) => void])[] = [
    ['an unknown key', (document) => (document.extra = 1)],
    ['a key less', (document) => delete document.accelerators],
    ['another version', (document) => (document.schemaVersion = 2)],
    ['an unknown policy', (document) => (document.policy = 'luck')],
    ['a negative utilisation', (document) => (document.accelerators[0].utilization = -1)],
    ['a number as text', (document) => (document.summary.placed = '3')],
    ['an unknown key of an application', (document) => (document.apps[0].where = 'x')],
    ['an SLO of another percentile', (document) => (document.apps[0].slo.metric = 'p97')],
  ];

  it.each(WRONG)('%s', (_, spoil) => {
    const document = plan();
    expect(complaints('plan.schema.json', document)).toEqual([]);
    spoil(document);
    expect(complaints('plan.schema.json', document)).not.toEqual([]);
  });
});
