/** JSON Schema, draft-07, as far as our documents need it: one function for each kind of value. */

export interface Schema {
  readonly [keyword: string]: unknown;
}

/** The draft that editors know best: the YAML server of VS Code and others "supports JSON Schema 7 and below". */
export const DRAFT = 'http://json-schema.org/draft-07/schema#';

type Properties = Readonly<Record<string, Schema>>;

/** An object with these keys and no others. All of them are required but those named in `optional`. */
export function object(description: string, properties: Properties, optional: readonly string[] = []): Schema {
  const required = Object.keys(properties).filter((key) => !optional.includes(key));
  return {
    description,
    type: 'object',
    properties,
    ...(required.length > 0 && { required }),
    additionalProperties: false,
  };
}

/** An object with keys that are not known beforehand. */
export function mapOf(description: string, value: Schema): Schema {
  return { description, type: 'object', additionalProperties: value };
}

export function listOf(description: string, items: Schema): Schema {
  return { description, type: 'array', items };
}

export function text(description: string): Schema {
  return { description, type: 'string' };
}

export function flag(description: string): Schema {
  return { description, type: 'boolean' };
}

export function number(description: string): Schema {
  return { description, type: 'number' };
}

/** A number from zero: a time, a rate, a size, a share. */
export function amount(description: string): Schema {
  return { description, type: 'number', minimum: 0 };
}

export function count(description: string): Schema {
  return { description, type: 'integer', minimum: 0 };
}

export function oneOf(description: string, words: readonly (string | null)[]): Schema {
  return { description, enum: words };
}

/** The same, or null. */
export function orNull(schema: Schema): Schema {
  const { description, ...rest } = schema;
  if (Array.isArray(rest.enum)) return { description, enum: [...rest.enum, null] };
  if (typeof rest.type === 'string') return { description, ...rest, type: [rest.type, 'null'] };
  return { ...(description !== undefined && { description }), anyOf: [rest, { type: 'null' }] };
}

/** A definition of the same file. What stands beside a reference is ignored in this draft: it stands alone. */
export function ref(name: string): Schema {
  return { $ref: `#/definitions/${name}` };
}

export function document(title: string, body: Schema, definitions: Properties = {}): Schema {
  const hasDefinitions = Object.keys(definitions).length > 0;
  return { $schema: DRAFT, title, ...body, ...(hasDefinitions && { definitions }) };
}
