import { SIZING_GOALS } from '../../domain/sizing.ts';
import { type Flag, JSON_FLAG, OUT_FLAG, SEED_FLAG, STEPS_FLAG, SURVIVE_FLAG, VERIFY_FLAG } from '../flags.ts';
import { type Command, SCENARIO } from './command.ts';

const MINIMIZE_FLAG: Flag = {
  name: 'minimize',
  value: 'goal',
  choices: SIZING_GOALS,
  help: 'what to minimize; default: the cost if costs differ, else the number of nodes',
};

const AT_LEAST_FLAG: Flag = {
  name: 'at-least',
  value: 'kind=n',
  isRepeatable: true,
  isCommon: true,
  help: 'at least n nodes of this cluster entry, because you have them already; may be repeated',
};

const AT_MOST_FLAG: Flag = {
  name: 'at-most',
  value: 'kind=n',
  isRepeatable: true,
  isCommon: true,
  help: 'at most n nodes of this cluster entry; may be repeated',
};

export const SIZE: Command = {
  name: 'size',
  argument: SCENARIO,
  summary:
    'Finds the fewest or cheapest nodes, of the kinds in a scenario, that host every application with every SLO kept.',
  examples: [
    ['edge-plan size', 'for the shipped example'],
    ['edge-plan size site.yaml --survive 1', 'enough that any one node may fail'],
    [
      'edge-plan size site.yaml --at-least pi=4 --at-most nano=2',
      'with four that you have, and at most two of the other',
    ],
  ],
  flags: [
    JSON_FLAG,
    OUT_FLAG,
    SURVIVE_FLAG,
    AT_LEAST_FLAG,
    AT_MOST_FLAG,
    VERIFY_FLAG,
    MINIMIZE_FLAG,
    STEPS_FLAG,
    SEED_FLAG,
  ],
  load: () => import('../commands/size.ts'),
};
