/** From a valibot issue to a sentence that says what was found, what would be right, and how to mend it. */

import type { BaseIssue } from 'valibot';
import { nearestName, nearHelp } from '../domain/names.ts';
import type { DocumentPath } from '../domain/problem.ts';
import { printable } from '../domain/text.ts';
import { parseTime } from '../domain/units.ts';
import { NAME } from './fields.ts';
import type { Finding } from './problem-list.ts';

/** For each key, how it is written. */
const HELP: Readonly<Record<string, string>> = {
  version: 'The first line of a scenario is "version: 1".',
  profiles:
    'Give a list of profile files, for example "profiles: [my-profiles.csv]", or leave it out for all shipped ones.',
  network: 'Give the network\'s part of every response time, for example "network: 10 ms".',
  'limits.utilization': 'Give the most of an accelerator that may be busy, for example "utilization: 0.8" or "80 %".',
  'limits.memory': 'Give the most of a node\'s memory that may be used, for example "memory: 0.8" or "80 %".',
  cluster: 'List the nodes, for example "cluster: [{ node: coral, count: 10, device: edgetpu-pi, memory: 4 GiB }]".',
  apps: 'List the applications, each with "app", "model", "rate" and "slo".',
  node: 'Give the node a name, for example "node: coral".',
  device: 'Name a device as the profiles do, for example "device: edgetpu-pi".',
  app: 'Give the application a name, for example "app: doorbell".',
  count: 'Give the number of equal instances, for example "count: 20", or leave it out for one.',
  model: 'Name a model as the profiles do, for example "model: mobilenet_v2".',
  rate: 'Give the mean number of requests per second, for example "rate: 3 /s".',
  slo: 'Bound the mean or a percentile of the response time, for example "slo: p95 <= 200 ms".',
  preprocess: 'Give the CPU time of one request, for example "preprocess: 24 ms", or leave it out.',
  memory: 'Give a size with its unit, for example "memory: 50 MiB".',
  sharing: '"model": instances of one model on one accelerator share one copy; "none": a container each.',
  arrivals: 'Write poisson, periodic, { scv: 4 } or { trace: arrivals.csv }.',
  weight: 'Give what hosting one instance is worth, for example "weight: 2".',
  cpu: 'Give the node\'s CPU cores, for example "cpu: { cores: 4 }".',
  kubernetes: 'Say how pods reach it, for example "kubernetes: { resource: nvidia.com/gpu, replicas: 4 }".',
  cost: 'Give the cost of one node in any unit, for example "cost: 1.5".',
  placement: 'Name nodes and the applications on them, for example "coral-1: [doorbell-1, doorbell-2]".',
  gates: 'Name gates and what they require, for example \'placed: ">= 90 %"\'.',
};

/** The finding of one issue; `prefix` is the path of the entry that was checked. */
export function explain(issue: BaseIssue<unknown>, prefix: DocumentPath): Finding {
  const path = [...prefix, ...(issue.path ?? []).map((item) => item.key as string | number)];
  const key = path.findLast((step) => typeof step === 'string');
  const help = HELP[path.join('.')] ?? HELP[key ?? ''] ?? null;
  const expected = issue.expected ?? '';
  if (issue.message === 'key-unknown') return unknownKey(issue.received, expected.split(','), path);
  if (issue.message === 'key-missing') {
    return { code: 'key-missing', message: `${expected} is missing`, help, path, aim: 'value' };
  }
  const code = issue.message;
  const better =
    code === 'choice-unknown'
      ? nearestChoice(issue)
      : code === 'name-characters'
        ? nearName(issue, key)
        : code === 'slo-form'
          ? wholeSlo(issue)
          : null;
  const message = `${key === undefined ? 'this' : printable(String(key))} must ${expected}; found ${issue.received}`;
  return { code, message, help: better ?? help, path, aim: 'value' };
}

/** Of `be ps, fcfs or mps`, the word that was meant; `null` where none is near. */
function nearestChoice({ expected, received }: BaseIssue<unknown>): string | null {
  const words = (expected ?? '').replace(/^be /, '').split(/, | or /);
  const nearest = nearestName(received, words);
  return nearest === null ? null : `Did you mean "${nearest}"?`;
}

/** For a time alone, the SLO that most people mean by it. */
function wholeSlo({ received }: BaseIssue<unknown>): string | null {
  return parseTime(received).ok ? `Say of which requests: for example "slo: p95 <= ${received.trim()}".` : null;
}

/** What is left of a name without marks on its letters and with hyphens for what names cannot have; `null`: nothing. */
function nearName({ received }: BaseIssue<unknown>, key: string | number | undefined): string | null {
  const plain = received
    .replaceAll('ß', 'ss')
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[^A-Za-z0-9._-]+/g, '-')
    .replace(/^[-.]+|-+$/g, '');
  return NAME.test(plain) && plain !== received ? `Write for example "${key}: ${plain}".` : null;
}

function unknownKey(key: string, known: readonly string[], path: DocumentPath): Finding {
  return {
    code: 'key-unknown',
    message: `unknown key "${printable(key)}"`,
    help: suggestion(key, known),
    path,
    aim: 'key',
  };
}

const MOST_LISTED = 20;

/** Which of the known names was meant or is near, or the names that there are. */
export function suggestion(wanted: string, known: readonly string[]): string {
  const near = nearHelp(wanted, known);
  if (near !== null) return near;
  if (known.length === 0) return 'None is known.';
  const rest = known.length > MOST_LISTED ? `, and ${known.length - MOST_LISTED} more` : '';
  return `Known: ${known
    .slice(0, MOST_LISTED)
    .map((name) => printable(name))
    .join(', ')}${rest}.`;
}
