import { SIZING_GOALS } from '../../domain/sizing.ts';
import { type Flag, JSON_FLAG, OUT_FLAG, SEED_FLAG, STEPS_FLAG, SURVIVE_FLAG, VERIFY_FLAG } from '../flags.ts';
import { type Command, SCENARIO } from './command.ts';

const MINIMIZE_FLAG: Flag = {
  name: 'minimize',
  value: 'goal',
  choices: SIZING_GOALS,
  help: 'what is to be least; left out: the cost where costs differ, else the number of nodes',
};

const AT_LEAST_FLAG: Flag = {
  name: 'at-least',
  value: 'kind=n',
  isRepeatable: true,
  isCommon: true,
  help: 'so many nodes of this entry of the cluster are there already; may be repeated',
};

const AT_MOST_FLAG: Flag = {
  name: 'at-most',
  value: 'kind=n',
  isRepeatable: true,
  isCommon: true,
  help: 'no more nodes of this entry of the cluster can be had; may be repeated',
};

export const SIZE: Command = {
  name: 'size',
  argument: SCENARIO,
  summary: 'The fewest, or cheapest, nodes of the kinds in a scenario that host every application with every SLO kept.',
  examples: [
    ['edge-plan size', 'for the shipped example'],
    ['edge-plan size site.yaml --survive 1', 'enough that any one node may be lost'],
    ['edge-plan size site.yaml --at-least pi=4 --at-most nano=2', 'with what is bought, and what can be had'],
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
