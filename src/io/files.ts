/**
 * The only reach to the file system. A scenario may come from a stranger's pull request, so a file that it names must
 * lie, links followed, below the current folder, the folder of the file that the user named, or the installed
 * package, and not be hidden there (`.git`, `.env`); `allowPaths` adds more. Only regular files are read, up to a
 * size, and only text.
 */

import { isUtf8 } from 'node:buffer';
import { constants } from 'node:fs';
import { type FileHandle, open, readdir, realpath, stat } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, normalize, relative, resolve, sep } from 'node:path';
import type { DraftAccess, TextFile } from '../domain/files.ts';
import { nearestName } from '../domain/names.ts';
import { ProblemError, problem } from '../domain/problem.ts';
import { printable } from '../domain/text.ts';

export const MOST_FILE_BYTES = 64e6;
/** All files of one run together: a stranger's scenario may name many. */
const MOST_TOTAL_BYTES = 512e6;
const CHUNK_BYTES = 2 ** 20;

export interface FileAccessOptions {
  /** The folder that relative paths of the command line start from, absolute. */
  readonly cwd: string;
  /** The root folder of the installed package, absolute. */
  readonly packageRoot: string;
  /** Further folders that a scenario may name files in; relative ones start from `cwd`. */
  readonly allowPaths?: readonly string[];
  readonly stdin: AsyncIterable<Uint8Array | string>;
}

export function createFileAccess(options: FileAccessOptions): DraftAccess {
  return new Files(options);
}

class Files implements DraftAccess {
  readonly #options: FileAccessOptions;
  readonly #roots: readonly string[];
  /** The real folder of the file that the user named, for it and for every file that it led to. */
  readonly #homes = new WeakMap<TextFile, string>();
  #totalBytes = 0;
  #isStdinRead = false;

  constructor(options: FileAccessOptions) {
    this.#options = options;
    const { cwd, packageRoot, allowPaths = [] } = options;
    this.#roots = [cwd, packageRoot, ...allowPaths.map((path) => resolve(cwd, path))];
  }

  async openNamed(path: string): Promise<TextFile> {
    if (path === '-') return this.#openStdin();
    const { absolute, real, home } = await this.#locate(path);
    return this.#read(real, path, dirname(absolute), home);
  }

  async locateNamed(path: string): Promise<string> {
    const { real } = await this.#locate(path);
    try {
      checkKind(await stat(real), path);
    } catch (error) {
      throw error instanceof ProblemError ? error : unreadable(path, error);
    }
    return real;
  }

