/** The documents of `import`: profile rows, an inventory, and what runs of an exported plan. */

import { DISCIPLINES } from '../../src/domain/disciplines.ts';
import { SLO_METRICS } from '../../src/domain/scenario.ts';
import { bareHead } from './help.ts';
import {
  amount,
  count,
  document,
  flag,
  listOf,
  mapOf,
  object,
  oneOf,
  orNull,
  ref,
  type Schema,
  text,
} from './keywords.ts';
import { acceleratorIndex, type Parts } from './plan.ts';

const HEAD: Parts = bareHead('import');

const NOTES = listOf('What a planner should know of it.', { type: 'string' });

const KUBERNETES = object('What a manifest must say to reach it.', {
  hostname: orNull(text('The label kubernetes.io/hostname; null: the name of the node.')),
  resource: orNull(text('The extended resource that stands for an accelerator.')),
  replicas: orNull(count('How many containers may ask for one accelerator.')),
  pods: orNull(count('How many more pods it takes.')),
  taints: listOf('Taints that a pod must tolerate.', { type: 'string' }),
});

const NODE = object('Accelerators of one kind in one node.', {
  node: text('As a plan calls it.'),
  nodeName: text('As pods call it.'),
  device: text('The device of the profiles.'),
  discipline: orNull(oneOf("How it is shared; null: the device's own.", DISCIPLINES)),
  accelerators: count('Accelerators that may be used.'),
  memoryBytes: amount('Allocatable memory less what other pods ask for.'),
  acceleratorMemoryBytes: orNull(amount('Memory that one accelerator has of its own; null: the dump does not say.')),
  cpuCores: count('Allocatable cores less what other pods ask for.'),
  kubernetes: KUBERNETES,
  notes: NOTES,
});

const LEFT_OUT = object('A node that is not used, and why.', {
  node: text('Its name.'),
  reason: text('Why.'),
  remedy: orNull(
    object('What to say to have it used.', {
      say: oneOf('The flag.', ['devices', 'tolerate']),
      value: text('What it is about.'),
    }),
  ),
  notes: NOTES,
});

const RUNNING = object('An application of an exported plan that runs.', {
  app: text('The instance.'),
  model: orNull(text('Its model.')),
  ratePerS: orNull(amount('Requests per second.')),
  slo: orNull(
    object('Its SLO.', {
      metric: oneOf('What is bounded.', Object.keys(SLO_METRICS)),
      limitMs: amount('The most that it may be.'),
    }),
  ),
  node: text('The node.'),
  accelerator: acceleratorIndex,
});

const INVENTORY = object('The nodes of a saved cluster.', {
  ...HEAD,
  format: oneOf('What was read.', ['nodes']),
  file: text('The file, as it was named.'),
  summary: object('Counts.', {
    nodesRead: count('Nodes in the file.'),
    nodes: count('Parts of nodes that can be planned with.'),
    leftOut: count('Parts left out.'),
    accelerators: count('Accelerators.'),
    memoryBytes: amount('Memory of all.'),
    cpuCores: count('Cores of all.'),
  }),
  nodes: listOf('What can be planned with.', NODE),
  leftOut: listOf('What is left out.', LEFT_OUT),
  pods: orNull(
    object('What --pods said.', {
      foreign: count('Pods that are not of an exported plan.'),
      unknownMemory: count('Those that do not say what memory they need.'),
      running: listOf('What runs of an exported plan.', ref('running')),
    }),
  ),
});

const RUNNING_PLAN = object('What runs of an exported plan, as --running writes it: a plan file.', {
  ...HEAD,
  policy: { description: 'A cluster does not say.', type: 'null' },
  apps: listOf('What runs.', ref('running')),
});

export const REMARKS = listOf(
  'What a person should know of it.',
  object('A remark.', { code: text('A stable name.'), text: text('In words.') }),
);

const FROM = orNull(text('Where in the file it stands, and what was done to it.'));

/** `concurrency`: copies that ran at once. */
export function profileRow(concurrency: Schema): Schema {
  return object('One measurement, as a row of a profile table.', {
    model: text('The model.'),
    device: text('The device.'),
    batch: count('Batch size.'),
    concurrency,
    kind: oneOf('What the times are.', ['service', 'response', 'capacity']),
    serviceMs: amount('Mean time; of the whole batch.'),
    serviceScv: orNull(amount('Squared coefficient of variation.')),
    quantilesMs: mapOf('Percentiles that the file gives, such as p95.', { type: 'number' }),
    samples: orNull(count('Measurements behind it.')),
    throughputPerS: orNull(amount('Throughput.')),
    memoryBytes: orNull(amount('Memory.')),
    onChipBytes: orNull(amount('Parameters kept on the chip.')),
    offChipBytes: orNull(amount('Parameters streamed at every inference.')),
    runtime: orNull(text('Inference runtime.')),
    precision: orNull(text('Precision.')),
    conditions: listOf('What else held.', { type: 'string' }),
    source: text('Where the figures come from.'),
    from: object('Which line each figure was made from.', {
      serviceMs: FROM,
      serviceScv: FROM,
      samples: FROM,
      throughputPerS: FROM,
      memoryBytes: FROM,
      onChipBytes: FROM,
      offChipBytes: FROM,
    }),
    remarks: REMARKS,
  });
}

export const APPENDED = orNull(
  object('The table that the rows were added to.', {
    file: text('Its name.'),
    added: count('Rows that were new.'),
    isNew: flag('Whether the table was made for them.'),
  }),
);

const MEASUREMENTS = object('Measurements as profile rows.', {
  ...HEAD,
  format: text('The format that was read.'),
  files: listOf('The files, as they were named.', { type: 'string' }),
  rows: listOf('Profile rows.', profileRow({ description: 'Copies that ran at once.', const: 1 })),
  leftOut: listOf(
    'What was left out.',
    object('A part of a file.', {
      file: text('The file.'),
      line: count('Its line.'),
      code: text('A stable name of the reason.'),
      reason: text('Why.'),
      help: text('What to do.'),
    }),
  ),
  remarks: REMARKS,
  appended: APPENDED,
});

export const IMPORT: Schema = document(
  'edge-plan import: the documents of import',
  { anyOf: [INVENTORY, RUNNING_PLAN, MEASUREMENTS] },
  { running: RUNNING },
);
