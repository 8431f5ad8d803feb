import { type Flag, JSON_FLAG, OUT_FLAG, SEED_FLAG } from '../flags.ts';
import { type Command, SCENARIO } from './command.ts';

const PLAN_FLAG: Flag = {
  name: 'plan',
  value: 'file',
  isCommon: true,
  help: 'what is running, as "fit --out" or "replan --out" wrote it; default: the placement of the scenario, or that of fit',
};

const RATE_FLAG: Flag = {
  name: 'rate',
  value: 'app=rate',
  isRepeatable: true,
  isCommon: true,
  help: 'the new rate of a group or an instance, as in doorbell=2x or doorbell=10/s; may be repeated',
};

const LOSE_FLAG: Flag = {
  name: 'lose',
  value: 'node',
  isRepeatable: true,
  isCommon: true,
  help: 'a node that is lost, as in coral-3; may be repeated',
};

const MAX_MOVES_FLAG: Flag = {
  name: 'max-moves',
  value: 'n',
  kind: 'whole-number',
  isCommon: true,
  help: 'at most this many applications may move; stops and starts are not counted',
};

const WATCH_RATES_FLAG: Flag = {
  name: 'watch-rates',
  value: 'rates.csv',
  isCommon: true,
  help: 'replay changing rates (time,app,rate) step by step; --max-moves then applies to each step',
};

export const REPLAN: Command = {
  name: 'replan',
  argument: SCENARIO,
  summary: 'Repairs a running plan after rates, nodes or applications changed: moves few, and explains each move.',
  examples: [
    ['edge-plan replan --rate doorbell=2x', 'twice the requests of one group in the shipped example'],
    ['edge-plan replan site.yaml --plan plan.json', "yesterday's plan in today's scenario"],
    ['edge-plan replan site.yaml --lose coral-3 --max-moves 10', 'a node is lost, and at most ten may move'],
  ],
  flags: [JSON_FLAG, OUT_FLAG, PLAN_FLAG, RATE_FLAG, LOSE_FLAG, MAX_MOVES_FLAG, WATCH_RATES_FLAG, SEED_FLAG],
  load: () => import('../commands/replan.ts'),
};
