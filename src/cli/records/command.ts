/** What is known of a command before its work is loaded. */

import type { Flag } from '../flags.ts';
import type { Invocation } from '../invocation.ts';

export interface Argument {
  readonly name: string;
  readonly help: string;
  /** The words that it can be, for completion; default: the name of a file. */
  readonly choices?: () => Promise<readonly string[]>;
}

export interface Command {
  readonly name: string;
  /** The first argument as help names it, and its meaning; default: there is none. */
  readonly argument?: Argument;
  /** Further arguments, where a command takes any. */
  readonly rest?: Argument;
  /** One sentence: the first line of its help. */
  readonly summary: string;
  /** Command lines that work as typed, each with what it shows. */
  readonly examples: readonly (readonly [string, string])[];
  readonly flags: readonly Flag[];
  readonly load: () => Promise<{ run(invocation: Invocation): Promise<number> }>;
}

export const SCENARIO: Argument = {
  name: 'scenario',
  help: 'a scenario file, or - for standard input; default: the shipped example',
};
