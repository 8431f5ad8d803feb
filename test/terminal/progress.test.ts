import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { ROOT } from '../helpers/binary.ts';
import { atTerminal, HAS_TERMINAL, KEY } from '../helpers/terminal.ts';

const MANY_NODES = join(ROOT, 'scenarios/edgetpu-cluster.yaml');
const PLACED = join(ROOT, 'scenarios/jetson-placed.yaml');
const folder = mkdtempSync(join(tmpdir(), 'edge-plan-interrupt-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs in a folder of its own; says what was left there. */
function interrupted(words: readonly string[], waitFor: string, how: string = KEY.interrupt) {
  const cwd = mkdtempSync(join(folder, 'run-'));
  const session = atTerminal(words, [[waitFor, how]], { cwd });
  return { ...session, left: readdirSync(cwd) };
}

describe.runIf(HAS_TERMINAL)('long work at a terminal', () => {
  it('a simulation says how long it will still take', () => {
    const { status } = interrupted(['simulate', MANY_NODES, '--requests', '200000'], ' left');
    expect(status).toBe(130);
  });

  it('what is over in less than half a second shows no progress', () => {
    const { screen } = atTerminal(['predict', PLACED], []);
    expect(screen).not.toMatch(/planning|simulating|\r/);
  });

  it('a problem names its code, with which it is explained', () => {
    const { screen, status } = atTerminal(['fit', 'nowhere.yaml'], []);
    expect(screen).toMatch(/\nMore:\n {2}edge-plan explain file-missing\n$/);
    expect(status).toBe(2);
  });
});

describe.runIf(HAS_TERMINAL)('Ctrl-C', () => {
  it('shows what a simulation has measured of each node, without a verdict, and writes no file', () => {
    const words = ['simulate', MANY_NODES, '--requests', '500000', '--out', 'result.json'];
    const { screen, status, left } = interrupted(words, ' left');
    expect(screen).toMatch(/Interrupted while simulating, .*: nothing written\. Known so far:\n/);
    expect(screen).toMatch(/Partial figures of \d+ of the 10 nodes that host something/);
    expect(screen).toMatch(/\nplate-reader +mean ≤ 60 ms +59 +[\d.]+ ± [\d.]+ /);
    expect(screen).not.toMatch(/[✓✗]|agree|in simulation/);
    expect(status).toBe(130);
    expect(left).toEqual([]);
  });

  it('a single node in one thread is heard and measured in part too', () => {
    const words = ['simulate', PLACED, '--requests', '20000000', '--jobs', '1'];
    const { screen, status } = interrupted(words, ' left');
    expect(screen).toMatch(/Partial figures of [12] of the 2 nodes/);
    expect(screen).toMatch(/Simulated so far: [\d,]+ requests \(20,000,000 of each/);
    expect(status).toBe(130);
  });

  it('shows the whole plan where only its simulation was cut off', () => {
    const slow = join(folder, 'slow.yaml');
    const text = readFileSync(MANY_NODES, 'utf8').replaceAll('../profiles', join(ROOT, 'profiles'));
    writeFileSync(slow, text.replaceAll(/count: (\d+)/g, 'count: $100'));
    const { screen, status } = interrupted(['fit', slow, '--verify', '--html', 'page.html'], ' left');
    expect(screen).toMatch(/✓ [\d,]+ of [\d,]+ applications fit[\s\S]*Partial figures of/);
    expect(status).toBe(130);
  });

  it('shows the rows of a comparison that are finished, and names the others', () => {
    const words = ['compare', MANY_NODES, '--jobs', '1', '--requests', '20000', '--csv', 'rows.csv'];
    const { screen, status, left } = interrupted(words, ' left');
    expect(screen).toMatch(/\n\d+ of 12 rows, and so no ratio and no verdict\.\n\npolicy +placed +violate/);
    expect(screen).toMatch(/\nauto +\d+ [\s\S]*Not finished: [\s\S]*knapsack-derated\.\n$/);
    expect(status).toBe(130);
    expect(left).toEqual([]);
  });

  it('shows the values of a series that are finished, and names the others', () => {
    const { screen, status } = interrupted(['compare', '--sweep', 'offered=10..200', '--jobs', '1'], ' left');
    expect(screen).toMatch(/\n\d+ of 11 values of offered; the spread is of these only\.\n/);
    expect(screen).toMatch(/\noffered +10\s[\s\S]*\nNot finished: [\d, ]+200\.\n$/);
    expect(status).toBe(130);
  });

  it.each([
    ['Ctrl-C', KEY.interrupt],
    ['SIGTERM', 'SIGTERM'],
  ])('%s shows the fewest nodes that sizing knows by then', (_, how) => {
    const { screen, status } = interrupted(['size', '--survive', '1'], 'sizing: ', how);
    expect(screen).toMatch(/The best so far: \d+ nodes that host everything, every constraint kept\./);
    expect(screen).toMatch(/ was\s+not\s+looked\s+at\.\n\nnode +device +today +needed/);
    expect(status).toBe(130);
  });

  it('shows the best plan that the search has, with its bound', () => {
    const hard = join(folder, 'hard.yaml');
    writeFileSync(hard, hardScenario());
    // A minute and more of searching: the fillings that it begins with are long done.
    const words = ['fit', hard, '--policy', 'optimal', '--steps', '5000000', '--html', 'page.html'];
    const { screen, status, left } = interrupted(words, 'planning: 5 s');
    const [, placed, bound] =
      /hosts (\d+) of 1,090 applications, every constraint\skept; no\splan\shosts\smore\sthan\s(\d+)\./.exec(screen) ??
      [];
    expect(Number(placed)).toBeGreaterThan(400);
    expect(Number(bound)).toBeGreaterThan(Number(placed));
    expect(screen).toMatch(/\na25 +resnet34 /);
    expect(status).toBe(130);
    expect(left).toEqual([]);
  });

  it('leaves stdout empty, so that no document looks whole', () => {
    const stdout = join(folder, 'stdout.json');
    const words = ['simulate', MANY_NODES, '--requests', '500000', '--json'];
    const { screen, status } = atTerminal(words, [[' left', KEY.interrupt]], { stdout });
    expect(readFileSync(stdout, 'utf8')).toBe('');
    expect(screen).toContain('Partial figures of');
    expect(status).toBe(130);
  });
});

/** 26 groups with a rate and an SLO of their own: patterns by the thousand, and no proof in sight. */
function hardScenario(): string {
  const models = ['mobilenet_v2', 'inception_v4', 'ssd_mobilenet_v2', 'resnet50', 'efficientnet-L', 'mobilenet_v1'];
  models.push(
    'googlenet',
    'efficientnet-M',
    'inception_v3',
    'resnet18',
    'efficientnet-S',
    'ssd_mobilenet_v1',
    'resnet34',
  );
  const apps = Array.from({ length: 26 }, (_, k) => {
    const rate = (1 + ((k * 7) % 11) * 0.37).toFixed(2);
    const slo = `mean <= ${250 + ((k * 53) % 390)} ms`;
    const load = `model: ${models[k % models.length]}, rate: ${rate} /s, slo: ${slo}, preprocess: 24 ms, memory: 50 MB`;
    return `  - { app: a${k}, count: ${40 + (k % 5)}, ${load} }\n`;
  });
  const profiles = ['ibis-edgetpu.csv', 'ibis-jetson-nano.csv'].map((name) => join(ROOT, 'profiles', name));
  return `version: 1
profiles: [${profiles.join(', ')}]
network: 10 ms
limits: { utilization: 0.8, memory: 0.8 }
cluster:
  - { node: jetson, count: 15, device: jetson-nano, memory: 4 GiB, cpu: { cores: 4 } }
  - { node: coral, count: 25, device: edgetpu-pi, memory: 4 GiB, cpu: { cores: 4 } }
apps:
${apps.join('')}`;
}
