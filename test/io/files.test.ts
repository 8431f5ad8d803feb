import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { FileAccess, TextFile } from '../../src/domain/files.ts';
import { type Problem, ProblemError } from '../../src/domain/problem.ts';
import { createFileAccess } from '../../src/io/files.ts';
import { Output } from '../../src/io/write-file.ts';

let root: string;
let cwd: string;

/** root/work is the current folder, root/package the package, root/secret lies outside of both. */
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'edge-plan-')));
  cwd = join(root, 'work');
  for (const folder of ['work/plans', 'package/profiles', 'secret', 'elsewhere/deep'])
    mkdirSync(join(root, folder), { recursive: true });
  for (const file of [
    'work/plans/a.yaml',
    'work/apps.csv',
    'package/profiles/p.csv',
    'secret/key.csv',
    'elsewhere/b.yaml',
    'elsewhere/deep/c.csv',
  ]) {
    writeFileSync(join(root, file), `text of ${file}`);
  }
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

async function* input(...chunks: (string | Uint8Array)[]) {
  yield* chunks;
}

function access(allowPaths: string[] = [], stdin = input()): FileAccess {
  return createFileAccess({ cwd, packageRoot: join(root, 'package'), allowPaths, stdin });
}

function output(allowPaths: string[] = []): Output {
  return new Output({ cwd, allowPaths });
}

async function problemOf(work: Promise<unknown>): Promise<Problem> {
  try {
    await work;
  } catch (error) {
    if (error instanceof ProblemError) return error.problems[0] as Problem;
    throw error;
  }
  throw new Error('there was no problem');
}

async function scenario(files: FileAccess = access()): Promise<TextFile> {
  return files.openNamed('plans/a.yaml');
}

describe('names that are shown are as the user wrote them, never paths of the machine', () => {
  test('a named file, a file beside it, one above it, and one in the package', async () => {
    const files = access();
    const from = await scenario(files);
    expect(from).toMatchObject({ name: 'plans/a.yaml', text: 'text of work/plans/a.yaml' });
    expect((await files.open('../apps.csv', from)).name).toBe('apps.csv');
    expect((await files.open('./../plans/./a.yaml', from)).name).toBe('plans/a.yaml');
    expect((await files.openShipped('profiles/p.csv')).name).toBe('profiles/p.csv');
    expect((await files.open(join(root, 'package/profiles/p.csv'), from)).name).toBe(
      join(root, 'package/profiles/p.csv'),
    );
    expect(await files.listShipped('profiles')).toEqual(['p.csv']);
  });

  test('standard input is <stdin>, its references start from the current folder, and it is read once', async () => {
    const files = access([], input('ver', Buffer.from('sion')));
    const from = await files.openNamed('-');
    expect(from).toEqual({ name: '<stdin>', text: 'version', folder: cwd });
    expect((await files.open('./apps.csv', from)).name).toBe('apps.csv');
    expect((await problemOf(files.openNamed('-'))).code).toBe('stdin-twice');
  });

  test('problems name no folder of the machine', async () => {
    const files = access();
    const from = await scenario(files);
    const named = ['../../secret/key.csv', 'nothing.csv', '..', '../../secret/no.csv', 'a\0b', ''];
    for (const reference of named) {
      const { message, help } = await problemOf(files.open(reference, from));
      expect(message + help).not.toContain(root);
    }
  });
});

