import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { edgePlan, IS_WRITING } from '../helpers/binary.ts';
import { twoJetsonNanos } from '../helpers/nodes-dump.ts';
import { atTerminal, HAS_TERMINAL, KEY, type Session } from '../helpers/terminal.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'edge-plan-init-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function session(words: readonly string[], steps: readonly (readonly [string, string])[]): Session {
  return atTerminal(['init', ...words], steps, { cwd: folder });
}

/** A recorded session beside this file; EDGE_PLAN_TRANSCRIPTS=write rewrites it. */
function expectTranscript(name: string, { screen, status }: Session): void {
  const file = join(import.meta.dirname, 'init', `${name}.txt`);
  const text = `${screen}[exit ${status}]\n`;
  if (IS_WRITING) writeFileSync(file, text);
  expect(text).toBe(readFileSync(file, 'utf8'));
}

const ONE_APP = [
  ['Which model', 'inception_v4'],
  ['on edgetpu-pi', KEY.enter],
  ['called', `lobby${KEY.enter}`],
  ['How many instances', `6${KEY.enter}`],
  ['Request rate', `2 /s${KEY.enter}`],
  ['Latency objective', KEY.enter],
] as const;

/** The verdict and the tables, without the scenario's name. */
function tablesOf(text: string): string {
  return /[✓✗][\s\S]*?\n(?=\n\n|[?✔] Write|$)/.exec(text)?.[0].trim() ?? '';
}

describe.runIf(HAS_TERMINAL)('edge-plan init at a terminal', () => {
  it('writes what it showed: the scenario that it wrote fits as previewed', () => {
    const recorded = session(
      [],
      [
        ['Which file', KEY.enter],
        ['Where do your nodes', KEY.enter],
        ['Which devices', KEY.space + KEY.down + KEY.space + KEY.enter],
        ['How many edgetpu-pi', `3${KEY.enter}`],
        ['Memory of one edgetpu-pi', KEY.enter],
        ['How many jetson-nano', `1${KEY.enter}`],
        ['network add', `10 ms${KEY.enter}`],
        ...ONE_APP,
        ['Another', `y${KEY.enter}`],
        ['Which model', 'resnet50'],
        ['on jetson-nano', KEY.enter],
        ['called', KEY.enter],
        ['How many instances', `2${KEY.enter}`],
        ['Request rate', KEY.enter],
        ['Latency objective', `mean <= 300 ms${KEY.enter}`],
        ['Another', KEY.enter],
        ['Write scenario.yaml', KEY.enter],
      ],
    );
    expectTranscript('two-devices', recorded);
    const { stdout, status } = edgePlan(['fit', 'scenario.yaml'], { cwd: folder });
    expect(status).toBe(0);
    expect(tablesOf(stdout)).toMatch(/of 8 applications/);
    expect(tablesOf(recorded.screen)).toBe(tablesOf(stdout));
  });

  it('says what is wrong with an answer and asks again', () => {
    const steps = [
      ['network add', `soon${KEY.enter}`],
      ['must be a time', `\u00155 ms${KEY.enter}`],
      ...ONE_APP.slice(0, 3),
      ['How many instances', `0${KEY.enter}`],
      ['must be at least 1', `\u00152${KEY.enter}`],
      ['Request rate', `5${KEY.enter}`],
      ['must be a rate', `\u00155 /s${KEY.enter}`],
      ['Latency objective', `p42 <= 1 s${KEY.enter}`],
      ['must be mean, p50', `\u0015p99 <= 1 s${KEY.enter}`],
      ['Another', KEY.enter],
      ['Write site.yaml', KEY.enter],
    ] as const;
    const recorded = session(['site.yaml', '--nodes', 'edgetpu-pi,count=2,memory=4 GiB'], steps);
    expectTranscript('wrong-answers', recorded);
    expect(readFileSync(join(folder, 'site.yaml'), 'utf8')).toContain('slo: p99 <= 1 s');
  });

  it('offers the models of imported nodes only', () => {
    writeFileSync(join(folder, 'nodes.json'), twoJetsonNanos());
    const recorded = session(
      ['site.yaml'],
      [
        ['Where do your nodes', KEY.down + KEY.enter],
        ['saved file', `missing.json${KEY.enter}`],
        ['there is no file', `\u0015nodes.json${KEY.enter}`],
        ['network add', KEY.enter],
        ['Which model', 'efficientnet-L'],
        ['No results', KEY.interrupt],
      ],
    );
    expectTranscript('inventory', recorded);
    expect(recorded.status).toBe(130);
    expect(readdirSync(folder)).toEqual(['nodes.json']);
  });

  it.each([
    ['Ctrl-C', KEY.interrupt],
    ['Ctrl-D', KEY.endOfInput],
  ])('%s writes nothing, says how to go on, and is exit code 130', (_, key) => {
    const { screen, status } = session(['it is.yaml', '--nodes', 'jetson-nano,count=2'], [['network add', key]]);
    expect(status).toBe(130);
    expect(screen).toContain(
      "Interrupted: nothing was written. To continue from here:\n  edge-plan init 'it is.yaml' --nodes",
    );
    expect(readdirSync(folder)).toEqual([]);
  });

  it('replaces a file only when it is told to', () => {
    const file = join(folder, 'site.yaml');
    writeFileSync(file, 'mine\n');
    const refused = session(
      ['site.yaml'],
      [
        ['Replace it?', KEY.enter],
        ['Which file', `missing/site.yaml${KEY.enter}`],
        ['the folder does not exist', `\u0015${folder}${KEY.enter}`],
        ['is a folder', `\u0015other.yaml${KEY.enter}`],
        ['Where do your nodes', KEY.interrupt],
      ],
    );
    expect(refused.screen).toContain('edge-plan init other.yaml');
    expect(refused.status).toBe(130);
    expect(readFileSync(file, 'utf8')).toBe('mine\n');
    const words = [
      'site.yaml',
      '--nodes',
      'jetson-nano',
      '--network',
      '1 ms',
      '--app',
      'a,model=resnet18,rate=1/s,slo=mean<=1s',
    ];
    const agreed = session(words, [
      ['Replace it?', `y${KEY.enter}`],
      ['Write site.yaml', KEY.enter],
    ]);
    expect(agreed.status).toBe(0);
    expect(readFileSync(file, 'utf8')).toContain('model: resnet18');
  });

  it('writes nothing when the answer to the last question is no', () => {
    const words = [
      '--nodes',
      'jetson-nano',
      '--network',
      '1 ms',
      '--app',
      'a,model=resnet18,rate=1/s,slo=mean<=1s',
      'x.yaml',
    ];
    const { status, screen } = session(words, [['Write x.yaml', `n${KEY.enter}`]]);
    expect(status).toBe(1);
    expect(screen).toContain('Nothing was written.');
    expect(existsSync(join(folder, 'x.yaml'))).toBe(false);
  });
});
