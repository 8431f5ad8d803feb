/** What a pod says of itself to edge-plan: one reader for `serve`, which judges pods, and `import`, which finds them. */

import * as v from 'valibot';
import { ANNOTATION } from '../domain/annotations.ts';
import { SLO_METRICS, type Slo, type SloMetric } from '../domain/scenario.ts';
import { parseNumber } from '../domain/units.ts';
import { readSlo } from './apps.ts';
import { MOST_PER_NODE } from './devices.ts';
import {
  choice,
  type Field,
  field,
  number,
  rateAbove0,
  refuse,
  sizeFrom0,
  text,
  textOf,
  timeFrom0,
  wholeNumber,
} from './fields.ts';

const plainRate = number({ above: 0, to: 1e9 });

/** A plain number is in requests per second; with a unit it is what it says. */
const rate: Field<number> = field((input) => {
  const isPlain = parseNumber(textOf(input)) !== null;
  const result = v.safeParse(isPlain ? plainRate : rateAbove0, input);
  if (result.success) return { ok: true, value: isPlain ? result.output / 1e3 : result.output };
  return refuse(result.issues[0].message, 'be a number of requests per second above zero, for example "12.5"');
});

const FIELDS = {
  app: text('the name of an application'),
  model: text('the name of a model'),
  rate,
  slo: field(readSlo),
  sloMetric: choice(Object.keys(SLO_METRICS) as SloMetric[]),
  sloMs: number({ above: 0, to: 1e9 }),
  preprocess: timeFrom0,
  memory: sizeFrom0,
  sharing: choice(['model', 'none']),
  accelerator: wholeNumber(MOST_PER_NODE - 1, 0),
} satisfies { [K in keyof typeof ANNOTATION]?: Field<unknown> };

/** What the annotations say, in the program's units; a key for each that is there. */
export type PodAnnotations = { [K in keyof typeof FIELDS]?: v.InferOutput<(typeof FIELDS)[K]> };

const NAMES = Object.keys(FIELDS) as (keyof typeof FIELDS)[];

/** Whether any of the annotations speaks of a load. */
export function saysItsLoad(annotations: ReadonlyMap<string, string>): boolean {
  return NAMES.some((name) => annotations.has(ANNOTATION[name]));
}

/** What the annotations say, or what is wrong with the first that cannot be read. */
export function readPodAnnotations(annotations: ReadonlyMap<string, string>): PodAnnotations | string {
  const said: Record<string, unknown> = {};
  for (const name of NAMES) {
    const value = annotations.get(ANNOTATION[name]);
    if (value === undefined) continue;
    const result = v.safeParse(FIELDS[name] as Field<unknown>, value);
    if (!result.success) {
      const { expected, received } = result.issues[0];
      return `${ANNOTATION[name]} must ${expected}; found ${received}`;
    }
    said[name] = result.output;
  }
  return said as PodAnnotations;
}

/** The SLO, said as one text or in two parts; `undefined` where it is not said. */
export function saidSlo({ slo, sloMetric = 'mean', sloMs }: PodAnnotations): Slo | undefined {
  return slo ?? (sloMs === undefined ? undefined : { metric: sloMetric, limit: sloMs });
}
