import { ProblemError, problem } from '../../domain/problem.ts';
import type { ImportInvocation } from './import.ts';

/** Measurements to profile rows. */
export async function run({ format }: ImportInvocation): Promise<number> {
  throw new ProblemError([problem('import-format', `the format "${format.name}" is not read yet`)]);
}
