/** The commands, as light records: the work of each is loaded only when it is asked for. */

import { DISCIPLINES } from '../../domain/disciplines.ts';
import { POLICY_NAMES } from '../../domain/policies.ts';
import { type Flag, JSON_FLAG, OUT_FLAG, SEED_FLAG } from '../flags.ts';
import type { Invocation } from '../invocation.ts';

export interface Command {
  readonly name: string;
  /** The argument as help names it, and its meaning. */
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

const STEPS_FLAG: Flag = {
  name: 'steps',
  value: 'n',
  kind: 'whole-number',
  help: 'how long to search for a better plan and its proof: 1000 steps take about a fifth of a second',
};

const VERIFY_FLAG: Flag = {
  name: 'verify',
  value: null,
  isCommon: true,
  help: 'simulate the plan too, and say where prediction and simulation part',
};

const CHOSEN_POLICY_FLAG: Flag = {
  name: 'policy',
  value: 'name',
  choices: POLICY_NAMES,
  help: 'place the applications by this policy, whatever the scenario places',
};

const PLAN_FLAG: Flag = {
  name: 'plan',
  value: 'file',
  isCommon: true,
  help: 'the plan to simulate, as "fit --out plan.json" writes it',
};

const REQUESTS_FLAG: Flag = {
  name: 'requests',
  value: 'n',
  kind: 'whole-number',
  isCommon: true,
  help: 'requests of each application, on average over those of a node; left out: up to 100000',
};

const PRECISION_FLAG: Flag = {
  name: 'precision',
  value: 'share',
  isCommon: true,
  help: 'stop a node once every mean is known to within this share, as in 1%',
};

const JOBS_FLAG: Flag = {
  name: 'jobs',
  value: 'n',
  kind: 'whole-number',
  help: 'worker threads, whose number changes no figure; left out: those of the machine',
};

const DISTINCT_FLAG: Flag = {
  name: 'distinct',
  value: null,
  help: 'simulate nodes in equal states once, and give all of them the result',
};

const GROUP_BY_FLAG: Flag = {
  name: 'group-by',
  value: 'column',
  isCommon: true,
  help: 'the column whose values part the requests into runs',
};

const PROFILES_FLAG: Flag = {
  name: 'profiles',
  value: 'file',
  isRepeatable: true,
  isCommon: true,
  help: 'profiles of the recorded models; may be repeated; left out: the shipped ones',
};

const DEVICE_FLAG: Flag = {
  name: 'device',
  value: 'name',
  isCommon: true,
  help: 'the device of the profiles that the requests were recorded on',
};

const DISCIPLINE_FLAG: Flag = {
  name: 'discipline',
  value: 'name',
  choices: DISCIPLINES,
  isCommon: true,
  help: 'how the device shared its work; left out: as the profiles or devices.csv say',
};

const APP_BY_FLAG: Flag = {
  name: 'app-by',
  value: 'column',
  help: 'the column that names the container of a request; left out: one for each model',
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
    flags: [JSON_FLAG, OUT_FLAG, POLICY_FLAG, VERIFY_FLAG, STEPS_FLAG, SEED_FLAG],
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
  {
    name: 'simulate',
    argument: SCENARIO,
    summary:
      'Simulates the placement of a scenario, of a plan file or of fit, request by request, beside the prediction.',
    examples: [
      ['edge-plan simulate', 'the plan of fit for the shipped example'],
      ['edge-plan simulate site.yaml --plan plan.json', 'a plan that fit wrote earlier'],
      ['edge-plan simulate site.yaml --precision 1%', 'until every mean is known to within 1 %'],
    ],
    flags: [
      JSON_FLAG,
      OUT_FLAG,
      PLAN_FLAG,
      REQUESTS_FLAG,
      PRECISION_FLAG,
      CHOSEN_POLICY_FLAG,
      JOBS_FLAG,
      DISTINCT_FLAG,
      SEED_FLAG,
    ],
    load: () => import('./simulate.ts'),
  },
  {
    name: 'validate',
    argument: { name: 'trace.csv', help: 'recorded requests: model,start_time,end_time in seconds, and other columns' },
    summary: 'Measured requests against the models, the Ibis formulas, and their replay in the simulator.',
    examples: [
      ['edge-plan validate', 'the shipped recording, which a simulator made'],
      ['edge-plan validate runs.csv --group-by load --profiles my.csv --device edgetpu', 'requests of your own device'],
    ],
    flags: [JSON_FLAG, OUT_FLAG, GROUP_BY_FLAG, PROFILES_FLAG, DEVICE_FLAG, DISCIPLINE_FLAG, APP_BY_FLAG, SEED_FLAG],
    load: () => import('./validate.ts'),
  },
];
