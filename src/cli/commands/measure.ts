import { ProblemError, problem } from '../../domain/problem.ts';
import { EXIT, type Invocation, textFlag } from '../invocation.ts';

/** Flags that only one of the two measurements knows. */
const OF_MODEL = [
  'append',
  'device',
  'model',
  'batch',
  'copies',
  'pause',
  'threads',
  'precision',
  'conditions',
] as const;
const OF_CO_LOCATION = ['discipline', 'models', 'run'] as const;

/** Either a model alone, or applications together. */
export async function run(invocation: Invocation): Promise<number> {
  const { argument, flags } = invocation;
  const scenario = textFlag(flags, 'co-locate');
  if (argument !== null && scenario !== null) {
    const help = 'Leave one of them out: a co-location takes its models from the folder of --models.';
    throw new ProblemError([problem('measure-both', 'a model and --co-locate are both given', help)]);
  }
  const foreign = (scenario === null ? OF_CO_LOCATION : OF_MODEL).filter((name) => flags.has(name));
  if (foreign.length > 0) {
    const which = scenario === null ? 'is for --co-locate' : 'is for a model alone';
    throw new ProblemError(foreign.map((name) => problem('flag-unused', `--${name} ${which}`)));
  }
  if (scenario !== null) {
    const { runCoLocation } = await import('./measure-together.ts');
    await runCoLocation(scenario, invocation);
  } else {
    const { runModel } = await import('./measure-model.ts');
    await runModel(invocation);
  }
  return EXIT.answered;
}