describe('a scenario reads only below the folders that are allowed, links followed', () => {
  test.each([
    ['a path that climbs out', '../../secret/key.csv'],
    ['an absolute path', '/etc/hostname'],
    ['a folder outside', '../../secret'],
    ['a file outside that does not exist', '../../secret/nothing.csv'],
    ['a link to a file outside', 'link.csv'],
    ['a file in a linked folder', 'linked/key.csv'],
    ['a chain of links', 'chain.csv'],
  ])('%s is refused', async (_, reference) => {
    symlinkSync(join(root, 'secret/key.csv'), join(cwd, 'plans/link.csv'));
    symlinkSync('link.csv', join(cwd, 'plans/chain.csv'));
    symlinkSync('../../secret', join(cwd, 'plans/linked'));
    const files = access();
    const found = await problemOf(files.open(reference, await scenario(files)));
    expect(found).toMatchObject({ code: 'file-outside' });
    expect(found.message).toContain('lies outside');
    expect(found.help).toContain('--allow-path');
  });

  test.each([
    ['a hidden file', '../.env'],
    ['a file in a hidden folder', '../.git/config'],
    ['a hidden file that does not exist', '../.nothing'],
    ['a link to a hidden file', 'link.csv'],
  ])('%s is refused', async (_, reference) => {
    mkdirSync(join(cwd, '.git'));
    for (const name of ['.env', '.git/config']) writeFileSync(join(cwd, name), 'secret');
    symlinkSync('../.git/config', join(cwd, 'plans/link.csv'));
    const files = access();
    expect((await problemOf(files.open(reference, await scenario(files)))).code).toBe('file-outside');
    expect((await problemOf(files.openNamed('plans/link.csv'))).code).toBe('file-outside');
    expect((await access(['.git']).openNamed('plans/link.csv')).text).toBe('secret');
  });

  test('a scenario in a hidden folder, or mounted from a ConfigMap, reads what lies beside it', async () => {
    for (const folder of ['.github', '..2026_12_01']) {
      mkdirSync(join(cwd, folder));
      for (const name of ['site.yaml', 'p.csv']) writeFileSync(join(cwd, folder, name), name);
    }
    for (const name of ['site.yaml', 'p.csv']) symlinkSync(`..2026_12_01/${name}`, join(cwd, name));
    for (const path of ['.github/site.yaml', 'site.yaml']) {
      const files = access();
      expect((await files.open('p.csv', await files.openNamed(path))).text).toBe('p.csv');
    }
  });

  test('carriage returns that alone end the lines are line ends', async () => {
    writeFileSync(join(cwd, 'cr.yaml'), 'a: 1\rb: 2\r');
    writeFileSync(join(cwd, 'crlf.yaml'), 'a: 1\r\nb: 2\r\n');
    const files = access();
    expect((await files.openNamed('cr.yaml')).text).toBe('a: 1\nb: 2\n');
    expect((await files.openNamed('crlf.yaml')).text).toBe('a: 1\r\nb: 2\r\n');
  });

  test('a folder whose name only begins like an allowed one is outside', async () => {
    mkdirSync(join(root, 'workshop'));
    writeFileSync(join(root, 'workshop/x.csv'), 'x');
    const files = access();
    expect((await problemOf(files.open('../../workshop/x.csv', await scenario(files)))).code).toBe('file-outside');
  });

  test('a file that is not read as text is held to the same, and must be there and be one', async () => {
    const files = access(['../elsewhere']);
    symlinkSync(join(root, 'secret/key.csv'), join(cwd, 'model.onnx'));
    const codes = ['model.onnx', 'nothing.onnx', 'plans'].map(
      async (path) => (await problemOf(files.locateNamed(path))).code,
    );
    expect(await Promise.all(codes)).toEqual(['file-outside', 'file-missing', 'file-not-regular']);
    expect(await files.locateNamed('apps.csv')).toBe(join(cwd, 'apps.csv'));
    expect(await access(['../secret']).locateNamed('model.onnx')).toBe(join(root, 'secret/key.csv'));
  });

  test('links inside the allowed folders are followed', async () => {
    symlinkSync('../apps.csv', join(cwd, 'plans/inner.csv'));
    const files = access();
    expect((await files.open('inner.csv', await scenario(files))).text).toBe('text of work/apps.csv');
  });

  test('--allow-path adds a folder, also a relative one', async () => {
    const files = access(['../secret']);
    expect((await files.open('../../secret/key.csv', await scenario(files))).text).toBe('text of secret/key.csv');
  });

  test('a scenario that the user named may be anywhere, and reads below its own folder', async () => {
    const files = access();
    const from = await files.openNamed('../elsewhere/b.yaml');
    const deep = await files.open('deep/c.csv', from);
    expect(deep.name).toBe('../elsewhere/deep/c.csv');
    expect((await files.open('../b.yaml', deep)).text).toBe('text of elsewhere/b.yaml');
    expect((await problemOf(files.open('../secret/key.csv', from))).code).toBe('file-outside');
  });

  test('the folder of one named file is not open to a scenario from another', async () => {
    const files = access();
    await files.openNamed('../elsewhere/b.yaml');
    expect((await problemOf(files.open('../../elsewhere/b.yaml', await scenario(files)))).code).toBe('file-outside');
  });

  test('a shipped file opens no more than any other', async () => {
    const files = access();
    const shipped = await files.openShipped('profiles/p.csv');
    expect((await problemOf(files.open('../../secret/key.csv', shipped))).code).toBe('file-outside');
  });

  test('a named file that is a link out of its folder is refused: a pull request could have put it there', async () => {
    symlinkSync(join(root, 'secret/key.csv'), join(cwd, 'plans/x.yaml'));
    const found = await problemOf(access().openNamed('plans/x.yaml'));
    expect(found).toMatchObject({ code: 'file-outside' });
    expect((await access(['../secret']).openNamed('plans/x.yaml')).text).toBe('text of secret/key.csv');
  });
});

