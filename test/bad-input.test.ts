import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { edgePlan } from './helpers/binary.ts';

/** What a stranger may feed the program: started as a user would, it says what is wrong and where, and ends with 2. */
let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'edge-plan-bad-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const CLUSTER = 'cluster:\n  - { node: n, device: box, discipline: ps, memory: 4 GiB }\n';
const APPS = 'apps:\n  - { app: a, model: m, rate: 5 /s, slo: mean <= 100 ms }\n';
const HEAD = `version: 1\nprofiles: [p.csv]\n${CLUSTER}`;
const PROFILES = 'model,device,service_ms\nm,box,20\n';

function app(text: string): string {
  return `${HEAD}apps:\n  - { ${text} }\n`;
}

/** 2⁶⁰ values, were the aliases followed. */
function anchorBomb(): string {
  const lines = ['a0: &a0 [x, x]'];
  for (let k = 1; k < 60; k++) lines.push(`a${k}: &a${k} [*a${k - 1}, *a${k - 1}]`);
  return `${lines.join('\n')}\n`;
}

interface BadInput {
  readonly what: string;
  readonly scenario: string | Uint8Array;
  readonly files?: Readonly<Record<string, string>>;
  /** What the message must say, its place included. */
  readonly says: RegExp;
}

const INPUTS: readonly BadInput[] = [
  { what: 'an unknown key', scenario: `${HEAD}${APPS}colour: red\n`, says: /s\.yaml:7:1: unknown key "colour"/ },
  {
    what: 'a unit left out',
    scenario: app('app: a, model: m, rate: 5, slo: mean <= 1 s'),
    says: /s\.yaml:6:31: rate must/,
  },
  {
    what: 'a negative rate',
    scenario: app('app: a, model: m, rate: -5 /s, slo: mean <= 1 s'),
    says: /:6:31: rate.*-5/,
  },
  { what: 'a rate of zero', scenario: app('app: a, model: m, rate: 0 /s, slo: mean <= 1 s'), says: /above zero/ },
  { what: 'NaN', scenario: app('app: a, model: m, rate: .nan, slo: mean <= 1 s'), says: /:6:31: rate must/ },
  { what: 'infinity', scenario: app('app: a, model: m, rate: .inf, slo: mean <= 1 s'), says: /:6:31: rate must/ },
  { what: 'a negative SLO', scenario: app('app: a, model: m, rate: 1 /s, slo: mean <= -1 s'), says: /:6:42: slo/ },
  {
    what: 'a name twice',
    scenario: `${HEAD}${APPS}  - { app: a, model: m, rate: 5 /s, slo: mean <= 100 ms }\n`,
    says: /s\.yaml:7:12: another application is called "a"/,
  },
  { what: 'an empty file', scenario: '', says: /s\.yaml:1:1: the scenario is empty/ },
  { what: 'only comments', scenario: '# nothing\n', says: /s\.yaml:\d+:1: the scenario is empty/ },
  { what: 'a list at the top', scenario: '- 1\n', says: /s\.yaml:1:1: / },
  { what: 'binary', scenario: Uint8Array.from({ length: 4096 }, (_, k) => (k * 37) % 256), says: /not text: byte/ },
  { what: 'UTF-16', scenario: Buffer.from('\ufeffversion: 1', 'utf16le'), says: /UTF-16/ },
  { what: 'a YAML bomb of anchors', scenario: anchorBomb(), says: /alias|anchor/ },
  { what: 'nesting without end', scenario: '['.repeat(200_000), says: /s\.yaml:\d+:\d+: / },
  { what: 'broken YAML', scenario: 'version: 1\n cluster: [\n', says: /s\.yaml:\d+:\d+: / },
  {
    what: 'a version from the future',
    scenario: `version: 2\nprofiles: [p.csv]\n${CLUSTER}${APPS}`,
    says: /:1:10: version/,
  },
  {
    what: 'a ragged row',
    scenario: `${HEAD}apps:\n  - workload: w.csv\n`,
    files: { 'w.csv': 'app,model,rate,slo\na,m,5 /s,mean <= 1 s\nb,m,5 /s\n' },
    says: /w\.csv:3:1: this row has 3 cells/,
  },
  {
    what: 'a profile row for no model',
    scenario: `${HEAD}${APPS}`,
    files: { 'p.csv': 'model,device,service_ms\n,box,20\nm,box,20\n' },
    says: /p\.csv:2:1: "model" is missing/,
  },
  {
    what: 'a profile with NaN',
    scenario: `${HEAD}${APPS}`,
    files: { 'p.csv': 'model,device,service_ms\nm,box,NaN\n' },
    says: /p\.csv:2:7: service_ms must/,
  },
  { what: 'an empty profile file', scenario: `${HEAD}${APPS}`, files: { 'p.csv': '' }, says: /p\.csv/ },
  {
    what: 'a file outside',
    scenario: `version: 1\nprofiles: [../../../../../../etc/passwd]\n${CLUSTER}${APPS}`,
    says: /s\.yaml:2:12: .*outside the folders/,
  },
  {
    what: 'more instances than there may be',
    scenario: app('app: a, count: 1000001, model: m, rate: 1 /s, slo: mean <= 1 s'),
    says: /1,?000,?000/,
  },
];

describe('bad input', () => {
  it.each(INPUTS)('$what: exit 2, a problem with its place, no stack, no JSON', ({ scenario, files = {}, says }) => {
    const here = mkdtempSync(join(folder, 'case-'));
    writeFileSync(join(here, 's.yaml'), scenario);
    for (const [name, text] of Object.entries({ 'p.csv': PROFILES, ...files })) writeFileSync(join(here, name), text);
    const { stdout, stderr, status } = edgePlan(['fit', 's.yaml', '--json'], { cwd: here });
    expect(stderr).toMatch(says);
    expect(stderr).not.toMatch(/^\s+at .+:\d+:\d+\)?$/m);
    expect(stderr.length).toBeLessThan(4000);
    expect(stdout).toBe('');
    expect(status).toBe(2);
  });

  it('a folder instead of a file: exit 2', () => {
    mkdirSync(join(folder, 'site.yaml'));
    const { stdout, stderr, status } = edgePlan(['fit', 'site.yaml', '--json'], { cwd: folder });
    expect(stderr).toMatch(/"site\.yaml" is a folder/);
    expect([stdout, status]).toEqual(['', 2]);
  });

  it.each([
    ['scenario', 'large.yaml'],
    ['standard input', '-'],
  ])('50 MB of garbage as %s: exit 2 within bounded memory', (_, name) => {
    const garbage = Buffer.alloc(50_000_000, 'x: [}\n- "');
    if (name !== '-') writeFileSync(join(folder, name), garbage);
    const { stdout, stderr, status } = edgePlan(['fit', name, '--json'], {
      cwd: folder,
      ...(name === '-' ? { input: garbage } : {}),
    });
    expect(stderr).toMatch(/larger than 16 MiB/);
    expect([stdout, status]).toEqual(['', 2]);
  });

  it('the sound scenario that the cases above are made from is answered', () => {
    writeFileSync(join(folder, 's.yaml'), `${HEAD}${APPS}`);
    writeFileSync(join(folder, 'p.csv'), PROFILES);
    const { stdout, stderr, status } = edgePlan(['fit', 's.yaml', '--json'], { cwd: folder });
    expect(stderr).toMatch(/^Note: Memory of m on box is not known: [^\n]*\n[^\n]*\n$/);
    expect(JSON.parse(stdout).summary).toMatchObject({ apps: 1, placed: 1, ok: 1 });
    expect(status).toBe(0);
  });
});
