/** The flags of a comparison, as its settings. */

import { COMPARED_POLICIES, type ComparedPolicy, type ComparisonSettings, type Shard } from '../domain/comparison.ts';
import { type Problem, ProblemError, problem } from '../domain/problem.ts';
import { availableThreads } from '../io/threads.ts';
import { parseShard } from '../plan.ts';
import { type FlagValues, isSet, listFlag, numberFlag, textFlag } from './invocation.ts';

/** What one comparison simulates of each application unless told otherwise: fewer would print a verdict from few long waits. */
const DEFAULT_REQUESTS = 20_000;
const DEFAULT_POINTS = 11;

/** What each number may be, from and to. */
const RANGES = {
  requests: [1, 1_000_000_000],
  points: [2, 1_000],
  random: [1, 10_000],
  jobs: [1, 256],
} as const;

/** What a series leaves out unless it is asked for: slower searches for what `auto` finds too. */
const NOT_IN_SERIES: readonly ComparedPolicy[] = ['optimal', 'greedy'];

export interface CompareSettings {
  readonly settings: ComparisonSettings;
  readonly sweep: string | null;
  readonly points: number;
  /** Number of random workloads; `null`: none. */
  readonly random: number | null;
  readonly shard: Shard | null;
  readonly threads: number;
}

/** Throws a `ProblemError` with every flag that is out of range or does not go with another. */
export function compareSettings(flags: FlagValues): CompareSettings {
  const problems = [...Object.keys(RANGES).flatMap((name) => outOfRange(flags, name as keyof typeof RANGES))];
  problems.push(...conflicts(flags));
  if (problems.length > 0) throw new ProblemError(problems);
  const sweep = textFlag(flags, 'sweep');
  const random = countFlag(flags, 'random');
  const shard = textFlag(flags, 'shard');
  const isSeries = sweep !== null || random !== null;
  const given = countFlag(flags, 'requests') ?? (isSeries ? null : DEFAULT_REQUESTS);
  const requests = isSet(flags, 'no-verify') ? null : given;
  return {
    settings: {
      policies: policiesOf(flags, isSeries),
      seed: numberFlag(flags, 'seed'),
      requests,
      hasSafePrefix: !isSet(flags, 'no-prefix'),
    },
    sweep,
    points: countFlag(flags, 'points') ?? DEFAULT_POINTS,
    random,
    shard: shard === null ? null : parseShard(shard),
    threads: countFlag(flags, 'jobs') ?? availableThreads(),
  };
}

/** In the order of the table, each once. */
function policiesOf(flags: FlagValues, isSeries: boolean): readonly ComparedPolicy[] {
  const wanted = listFlag(flags, 'policy');
  if (wanted.length > 0) return COMPARED_POLICIES.filter((policy) => wanted.includes(policy));
  return isSeries ? COMPARED_POLICIES.filter((policy) => !NOT_IN_SERIES.includes(policy)) : COMPARED_POLICIES;
}

function countFlag(flags: FlagValues, name: string): number | null {
  const value = flags.get(name);
  return typeof value === 'number' ? value : null;
}

function outOfRange(flags: FlagValues, name: keyof typeof RANGES): Problem[] {
  const value = countFlag(flags, name);
  const [from, to] = RANGES[name];
  if (value === null || (value >= from && value <= to)) return [];
  return [problem('flag-out-of-range', `--${name} must be from ${from} to ${to.toLocaleString('en')}; found ${value}`)];
}

function conflicts(flags: FlagValues): Problem[] {
  const has = (name: string) => flags.has(name);
  const found: Problem[] = [];
  const add = (isWrong: boolean, message: string, help: string) => {
    if (isWrong) found.push(problem('flags-conflict', message, help));
  };
  const isSeries = has('sweep') || has('random');
  add(
    has('sweep') && has('random'),
    '--sweep and --random cannot be given together',
    'Compare along one or the other.',
  );
  add(has('points') && !has('sweep'), '--points goes with --sweep', 'Add for example "--sweep offered=10..200".');
  add(has('shard') && !isSeries, '--shard goes with --sweep or --random', 'A single comparison has no parts.');
  add(
    has('requests') && isSet(flags, 'no-verify'),
    '--requests and --no-verify cannot be given together',
    'Leave one of them out.',
  );
  return found;
}

/** Throws a `ProblemError` when flags that make a comparison stand beside `--merge`, which only joins what was made. */
export function checkMergeAlone(argument: string | null, flags: FlagValues): void {
  const makers = ['sweep', 'random', 'points', 'shard', 'requests', 'policy', 'no-verify', 'no-prefix'];
  const given = makers.filter((name) => flags.has(name) && flags.get(name) !== false).map((name) => `--${name}`);
  const wrong = argument === null ? given : ['a scenario', ...given];
  if (wrong.length === 0) return;
  const message = `--merge cannot be given together with ${wrong.join(', ')}`;
  throw new ProblemError([problem('flags-conflict', message, 'The shards say what was compared.')]);
}
