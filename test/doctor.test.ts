import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { KNOWN_ANSWER } from '../src/health.ts';
import { isNewEnough } from '../src/io/package.ts';
import { edgePlan } from './helpers/binary.ts';

interface Doctored {
  readonly isSound: boolean;
  readonly checks: readonly { readonly check: string; readonly isSound: boolean; readonly remedy: string | null }[];
}

describe('edge-plan doctor', () => {
  it('finds everything sound here, and says so in words and in JSON', () => {
    const { stdout, stderr, status } = edgePlan(['doctor', '--json']);
    expect([stderr, status]).toEqual(['', 0]);
    const { isSound, checks } = JSON.parse(stdout) as Doctored;
    expect(isSound).toBe(true);
    expect(checks.length).toBeGreaterThan(6);
    expect(checks.every((one) => one.isSound && one.remedy === null)).toBe(true);
    expect(edgePlan(['doctor']).stdout).toMatch(/^✓ Everything works\.\n/);
  });

  it('knows the answer that fit gives', () => {
    const { stdout } = edgePlan(['fit', KNOWN_ANSWER.scenario, '--json']);
    expect(JSON.parse(stdout).summary).toMatchObject({ ok: KNOWN_ANSWER.placed, apps: KNOWN_ANSWER.apps });
  });

  it('a folder for temporary files that is not there is found, with what to do, and is exit code 1', () => {
    const folder = mkdtempSync(join(tmpdir(), 'edge-plan-doctor-'));
    const { stdout, status } = edgePlan(['doctor'], { env: { TMPDIR: join(folder, 'gone') } });
    rmSync(folder, { recursive: true });
    expect(status).toBe(1);
    expect(stdout).toMatch(/^✗ 1 check failed\.\n/);
    expect(stdout).toMatch(/✗ {2}temporary files[\s\S]*TMPDIR/);
  });

  it.each([
    ['20.19.0', '20.19', true],
    ['20.18.9', '20.19', false],
    ['22.0.0', '20.19', true],
    ['18.20.4', '20.19', false],
    ['20.19', '20.19.1', false],
  ])('Node.js %s against %s: %s', (running, needed, isEnough) => {
    expect(isNewEnough(running, needed)).toBe(isEnough);
  });
});

describe('edge-plan profiles', () => {
  it('shows the source and the line of every shipped row', () => {
    const { devices } = JSON.parse(edgePlan(['profiles', '--json']).stdout) as {
      devices: { models: { rows: { source: string | null; line: number; serviceMs: number }[] }[] }[];
    };
    const rows = devices.flatMap(({ models }) => models.flatMap((model) => model.rows));
    expect(rows.length).toBeGreaterThan(400);
    expect(rows.filter(({ source, line, serviceMs }) => !(source !== null && line > 1 && serviceMs > 0))).toEqual([]);
  });

  it('shows every row of a model on a device', () => {
    const { stdout } = edgePlan(['profiles', 'show', 'resnet50', '--device', 'jetson-nano']);
    expect(stdout.match(/ source: /g)?.length).toBe(Number(/: (\d+) rows/.exec(stdout)?.[1]));
    expect(stdout.match(/plans use this row/g)).toHaveLength(1);
  });
});
