import { POLICY_NAMES } from '../../domain/policies.ts';
import { type Flag, JOBS_FLAG, JSON_FLAG, OUT_FLAG, SEED_FLAG } from '../flags.ts';
import { type Command, SCENARIO } from './command.ts';

const CHOSEN_POLICY_FLAG: Flag = {
  name: 'policy',
  value: 'name',
  choices: POLICY_NAMES,
  help: 'place the applications by this policy, not as the scenario does',
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
  help: 'requests per application, on average over those of a node; default: up to 100000',
};

const PRECISION_FLAG: Flag = {
  name: 'precision',
  value: 'share',
  isCommon: true,
  help: 'stop a node once every mean is known to within this share, as in 1%',
};

const DISTINCT_FLAG: Flag = {
  name: 'distinct',
  value: null,
  help: 'simulate equal nodes only once, and use the result for all of them',
};

export const SIMULATE: Command = {
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
  load: () => import('../commands/simulate.ts'),
};
