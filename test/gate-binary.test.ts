import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { edgePlan, ROOT } from './helpers/binary.ts';

/** `edge-plan gate`, started as a CI job would: exit codes, files, and what is left behind when something goes wrong. */
const MOST = mkdtempSync(join(tmpdir(), 'edge-plan-gate-'));
const REGRESSION = join(ROOT, 'test/cli/gate/regression');
let here = '';
beforeEach(() => {
  here = mkdtempSync(join(MOST, 'case-'));
  for (const name of ['scenario.yaml', 'profiles.csv', 'baseline.json'])
    cpSync(join(REGRESSION, name), join(here, name));
});
afterAll(() => rmSync(MOST, { recursive: true, force: true }));

const gate = (words: string, env: Record<string, string> = {}) =>
  edgePlan(['gate', 'scenario.yaml', ...words.split(' ').filter(Boolean)], { cwd: here, env });
const read = (name: string) => readFileSync(join(here, name), 'utf8');

/** The row of people-count as it was measured before it became 20 % slower. */
function restoreSpeed(): void {
  writeFileSync(join(here, 'profiles.csv'), read('profiles.csv').replace(',25.2,', ',21.0,'));
}

describe('exit codes', () => {
  it('0: every gate is kept', () => {
    restoreSpeed();
    expect(gate('--baseline baseline.json')).toMatchObject({ status: 0, stderr: '' });
  });

  it('1: a profile row 20 % slower breaks the gate, and the row, the applications and the numbers are named', () => {
    const { status, stdout } = gate('--baseline baseline.json --json');
    const { verdict, checks, changes } = JSON.parse(stdout);
    expect([status, verdict]).toEqual([1, 'fail']);
    expect(checks[0]).toMatchObject({ gate: 'placed', actual: 14 / 15, limit: 1, passed: false });
    expect(changes[0]).toMatchObject({ kind: 'profile', file: 'profiles.csv', line: 3 });
    expect(changes[0].text).toMatch(/21 ms → 25\.2 ms \(\+20 %\); used by people-count/);
    expect(changes.map(({ kind }: { kind: string }) => kind)).toContain('stopped');
  });

  it('2: undecided, while the same plan fails once the bound rules it out', () => {
    const words = ['gate', join(ROOT, 'test/cli/gate/undecided/scenario.yaml'), '--policy', 'greedy', '--steps', '1'];
    expect(edgePlan(words, { cwd: here }).status).toBe(2);
    expect(edgePlan([...words, '--require', 'placed >= 13'], { cwd: here }).status).toBe(1);
  });

  it.each([
    ['no gate', ['gate', join(ROOT, 'test/cli/gate/nothing-to-check/scenario.yaml')], /nothing to check/],
    ['an unknown gate', ['gate', 'scenario.yaml', '--require', 'plcaed >= 1'], /Did you mean "placed"/],
    ['a missing baseline', ['gate', 'scenario.yaml', '--baseline', 'no.json'], /there is no file "no\.json"/],
    ['a baseline that is not asked for', ['gate', 'scenario.yaml'], /compares with a baseline/],
    ['a baseline that is no plan', ['gate', 'scenario.yaml', '--baseline', 'profiles.csv'], /this is not JSON/],
    ['an unknown report', ['gate', 'scenario.yaml', '--report', 'junti=x.xml'], /Did you mean "junit"/],
    ['two documents on stdout', ['gate', 'scenario.yaml', '--json', '--report', 'junit'], /standard output/],
    ['an update of nothing', ['gate', 'scenario.yaml', '--update-baseline'], /needs --baseline/],
  ])('2: %s, said on stderr, with nothing on stdout', (_, words, says) => {
    const { status, stdout, stderr } = edgePlan(words, { cwd: here });
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(says);
  });

  it('2: nothing was compared, because every gate needs a baseline that is not there yet', () => {
    writeFileSync(
      join(here, 'scenario.yaml'),
      read('scenario.yaml').replace(/^ {2}(?:violations|headroom|slack).*\n/gm, ''),
    );
    expect(gate('--baseline-optional').status).toBe(2);
  });

  it('a profile with too few samples leaves the gate undecided', () => {
    restoreSpeed();
    expect(
      edgePlan(['gate', 'scenario.yaml', '--baseline', 'baseline.json', '--require', 'samples >= 1001'], { cwd: here })
        .status,
    ).toBe(2);
    expect(
      edgePlan(['gate', 'scenario.yaml', '--baseline', 'baseline.json', '--require', 'samples >= 1000'], { cwd: here })
        .status,
    ).toBe(0);
  });
});