  async #locate(path: string): Promise<{ readonly absolute: string; readonly real: string; readonly home: string }> {
    const absolute = this.#resolve(this.#options.cwd, path);
    const home = await realFolder(dirname(absolute));
    const real = await this.#realPath(absolute, path, null);
    // The user may name any file; what stands behind a link in a checked-out folder is somebody else's choice.
    const roots = [...(await this.#realRoots()), home];
    if (!isReachable(roots, real)) throw outside(path, true);
    return { absolute, real, home };
  }

  async open(reference: string, from: TextFile): Promise<TextFile> {
    const home = this.#homes.get(from) ?? null;
    const absolute = this.#resolve(from.folder, reference);
    const roots = [...(await this.#realRoots()), ...(home === null ? [] : [home])];
    const real = await this.#realPath(absolute, reference, roots);
    if (!isReachable(roots, real)) throw outside(reference, false);
    return this.#read(real, shownName(reference, from.name), dirname(absolute), home);
  }

  async pretend(path: string, text: string): Promise<TextFile> {
    const folder = dirname(this.#resolve(this.#options.cwd, path));
    const file = { name: path, text, folder };
    this.#homes.set(file, await realFolder(folder));
    return file;
  }

  async openShipped(path: string): Promise<TextFile> {
    const absolute = join(this.#options.packageRoot, path);
    const real = await this.#realPath(absolute, path, null);
    return this.#read(real, path, dirname(absolute), null);
  }

  async listShipped(folder: string): Promise<readonly string[]> {
    try {
      return (await readdir(join(this.#options.packageRoot, folder))).sort();
    } catch (error) {
      throw unreadable(folder, error);
    }
  }

  async #openStdin(): Promise<TextFile> {
    const name = '<stdin>';
    if (this.#isStdinRead) {
      throw new ProblemError([
        problem('stdin-twice', 'standard input can be read only once', 'Save it in a file first.'),
      ]);
    }
    this.#isStdinRead = true;
    const chunks: Uint8Array[] = [];
    let length = 0;
    for await (const chunk of this.#options.stdin) {
      const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
      length += bytes.length;
      if (length > MOST_FILE_BYTES) throw tooLarge(name);
      chunks.push(bytes);
    }
    return { name, text: decode(Buffer.concat(chunks), name), folder: this.#options.cwd };
  }

  #resolve(folder: string, path: string): string {
    if (path === '' || path.includes('\0')) {
      throw new ProblemError([problem('file-name', `"${printable(path)}" cannot be the name of a file`)]);
    }
    return resolve(folder, path);
  }

  async #realRoots(): Promise<readonly string[]> {
    return Promise.all(this.#roots.map((root) => realFolder(root)));
  }

  /** The path with links followed. What is missing outside of `roots` is not told apart from what is there. */
  async #realPath(absolute: string, path: string, roots: readonly string[] | null): Promise<string> {
    try {
      return await realpath(absolute);
    } catch (error) {
      const folder = await realFolder(dirname(absolute));
      const nearest = join(folder, basename(absolute));
      if (roots !== null && !isReachable(roots, nearest)) throw outside(path, false);
      if (codeOf(error) !== 'ENOENT') throw unreadable(path, error);
      throw await missing(absolute, path);
    }
  }

  async #read(real: string, name: string, folder: string, home: string | null): Promise<TextFile> {
    const bytes = await readRegularFile(real, name);
    this.#totalBytes += bytes.length;
    if (this.#totalBytes > MOST_TOTAL_BYTES) {
      const message = `the files of one scenario may have ${MOST_TOTAL_BYTES / 1e6} MB together; with ${printable(name, 200)} they have more`;
      throw new ProblemError([problem('files-too-large', message)]);
    }
    const file = { name, text: decode(bytes, name), folder };
    if (home !== null) this.#homes.set(file, home);
    return file;
  }
}

/** The path to show for a file named in another: as the user would write it from where that other was named. */
function shownName(reference: string, fromName: string): string {
  if (isAbsolute(reference)) return reference;
  return fromName === '<stdin>' ? normalize(reference) : join(dirname(fromName), reference);
}

/** The folder with links followed; of one that does not exist, the nearest one above it that does, and the rest. */
export async function realFolder(folder: string): Promise<string> {
  try {
    return await realpath(folder);
  } catch {
    const above = dirname(folder);
    return above === folder ? folder : join(await realFolder(above), basename(folder));
  }
}

/** Whether `path` is `root` or lies below it; both absolute. */
export function isBelow(root: string, path: string): boolean {
  const way = relative(root, path);
  return way === '' || !(way === '..' || way.startsWith(`..${sep}`) || isAbsolute(way));
}

/**
 * Whether `path` lies below one of `roots` and is not hidden from there: no part of the way begins with a full stop.
 * Two of them begin the folders through which Kubernetes mounts a ConfigMap.
 */
function isReachable(roots: readonly string[], path: string): boolean {
  return roots.some((root) => isBelow(root, path) && !relative(root, path).split(sep).some(isHidden));
}

function isHidden(name: string): boolean {
  return name.startsWith('.') && !name.startsWith('..');
}

async function readRegularFile(real: string, name: string): Promise<Buffer> {
  try {
    // Asked before opening: opening a FIFO can wait for ever, and opening a device can do things.
    checkRegular(await stat(real), name);
    const handle = await open(real, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (constants.O_NOFOLLOW ?? 0));
    try {
      checkRegular(await handle.stat(), name);
      return await readBounded(handle, name);
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw error instanceof ProblemError ? error : unreadable(name, error);
  }
}

type Status = Awaited<ReturnType<typeof stat>>;

function checkKind(status: Status, name: string): void {
  if (status.isFile()) return;
  const kind = status.isDirectory() ? 'a folder' : 'not a regular file';
  const help = status.isDirectory() ? 'Name a file in it.' : 'To read from a pipe, use "-" for standard input.';
  throw new ProblemError([problem('file-not-regular', `"${printable(name, 200)}" is ${kind}`, help)]);
}

function checkRegular(status: Status, name: string): void {
  checkKind(status, name);
  if (!(Number(status.size) <= MOST_FILE_BYTES)) throw tooLarge(name);
}

/** Everything in the file; its size is not trusted, for it may grow, and some files say 0. */
async function readBounded(handle: FileHandle, name: string): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for (;;) {
    const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
    const { bytesRead } = await handle.read(chunk, 0, CHUNK_BYTES, null);
    if (bytesRead === 0) return Buffer.concat(chunks, length);
    length += bytesRead;
    if (length > MOST_FILE_BYTES) throw tooLarge(name);
    chunks.push(chunk.subarray(0, bytesRead));
  }
}

function decode(bytes: Buffer, name: string): string {
  const nul = bytes.indexOf(0);
  const offset = isUtf8(bytes) ? nul : firstInvalid(bytes);
  if (offset < 0) return withLines(new TextDecoder('utf-8').decode(bytes));
  const isUtf16 = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
  const message = `"${printable(name, 200)}" is not text: byte ${offset} ${offset === nul ? 'is zero' : 'is not UTF-8'}`;
  throw new ProblemError([problem('file-binary', message, isUtf16 ? 'It looks like UTF-16: save it as UTF-8.' : null)]);
}

/** The text, with line feeds for the carriage returns that alone end its lines. */
function withLines(text: string): string {
  return text.includes('\n') ? text : text.replaceAll('\r', '\n');
}

/** Offset of the first character that is not UTF-8: by bisection over the prefixes that something could complete. */
function firstInvalid(bytes: Buffer): number {
  let good = 0;
  let bad = bytes.length + 1;
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    if (isPrefix(bytes.subarray(0, middle))) good = middle;
    else bad = middle;
  }
  while (!isUtf8(bytes.subarray(0, good))) good -= 1;
  return good;
}

function isPrefix(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}

async function missing(absolute: string, path: string): Promise<ProblemError> {
  const nearest = nearestName(basename(absolute), await namesIn(dirname(absolute)));
  const isScenario = /\.ya?ml$/.test(path);
  const begin = isScenario
    ? '"edge-plan init" writes a first scenario; without a file the shipped example is taken.'
    : null;
  const help = nearest === null ? begin : `Did you mean "${printable(join(dirname(path), nearest), 200)}"?`;
  return new ProblemError([problem('file-missing', `there is no file "${printable(path, 200)}"`, help)]);
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return (await readdir(folder)).sort();
  } catch {
    // Only a suggestion would come of it.
    return [];
  }
}

function outside(path: string, isNamed: boolean): ProblemError {
  const message = isNamed
    ? `"${printable(path, 200)}" is a link that leads out of its folder or to a hidden file`
    : `"${printable(path, 200)}" lies outside the folders that a scenario may read from, or is hidden in them`;
  const help = isNamed
    ? 'Name the file itself, or allow its folder with --allow-path DIR.'
    : "They are the current folder, the scenario's own folder and the installed package; --allow-path DIR adds one.";
  return new ProblemError([problem('file-outside', message, help)]);
}

function tooLarge(name: string): ProblemError {
  const message = `"${printable(name, 200)}" is larger than ${MOST_FILE_BYTES / 1e6} MB`;
  return new ProblemError([problem('file-too-large', message, 'Split it, or group equal rows with "count".')]);
}

function unreadable(path: string, error: unknown): ProblemError {
  return new ProblemError([problem('file-unreadable', `"${printable(path, 200)}" cannot be read: ${reasonOf(error)}`)]);
}

function codeOf(error: unknown): string {
  return String((error as NodeJS.ErrnoException | null)?.code ?? '');
}

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EFBIG: 'the file would be too large',
  ENOENT: 'the folder does not exist',
  ENOTDIR: 'a part of the path is not a folder',
  EISDIR: 'it is a folder',
  ELOOP: 'its links lead round in a circle',
  ENAMETOOLONG: 'the name is too long',
  EIO: 'the disk failed',
};

/** What the system said, without the absolute path that its own message has. Other errors are bugs and are thrown. */
export function reasonOf(error: unknown): string {
  const code = codeOf(error);
  if (code === '' || code.startsWith('ERR_')) throw error;
  return REASONS[code] ?? `the system says ${code}`;
}

/** The folder of a file that the user named, as it is shown; of standard input the current one. */
export function folderOf(path: string): string {
  return path === '-' ? '.' : dirname(path);
}

export function pathIn(folder: string, name: string): string {
  return join(folder, name);
}
