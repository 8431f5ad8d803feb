import { ProblemError, problem } from '../../domain/problem.ts';
import { printable } from '../../domain/text.ts';
import { completionScript } from '../completion/index.ts';
import { EXIT, type Invocation } from '../invocation.ts';
import { SHELLS } from '../records/completion.ts';

export async function run({ argument, terminal }: Invocation): Promise<number> {
  const shell = SHELLS.find((known) => known === argument);
  if (shell === undefined) {
    const found = argument === null ? 'no shell is named' : `there is no completion for "${printable(argument)}"`;
    throw new ProblemError([problem('shell-unknown', found, `It can be ${SHELLS.join(', ')}.`)]);
  }
  await terminal.print(await completionScript(shell));
  return EXIT.answered;
}