describe('a baseline', () => {
  it('is tolerated when missing only with --baseline-optional, and then what needs it is skipped', () => {
    const { status, stderr, stdout } = gate('--baseline no.json --baseline-optional');
    expect(status).toBe(0);
    expect(stderr).toMatch(/There is no baseline "no\.json"/);
    expect(stdout).toMatch(/placed .* there is no baseline yet/);
  });

  it('is written by --update-baseline, and a second update changes no byte', () => {
    restoreSpeed();
    rmSync(join(here, 'baseline.json'));
    expect(gate('--baseline baseline.json --baseline-optional --update-baseline').status).toBe(0);
    const first = read('baseline.json');
    expect(gate('--baseline baseline.json --update-baseline').status).toBe(0);
    expect(read('baseline.json')).toBe(first);
  });

  it('is not replaced by a plan that breaks a gate', () => {
    const before = read('baseline.json');
    expect(gate('--baseline baseline.json --update-baseline').status).toBe(1);
    expect(read('baseline.json')).toBe(before);
  });

  it('may be what fit wrote or what gate wrote: of the same plan every relative gate is kept', () => {
    restoreSpeed();
    edgePlan(['fit', 'scenario.yaml', '--headroom', '--out', 'fit.json'], { cwd: here });
    const requirements = ['placed', 'violations', 'headroom', 'utilization', 'slack', 'slack-p95', 'nodes'].flatMap(
      (name) => ['--require', `${name} == baseline`],
    );
    gate('--baseline baseline.json --out gate.json');
    const moved = ['--require', 'moves <= 0'];
    for (const file of ['fit.json', 'gate.json']) {
      const words = ['gate', 'scenario.yaml', '--baseline', file, ...requirements, ...moved, '--json'];
      const { checks, changes } = JSON.parse(edgePlan(words, { cwd: here }).stdout);
      const broken = checks.filter(
        ({ passed, level, gate: name }: { passed: boolean; level: string; gate: string }) => {
          return !passed && level === 'error' && !(file === 'fit.json' && name === 'cost');
        },
      );
      expect(broken).toEqual([]);
      expect(changes).toEqual([]);
    }
  });

  it('tells what was added, removed and changed', () => {
    writeFileSync(
      join(here, 'scenario.yaml'),
      read('scenario.yaml')
        .replace('count: 2, device', 'count: 1, device')
        .replace('count: 6, model', 'count: 7, model')
        .replace('rate: 5 /s, slo: p95 <= 200 ms', 'rate: 6 /s, slo: p95 <= 180 ms'),
    );
    const { changes } = JSON.parse(gate('--baseline baseline.json --json').stdout);
    const texts = changes.map(({ text }: { text: string }) => text).join('\n');
    expect(texts).toMatch(/1 node gone: coral-2; 1 node left/);
    expect(texts).toMatch(/door: 1 more, 7 in all/);
    expect(texts).toMatch(/people-count: rate 5 \/s → 6 \/s \(\+20 %\)/);
    expect(texts).toMatch(/people-count: SLO p95 ≤ 200 ms → p95 ≤ 180 ms/);
  });
});

