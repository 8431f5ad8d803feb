/** The documents of `profiles`, `explain` and `doctor`: no scenario is read for them, and nothing is random. */

import { DISCIPLINES } from '../../src/domain/disciplines.ts';
import { SCHEMA_VERSION } from '../../src/report/schema-version.ts';
import { amount, count, document, flag, listOf, object, oneOf, orNull, type Schema, text } from './keywords.ts';
import type { Parts } from './plan.ts';

/** What such a document begins with. */
export function bareHead(command: string): Parts {
  return {
    schemaVersion: { description: 'Version of the document.', const: SCHEMA_VERSION },
    command: oneOf('The command that wrote it.', [command]),
    scenario: { description: 'There is none.', type: 'null' },
    seed: { description: 'Nothing is random.', type: 'null' },
  };
}

const ROW = object('One measurement.', {
  serviceMs: amount('Mean service time; of the whole batch.'),
  serviceScv: orNull(amount('Its squared coefficient of variation.')),
  swapMs: orNull(amount('Time to load the parameters.')),
  memoryBytes: orNull(amount('Container of one copy.')),
  onChipBytes: orNull(amount('Parameters kept on the chip.')),
  offChipBytes: orNull(amount('Parameters streamed at every inference.')),
  preprocessMs: orNull(amount('CPU service time of one request.')),
  batch: count('Batch size.'),
  concurrency: count('Copies that ran at once.'),
  runtime: orNull(text('Inference runtime.')),
  precision: orNull(text('Precision.')),
  conditions: orNull(text('What else held.')),
  samples: orNull(count('Measurements behind it.')),
  source: orNull(text('Where it was measured or published.')),
  file: text('The table.'),
  line: count('Its line.'),
});

const MODEL = object('What is measured of one model there.', {
  model: text('The model.'),
  serviceMs: orNull(amount('The service time that plans use.')),
  reason: orNull(text('Why there is none.')),
  rows: listOf('Its rows, the one that plans use first.', ROW),
});

const DEVICE = object('One device.', {
  device: text('Its name.'),
  discipline: orNull(oneOf('How it is shared by default.', DISCIPLINES)),
  memoryBytes: orNull(amount('Memory of a node.')),
  cores: orNull(count('CPU cores of a node.')),
  description: orNull(text('What it is.')),
  models: listOf('Models measured on it.', MODEL),
});

export const PROFILES: Schema = document(
  'edge-plan profiles: what is measured, device by device',
  object('Devices and models.', { ...bareHead('profiles'), devices: listOf('Devices.', DEVICE) }),
);

export const EXPLAIN: Schema = document(
  'edge-plan explain: what a problem means',
  object('Problems.', {
    ...bareHead('explain'),
    problems: listOf(
      'Problems that were asked about.',
      object('One problem.', {
        code: text('Its stable name.'),
        means: text('What it says.'),
        why: text('Why it is one.'),
        mend: text('What to do.'),
        example: text('How it looks when it is right.'),
      }),
    ),
  }),
);

export const DOCTOR: Schema = document(
  'edge-plan doctor: whether it is sound on this machine',
  object('What was looked at.', {
    ...bareHead('doctor'),
    isSound: flag('Whether everything is.'),
    checks: listOf(
      'Every check.',
      object('One check.', {
        check: text('Its name.'),
        isSound: flag('Whether it is sound.'),
        found: text('What was found.'),
        remedy: orNull(text('What to do; null: nothing.')),
      }),
    ),
  }),
);
