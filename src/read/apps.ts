/** The `apps` section: what is to be hosted. */

import * as v from 'valibot';
import {
  type ApplicationGroup,
  type Arrivals,
  plainArrivals,
  SLO_METRICS,
  type Slo,
  type SloMetric,
} from '../domain/scenario.ts';
import { printable } from '../domain/text.ts';
import { perSecond } from '../domain/units.ts';
import type { Entry, EntryKind } from './entries.ts';
import { suggestion } from './explain.ts';
import {
  choice,
  type Field,
  field,
  isMapping,
  name,
  number,
  orList,
  type Reading,
  rateAbove0,
  readTimeAbove0,
  refuse,
  sizeFrom0,
  text,
  timeFrom0,
  wholeNumber,
} from './fields.ts';
import type { Numbered, Numbering } from './instances.ts';
import { mapping } from './mapping.ts';
import type { ProblemList } from './problem-list.ts';
import type { ProfileTable } from './profiles.ts';
import type { References } from './references.ts';
import { readTrace } from './trace.ts';

export const MOST_APPLICATIONS = 1_000_000;

const METRICS = Object.keys(SLO_METRICS);

const SLO_FORM = `be ${orList(METRICS)}, "<=", and a time, for example "p95 <= 200 ms"`;

/** `p95 <= 200 ms`. */
export function readSlo(input: unknown): Reading<Slo> {
  const parts =
    typeof input === 'string' && input.length <= 200 ? /^\s*([^\s<≤=>]*)\s*(?:<=|<|≤)(.*)$/s.exec(input) : null;
  if (parts === null) return refuse('slo-form', SLO_FORM);
  const [, metric = '', limit = ''] = parts;
  if (!METRICS.includes(metric)) return refuse('slo-metric', SLO_FORM);
  const time = readTimeAbove0(limit);
  return time.ok ? { ok: true, value: { metric: metric as SloMetric, limit: time.value } } : time;
}

type ArrivalsEntry = 'poisson' | 'periodic' | { readonly scv: number } | { readonly trace: string };

const arrivalScv = mapping({ scv: number({ above: 0, to: 1e6 }) });
const arrivalTrace = mapping({ trace: text('the name of a file') });
const arrivals: Field<ArrivalsEntry> = v.lazy((input) => {
  if (!isMapping(input)) return choice(['poisson', 'periodic']);
  return Object.hasOwn(input, 'trace') ? arrivalTrace : arrivalScv;
});

const entries = {
  app: name,
  count: v.optional(wholeNumber(MOST_APPLICATIONS)),
  model: text('the name of a model'),
  rate: rateAbove0,
  slo: field(readSlo),
  preprocess: v.optional(timeFrom0),
  memory: v.optional(sizeFrom0, '0 B'),
  sharing: v.optional(choice(['model', 'none']), 'none'),
  arrivals: v.optional(arrivals, 'poisson'),
  weight: v.optional(number({ above: 0 }), 1),
};
const schema = mapping(entries);
export type AppEntry = v.InferOutput<typeof schema>;

const REQUIRED = ['app', 'model', 'rate', 'slo'];

export const APP_ENTRIES: EntryKind<AppEntry> = {
  list: 'apps',
  table: 'workload',
  schema,
  columns: {
    rows: 'applications',
    required: REQUIRED,
    optional: Object.keys(entries).filter((key) => !REQUIRED.includes(key)),
    mappings: { arrivals: ['scv', 'trace'] },
  },
};

export const APP_NUMBERING: Numbering<AppEntry> = {
  singular: 'application',
  plural: 'applications',
  key: 'app',
  most: MOST_APPLICATIONS,
  nameOf: (entry) => entry.app,
};

