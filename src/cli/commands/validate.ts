import type { Discipline } from '../../domain/disciplines.ts';
import { validate } from '../../validation.ts';
import { answer } from '../answer.ts';
import { EXIT, type Invocation, listFlag, numberFlag, textFlag } from '../invocation.ts';

/** A question, not a gate: answered is 0, however far off the models are. */
export async function run(invocation: Invocation): Promise<number> {
  const { argument, flags, files } = invocation;
  const options = {
    groupBy: textFlag(flags, 'group-by'),
    appBy: textFlag(flags, 'app-by'),
    profiles: listFlag(flags, 'profiles'),
    device: textFlag(flags, 'device'),
    discipline: textFlag(flags, 'discipline') as Discipline | null, // its choices are checked when flags are parsed
    seed: numberFlag(flags, 'seed'),
  };
  const validation = await validate(argument, options, files);
  const [{ renderValidationJson }, { renderValidationTable }] = await Promise.all([
    import('../../report/validation-json.ts'),
    import('../../report/validation-table.ts'),
  ]);
  await answer(invocation, {
    json: () => renderValidationJson(validation),
    table: (options) => renderValidationTable(validation, options),
  });
  return EXIT.answered;
}
