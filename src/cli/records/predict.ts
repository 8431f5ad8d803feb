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
  summary:
    'Predicts the response times of the placement that a scenario gives or, where it gives none, that fit finds.',
  examples: [
    ['edge-plan predict', 'the shipped example'],
    ['edge-plan predict site.yaml --vary rate=0.5x..3x', 'how far all rates can grow before an SLO breaks'],
  ],
  flags: [JSON_FLAG, OUT_FLAG, VARY_FLAG, EXPLAIN_FLAG, HEADROOM_FLAG, SEED_FLAG],
  load: () => import('../commands/predict.ts'),
};
