import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { fileText, SCHEMAS } from '../../schemas/source/index.ts';
import { IS_WRITING, ROOT } from '../helpers/binary.ts';

/** `npm run schemas` (EDGE_PLAN_TRANSCRIPTS=write) writes the files that this test holds. */
const FOLDER = join(ROOT, 'schemas');

describe('the schemas of the package', () => {
  if (IS_WRITING) {
    for (const [file, schema] of Object.entries(SCHEMAS)) writeFileSync(join(FOLDER, file), fileText(schema));
  }

  it('are all there, and no other', () => {
    const files = readdirSync(FOLDER).filter((name) => name.endsWith('.json'));
    expect(files.sort()).toEqual(Object.keys(SCHEMAS).sort());
  });

  it.each(Object.entries(SCHEMAS))('%s says what the tables of the program say', (file, schema) => {
    expect(readFileSync(join(FOLDER, file), 'utf8')).toBe(fileText(schema));
  });

  it.each(Object.entries(SCHEMAS))('%s is a schema that a strict validator takes', (_, schema) => {
    const ajv = new Ajv({ strict: true, allowUnionTypes: true });
    expect(ajv.validateSchema(schema)).toBe(true);
    expect(() => ajv.compile(schema)).not.toThrow();
  });
});
