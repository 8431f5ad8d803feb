/** The commands, as light records: the work of each is loaded only when it is asked for. */

import type { Command } from './command.ts';
import { COMPARE } from './compare.ts';
import { COMPLETION } from './completion.ts';
import { DOCTOR } from './doctor.ts';
import { EXPLAIN } from './explain.ts';
import { EXPORT } from './export.ts';
import { FIT } from './fit.ts';
import { GATE } from './gate.ts';
import { IMPORT } from './import.ts';
import { INIT } from './init.ts';
import { MEASURE } from './measure.ts';
import { PREDICT } from './predict.ts';
import { PROFILES } from './profiles.ts';
import { REPLAN } from './replan.ts';
import { REPORT } from './report.ts';
import { SERVE } from './serve.ts';
import { SIMULATE } from './simulate.ts';
import { SIZE } from './size.ts';
import { VALIDATE } from './validate.ts';

export type { Command } from './command.ts';

export interface CommandGroup {
  readonly title: string;
  /** Each with what it answers, in a few words: a line of the program's help. */
  readonly commands: readonly (readonly [Command, string])[];
}

/** In the order of the help. */
export const COMMAND_GROUPS: readonly CommandGroup[] = [
  {
    title: 'Begin',
    commands: [
      [INIT, 'write a first scenario of your own, by answering questions'],
      [PROFILES, 'which models were measured on which devices, with sources'],
    ],
  },
  {
    title: 'Plan',
    commands: [
      [FIT, 'how many applications fit with every SLO kept, and where'],
      [SIZE, 'the fewest or cheapest nodes that host everything'],
      [COMPARE, 'model-driven placement against knapsack and Ibis baselines'],
      [REPLAN, 'repair a plan after changes, with few moves'],
      [GATE, 'pass or fail a capacity budget, for CI'],
    ],
  },
  {
    title: 'Response times',
    commands: [
      [PREDICT, 'response times of a placement'],
      [SIMULATE, 'replay a plan request by request, beside the prediction'],
      [VALIDATE, 'recorded requests against the models'],
      [MEASURE, 'measure models and co-locations on this machine'],
    ],
  },
  {
    title: 'In and out',
    commands: [
      [IMPORT, 'measurements and node lists of other tools'],
      [REPORT, 'one HTML page about a plan, to share'],
      [EXPORT, 'a plan as Kubernetes manifests, CSV or Markdown'],
      [SERVE, 'answer a kube-scheduler, as its extender'],
    ],
  },
  {
    title: 'Help',
    commands: [
      [EXPLAIN, 'what a problem means, and how to fix it'],
      [DOCTOR, 'whether edge-plan works on this machine'],
      [COMPLETION, 'shell completion for bash, zsh or fish'],
    ],
  },
];

export const COMMANDS: readonly Command[] = COMMAND_GROUPS.flatMap(({ commands }) =>
  commands.map(([command]) => command),
);