/** Application groups in order; recorded arrivals are read here, each file once. */
export async function completeApps(
  groups: readonly Numbered<AppEntry>[],
  references: References,
  problems: ProblemList,
): Promise<readonly ApplicationGroup[]> {
  const traces = new Map<string, Float64Array | null>();
  const apps: ApplicationGroup[] = [];
  for (const { entry, index, name: appName, isCounted, count, firstIndex } of groups) {
    const { value } = entry;
    const completed = await completeArrivals(entry, traces, references, problems);
    if (completed === null) continue;
    apps.push({
      index,
      name: appName,
      isCounted,
      count,
      firstIndex,
      model: value.model,
      arrivalRate: value.rate,
      slo: value.slo,
      preprocessTime: value.preprocess ?? null,
      memory: value.memory,
      sharing: value.sharing,
      arrivals: completed,
      weight: value.weight,
      origin: entry.origin,
    });
  }
  return apps;
}

async function completeArrivals(
  entry: Entry<AppEntry>,
  traces: Map<string, Float64Array | null>,
  references: References,
  problems: ProblemList,
): Promise<Arrivals | null> {
  const said = entry.value.arrivals;
  if (said === 'poisson' || said === 'periodic') return { kind: said };
  if ('scv' in said) return plainArrivals({ kind: 'scv', scv: said.scv });
  const mention = { source: entry.source, path: [...entry.path, 'arrivals', 'trace'] };
  const file = await references.open(said.trace, entry.file, mention);
  if (file === null) return null;
  const known = traces.get(file.name);
  const times = known === undefined ? readTrace(file, problems) : known;
  traces.set(file.name, times);
  if (times === null) return null;
  checkRate(entry, file.name, times, problems);
  return { kind: 'trace', file: file.name, times };
}

/** Relative difference between the rate of an application and that of its recording, from which on they contradict. */
const MOST_DIFFERENCE = 0.01;

/** The models plan with the rate, the simulator with the recording: they must speak of the same load. */
function checkRate(
  { value, source, path }: Entry<AppEntry>,
  file: string,
  times: Float64Array,
  problems: ProblemList,
): void {
  const own = (times.length - 1) / (times.at(-1) as number);
  // Whether the last interval is counted or not is the user's choice.
  const greatest = times.length / (times.at(-1) as number);
  if (value.rate >= own * (1 - MOST_DIFFERENCE) && value.rate <= greatest * (1 + MOST_DIFFERENCE)) return;
  const text = (rate: number) => `${Number(perSecond(rate).toPrecision(4))} /s`;
  problems.add(source, () => ({
    code: 'trace-rate',
    message: `rate is ${text(value.rate)}, and the recording ${printable(file, 200)} has ${text(own)} on average`,
    help: `Write "rate: ${text(own)}", or bring the times of the recording to the rate that is meant.`,
    path: [...path, 'rate'],
    aim: 'value',
  }));
}

/**
 * A model that no profile measures at all, or none on any device of the cluster, is a problem: nothing can be said of
 * its applications. One that only some of the devices cannot serve is an answer.
 *
 * @param devices of the cluster; empty where they are not known
 */
export function checkModels(
  groups: readonly Numbered<AppEntry>[],
  profiles: ProfileTable,
  devices: ReadonlySet<string>,
  problems: ProblemList,
): void {
  const known = new Set(profiles.models);
  const isThere = (model: string) => [...devices].some((device) => profiles.find(model, device) !== null);
  for (const { entry } of groups) {
    const { model } = entry.value;
    const path = [...entry.path, 'model'];
    if (!known.has(model)) {
      const message = `no profile measures the model "${printable(model)}"`;
      const help = () => suggestion(model, profiles.models);
      problems.add(entry.source, () => ({ code: 'model-unknown', message, help: help(), path, aim: 'value' }));
    } else if (devices.size > 0 && !isThere(model)) {
      const where = [...devices].slice(0, MOST_DEVICES).map((device) => printable(device));
      const more = devices.size > MOST_DEVICES ? `, nor on ${devices.size - MOST_DEVICES} more` : '';
      const message = `no profile measures "${printable(model)}" on ${where.join(', ')}${more}`;
      const help = () => suggestion(model, profiles.models.filter(isThere));
      problems.add(entry.source, () => ({ code: 'model-unmeasured', message, help: help(), path, aim: 'value' }));
    }
  }
}

/** Devices that a message names. */
const MOST_DEVICES = 4;
