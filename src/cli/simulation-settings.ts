/** The flags of a simulation, as its settings. */

import { ProblemError, problem } from '../domain/problem.ts';
import { parseFraction } from '../domain/units.ts';
import { availableThreads } from '../io/threads.ts';
import type { SimulationSettings } from '../simulation.ts';
import { type FlagValues, isSet, numberFlag, textFlag } from './invocation.ts';

const MOST_JOBS = 256;
const MOST_REQUESTS = 1_000_000_000;

/** Throws a `ProblemError` with every flag that is out of range. Flags that a command does not have are left out. */
export function simulationSettings(flags: FlagValues): SimulationSettings {
  const found = [
    outOfRange(flags, 'requests', MOST_REQUESTS),
    outOfRange(flags, 'jobs', MOST_JOBS),
    badPrecision(flags),
  ].filter((one) => one !== null);
  if (found.length > 0) throw new ProblemError(found);
  const precision = parseFraction(textFlag(flags, 'precision') ?? '');
  return {
    seed: numberFlag(flags, 'seed'),
    requestsPerApplication: countFlag(flags, 'requests'),
    precision: precision.ok ? precision.value : null,
    isDistinct: isSet(flags, 'distinct'),
    jobs: countFlag(flags, 'jobs'),
    cores: availableThreads(),
  };
}

function countFlag(flags: FlagValues, name: string): number | null {
  const value = flags.get(name);
  return typeof value === 'number' ? value : null;
}

function outOfRange(flags: FlagValues, name: string, most: number) {
  const value = countFlag(flags, name);
  if (value === null || (value >= 1 && value <= most)) return null;
  return problem('flag-out-of-range', `--${name} must be from 1 to ${most.toLocaleString('en')}; found ${value}`);
}

function badPrecision(flags: FlagValues) {
  const text = textFlag(flags, 'precision');
  const parsed = parseFraction(text ?? '1 %');
  if (parsed.ok && parsed.value >= 0.0001 && parsed.value < 1) return null;
  const message = '--precision must be a fraction from 0.0001 to below 1, or a percentage';
  return problem('flag-out-of-range', message, 'Write for example "--precision 1%".');
}
