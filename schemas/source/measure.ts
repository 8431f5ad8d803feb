/** The documents of `measure`: profile rows of a model, and a co-location. */

import { MEASURED_DISCIPLINES } from '../../src/domain/co-location.ts';
import { bareHead } from './help.ts';
import { APPENDED, profileRow, REMARKS } from './import.ts';
import { amount, count, document, listOf, number, object, oneOf, orNull, ref, type Schema, text } from './keywords.ts';
import { head } from './plan.ts';
import { VALIDATION_ROW, VALIDATION_SUMMARY } from './validate.ts';

const MACHINE = object('What it was measured on.', {
  processor: text('The processor, as it names itself.'),
  cores: count('Its cores.'),
  usedCores: orNull(listOf('The cores that inference ran on; null: any.', { type: 'integer' })),
  architecture: text('Such as x64.'),
  system: text('Operating system and its version.'),
  governor: orNull(text('Frequency governor of the cores; null: the system does not show one.')),
  runtime: text('Inference runtime.'),
  node: text('Version of Node.js.'),
});

const FOREIGN_SHARE =
  "Share of the cores' time that went to something else; null: the system does not show it. It is counted coarsely: of a short run it can lie a little below 0.";

const ROWS = object('A model, measured alone.', {
  ...bareHead('measure'),
  file: text('The model, as it was named.'),
  machine: ref('machine'),
  foreignShare: orNull(number(`${FOREIGN_SHARE} The most over all measurements.`)),
  rows: listOf('Profile rows.', profileRow(count('Copies that ran at once.'))),
  remarks: REMARKS,
  appended: APPENDED,
});

const CO_LOCATION = object('Applications that shared an accelerator of this machine.', {
  ...head('measure'),
  machine: ref('machine'),
  discipline: oneOf('How they shared it.', MEASURED_DISCIPLINES),
  run: text('What the recording calls this run.'),
  durationMs: amount('How long requests were sent.'),
  requests: count('Requests, all of them answered.'),
  processorTimeMs: amount('Processor time of all containers.'),
  soloTimeMs: amount('What the same requests take alone, by the profiles.'),
  interference: amount('The first over the second: 1 where sharing costs nothing.'),
  withoutWorker: count('Under ps: requests that found all workers busy.'),
  lateness: orNull(
    object('Of requests that found nobody present when they were due; null: there were none.', {
      requests: count('How many.'),
      meanMs: amount('From the scheduled moment to when they were taken up, on average.'),
      worstMs: amount('The longest of these.'),
    }),
  ),
  foreignShare: orNull(number(FOREIGN_SHARE)),
  summary: VALIDATION_SUMMARY,
  rows: listOf('Every model in every container.', VALIDATION_ROW),
});

export const MEASURE: Schema = document(
  'edge-plan measure: a model or a co-location on this machine',
  { anyOf: [ROWS, CO_LOCATION] },
  { machine: MACHINE },
);