describe('reports', () => {
  it('are written several at once, beside the table', () => {
    const { stdout } = gate(
      '--baseline baseline.json --report junit=a.xml --report sarif=b.sarif --report markdown=c.md --report json=d.json --report github=e.txt',
    );
    expect(stdout).toMatch(/^✗ fail/m);
    expect(read('a.xml')).toMatch(/^<\?xml /);
    expect(JSON.parse(read('b.sarif')).version).toBe('2.1.0');
    expect(read('c.md')).toMatch(/edge-plan gate/);
    expect(JSON.parse(read('d.json')).verdict).toBe('fail');
    expect(read('e.txt')).toMatch(/^::error /);
  });

  it('give the same bytes twice', () => {
    const words = '--baseline baseline.json --json --report junit=a.xml --report sarif=b.sarif --report markdown=c.md';
    const all = () => [gate(words).stdout, read('a.xml'), read('b.sarif'), read('c.md')];
    expect(all()).toEqual(all());
  });

  it('become annotations and a job summary in GitHub Actions, and JSON on stdout stays alone', () => {
    writeFileSync(join(here, 'summary.md'), 'before\n');
    const env = { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: join(here, 'summary.md') };
    const { stdout, stderr } = gate('--baseline baseline.json --json', env);
    expect(JSON.parse(stdout).verdict).toBe('fail');
    expect(stderr).toMatch(/^::error file=scenario\.yaml,line=10/m);
    expect(stderr).toMatch(/^::notice file=profiles\.csv,line=3/m);
    expect(read('summary.md')).toMatch(/^before\n<!-- edge-plan gate -->/);
  });

  it('do not turn a verdict when the job summary is full or cannot be written', () => {
    writeFileSync(join(here, 'full.md'), 'x'.repeat(2 ** 20 - 10));
    for (const file of [join(here, 'full.md'), join(here, 'no/such/folder.md'), here]) {
      const { status, stderr } = gate('--baseline baseline.json', { GITHUB_STEP_SUMMARY: file });
      expect(status).toBe(1);
      expect(stderr).toMatch(/No job summary/);
    }
    expect(statSync(join(here, 'full.md')).size).toBe(2 ** 20 - 10);
  });
});

describe('when something goes wrong outside', () => {
  const shell = (line: string) =>
    spawnSync('bash', ['-c', line], { cwd: here, encoding: 'utf8', env: { ...process.env, NO_COLOR: '1' } });
  const command = `"${process.execPath}" "${join(ROOT, 'bin/edge-plan.js')}" gate scenario.yaml --baseline baseline.json`;

  it('a closed pipe ends quietly with the exit code of the verdict', () => {
    const { stdout, stderr } = shell(`${command} --json | head -c 1 > /dev/null; echo "\${PIPESTATUS[0]}"`);
    expect([stdout, stderr]).toEqual(['1\n', '']);
  });

  const hasFull = existsSync('/dev/full');
  if (!hasFull) console.warn('skipped: there is no /dev/full, so a full disk behind stdout is not tested');
  it.runIf(hasFull)('a full disk behind stdout is a problem and not a verdict', () => {
    const { status, stderr } = shell(`${command} --json > /dev/full`);
    expect(stderr).toBe('edge-plan: standard output cannot be written: the disk is full\n');
    expect(status).toBe(2);
  });

  const isRoot = process.getuid?.() === 0;
  if (isRoot) console.warn('skipped: root may write to a read-only folder');
  it.runIf(!isRoot)('a read-only folder is a problem, and the baseline stays whole', () => {
    restoreSpeed();
    mkdirSync(join(here, 'locked'));
    cpSync(join(here, 'baseline.json'), join(here, 'locked/baseline.json'));
    chmodSync(join(here, 'locked'), 0o555);
    const { status, stderr, stdout } = gate('--baseline locked/baseline.json --update-baseline');
    chmodSync(join(here, 'locked'), 0o755);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/cannot be written: permission denied/);
    expect(read('locked/baseline.json')).toBe(read('baseline.json'));
    expect(readdirSync(join(here, 'locked'))).toEqual(['baseline.json']);
  });

  it('a report into a folder that is not there is a problem, and the baseline is not updated', () => {
    restoreSpeed();
    const before = read('baseline.json');
    const { status, stderr } = gate('--baseline baseline.json --update-baseline --report junit=no/such/gate.xml');
    expect(stderr).toMatch(/"no\/such\/gate\.xml" cannot be written: the folder does not exist/);
    expect(status).toBe(2);
    expect(read('baseline.json')).toBe(before);
  });

  it('a full disk is a problem, and no half-written report stays', () => {
    const disk = join(here, 'disk');
    mkdirSync(disk);
    if (spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=8k', 'tmpfs', disk]).status !== 0) {
      console.warn('skipped: a full disk cannot be made here, mounting is not permitted');
      return;
    }
    try {
      writeFileSync(join(disk, 'gate.json'), 'old');
      const { status, stderr } = gate('--baseline baseline.json --report json=disk/gate.json');
      expect(stderr).toMatch(/"disk\/gate\.json" cannot be written: the disk is full/);
      expect([status, readdirSync(disk), read('disk/gate.json')]).toEqual([2, ['gate.json'], 'old']);
    } finally {
      spawnSync('umount', [disk]);
    }
  });
});
