/** What becomes of a plan when nodes are lost: a part of the documents of `fit --survive` and `size`. */

import { count, flag, listOf, object, oneOf, orNull, type Schema, text } from './keywords.ts';

const WORST = object('The loss after which the most find no place, else the one after which the most move.', {
  nodes: listOf('The lost nodes.', { type: 'string' }),
  lost: listOf(
    'How many of each entry of the cluster.',
    object('One entry.', { node: text('Its name.'), count: count('Nodes lost.') }),
  ),
  displaced: count('Applications that ran there.'),
  moves: count('Applications that move, those of the lost nodes among them.'),
  unhosted: listOf(
    'Applications without a place then.',
    object('One application.', { app: text('Its name.'), count: count('Instances.') }),
  ),
  isWorstOfAll: flag('Whether the moves of every loss were counted, so that none needs more.'),
});

export const SURVIVE: Schema = orNull(
  object('What becomes of the plan when nodes are lost.', {
    losses: count('Nodes lost at once.'),
    verdict: oneOf('The answer.', ['survives', 'fails', 'undecided']),
    reason: orNull(text('Why it is not decided.')),
    hosted: count('Applications hosted before.'),
    cases: count('Different losses looked at.'),
    worst: orNull(WORST),
  }),
);