describe('only regular files of text are read', () => {
  test('a missing file names the nearest one in its folder', async () => {
    const found = await problemOf(access().openNamed('plans/b.yaml'));
    expect(found).toEqual({
      code: 'file-missing',
      message: 'there is no file "plans/b.yaml"',
      help: 'Did you mean "plans/a.yaml"?',
      place: null,
    });
    expect((await problemOf(access().openNamed('plnas/a.yaml'))).code).toBe('file-missing');
  });

  test('a folder is refused', async () => {
    expect(await problemOf(access().openNamed('plans'))).toMatchObject({
      code: 'file-not-regular',
      message: '"plans" is a folder',
    });
  });

  test('a FIFO is refused without waiting for its writer', async () => {
    execFileSync('mkfifo', [join(cwd, 'pipe')]);
    expect((await problemOf(access().openNamed('pipe'))).code).toBe('file-not-regular');
  });

  test('a device is refused', async () => {
    expect((await problemOf(access(['/dev']).openNamed('/dev/zero'))).code).toBe('file-not-regular');
  });

  test('links in a circle are refused', async () => {
    symlinkSync('b', join(cwd, 'a'));
    symlinkSync('a', join(cwd, 'b'));
    expect((await problemOf(access().openNamed('a'))).message).toContain('round in a circle');
  });

  test('a file above 64 MB is refused by its size alone, and standard input as soon as it is above', async () => {
    writeFileSync(join(cwd, 'big.csv'), '');
    truncateSync(join(cwd, 'big.csv'), 65e6);
    expect(await problemOf(access().openNamed('big.csv'))).toMatchObject({
      code: 'file-too-large',
      message: '"big.csv" is larger than 64 MB',
    });
    let given = 0;
    async function* endless() {
      for (;;) {
        given += 1e6;
        yield new Uint8Array(1e6);
      }
    }
    const files = createFileAccess({ cwd, packageRoot: root, stdin: endless() });
    expect((await problemOf(files.openNamed('-'))).code).toBe('file-too-large');
    expect(given).toBe(65e6);
  });

  test('all files of one run together are bounded', async () => {
    writeFileSync(join(cwd, 'some.csv'), 'x'.repeat(60e6));
    const files = access();
    const reading = async () => {
      for (let time = 0; time < 9; time += 1) await files.openNamed('some.csv');
    };
    expect((await problemOf(reading())).code).toBe('files-too-large');
  });

  test.each([
    ['a zero byte', [65, 0, 66], 'byte 1 is zero'],
    ['Latin-1', [65, 66, 0xe9, 65], 'byte 2 is not UTF-8'],
    ['a character cut off at the end', [65, 0xe2, 0x82], 'byte 1 is not UTF-8'],
    ['an overlong zero', [0xc0, 0x80], 'byte 0 is not UTF-8'],
    ['UTF-16', [0xff, 0xfe, 65, 0], 'byte 0 is not UTF-8'],
  ])('%s is not text', async (_, bytes, phrase) => {
    writeFileSync(join(cwd, 'x.csv'), Uint8Array.from(bytes));
    const found = await problemOf(access().openNamed('x.csv'));
    expect(found.code).toBe('file-binary');
    expect(found.message).toContain(phrase);
  });

  test('a byte order mark is dropped, and a replacement character that was written is kept', async () => {
    writeFileSync(join(cwd, 'x.csv'), '\ufeffa\ufffd');
    expect((await access().openNamed('x.csv')).text).toBe('a\ufffd');
  });
});

describe('a result is written whole or not at all', () => {
  test('a new file and an old one, whose mode stays', async () => {
    const path = join(cwd, 'out.json');
    await output().write(path, 'one');
    chmodSync(path, 0o662);
    await output().write(path, 'two');
    expect(readFileSync(path, 'utf8')).toBe('two');
    expect(statSync(path).mode & 0o777).toBe(0o662);
    expect(readdirSync(cwd).sort()).toEqual(['apps.csv', 'out.json', 'plans']);
  });

  test('through a link the file that it leads to is replaced, not the link', async () => {
    symlinkSync('apps.csv', join(cwd, 'link'));
    await output().write(join(cwd, 'link'), 'new');
    expect(readFileSync(join(cwd, 'apps.csv'), 'utf8')).toBe('new');
  });

  test.each([
    ['a folder that is not there', 'no/out.json', 'the folder does not exist'],
    ['a file for a folder', 'apps.csv/out.json', 'not a folder'],
    ['a folder', 'plans', 'is a folder'],
  ])('%s is a problem that leaves nothing behind', async (_, path, phrase) => {
    const found = await problemOf(output().write(join(cwd, path), 'x'));
    expect(found.message).toContain(phrase);
    expect(readdirSync(cwd).sort()).toEqual(['apps.csv', 'plans']);
  });

  test('a device is not replaced by a file', async () => {
    expect((await problemOf(output().write('/dev/null', 'x'))).code).toBe('write-not-regular');
    expect(statSync('/dev/null').isCharacterDevice()).toBe(true);
  });

  test('a name that is too long is a problem that leaves nothing behind', async () => {
    const found = await problemOf(output().write(join(cwd, 'x'.repeat(300)), 'x'));
    expect(found).toMatchObject({ code: 'write-failed' });
    expect(found.message).toContain('cannot be written: the name is too long');
    expect(readdirSync(cwd).sort()).toEqual(['apps.csv', 'plans']);
  });
});

