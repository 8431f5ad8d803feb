import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { edgePlan } from './helpers/binary.ts';

const folder = mkdtempSync(join(tmpdir(), 'edge-plan-outputs-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('a file that cannot be written', () => {
  it.each([
    ['simulate', '--out'],
    ['compare', '--html'],
    ['compare', '--csv'],
    ['report', '--html'],
  ])('%s %s: is refused before the work, not after it', (command, flag) => {
    const answer = edgePlan([command, flag, 'missing/x'], { cwd: folder });
    // Nothing else: simulate says first whose plan it simulates.
    expect(answer.stderr).toBe('edge-plan: "missing/x" cannot be written: the folder does not exist\n');
    expect(answer).toMatchObject({ status: 2, stdout: '' });
  });

  it.each(['--out', '--html'])('a folder as the value of %s is refused too', (flag) => {
    const { stderr, status } = edgePlan(['fit', flag, '.'], { cwd: folder });
    expect(stderr).toBe('edge-plan: "." is a folder\n  Name a file.\n');
    expect(status).toBe(2);
  });
});
