/** `--at-most KIND=N` and `--at-least KIND=N` as text → numbers of nodes, or problems that say which kinds there are. */

import { type Problem, ProblemError, problem } from '../domain/problem.ts';
import { printable } from '../domain/text.ts';
import { MOST_NODES } from './cluster.ts';
import { suggestion } from './explain.ts';

/** No name that a cluster gives is longer. */
const MOST_CHARACTERS = 300;

const SHAPE = /^(?<kind>.+?)\s*=\s*(?<count>\d{1,9})$/;

/** Limits on the nodes of each kind, by position; `null` where nothing was said. */
export interface NodeLimits {
  readonly atLeast: readonly (number | null)[];
  readonly atMost: readonly (number | null)[];
}

/**
 * Limits from the values of both flags, each `KIND=N`.
 *
 * @param kinds the names of each kind, any of which may be used
 * Throws a `ProblemError` with everything that is wrong.
 */
export function parseNodeLimits(
  least: readonly string[],
  most: readonly string[],
  kinds: readonly (readonly string[])[],
): NodeLimits {
  const problems: Problem[] = [];
  const atLeast = limitsOf('at-least', least, kinds, problems);
  const atMost = limitsOf('at-most', most, kinds, problems);
  for (const [k, names] of kinds.entries()) {
    const [low, high] = [atLeast[k] ?? null, atMost[k] ?? null];
    if (low === null || high === null || low <= high) continue;
    const message = `--at-least asks for ${low} ${printable(names[0] ?? '')}, --at-most allows ${high}`;
    problems.push(problem('node-limit', message, 'Lower the one or raise the other.'));
  }
  if (problems.length > 0) throw new ProblemError(problems);
  return { atLeast, atMost };
}

function limitsOf(
  flag: string,
  texts: readonly string[],
  kinds: readonly (readonly string[])[],
  problems: Problem[],
): (number | null)[] {
  const limits: (number | null)[] = kinds.map(() => null);
  for (const text of texts) {
    const parts = text.length > MOST_CHARACTERS ? undefined : SHAPE.exec(text.trim())?.groups;
    const kind = kinds.findIndex((names) => names.includes(parts?.kind as string));
    const found = refusal(flag, text, parts, kind === -1 ? null : (limits[kind] as number | null), kinds);
    if (found === null) limits[kind] = Number(parts?.count);
    else problems.push(problem('node-limit', ...found));
  }
  return limits;
}

/** What is wrong with one value and how to mend it; `null` where nothing is. `before`: what was said of its kind. */
function refusal(
  flag: string,
  text: string,
  parts: Readonly<Record<string, string>> | undefined,
  before: number | null,
  kinds: readonly (readonly string[])[],
): [message: string, help: string] | null {
  if (parts === undefined) {
    const help = `Write for example "--${flag} ${printable(kinds[0]?.[0] ?? 'pi')}=4".`;
    return [`--${flag} takes KIND=N; found "${printable(text)}"`, help];
  }
  const name = parts.kind as string;
  if (!kinds.some((names) => names.includes(name))) {
    return [`no entry of the cluster is called "${printable(name)}"`, suggestion(name, kinds.flat())];
  }
  if (before !== null) {
    const help = 'Entries of the cluster that differ in their name and number only are one kind.';
    return [`--${flag} is given twice for "${printable(name)}"`, help];
  }
  if (Number(parts.count) <= MOST_NODES) return null;
  return [
    `--${flag} must be at most ${MOST_NODES.toLocaleString('en')}; found ${parts.count}`,
    'No scenario has more nodes.',
  ];
}
