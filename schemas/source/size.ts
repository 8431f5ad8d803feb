/** The document of `size`. */

import { SIZING_GOALS } from '../../src/domain/sizing.ts';
import { amount, count, document, listOf, number, object, oneOf, orNull, type Schema, text } from './keywords.ts';
import { DEFINITIONS, ELAPSED, head, PLAN_LISTS, SIMULATION_DEFINITIONS, SIMULATION_SUMMARY } from './plan.ts';
import { SURVIVE } from './survival.ts';

const SUMMARY = object(
  'The answer in numbers.',
  {
    apps: count('Application instances in the scenario.'),
    placed: count('Those that the answer hosts.'),
    nodes: orNull(count('Nodes needed; null: there is no answer.')),
    cost: orNull(amount("Their cost, in the scenario's own unit.")),
    minimize: oneOf('What was made least.', SIZING_GOALS),
    lowerBound: orNull(amount('No choice of nodes has less of it.')),
    gap: orNull(number('(reached − lowerBound) ÷ reached.')),
    status: oneOf('How sure the answer is.', ['optimal', 'feasible', 'stopped', 'infeasible', 'undecided']),
    reason: orNull(text('Why there is no answer, or no sure one.')),
    nodesToday: count('Nodes that the scenario has.'),
    costToday: amount('Their cost.'),
    losses: count('Nodes that may be lost at once.'),
    survive: SURVIVE,
    ...SIMULATION_SUMMARY,
    elapsed: ELAPSED,
  },
  Object.keys(SIMULATION_SUMMARY),
);

const KIND = object('A kind of node to choose from.', {
  node: text('The first entry of the kind.'),
  entries: listOf('All entries of the kind.', { type: 'string' }),
  device: text('Its device.'),
  cost: amount('Cost of one.'),
  today: count('Nodes that the scenario has.'),
  needed: orNull(count('Nodes in the answer.')),
  atLeast: orNull(count('Nodes that are there in any case.')),
  atMost: orNull(count('The most that there may be.')),
  utilization: orNull(amount('Mean busy share of their accelerators.')),
});

const { apps, accelerators } = PLAN_LISTS as { apps: Schema; accelerators: Schema };
const { profile: _, ...PARTS } = { ...DEFINITIONS, ...SIMULATION_DEFINITIONS };

export const SIZE: Schema = document(
  'edge-plan size: the fewest or cheapest nodes that host everything',
  object('Nodes, kind by kind, and the plan on them.', {
    ...head('size'),
    summary: SUMMARY,
    kinds: listOf('Kinds of nodes.', KIND),
    refused: listOf(
      'Applications that find no place.',
      object('One application.', { app: text('Its name.'), count: count('Instances.'), reason: text('Why.') }),
    ),
    apps,
    accelerators,
  }),
  PARTS,
);
