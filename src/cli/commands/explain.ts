import { nearestName } from '../../domain/names.ts';
import { ProblemError, problem } from '../../domain/problem.ts';
import { printable } from '../../domain/text.ts';
import { PROBLEM_CODES } from '../../report/problem-guide/index.ts';
import { findGuides, renderGuides, renderGuidesJson } from '../../report/problem-guide/render.ts';
import { answer } from '../answer.ts';
import { EXIT, type Invocation } from '../invocation.ts';

export async function run(invocation: Invocation): Promise<number> {
  const { argument, rest } = invocation;
  const words = argument === null ? [] : [argument, ...rest];
  const guides = findGuides(words);
  if (guides.length === 0) throw new ProblemError([unknown(words.join(' '))]);
  await answer(invocation, {
    json: () => renderGuidesJson(guides),
    table: (options) => renderGuides(guides, options),
  });
  return EXIT.answered;
}

function unknown(said: string) {
  const nearest = nearestName(said, PROBLEM_CODES);
  const help = nearest === null ? '"edge-plan explain" lists all codes.' : `Did you mean "${nearest}"?`;
  return problem('code-unknown', `no problem has the code "${printable(said)}", and none speaks of it`, help);
}
