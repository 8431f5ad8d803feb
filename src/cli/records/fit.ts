import {
  EXPLAIN_FLAG,
  HEADROOM_FLAG,
  HTML_FLAG,
  JSON_FLAG,
  OUT_FLAG,
  POLICY_FLAG,
  SEED_FLAG,
  STEPS_FLAG,
  SURVIVE_FLAG,
  VERIFY_FLAG,
} from '../flags.ts';
import { type Command, SCENARIO } from './command.ts';

export const FIT: Command = {
  name: 'fit',
  argument: SCENARIO,
  summary: 'Answers how many applications fit on the cluster with every SLO kept, and where each goes.',
  examples: [
    ['edge-plan fit', 'the shipped heterogeneous cluster'],
    ['edge-plan fit site.yaml --json', 'the whole plan as one JSON document'],
    ['edge-plan fit --explain ar-guide --headroom', 'why no more of these fit, and how much the rates can grow'],
    ['edge-plan fit site.yaml --policy knapsack-first', 'what placing by memory alone would do'],
  ],
  flags: [
    JSON_FLAG,
    OUT_FLAG,
    HTML_FLAG,
    POLICY_FLAG,
    VERIFY_FLAG,
    SURVIVE_FLAG,
    EXPLAIN_FLAG,
    HEADROOM_FLAG,
    STEPS_FLAG,
    SEED_FLAG,
  ],
  load: () => import('../commands/fit.ts'),
};
