/** Writing a result so that a reader sees the old file or the new one, never half of it. */

import { rmSync } from 'node:fs';
import { type FileHandle, link, lstat, mkdir, mkdtemp, open, realpath, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { ProblemError, problem } from '../domain/problem.ts';
import { printable } from '../domain/text.ts';
import { isBelow, realFolder, reasonOf } from './files.ts';
import { onInterrupt } from './signals.ts';

export interface OutputOptions {
  /** The folder that relative paths start from, absolute. */
  readonly cwd: string;
  /** Further folders that a link may lead into; relative ones start from `cwd`. */
  readonly allowPaths?: readonly string[];
}

/**
 * Where answers are written. The user may name any file; but a link in a checked-out folder is somebody else's choice,
 * so what a path below the current folder really means must lie there too, or below a folder that is allowed.
 */
export class Output {
  readonly #cwd: string;
  readonly #roots: readonly string[];

  constructor({ cwd, allowPaths = [] }: OutputOptions) {
    this.#cwd = cwd;
    this.#roots = [cwd, ...allowPaths.map((path) => resolve(cwd, path))];
  }

  /** Writes beside `path`, then renames. Throws a `ProblemError`, and leaves nothing behind, when that cannot be done. */
  async write(path: string, text: string): Promise<void> {
    await writeBeside(path, () => this.#targetOf(path), text, rename);
  }

  /**
   * Writes what `make` makes of the file as it is, while no other edge-plan does the same: nothing of either is lost.
   * Throws a `ProblemError` when another keeps at it for longer than `PATIENCE`.
   */
  async update<T extends { readonly text: string }>(path: string, make: () => Promise<T>): Promise<T> {
    const { target } = await this.#targetOf(path);
    const lock = join(dirname(target), `.edge-plan-${basename(target)}.lock`);
    await takeLock(path, lock);
    const unlock = () => rmSync(lock, { recursive: true, force: true });
    const restore = onInterrupt(unlock);
    try {
      const made = await make();
      await this.write(path, made.text);
      return made;
    } finally {
      unlock();
      restore();
    }
  }

  /** The same where nothing may be at `path` yet, not even since it was looked at. */
  async writeNew(path: string, text: string): Promise<void> {
    await writeBeside(path, async () => ({ target: await this.#placeOf(path), mode: null }), text, link);
  }

  /** Throws the `ProblemError` that writing to `path` would throw now; before long work, so that it is not in vain. */
  async check(path: string): Promise<void> {
    try {
      const { target } = await this.#targetOf(path);
      await rm(await mkdtemp(join(dirname(target), '.edge-plan-')), { recursive: true });
    } catch (error) {
      if (error instanceof ProblemError) throw error;
      throw new ProblemError([unwritable(path, error)]);
    }
  }

  /**
   * Writes files into `folder`, which is made if it is not there (the one above it must be). Each is written as
   * `write` does, in the order given: what names the others comes last. Names must be without a folder.
   */
  async writeFolder(folder: string, files: readonly (readonly [string, string])[]): Promise<void> {
    const place = await this.#placeOf(join(folder, '.'));
    try {
      await mkdir(place);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw new ProblemError([unwritable(folder, error)]);
    }
    for (const [name, text] of files) {
      if (name !== basename(name)) throw new Error(`${name} is not the name of a file`);
      await this.write(join(folder, name), text);
    }
  }

  /** Whether a folder is there. */
  async isFolder(path: string): Promise<boolean> {
    try {
      return (await stat(resolve(this.#cwd, path))).isDirectory();
    } catch {
      // What cannot be looked at is not there to be written into; writing will say why.
      return false;
    }
  }

  /** Whether anything is at `path`, be it a link that leads nowhere. */
  async isThere(path: string): Promise<boolean> {
    try {
      await lstat(resolve(this.#cwd, path));
      return true;
    } catch {
      // What cannot be looked at cannot be replaced either; writing will say why.
      return false;
    }
  }

  /** The path, absolute, after a look at where its folder really is. */
  async #placeOf(path: string): Promise<string> {
    const absolute = resolve(this.#cwd, path);
    await this.#checkPlace(path, absolute, join(await realFolder(dirname(absolute)), basename(absolute)));
    return absolute;
  }

  /** Where a link leads, and the mode of what is there: renaming onto the link itself would replace it. */
  async #targetOf(path: string): Promise<Target> {
    const place = await this.#placeOf(path);
    let target: string;
    try {
      target = await realpath(place);
    } catch {
      // Nothing is there yet, or it cannot be reached: then opening a file beside it says why.
      return { target: place, mode: null };
    }
    await this.#checkPlace(path, place, target);
    const status = await stat(target);
    if (status.isFile()) return { target, mode: status.mode & 0o777 };
    const message = `"${printable(path, 200)}" is ${status.isDirectory() ? 'a folder' : 'not a regular file'}`;
    throw new ProblemError([problem('write-not-regular', message, 'Name a file.')]);
  }

  /** `real`: `absolute` with its links followed. A path that leaves the current folder by itself is the user's own. */
  async #checkPlace(path: string, absolute: string, real: string): Promise<void> {
    const isOwn = !isBelow(this.#cwd, absolute);
    const home = isOwn ? [await realFolder(dirname(absolute))] : [];
    const roots = [...(await Promise.all(this.#roots.map((root) => realFolder(root)))), ...home];
    if (roots.some((root) => isBelow(root, real))) return;
    const message = `"${printable(path, 200)}" leads out of the current folder by a link`;
    const help = 'Name the file that is meant, or allow the folder that the link leads to with --allow-path.';
    throw new ProblemError([problem('write-outside', message, help)]);
  }
}

/** How long another writer of the same file is waited for, and how often it is looked at, ms. */
const PATIENCE = 10_000;
const LOOK_EVERY = 20;

/** A folder is the lock: making it fails where it is there. One that a killed process left is not taken from it. */
async function takeLock(path: string, lock: string): Promise<void> {
  for (let waited = 0; ; waited += LOOK_EVERY) {
    try {
      await mkdir(lock);
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw new ProblemError([unwritable(path, error)]);
    }
    if (waited >= PATIENCE) {
      const message = `"${printable(path, 200)}" is being written by another edge-plan`;
      const help = `Try again; if none is running, delete the folder "${printable(basename(lock), 200)}" beside it.`;
      throw new ProblemError([problem('write-locked', message, help)]);
    }
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY));
  }
}

interface Target {
  readonly target: string;
  /** Of the file that is there. */
  readonly mode: number | null;
}

async function writeBeside(
  path: string,
  where: () => Promise<Target>,
  text: string,
  put: (beside: string, target: string) => Promise<void>,
): Promise<void> {
  let folder: string | null = null;
  const restore = onInterrupt(() => {
    if (folder !== null) rmSync(folder, { recursive: true, force: true });
  });
  try {
    const { target, mode } = await where();
    folder = await mkdtemp(join(dirname(target), '.edge-plan-'));
    const beside = join(folder, 'result');
    await writeDurably(await open(beside, 'wx'), text, mode);
    await put(beside, target);
  } catch (error) {
    if (error instanceof ProblemError) throw error;
    throw new ProblemError([unwritable(path, error)]);
  } finally {
    if (folder !== null) await rm(folder, { recursive: true, force: true });
    restore();
  }
}

/** How a file at `from` names the file at `to`: relative to its own folder, with slashes. */
export function referenceFrom(from: string, to: string): string {
  return relative(dirname(from), to).split(sep).join('/');
}

function unwritable(path: string, error: unknown) {
  return problem('write-failed', `"${printable(path, 200)}" cannot be written: ${reasonOf(error)}`);
}

async function writeDurably(handle: FileHandle, text: string, mode: number | null): Promise<void> {
  try {
    if (mode !== null) await handle.chmod(mode);
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
}
