/** The document of `predict --vary`. */

import { amount, count, document, flag, listOf, number, object, oneOf, orNull, type Schema, text } from './keywords.ts';
import { head } from './plan.ts';

const GROUP = object('The worst placed instance of an application.', {
  app: text('The application.'),
  utilization: amount('Busy share of its accelerator.'),
  meanMs: orNull(amount('Mean response time.')),
  p50Ms: orNull(amount('Median.')),
  p90Ms: orNull(amount('90th percentile.')),
  p95Ms: orNull(amount('95th percentile.')),
  p99Ms: orNull(amount('99th percentile.')),
  ok: flag('Whether its SLO holds.'),
  reason: orNull(text('Why there is no response time.')),
});

export const SWEEP: Schema = document(
  'edge-plan sweep: the document of predict --vary',
  object('A plan at many values of one input.', {
    ...head('predict'),
    sweep: object('What was varied, and what came of it.', {
      parameter: oneOf('The input.', ['rate', 'preprocess', 'network']),
      unit: oneOf('Unit of the values.', ['factor', 'perS', 'ms']),
      app: orNull(text('The application whose input it is; null: all.')),
      shown: text('The application that the chart shows.'),
      holdsUpTo: orNull(number('The greatest value up to which its SLO holds; null: at none, or at all.')),
      points: listOf(
        'From the least value to the greatest.',
        object('One value.', {
          value: number('The value.'),
          violating: count('Instances whose SLO is broken.'),
          apps: listOf('Every application that is placed.', GROUP),
        }),
      ),
    }),
  }),
);
