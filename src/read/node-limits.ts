/** `--at-most KIND=N` and `--at-least KIND=N` as text → numbers of nodes, or problems that say which kinds there are. */

import { type Problem, ProblemError, problem } from '../domain/problem.ts';
import { printable } from '../domain/text.ts';
import { MOST_NODES } from './cluster.ts';
import { suggestion } from './explain.ts';

const SHAPE = /^(?<kind>.+?)\s*=\s*(?<count>\d{1,9})$/;

/** A limit on the nodes of each kind, by position; `null` where nothing was said. */
export type NodeLimits = readonly (number | null)[];

/**
 * @param texts values of the flag, each `KIND=N`
 * @param kinds the names of each kind, any of which may be used
 * Throws a `ProblemError` with everything that is wrong.
 */
export function parseNodeLimits(
  flag: string,
  texts: readonly string[],
  kinds: readonly (readonly string[])[],
): NodeLimits {
  const problems: Problem[] = [];
  const limits: (number | null)[] = kinds.map(() => null);
  const refuse = (message: string, help: string) => problems.push(problem('node-limit', message, help));
  for (const text of texts) {
    const parts = text.length > 300 ? undefined : SHAPE.exec(text.trim())?.groups;
    const name = parts?.kind as string;
    const kind = kinds.findIndex((names) => names.includes(name));
    const count = Number(parts?.count);
    if (parts === undefined)
      refuse(
        `--${flag} takes KIND=N; found "${printable(text)}"`,
        `Write for example "--${flag} ${example(kinds)}=4".`,
      );
    else if (kind === -1)
      refuse(`no entry of the cluster is called "${printable(name)}"`, suggestion(name, kinds.flat()));
    else if (limits[kind] !== null)
      refuse(
        `--${flag} is given twice for "${printable(name)}"`,
        'Entries that differ in nothing but their name are one kind.',
      );
    else if (count > MOST_NODES)
      refuse(
        `--${flag} must be at most ${MOST_NODES.toLocaleString('en')}; found ${count}`,
        'No scenario may have more nodes.',
      );
    else limits[kind] = count;
  }
  if (problems.length > 0) throw new ProblemError(problems);
  return limits;
}

function example(kinds: readonly (readonly string[])[]): string {
  return printable(kinds[0]?.[0] ?? 'pi');
}

/** Throws a `ProblemError` where more nodes are there already than there may be. */
export function checkNodeLimits(least: NodeLimits, most: NodeLimits, kinds: readonly (readonly string[])[]): void {
  const problems = kinds.flatMap(([name = ''], k) => {
    const [low, high] = [least[k] ?? null, most[k] ?? null];
    if (low === null || high === null || low <= high) return [];
    const message = `--at-least asks for ${low} ${printable(name)}, --at-most allows ${high}`;
    return [problem('node-limit', message, 'Lower the one or raise the other.')];
  });
  if (problems.length > 0) throw new ProblemError(problems);
}
