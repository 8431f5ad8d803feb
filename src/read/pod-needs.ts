/** A pod's annotations, completed by the scenario's application that they name → what it needs of a node. */

import * as v from 'valibot';
import { ANNOTATION } from '../domain/annotations.ts';
import type { Pod, PodNeeds } from '../domain/pod.ts';
import {
  type ApplicationGroup,
  groupOf,
  type Scenario,
  SLO_METRICS,
  type Slo,
  type SloMetric,
} from '../domain/scenario.ts';
import { printable } from '../domain/text.ts';
import { parseNumber } from '../domain/units.ts';
import { readSlo } from './apps.ts';
import { MOST_PER_NODE } from './devices.ts';
import { suggestion } from './explain.ts';
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
import { InstanceNames } from './instances.ts';

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

type Said = { [K in keyof typeof FIELDS]?: v.InferOutput<(typeof FIELDS)[K]> };

const NAMES = Object.keys(FIELDS) as (keyof typeof FIELDS)[];

/** @returns the reader of what pods need, for one scenario */
export function podNeedsReader({ apps, profiles }: Pick<Scenario, 'apps' | 'profiles'>): (pod: Pod) => PodNeeds {
  const names = new InstanceNames(apps);
  const groups = new Map(apps.map((app) => [app.name, app]));
  const models = new Set(profiles.models);
  const known = (name: string): ApplicationGroup | null => {
    const instance = names.indexOf(name);
    return instance === null ? (groups.get(name) ?? null) : groupOf(apps, instance);
  };
  return (pod) => {
    if (!NAMES.some((name) => pod.annotations.has(ANNOTATION[name]))) return { kind: 'foreign' };
    if (pod.annotations.get(ANNOTATION.role) === 'backend') return { kind: 'counted-elsewhere' };
    const said = readAnnotations(pod);
    if (typeof said === 'string') return { kind: 'unreadable', reason: said };
    const app = completed(pod, said, said.app === undefined ? null : known(said.app));
    if (typeof app === 'string') return { kind: 'unreadable', reason: app };
    if (!models.has(app.model)) {
      const help = suggestion(app.model, profiles.models);
      return { kind: 'unreadable', reason: `no profile measures the model "${printable(app.model)}". ${help}` };
    }
    return { kind: 'known', app, accelerator: said.accelerator ?? null };
  };
}

/** What the annotations say, or what is wrong with the first that cannot be read. */
function readAnnotations({ annotations }: Pod): Said | string {
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
  return said as Said;
}

/** The application, or which annotation is missing. */
function completed(pod: Pod, said: Said, base: ApplicationGroup | null): ApplicationGroup | string {
  const model = said.model ?? base?.model;
  const arrivalRate = said.rate ?? base?.arrivalRate;
  const slo = said.slo ?? sloInParts(said) ?? base?.slo;
  if (model === undefined) return `${ANNOTATION.model} is missing`;
  if (arrivalRate === undefined) return `${ANNOTATION.rate} is missing`;
  if (slo === undefined) return `${ANNOTATION.slo} is missing`;
  return {
    index: 0,
    name: pod.name,
    isCounted: false,
    count: 1,
    firstIndex: 0,
    model,
    arrivalRate,
    slo,
    preprocessTime: said.preprocess ?? base?.preprocessTime ?? null,
    memory: said.memory ?? base?.memory ?? 0,
    sharing: said.sharing ?? base?.sharing ?? 'none',
    arrivals: base?.arrivals ?? { kind: 'poisson' },
    weight: 1,
    origin: null,
  };
}

function sloInParts({ sloMetric = 'mean', sloMs }: Said): Slo | undefined {
  return sloMs === undefined ? undefined : { metric: sloMetric, limit: sloMs };
}
