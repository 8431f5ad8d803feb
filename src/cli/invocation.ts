/** What a command is handed: its argument, its flags, and the outside world. */

import type { DraftAccess, FileAccess } from '../domain/files.ts';
import type { InputStream, OutputStream, Terminal } from '../io/terminal.ts';
import type { Output } from '../io/write-file.ts';

export interface Invocation {
  /** The first argument; `null` where none is given. */
  readonly argument: string | null;
  /** Arguments after the first, for commands that take any. */
  readonly rest: readonly string[];
  readonly flags: FlagValues;
  readonly files: DraftAccess;
  /** Where answers are written. */
  readonly output: Output;
  /** The same access with nothing read yet: what is read again and again must not add up to the bound of one run. */
  readonly openAgain: () => FileAccess;
  readonly terminal: Terminal;
  /** Where questions are answered; a terminal where `isTTY` says so. */
  readonly stdin: InputStream;
  /** For questions; everything else is said through `terminal`. */
  readonly stderr: OutputStream;
  /** Of the process; read here and in `io` only. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

export type FlagValue = string | number | boolean | readonly string[];

/** Values by flag name; a `no-x` flag is stored as `x: false`. */
export type FlagValues = ReadonlyMap<string, FlagValue>;

/** Exit codes of the contract. A count is never an exit code. `interrupted` is what shells say of Ctrl-C. */
export const EXIT = { answered: 0, no: 1, notAnswered: 2, bug: 3, interrupted: 130 } as const;

export function textFlag(flags: FlagValues, name: string): string | null {
  const value = flags.get(name);
  return typeof value === 'string' ? value : null;
}

export function isSet(flags: FlagValues, name: string): boolean {
  return flags.get(name) === true;
}

export function listFlag(flags: FlagValues, name: string): readonly string[] {
  const value = flags.get(name);
  return Array.isArray(value) ? value : [];
}

/** The value of a flag whose record has `kind: 'whole-number'` and a default, so that it is always there. */
export function numberFlag(flags: FlagValues, name: string): number {
  const value = flags.get(name);
  if (typeof value !== 'number') throw new TypeError(`--${name} has no number; give its record a default`);
  return value;
}
