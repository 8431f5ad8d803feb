/** Every schema by the name of its file. `test/schemas/generated.test.ts` holds the files against this, and writes them. */

import { COMPARE } from './compare.ts';
import { GATE } from './gate.ts';
import { DOCTOR, EXPLAIN, PROFILES } from './help.ts';
import { IMPORT } from './import.ts';
import type { Schema } from './keywords.ts';
import { MEASURE } from './measure.ts';
import { PLAN } from './plan.ts';
import { PROFILE } from './profile.ts';
import { REPLAN } from './replan.ts';
import { SCENARIO } from './scenario.ts';
import { SIZE } from './size.ts';
import { SWEEP } from './sweep.ts';
import { VALIDATE } from './validate.ts';

export const SCHEMAS: Readonly<Record<string, Schema>> = {
  'scenario.schema.json': SCENARIO,
  'profile.schema.json': PROFILE,
  'plan.schema.json': PLAN,
  'sweep.schema.json': SWEEP,
  'compare.schema.json': COMPARE,
  'gate.schema.json': GATE,
  'replan.schema.json': REPLAN,
  'size.schema.json': SIZE,
  'validate.schema.json': VALIDATE,
  'import.schema.json': IMPORT,
  'measure.schema.json': MEASURE,
  'profiles.schema.json': PROFILES,
  'explain.schema.json': EXPLAIN,
  'doctor.schema.json': DOCTOR,
};

/** The file of a schema as text. */
export function fileText(schema: Schema): string {
  return `${JSON.stringify(schema, null, 2)}\n`;
}
