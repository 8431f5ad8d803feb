/** The commands, as light records: the work of each is loaded only when it is asked for. */

import { POLICY_NAMES } from '../../domain/policies.ts';
import { type Flag, JSON_FLAG, OUT_FLAG, SEED_FLAG } from '../flags.ts';
import type { Invocation } from '../invocation.ts';

export interface Command {
  readonly name: string;
  /** The argument's placeholder and meaning. */
  readonly argument: { readonly name: string; readonly help: string };
  /** One sentence: the first line of its help. */
  readonly summary: string;
  /** Command lines that work as typed, each with what it shows. */
  readonly examples: readonly (readonly [string, string])[];
  readonly flags: readonly Flag[];
  readonly load: () => Promise<{ run(invocation: Invocation): Promise<number> }>;
}

const SCENARIO = { name: 'scenario', help: 'a scenario file, or - for standard input; default: the shipped example' };

const POLICY_FLAG: Flag = {
  name: 'policy',
  value: 'name',
  choices: POLICY_NAMES,
  defaultValue: 'auto',
  isCommon: true,
  help: 'how applications are placed',
};

const VARY_FLAG: Flag = {
  name: 'vary',
  value: '[app.]what=from..to',
  isCommon: true,
  help: 'vary rate, preprocess or network, as in rate=1..40/s, doorbell.rate=1..40/s or rate=0.5x..3x',
};

export const COMMANDS: readonly Command[] = [
  {
    name: 'fit',
    argument: SCENARIO,
    summary: 'How many applications fit on the cluster with every SLO kept, and where each goes.',
    examples: [
      ['edge-plan fit', 'the shipped heterogeneous cluster'],
      ['edge-plan fit site.yaml --json', 'the whole plan as one JSON document'],
      ['edge-plan fit site.yaml --policy knapsack-first', 'what placing by memory alone would do'],
    ],
    flags: [JSON_FLAG, OUT_FLAG, POLICY_FLAG, SEED_FLAG],
    load: () => import('./fit.ts'),
  },
  {
    name: 'predict',
    argument: SCENARIO,
    summary: 'Response times of the placement that a scenario gives (of the one that fit finds, where it gives none).',
    examples: [
      ['edge-plan predict', 'the shipped example'],
      ['edge-plan predict site.yaml --vary rate=0.5x..3x', 'until when the SLOs hold if all rates grow'],
    ],
    flags: [JSON_FLAG, OUT_FLAG, VARY_FLAG, SEED_FLAG],
    load: () => import('./predict.ts'),
  },
];