describe('a result does not follow a link out of the current folder', () => {
  const LINKS = [
    ['the file itself is a link', 'out.json', '../secret/key.csv', 'out.json'],
    ['its folder is a link', 'site', '../secret', 'site/key.csv'],
    ['a folder above it is a link', 'site', '../secret', 'site/deep/key.csv'],
    ['a link leads to a link', 'b', 'a', 'b'],
  ] as const;

  test.each(LINKS)('%s', async (_, name, target, path) => {
    symlinkSync('../secret/key.csv', join(cwd, 'a'));
    mkdirSync(join(root, 'secret/deep'));
    symlinkSync(target, join(cwd, name));
    for (const one of [output(), output(['../else'])]) {
      expect((await problemOf(one.check(path))).code).toBe('write-outside');
      const found = await problemOf(one.write(path, 'x'));
      expect(found.code).toBe('write-outside');
      expect(found.message).not.toContain('secret');
    }
    expect(readFileSync(join(root, 'secret/key.csv'), 'utf8')).toBe('text of secret/key.csv');
    expect(readdirSync(join(root, 'secret'))).toEqual(['deep', 'key.csv']);
  });

  test('a whole folder, and a new file, neither', async () => {
    symlinkSync('../secret', join(cwd, 'site'));
    expect((await problemOf(output().writeFolder('site', [['a.yaml', 'x']]))).code).toBe('write-outside');
    expect((await problemOf(output().writeNew('site/new.yaml', 'x'))).code).toBe('write-outside');
    expect(readdirSync(join(root, 'secret'))).toEqual(['key.csv']);
  });

  test('an allowed folder, a path that the user typed, and a link within the folder are written', async () => {
    symlinkSync('../elsewhere', join(cwd, 'site'));
    await output(['../elsewhere']).write('site/one.json', '1');
    await output().write('../elsewhere/two.json', '2');
    await output().write(join(root, 'elsewhere/three.json'), '3');
    symlinkSync('apps.csv', join(cwd, 'link'));
    await output().write('link', '4');
    expect(readdirSync(join(root, 'elsewhere')).sort()).toEqual([
      'b.yaml',
      'deep',
      'one.json',
      'three.json',
      'two.json',
    ]);
    expect(readFileSync(join(cwd, 'apps.csv'), 'utf8')).toBe('4');
  });

  test('a link that leads nowhere is replaced, and nothing appears where it leads', async () => {
    symlinkSync('../secret/new.json', join(cwd, 'out.json'));
    await output().write('out.json', 'x');
    expect(readdirSync(join(root, 'secret'))).toEqual(['key.csv']);
    expect(readFileSync(join(cwd, 'out.json'), 'utf8')).toBe('x');
  });
});

describe('an update', () => {
  test('of many writers at once loses the part of none', async () => {
    const add = (part: number) =>
      output().update('sum.txt', async () => {
        const before = readdirSync(cwd).includes('sum.txt') ? readFileSync(join(cwd, 'sum.txt'), 'utf8') : '';
        await new Promise((resolve) => setTimeout(resolve, 1));
        return { text: `${before}${part}\n` };
      });
    await Promise.all(Array.from({ length: 12 }, (_, part) => add(part)));
    const parts = readFileSync(join(cwd, 'sum.txt'), 'utf8').trim().split('\n').map(Number);
    expect(parts.sort((a, b) => a - b)).toEqual(Array.from({ length: 12 }, (_, part) => part));
    expect(readdirSync(cwd).sort()).toEqual(['apps.csv', 'plans', 'sum.txt']);
  });

  test('that fails gives the lock back', async () => {
    const failing = output().update('sum.txt', async () => {
      throw new ProblemError([]);
    });
    await expect(failing).rejects.toThrow(ProblemError);
    await output().update('sum.txt', async () => ({ text: 'x' }));
    expect(readFileSync(join(cwd, 'sum.txt'), 'utf8')).toBe('x');
  });
});
