/** Documents that other programs hand in, with a value of another kind in any place: an answer or a problem, never a crash. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ProblemError } from '../../src/domain/problem.ts';
import { readBaseline } from '../../src/read/baseline.ts';
import { readComparisonSeries } from '../../src/read/comparison-file.ts';
import { readExtenderCall, readPodList } from '../../src/read/extender.ts';
import { readEarlierPlan, readPlanFile } from '../../src/read/plan-file.ts';
import { read, SOUND, textFile } from './reading.ts';

const scenario = await read(SOUND);
const app = scenario.apps[0]?.name;
const node = scenario.nodes[0]?.name;

const PLAN = {
  schemaVersion: 1,
  command: 'fit',
  scenario: 'test.yaml',
  policy: 'auto',
  summary: { apps: 1, placed: 1, violating: 0, ok: 1, upperBound: 1, status: 'optimal' },
  apps: [{ app, model: 'a', ratePerS: 5, slo: { metric: 'p95', limitMs: 100 }, node, accelerator: 0, ok: true }],
  accelerators: [{ node, accelerator: 0, utilization: 0.1, memoryBytes: 0, apps: [app] }],
  gates: [{ gate: 'placed', values: { share: 1, count: 1 } }],
  profiles: [{ model: 'a', device: 'd', serviceMs: 1 }],
  nodes: 1,
};
const SERIES = {
  schemaVersion: 1,
  command: 'compare',
  scenario: 's',
  seed: 1,
  apps: 1,
  nodes: 1,
  settings: { policies: ['auto'], requests: null, safePrefix: true },
  series: { parameter: 'rate', values: [1, 2], ranges: null },
  shard: { index: 1, of: 2 },
  verdict: 'x',
  ratios: null,
  items: [{ value: 1, apps: 1, nodes: 1, upperBound: 1, rows: [{ policy: 'auto', placed: 1, derating: null }] }],
};
const POD = {
  metadata: { uid: 'u', name: 'p', namespace: 'n', annotations: { 'edge-plan.dev/app': 'x' } },
  spec: { nodeName: 'n', containers: [{ resources: { limits: { 'nvidia.com/gpu': '1' }, requests: {} } }] },
  status: { phase: 'Running' },
};
const CALL = { Pod: POD, NodeNames: ['n'], Nodes: { items: [{ metadata: { name: 'n', labels: { a: 'b' } } }] } };

const READERS = {
  plan: [PLAN, (text: string) => readPlanFile(textFile(text), scenario)],
  'earlier plan': [PLAN, (text: string) => readEarlierPlan(textFile(text), scenario)],
  baseline: [PLAN, (text: string) => readBaseline(textFile(text), scenario)],
  series: [SERIES, (text: string) => readComparisonSeries(textFile(text))],
  'extender call': [CALL, readExtenderCall],
  'pod list': [{ kind: 'PodList', items: [POD, POD] }, readPodList],
} as const;

const JUNK = [
  ...['{"toString":1}', '{"valueOf":{},"toString":null}', '{"toJSON":1}', '{"__proto__":{"x":1}}', '{"constructor":1}'],
  ...[
    '[]',
    '[[[1]]]',
    'null',
    'true',
    '1e308',
    '-0',
    '""',
    '"\\u001b[2J\\u202e::error::x"',
    '"toString"',
    '"__proto__"',
  ],
  ...[`"${'x'.repeat(100_000)}"`, '"\\ud800"', '"a\\nb"'],
];

/** Every place in a value: the keys that lead there. */
function places(value: unknown): (string | number)[][] {
  if (typeof value !== 'object' || value === null) return [[]];
  const inner = Object.entries(value).flatMap(([key, one]) => {
    return places(one).map((path) => [Array.isArray(value) ? Number(key) : key, ...path]);
  });
  return [[], ...inner];
}

/** The document as JSON with `junk` at `path`, and as a key beside it. */
function withJunk(document: unknown, path: readonly (string | number)[], junk: string): string {
  const copy = structuredClone(document) as Record<string | number, unknown>;
  if (path.length === 0) return junk;
  let at = copy;
  for (const key of path.slice(0, -1)) at = at[key] as Record<string | number, unknown>;
  at[path.at(-1) as string] = '@@junk@@';
  return JSON.stringify(copy).replace('"@@junk@@"', () => junk);
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: those are what is looked for
const STEERING = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/;

describe.each(Object.entries(READERS))('%s', (_, [document, readText]) => {
  test('with a value of any kind in any place is read or refused in clean, short words', () => {
    const all = places(document);
    const check = (path: readonly (string | number)[], junk: string) => {
      try {
        readText(withJunk(document, path, junk));
      } catch (error) {
        if (!(error instanceof ProblemError)) throw error;
        for (const { message, help, code } of error.problems) {
          expect(`${message} ${help}`).not.toMatch(STEERING);
          expect(`${message} ${help}`.length).toBeLessThan(2_000);
          expect(code).toMatch(/^[a-z0-9-]+$/);
        }
      }
    };
    for (const path of all) check(path, '{"toString":1}');
    fc.assert(fc.property(fc.constantFrom(...all), fc.constantFrom(...JUNK), check), { seed: 3, numRuns: 300 });
  });
});
