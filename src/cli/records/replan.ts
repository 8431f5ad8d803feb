import { type Flag, JSON_FLAG, OUT_FLAG, SEED_FLAG } from '../flags.ts';
import { type Command, SCENARIO } from './command.ts';

const PLAN_FLAG: Flag = {
  name: 'plan',
  value: 'file',
  isCommon: true,
  help: 'what runs, as "fit --out" or "replan --out" wrote it; left out: the placement of the scenario, else of fit',
};

const RATE_FLAG: Flag = {
  name: 'rate',
  value: 'app=rate',
  isRepeatable: true,
  isCommon: true,
  help: 'another rate of a group or an instance, as in doorbell=2x or doorbell=10/s; may be repeated',
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
  help: 'most applications that may move; stops and starts are counted apart',
};

const WATCH_RATES_FLAG: Flag = {
  name: 'watch-rates',
  value: 'rates.csv',
  isCommon: true,
  help: 'replay changing rates (time,app,rate) step by step; --max-moves then holds for each step',
};

export const REPLAN: Command = {
  name: 'replan',
  argument: SCENARIO,
  summary: 'Repairs what runs after rates, nodes or applications changed: keeps what holds, and explains each move.',
  examples: [
    ['edge-plan replan --rate doorbell=2x', 'twice the requests of one group in the shipped example'],
    ['edge-plan replan site.yaml --plan plan.json', 'the plan of yesterday in the scenario of today'],
    ['edge-plan replan site.yaml --lose coral-3 --max-moves 10', 'a node is lost, and few may move'],
  ],
  flags: [JSON_FLAG, OUT_FLAG, PLAN_FLAG, RATE_FLAG, LOSE_FLAG, MAX_MOVES_FLAG, WATCH_RATES_FLAG, SEED_FLAG],
  load: () => import('../commands/replan.ts'),
};
