import { ProblemError, problem } from '../domain/problem.ts';
import type { FlagValues } from './invocation.ts';

/** Losing more nodes at once is a question about another site. */
const MOST_LOSSES = 100;

/** The number of `--survive`; `null` where it is not given. Throws a `ProblemError` when it is out of range. */
export function lossesFlag(flags: FlagValues): number | null {
  const losses = flags.get('survive');
  if (typeof losses !== 'number') return null;
  if (losses <= MOST_LOSSES) return losses;
  throw new ProblemError([
    problem(
      'flag-out-of-range',
      `--survive must be from 0 to ${MOST_LOSSES}; found ${losses}`,
      'It is the number of nodes lost at once.',
    ),
  ]);
}
