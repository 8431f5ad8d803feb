/** Measured requests against models and simulator → the JSON document of `validate` (contract). */

import { type Errors, errorsOf, type Responses, type Validation, type ValidationRow } from '../domain/recording.ts';
import { perSecond } from '../domain/units.ts';
import { documentName } from './document-name.ts';
import { jsonText } from './json-text.ts';
import { rounded } from './numbers.ts';
import { SCHEMA_VERSION } from './schema-version.ts';

/** The document as text, ending in a newline. */
export function renderValidationJson(validation: Validation): string {
  const document = {
    schemaVersion: SCHEMA_VERSION,
    command: 'validate',
    scenario: null,
    recording: documentName(validation.recording),
    seed: validation.seed,
    device: validation.device,
    discipline: validation.discipline,
    groupBy: validation.groupBy,
    summary: validationSummary(validation.rows),
    rows: validation.rows.map(validationRowParts),
  };
  return jsonText(document);
}

/** Errors of all rows together, as fractions. */
export function validationSummary(rows: readonly ValidationRow[]) {
  const means = validationErrors(rows, 'mean');
  const tails = validationErrors(rows, 'p95');
  const fields = (name: string, { mape, worst }: Errors) => {
    const [first, second] = name === '' ? ['mape', 'worst'] : [`${name}Mape`, `${name}Worst`];
    return { [first]: orNull(mape), [second]: orNull(worst) };
  };
  return {
    rows: rows.length,
    requests: rows.reduce((sum, { requests }) => sum + requests, 0),
    ...fields('', means.predicted),
    ...fields('ibis', means.ibis),
    ...fields('replay', means.replayed),
    ...fields('p95', tails.predicted),
    ...fields('replayP95', tails.replayed),
  };
}

/** Errors of everything that stands against the measured mean or percentile. Ibis knows no percentiles. */
export function validationErrors(rows: readonly ValidationRow[], figure: keyof Responses) {
  const measured = (row: ValidationRow) => row.measured[figure];
  return {
    predicted: errorsOf(rows, measured, ({ predicted }) => predicted?.[figure]),
    ibis: errorsOf(rows, measured, ({ ibisMean }) => (figure === 'mean' ? ibisMean : null)),
    replayed: errorsOf(rows, measured, ({ replayed }) => replayed?.[figure]),
  };
}

/** A row as documents show it. */
export function validationRowParts(row: ValidationRow) {
  const { group, model, app, measured, predicted, ibisMean, replayed } = row;
  return {
    group,
    model,
    ...(app !== null && { app }),
    requests: row.requests,
    ratePerS: rounded(perSecond(row.arrivalRate)),
    arrivalScv: orNull(row.arrivalScv),
    poisson: row.isPoisson,
    measuredMeanMs: rounded(measured.mean),
    predictedMeanMs: orNull(predicted?.mean),
    ibisMeanMs: orNull(ibisMean),
    replayedMeanMs: orNull(replayed?.mean),
    measuredP95Ms: rounded(measured.p95),
    predictedP95Ms: orNull(predicted?.p95),
    replayedP95Ms: orNull(replayed?.p95),
    utilization: rounded(row.utilization),
    reason: row.reason,
  };
}

function orNull(value: number | null | undefined): number | null {
  return value === null || value === undefined ? null : rounded(value);
}
