/** What is known of a draft: from flags, then from questions; and the command line that says the same. */

import type { DraftApp, DraftNodes } from '../domain/draft.ts';
import { ProblemError, problem } from '../domain/problem.ts';
import { readAppFlag, readNetworkFlag, readNodesFlag } from '../drafting.ts';
import { type FlagValues, listFlag, textFlag } from './invocation.ts';
import { shellWord } from './shell-word.ts';

/** `null`, or an empty list: not known yet. */
export interface Answers {
  file: string | null;
  nodes: DraftNodes[];
  /** As typed: from the current folder. */
  inventory: string | null;
  devices: string | null;
  network: string | null;
  apps: DraftApp[];
  /** Folders that the scenario may also read from, as typed. */
  readonly allowPaths: readonly string[];
}

/** Throws a `ProblemError` with every flag that cannot be read. */
export function answersOfFlags(argument: string | null, flags: FlagValues): Answers {
  const problems: ProblemError[] = [];
  const read = <T>(values: readonly string[], reader: (value: string) => T): T[] =>
    values.flatMap((value) => {
      try {
        return [reader(value)];
      } catch (error) {
        if (!(error instanceof ProblemError)) throw error;
        problems.push(error);
        return [];
      }
    });
  const network = textFlag(flags, 'network');
  const answers: Answers = {
    file: argument,
    nodes: read(listFlag(flags, 'nodes'), readNodesFlag),
    inventory: textFlag(flags, 'inventory'),
    devices: textFlag(flags, 'devices'),
    network: network === null ? null : (read([network], readNetworkFlag)[0] ?? null),
    apps: read(listFlag(flags, 'app'), readAppFlag),
    allowPaths: listFlag(flags, 'allow-path'),
  };
  if (problems.length > 0) throw new ProblemError(problems.flatMap((error) => error.problems));
  if (answers.devices !== null && answers.inventory === null) {
    const help = 'It says what the nodes of an inventory are: --inventory nodes.json --devices map.csv.';
    throw new ProblemError([problem('flags-conflict', '--devices needs --inventory', help)]);
  }
  return answers;
}

/** `edge-plan init …` with these answers as flags. */
export function commandLine({ file, nodes, inventory, devices, network, apps, allowPaths }: Answers): string {
  const words = [
    ...(file === null ? [] : [file]),
    ...nodes.flatMap((one) => ['--nodes', nodesText(one)]),
    ...(inventory === null ? [] : ['--inventory', inventory]),
    ...(devices === null ? [] : ['--devices', devices]),
    ...(network === null ? [] : ['--network', network]),
    ...apps.flatMap((app) => ['--app', appText(app)]),
    ...allowPaths.flatMap((path) => ['--allow-path', path]),
  ];
  return ['edge-plan init', ...words.map(shellWord)].join(' ');
}

function nodesText({ device, count, memory, cores }: DraftNodes): string {
  return parts(device, { count, memory, cores });
}

function appText({ app, ...rest }: DraftApp): string {
  const { model, count, rate, slo, preprocess, memory, sharing } = rest;
  return parts(app, { model, count, rate, slo, preprocess, memory, sharing });
}

function parts(first: string, values: Readonly<Record<string, string | number | null>>): string {
  const said = Object.entries(values).filter(([, value]) => value !== null);
  return [first, ...said.map(([key, value]) => `${key}=${value}`)].join(',');
}
