import { Ajv, type ValidateFunction } from 'ajv';
import { SCHEMAS } from '../../schemas/source/index.ts';

const compiled = new Map<string, ValidateFunction>();

function validatorOf(file: string): ValidateFunction {
  const schema = SCHEMAS[file];
  if (schema === undefined) throw new RangeError(`no schema ${file}`);
  const known = compiled.get(file) ?? new Ajv({ strict: true, allowUnionTypes: true, allErrors: true }).compile(schema);
  compiled.set(file, known);
  return known;
}

/** What a schema has against a value, one line each; empty: nothing. */
export function complaints(file: string, value: unknown): readonly string[] {
  const validate = validatorOf(file);
  if (validate(value)) return [];
  return (validate.errors ?? []).map(
    (error) => `${error.instancePath} ${error.message} ${JSON.stringify(error.params)}`,
  );
}
