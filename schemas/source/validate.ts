/** The document of `validate`. */

import { DISCIPLINES } from '../../src/domain/disciplines.ts';
import { amount, count, document, flag, listOf, number, object, oneOf, orNull, type Schema, text } from './keywords.ts';
import { headWithoutScenario, type Parts } from './plan.ts';

/** Error of means or percentiles, as fractions. */
function errors(what: string, mape: string, worst: string): Parts {
  return {
    [mape]: orNull(number(`${what}: mean absolute error.`)),
    [worst]: orNull(number(`${what}: greatest absolute error.`)),
  };
}

export const VALIDATION_ROW = object(
  'One model in one run.',
  {
    group: orNull(text('The run: the value of the column of --group-by; null: there is one run.')),
    model: text('The model.'),
    app: text('The application, where the recording names it.'),
    requests: count('Recorded requests.'),
    ratePerS: amount('Mean rate.'),
    arrivalScv: orNull(amount('Squared coefficient of variation of the inter-arrival times.')),
    poisson: orNull(flag('Whether arrivals look like Poisson arrivals.')),
    measuredMeanMs: amount('Measured mean.'),
    predictedMeanMs: orNull(amount('Mean by our models.')),
    ibisMeanMs: orNull(amount('Mean by the formulas of Ibis.')),
    replayedMeanMs: orNull(amount('Mean of the recorded arrivals in the simulator.')),
    measuredP95Ms: amount('Measured 95th percentile.'),
    predictedP95Ms: orNull(amount('By our models.')),
    replayedP95Ms: orNull(amount('In the simulator.')),
    utilization: amount('Predicted busy share of the device.'),
    reason: orNull(text('Why a prediction is missing.')),
  },
  ['app'],
);

export const VALIDATION_SUMMARY = object('Errors as fractions.', {
  rows: count('Rows.'),
  requests: count('Recorded requests.'),
  ...errors('Means by our models', 'mape', 'worst'),
  ...errors('Means by Ibis', 'ibisMape', 'ibisWorst'),
  ...errors('Means in the simulator', 'replayMape', 'replayWorst'),
  ...errors('95th percentiles by our models', 'p95Mape', 'p95Worst'),
  ...errors('95th percentiles in the simulator', 'replayP95Mape', 'replayP95Worst'),
});

export const VALIDATE: Schema = document(
  'edge-plan validate: measured requests against models and simulator',
  object('Measured against predicted and replayed.', {
    ...headWithoutScenario('validate'),
    recording: text('The recording, as it was named.'),
    device: text('The device.'),
    discipline: oneOf('How it is shared.', DISCIPLINES),
    groupBy: orNull(text('The column that tells runs apart.')),
    summary: VALIDATION_SUMMARY,
    rows: listOf('Every model in every run.', VALIDATION_ROW),
  }),
);
