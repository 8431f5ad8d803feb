/** The documents of `compare`: policies beside each other, and a series of such comparisons. */

import { COMPARED_PARAMETERS, COMPARED_POLICIES, MEASURES, POLICY_FAMILIES } from '../../src/domain/comparison.ts';
import { POLICY_NAMES } from '../../src/domain/policies.ts';
import {
  amount,
  count,
  document,
  flag,
  listOf,
  number,
  object,
  oneOf,
  orNull,
  ref,
  type Schema,
  text,
} from './keywords.ts';
import { ELAPSED, head, interval, type Parts } from './plan.ts';

const DERATING = object('How far limits had to be lowered until nothing violates.', {
  policy: oneOf('The knapsack that was derated.', POLICY_NAMES),
  factor: amount('Part of the limits.'),
  precision: amount('Step of the search.'),
});

const ROW = object('One policy.', {
  policy: oneOf('Its name.', COMPARED_POLICIES),
  placed: count('Applications placed.'),
  violating: count('Placed ones whose SLO does not hold under the models.'),
  ok: count('Placed ones whose SLO holds.'),
  safePrefix: orNull(count('Placed of the first applications, as many as nothing violates.')),
  simulatedViolating: orNull(count('Violating in the simulation, with 95 % confidence; null: not simulated.')),
  ratioOk: orNull(amount('ok, to that of the best knapsack as configured.')),
  ratioSafePrefix: orNull(amount('safePrefix, to that of the best knapsack as configured.')),
  reason: orNull(text('Why a ratio has no value.')),
  safePrefixOffered: orNull(count('How many of the first applications were offered then.')),
  safePrefixExact: orNull(flag('Whether every greater number was tried.')),
  simulatedUndecided: orNull(count('Those of which the simulation cannot tell.')),
  okWeight: amount('Sum of the weights of those whose SLO holds.'),
  shareOfBound: orNull(amount('okWeight ÷ the upper bound.')),
  status: oneOf('Whether the plan is proved to be the best.', ['optimal', 'feasible', 'stopped']),
  upperBound: orNull(amount('Upper bound of its own question.')),
  derating: orNull(DERATING),
  elapsed: ELAPSED,
});

const APPS = count('Application instances offered.');
const NODES = count('Nodes.');
const UPPER_BOUND = orNull(amount('No placement that keeps every SLO hosts more weight.'));
const ROWS = listOf('Every policy.', ref('row'));

const HEAD: Parts = {
  ...head('compare'),
  apps: APPS,
  nodes: NODES,
  settings: object('What was compared.', {
    policies: listOf('Policies.', oneOf('A policy.', COMPARED_POLICIES)),
    requests: orNull(count('Requests simulated of each application; null: nothing was simulated.')),
    safePrefix: flag('Whether safe prefixes were looked for.'),
  }),
  verdict: text('The answer in words.'),
};

const COMPARISON = object('Policies beside each other.', { ...HEAD, upperBound: UPPER_BOUND, rows: ROWS });

const RATIO = object('How a ratio is spread over the items.', {
  ours: oneOf('What is compared.', ['edge-plan', 'greedy-online']),
  baseline: oneOf('With what.', POLICY_FAMILIES),
  measure: oneOf('By which measure.', MEASURES),
  items: count('Items that have the ratio.'),
  worst: orNull(number('The least.')),
  lowerQuartile: orNull(number('A quarter is below.')),
  median: orNull(number('Half is below.')),
  upperQuartile: orNull(number('Three quarters are below.')),
  best: orNull(number('The greatest.')),
});

const RANGES = object('What random workloads are drawn from.', {
  applications: count('Applications.'),
  groups: count('Groups of equal ones.'),
  models: count('Models.'),
  load: interval('Load that is offered.'),
  tightness: interval('SLO limit ÷ response time alone.'),
});

const SERIES = object('A series of comparisons, or a shard of it.', {
  ...HEAD,
  series: object('What varies.', {
    parameter: oneOf('The input.', [...COMPARED_PARAMETERS, 'random']),
    values: listOf('Its values; of random workloads their numbers.', { type: 'number' }),
    ranges: orNull(RANGES),
  }),
  shard: orNull(object('The part that this is.', { index: count('Its number, from 1.'), of: count('Parts.') })),
  ratios: listOf('Ratios over all items.', RATIO),
  items: listOf(
    'One comparison for each value.',
    object('One comparison.', {
      value: number('The value.'),
      apps: APPS,
      nodes: NODES,
      upperBound: UPPER_BOUND,
      rows: ROWS,
    }),
  ),
});

export const COMPARE: Schema = document(
  'edge-plan compare: the documents of compare',
  { anyOf: [COMPARISON, SERIES] },
  { row: ROW },
);
