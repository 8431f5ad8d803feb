/** Answers of `edge-plan init`, from questions or flags: checked one by one, kept as the person wrote them. */

import * as v from 'valibot';
import type { DraftApp, DraftNodes } from '../domain/draft.ts';
import { ProblemError, problem } from '../domain/problem.ts';
import { printable } from '../domain/text.ts';
import { MOST_APPLICATIONS, readSlo } from './apps.ts';
import { MOST_NODES } from './cluster.ts';
import { MOST_PER_NODE } from './devices.ts';
import {
  choice,
  type Field,
  field,
  name,
  rateAbove0,
  sizeAbove0,
  sizeFrom0,
  text,
  timeFrom0,
  wholeNumber,
} from './fields.ts';
import { mapping } from './mapping.ts';

const ANSWERS = {
  app: name,
  'number of nodes': wholeNumber(MOST_NODES),
  'number of applications': wholeNumber(MOST_APPLICATIONS),
  memory: sizeAbove0,
  network: timeFrom0,
  rate: rateAbove0,
  slo: field(readSlo),
} as const satisfies Record<string, Field<unknown>>;
export type AnswerKind = keyof typeof ANSWERS;

/** Where a person calls it otherwise than a scenario does. */
const CALLED: Partial<Record<AnswerKind, string>> = { app: 'name', slo: 'SLO' };

/** What is wrong with an answer, as a sentence; `null` where it can be used. */
export function answerProblem(kind: AnswerKind, answer: string): string | null {
  const [issue] = v.safeParse(ANSWERS[kind] as Field<unknown>, answer.trim()).issues ?? [];
  return issue === undefined ? null : `The ${CALLED[kind] ?? kind} must ${issue.expected}; found ${issue.received}.`;
}

const nodesSchema = mapping({
  device: text('the name of a device'),
  count: v.optional(wholeNumber(MOST_NODES)),
  memory: v.optional(sizeAbove0),
  cores: v.optional(wholeNumber(MOST_PER_NODE)),
});

/** `jetson-nano,count=3,memory=4 GiB,cores=4`; the first part may also be `device=jetson-nano`. */
export function readNodesFlag(value: string): DraftNodes {
  const said = readParts('nodes', 'device', value, nodesSchema, 'jetson-nano,count=3');
  return {
    device: said.device as string,
    count: Number(said.count ?? 1),
    memory: said.memory ?? null,
    cores: said.cores === undefined ? null : Number(said.cores),
  };
}

const appSchema = mapping({
  app: name,
  model: text('the name of a model'),
  rate: rateAbove0,
  slo: field(readSlo),
  count: v.optional(wholeNumber(MOST_APPLICATIONS)),
  preprocess: v.optional(timeFrom0),
  memory: v.optional(sizeFrom0),
  sharing: v.optional(choice(['model', 'none'])),
});

/** `doorbell,model=mobilenet_v2,count=20,rate=5/s,slo=p95<=200ms`; the first part may also be `app=doorbell`. */
export function readAppFlag(value: string): DraftApp {
  const example = 'doorbell,model=resnet50,rate=5/s,slo=p95<=200ms';
  const said = readParts('app', 'app', value, appSchema, example);
  return {
    app: said.app as string,
    count: Number(said.count ?? 1),
    model: said.model as string,
    rate: said.rate as string,
    slo: said.slo as string,
    preprocess: said.preprocess ?? null,
    memory: said.memory ?? null,
    sharing: (said.sharing ?? null) as DraftApp['sharing'],
  };
}

/** A time as `--network` gives it. */
export function readNetworkFlag(value: string): string {
  const wrong = answerProblem('network', value);
  if (wrong === null) return value.trim();
  throw new ProblemError([problem('flag-answer', wrong.replace(/^The network/, '--network').replace(/\.$/, ''))]);
}

/** A longer value is no answer of a person. */
const MOST_CHARACTERS = 4_000;

/** The parts `key=value` of a flag by key, once `schema` took them. The first one may leave out its key. */
function readParts(
  flag: string,
  first: string,
  value: string,
  schema: Field<unknown>,
  example: string,
): Readonly<Record<string, string>> {
  const help = `For example --${flag} "${example}".`;
  const refuse = (message: string) => problem('flag-answer', `--${flag}: ${message}`, help);
  if (value.length > MOST_CHARACTERS) throw new ProblemError([refuse('the value is too long')]);
  const said: Record<string, string> = Object.create(null);
  for (const [index, part] of value.split(/,(?=\s*[a-z_]+\s*=)/).entries()) {
    const [, key, text] = /^\s*([a-z_]+)\s*=(.*)$/s.exec(part) ?? [null, index === 0 ? first : '', part];
    if (key === undefined || key === '' || key in said) {
      throw new ProblemError([refuse(`"${printable(part)}" ${key === '' ? 'has no key' : 'is said twice'}`)]);
    }
    said[key] = (text ?? '').trim();
  }
  const result = v.safeParse(schema, { ...said });
  if (!result.success) throw new ProblemError(result.issues.map((issue) => refuse(sentence(issue))));
  return said;
}

function sentence({ message, expected, received, path }: v.BaseIssue<unknown>): string {
  const key = printable(String(path?.[0]?.key ?? ''));
  if (message === 'key-unknown') return `unknown key "${key}"; it can be ${(expected ?? '').replaceAll(',', ', ')}`;
  if (message === 'key-missing') return `${key} is missing`;
  return `${key} must ${expected}; found ${received}`;
}
