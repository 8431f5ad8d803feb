import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

/** The package as a user gets it: packed, installed in an empty folder, run from there. */
const ROOT = join(import.meta.dirname, '../..');
let folder = '';
let packed: { files: { path: string; mode: number }[]; unpackedSize: number } = { files: [], unpackedSize: 0 };

function edgePlan(...words: string[]) {
  const binary = join(folder, 'node_modules/.bin/edge-plan');
  return spawnSync(binary, words, { cwd: folder, encoding: 'utf8', env: { ...process.env, NO_COLOR: '1' } });
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'edge-plan-package-'));
  const report = execFileSync('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  // npm 11 prints a list, or an object by package name, depending on its minor version.
  const parsed = JSON.parse(report);
  packed = (Array.isArray(parsed) ? parsed : Object.values(parsed))[0];
  const tarball = readdirSync(folder).find((name) => name.endsWith('.tgz')) as string;
  writeFileSync(join(folder, 'package.json'), '{ "name": "empty", "private": true }\n');
  execFileSync('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts', `./${tarball}`], { cwd: folder });
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the packed tarball, installed in an empty folder', () => {
  it('runs the main job with no arguments', () => {
    const { stdout, stderr, status } = edgePlan('fit');
    expect(stderr).toBe('');
    expect(stdout).toMatch(/\d+ of \d+ applications fit, every SLO kept/);
    expect(status).toBe(0);
  });

  it('prints one JSON document', () => {
    const { stdout, status } = edgePlan('fit', '--json');
    expect(status).toBe(0);
    expect(JSON.parse(stdout).summary.violating).toBe(0);
  });

  it('can be imported as a library with its types', () => {
    expect(packed.files.map(({ path }) => path)).toContain('dist/index.d.ts');
    const code = "import('edge-plan').then((all) => console.log(Object.keys(all).length > 0))";
    expect(execFileSync(process.execPath, ['-e', code], { cwd: folder, encoding: 'utf8' })).toBe('true\n');
  });

  it('ships what runs and nothing else', () => {
    const tops = new Set(packed.files.map(({ path }) => path.split('/')[0]));
    expect([...tops].sort()).toEqual([
      'CHANGELOG.md',
      'LICENSE',
      'README.md',
      'bin',
      'dist',
      'package.json',
      'profiles',
      'scenarios',
    ]);
    expect(packed.unpackedSize).toBeLessThan(5_000_000);
  });
});
