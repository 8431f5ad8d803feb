import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { publint } from 'publint';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

/** The package as a user gets it: packed, installed in an empty folder, run from there. */
const ROOT = join(import.meta.dirname, '../..');
let folder = '';
let packed: { files: { path: string; mode: number }[]; unpackedSize: number } = { files: [], unpackedSize: 0 };

/** 38 MB with a compiler of its own: fetched for this one test instead of with every `npm ci`. */
const ATTW = '@arethetypeswrong/cli@0.18.5';

function tarballName(): string {
  return readdirSync(folder).find((name) => name.endsWith('.tgz')) as string;
}

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
  writeFileSync(join(folder, 'package.json'), '{ "name": "empty", "private": true }\n');
  execFileSync('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts', `./${tarballName()}`], {
    cwd: folder,
  });
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
      'docs',
      'package.json',
      'profiles',
      'scenarios',
      'schemas',
    ]);
    expect(packed.files.filter(({ path }) => path.startsWith('schemas/source'))).toEqual([]);
  });

  it('unpacks to less than 5 MB, and installs at most 60 packages', () => {
    expect(packed.unpackedSize).toBeGreaterThan(100_000);
    expect(packed.unpackedSize).toBeLessThan(5_000_000);
    const lock = JSON.parse(readFileSync(join(folder, 'node_modules/.package-lock.json'), 'utf8'));
    const installed = Object.keys(lock.packages);
    expect(installed).toContain('node_modules/edge-plan');
    expect(installed.length).toBeLessThanOrEqual(60);
  });

  it('gives editors and validators its schemas by name', () => {
    const code = "console.log(require('edge-plan/schemas/scenario.schema.json').title)";
    const { stdout } = spawnSync(process.execPath, ['-e', code], { cwd: folder, encoding: 'utf8' });
    expect(stdout).toBe('edge-plan scenario\n');
    const inPackage = join(folder, 'node_modules/edge-plan/schemas/scenario.schema.json');
    expect(JSON.parse(readFileSync(inPackage, 'utf8')).title).toBe('edge-plan scenario');
  });

  it('has no fault that publint finds', async () => {
    const pkgDir = join(folder, 'node_modules/edge-plan');
    const { messages } = await publint({ pkgDir, pack: false, strict: true });
    expect(messages).toEqual([]);
  });

  it.each([
    ['nodenext', 'nodenext'],
    ['esnext', 'bundler'],
  ])('has types that a strict compiler takes, module %s, without the types of Node', (module, resolution) => {
    writeFileSync(
      join(folder, 'use.mts'),
      "import { fit, type Plan } from 'edge-plan';\nexport const all: [typeof fit, Plan?] = [fit];\n",
    );
    const words = ['--noEmit', '--strict', '--skipLibCheck', 'false', '--target', 'es2023', '--types', ''];
    const line = [...words, '--module', module, '--moduleResolution', resolution, 'use.mts'];
    const { stdout, status } = spawnSync(join(ROOT, 'node_modules/.bin/tsc'), line, { cwd: folder, encoding: 'utf8' });
    expect(stdout).toBe('');
    expect(status).toBe(0);
  });

  it('has types that resolve wherever ES modules do', () => {
    const line = ['--yes', ATTW, tarballName(), '--profile', 'esm-only', '--format', 'table-flipped', '--no-color'];
    const env = { ...process.env, npm_config_ignore_scripts: 'true' };
    const { stdout, stderr, status } = spawnSync('npx', line, { cwd: folder, encoding: 'utf8', env });
    expect(stdout, stderr).toContain('edge-plan v');
    expect(status, stdout).toBe(0);
  });

  it('has no known vulnerability, as far as the registry answers', (context) => {
    const { stdout } = spawnSync('npm', ['audit', '--omit=dev', '--json'], { cwd: folder, encoding: 'utf8' });
    const found = JSON.parse(stdout).metadata?.vulnerabilities;
    if (found === undefined) {
      console.warn('skipped: this registry does not answer "npm audit", so nothing was asked about vulnerabilities');
      context.skip();
    }
    expect(found.total).toBe(0);
  });

  // Last: it adds to what is installed.
  it('measures nothing without the runtime, and with it once it is installed in the words of the problem', () => {
    writeFileSync(join(folder, 'model.onnx'), 'no model');
    const { stdout, stderr, status } = edgePlan('measure', 'model.onnx', '--device', 'here');
    expect([status, stdout]).toEqual([2, '']);
    const [, words = ''] = /"npm (install [^"]*)"/.exec(stderr) ?? [];
    execFileSync('npm', [...words.split(' '), '--no-audit', '--no-fund'], { cwd: folder });
    const again = edgePlan('measure', 'model.onnx', '--device', 'here');
    expect([again.status, again.stderr]).toEqual([2, expect.stringContaining('"model.onnx" cannot be loaded')]);
  }, 300_000);
});
