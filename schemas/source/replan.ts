/** The documents of `replan`: a repair, and a replay of changing rates. */

import { REPLAN_POLICIES, REPLAY_POLICIES } from '../../src/domain/replan.ts';
import { amount, count, document, flag, listOf, object, oneOf, orNull, type Schema, text } from './keywords.ts';
import { acceleratorIndex, DEFINITIONS, head, nodeName, type Parts, PLAN_LISTS, PLAN_SUMMARY } from './plan.ts';

const MOVES: Parts = {
  moves: count('Applications that go on elsewhere.'),
  stops: count('Applications that ran and run no longer.'),
  starts: count('Applications that did not run before.'),
};

const REPAIR_SUMMARY: Parts = {
  ran: count('Instances that ran.'),
  harmed: count('Those that now break their SLO or whose place is gone.'),
  overfullNodes: count('Nodes that break a constraint.'),
  ...MOVES,
  atLeast: count('In every repair so many leave their place: proved.'),
  mostMoves: orNull(count('Most moves allowed; null: any number.')),
};

const PLACE: Parts = { node: nodeName };

const MOVE = object('What happens to one instance, and why.', {
  app: text('The instance.'),
  kind: oneOf('What happens.', ['move', 'start', 'stop']),
  from: orNull(object('Where it ran.', { ...PLACE, accelerator: orNull(acceleratorIndex) })),
  to: orNull(object('Where it goes.', { ...PLACE, accelerator: acceleratorIndex })),
  predictedMs: orNull(amount("Predicted value of its SLO's metric there.")),
  reason: text('Why, as a sentence.'),
});

const POLICY_ROW = object(
  'What a rule makes of the same situation.',
  {
    policy: oneOf('The rule.', REPLAN_POLICIES),
    hosted: count('Instances hosted.'),
    hostedWeight: amount('Sum of their weights.'),
    violating: count('Those whose SLO does not hold.'),
    ...MOVES,
    fewestMoves: flag('fresh plan: whether its moves are the fewest possible.'),
  },
  ['fewestMoves'],
);

const HEAD: Parts = { ...head('replan'), policy: oneOf('A repair is no policy of fit.', ['replan']) };

const REPAIR = object('A repaired plan and the way to it.', {
  ...HEAD,
  summary: object('Counts.', { ...PLAN_SUMMARY, ...REPAIR_SUMMARY }),
  changes: listOf('What the command line changed, in words.', { type: 'string' }),
  gone: listOf('Applications that ran and that the scenario no longer has.', { type: 'string' }),
  moves: listOf('Every instance that does not stay.', MOVE),
  policies: listOf('This repair beside other rules.', POLICY_ROW),
  ...PLAN_LISTS,
});

const OUTCOME = object('What one rule found and did.', {
  policy: oneOf('The rule.', REPLAY_POLICIES),
  hosted: count('Instances hosted; over all steps the least.'),
  ...MOVES,
  violatingBefore: count('Broken SLOs that it found.'),
  violatingAfter: count('Broken SLOs that it left.'),
});

const REPLAY = object('A day of changing rates, step by step.', {
  ...HEAD,
  rates: text('The table of rates.'),
  summary: object('Counts of the plan after the last step.', { ...PLAN_SUMMARY, steps: count('Steps.') }),
  totals: listOf('Sums over all steps.', OUTCOME),
  steps: listOf(
    'Every step.',
    object('One moment.', {
      time: text('As the table writes it.'),
      changes: listOf('Rates that change, in words.', { type: 'string' }),
      policies: listOf('Every rule.', OUTCOME),
    }),
  ),
  ...PLAN_LISTS,
});

export const REPLAN: Schema = document(
  'edge-plan replan: the documents of replan and replan --watch-rates',
  { anyOf: [REPAIR, REPLAY] },
  DEFINITIONS,
);
