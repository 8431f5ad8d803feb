import { EXPLAIN_FLAG, type Flag, HEADROOM_FLAG, JSON_FLAG, OUT_FLAG, SEED_FLAG } from '../flags.ts';
import { type Command, SCENARIO } from './command.ts';

const VARY_FLAG: Flag = {
  name: 'vary',
  value: '[app.]what=from..to',
  isCommon: true,
  help: 'vary rate, preprocess or network, as in rate=1..40/s, doorbell.rate=1..40/s or rate=0.5x..3x',
};

export const PREDICT: Command = {
  name: 'predict',
  argument: SCENARIO,
  summary: 'Response times of the placement that a scenario gives (of the one that fit finds, where it gives none).',
  examples: [
    ['edge-plan predict', 'the shipped example'],
    ['edge-plan predict site.yaml --vary rate=0.5x..3x', 'until when the SLOs hold if all rates grow'],
  ],
  flags: [JSON_FLAG, OUT_FLAG, VARY_FLAG, EXPLAIN_FLAG, HEADROOM_FLAG, SEED_FLAG],
  load: () => import('../commands/predict.ts'),
};
