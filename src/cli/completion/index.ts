/** Completion scripts, made from the records of commands and flags: there is no other list of them. */

import { type Flag, GENERAL_FLAGS } from '../flags.ts';
import type { Shell } from '../records/completion.ts';
import { COMMAND_GROUPS } from '../records/index.ts';
import { renderBash } from './bash.ts';
import { renderFish } from './fish.ts';
import { renderZsh } from './zsh.ts';

/** A command as a shell completes it. */
export interface CompletedCommand {
  readonly name: string;
  readonly brief: string;
  /** What its first argument can be; empty: the name of a file. `null`: it takes none. */
  readonly words: readonly string[] | null;
  readonly flags: readonly Flag[];
}

const RENDER = { bash: renderBash, zsh: renderZsh, fish: renderFish } as const;
const HELP_FLAG: Flag = { name: 'help', value: null, help: 'what the command does, and its flags' };

export async function completionScript(shell: Shell): Promise<string> {
  const commands = COMMAND_GROUPS.flatMap(({ commands }) => commands);
  const completed = await Promise.all(
    commands.map(async ([{ name, argument, flags }, brief]): Promise<CompletedCommand> => {
      const words = argument === undefined ? null : ((await argument.choices?.()) ?? []);
      return { name, brief, words, flags: [...flags, ...GENERAL_FLAGS, HELP_FLAG] };
    }),
  );
  return RENDER[shell](completed);
}
