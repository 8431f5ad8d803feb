/** One row of a profile table, a blank cell being left out. */

import { DISCIPLINES } from '../../src/domain/disciplines.ts';
import { document, object, type Schema } from './keywords.ts';
import { PLAIN_TEXT } from './quantities.ts';

const MOST_MS = 1e9;
const MOST_MB = 1e12;

const named = (description: string): Schema => ({ description, type: 'string', pattern: PLAIN_TEXT, maxLength: 1000 });
const from0 = (description: string, maximum: number): Schema => ({ description, type: 'number', minimum: 0, maximum });
const whole = (description: string, maximum: number, byDefault?: number): Schema => ({
  description,
  type: 'integer',
  minimum: 1,
  maximum,
  ...(byDefault !== undefined && { default: byDefault }),
});

const COLUMNS: Readonly<Record<string, Schema>> = {
  model: named('Name of the model, as scenarios use it.'),
  device: named('Name of the device, as scenarios use it.'),
  service_ms: {
    description: 'Mean service time of one request (of one batch, where batch is above 1), ms.',
    type: 'number',
    exclusiveMinimum: 0,
    maximum: MOST_MS,
  },
  service_scv: { ...from0('Squared coefficient of variation of the service time.', 1e6), default: 0 },
  swap_ms: from0('Time to load the parameters after a request of another model, ms.', MOST_MS),
  memory_mb: from0(
    'Container of one copy of the model in the memory of the node, MB (10⁶ bytes); left out: not known.',
    MOST_MB,
  ),
  accelerator_memory_mb: from0(
    'One copy in the memory of an accelerator that has its own, MB; left out: as memory_mb.',
    MOST_MB,
  ),
  on_chip_mb: from0('Parameters kept on the chip, MB.', MOST_MB),
  off_chip_mb: from0('Parameters streamed at every inference, MB.', MOST_MB),
  preprocess_ms: from0('CPU service time of one request on this device, ms.', MOST_MS),
  batch: whole('Batch size of the measurement.', 100_000, 1),
  concurrency: whole('Number of copies that ran at once.', 100_000, 1),
  discipline: { description: 'How the device orders and shares work.', enum: DISCIPLINES },
  runtime: named('Inference runtime and its version.'),
  precision: named('Precision of the model, such as int8.'),
  conditions: named('What else held: power mode, clocks, input size.'),
  samples: whole('Number of measurements behind the mean.', 1e12),
  source: named('Where the figure was measured or published.'),
};

const REQUIRED = ['model', 'device', 'service_ms'];

export const PROFILE: Schema = document(
  'edge-plan profile row',
  object(
    'One measurement of one model on one device at one batch size and one number of concurrent copies.',
    COLUMNS,
    Object.keys(COLUMNS).filter((column) => !REQUIRED.includes(column)),
  ),
);
