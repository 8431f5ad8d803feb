/** The scenario file. What only the reader can know (names that exist, files, upper ends of quantities) is left to it. */

import { DISCIPLINE, DISCIPLINES } from '../../src/domain/disciplines.ts';
import { SLO_METRICS } from '../../src/domain/scenario.ts';
import { MOST_APPLICATIONS } from '../../src/read/apps.ts';
import { MOST_NODES } from '../../src/read/cluster.ts';
import { MOST_PER_NODE } from '../../src/read/devices.ts';
import { NAME } from '../../src/read/fields.ts';
import { MOST_PODS } from '../../src/read/kubernetes-facts.ts';
import { GATES_SCHEMA } from './gates.ts';
import { document, listOf, object, ref, type Schema } from './keywords.ts';
import { PLAIN_TEXT, RATE_ABOVE_0, SHARE, SIZE_ABOVE_0, SIZE_FROM_0, SLO, TIME_FROM_0 } from './quantities.ts';

const MOST_NUMBER = 1e12;

function quantity(description: string, pattern: string, example: string, byDefault?: string): Schema {
  const shown = { description, type: 'string', pattern, maxLength: 120, examples: [example] };
  return byDefault === undefined ? shown : { ...shown, default: byDefault };
}

function named(description: string, example: string): Schema {
  return { description, type: 'string', pattern: PLAIN_TEXT, maxLength: 1000, examples: [example] };
}

function instanceName(description: string, example: string): Schema {
  return { description, type: 'string', pattern: NAME.source, examples: [example] };
}

function wholeNumber(description: string, maximum: number, byDefault?: number, minimum = 1): Schema {
  return { description, type: 'integer', minimum, maximum, ...(byDefault !== undefined && { default: byDefault }) };
}

function above0(description: string, byDefault?: number, maximum = MOST_NUMBER): Schema {
  const bounds = { description, type: 'number', exclusiveMinimum: 0, maximum };
  return byDefault === undefined ? bounds : { ...bounds, default: byDefault };
}

function share(description: string, byDefault: number): Schema {
  return {
    description,
    anyOf: [
      { type: 'number', exclusiveMinimum: 0, maximum: 1 },
      { type: 'string', pattern: SHARE },
    ],
    default: byDefault,
    examples: ['80 %'],
  };
}

/** A section that may stand there with nothing below it. */
function orBlank(schema: Schema): Schema {
  return { ...schema, type: [schema.type as string, 'null'] };
}

const file = (description: string, example: string) => named(`${description}, relative to this file.`, example);

const METRICS = Object.keys(SLO_METRICS);

const ARRIVALS: Schema = {
  description: 'How requests arrive.',
  anyOf: [
    { enum: ['poisson', 'periodic'] },
    object('Inter-arrival times with this squared coefficient of variation.', {
      scv: above0('Squared coefficient of variation: 1 is like poisson, more is burstier.', undefined, 1e6),
    }),
    object('Recorded arrivals.', { trace: file('A CSV with a column start_time in seconds', 'arrivals.csv') }),
  ],
  default: 'poisson',
};

const APPLICATION = object(
  'One application, or with "count" many equal ones.',
  {
    app: instanceName('Its name; with "count", instances are name-1 … name-N.', 'doorbell'),
    count: wholeNumber('Number of equal instances.', MOST_APPLICATIONS),
    model: named('The model column of the profiles.', 'mobilenet_v2'),
    rate: quantity('Mean number of requests of one instance.', RATE_ABOVE_0, '5 /s'),
    slo: quantity(`Bound on ${METRICS.join(', ')} of the end-to-end response time.`, SLO, 'p95 <= 200 ms'),
    preprocess: quantity('CPU service time of one request; left out: what the profile says.', TIME_FROM_0, '24 ms'),
    memory: quantity("The application's own container, per instance.", SIZE_FROM_0, '50 MiB', '0 B'),
    sharing: {
      description: '"model": instances of one model on one accelerator share one copy; "none": a container each.',
      enum: ['model', 'none'],
      default: 'none',
    },
    arrivals: ARRIVALS,
    weight: above0('What hosting one instance is worth, when not everything fits.', 1),
  },
  ['count', 'preprocess', 'memory', 'sharing', 'arrivals', 'weight'],
);

const WORKLOAD = object('Applications from a table with the same columns.', {
  workload: file('A CSV', 'apps.csv'),
});

const KUBERNETES = object(
  'What a manifest must say to reach the node; an imported inventory knows it.',
  {
    hostname: {
      description: 'The label kubernetes.io/hostname; left out: the name of the node.',
      type: 'string',
      pattern: '^[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$',
    },
    resource: {
      description: 'The extended resource that stands for an accelerator.',
      type: 'string',
      pattern: '^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?/[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$',
      examples: ['nvidia.com/gpu'],
    },
    replicas: wholeNumber('How many containers may ask for one accelerator.', MOST_PER_NODE),
    pods: wholeNumber('How many more pods the node takes.', MOST_PODS, undefined, 0),
    taints: {
      description: 'Taints that its pods must tolerate, as kubectl writes them.',
      anyOf: [{ type: 'string' }, { type: 'array', items: { type: 'string' } }],
      examples: ['nvidia.com/gpu=present:NoSchedule'],
    },
  },
  ['hostname', 'resource', 'replicas', 'pods', 'taints'],
);

const NODE_PROPERTIES: Readonly<Record<string, Schema>> = {
  node: instanceName('Its name; with "count", nodes are name-1 … name-N.', 'coral'),
  count: wholeNumber('Number of equal nodes.', MOST_NODES),
  device: named('The device column of the profiles.', 'edgetpu-pi'),
  discipline: {
    description: `How the accelerator is shared; left out: the device's own. ${DISCIPLINES.map((name) => `${name}: ${DISCIPLINE[name].meaning}`).join('. ')}.`,
    enum: DISCIPLINES,
  },
  accelerators: wholeNumber("Accelerators of one node; left out: the device's own number, else 1.", MOST_PER_NODE),
  memory: quantity("Memory of one node; left out: the device's own.", SIZE_ABOVE_0, '4 GiB'),
  accelerator_memory: {
    description:
      "Memory that one accelerator has of its own; shared: it uses the node's; unknown: it has some. Left out: the device's own, else shared.",
    anyOf: [quantity('A size.', SIZE_ABOVE_0, '16 GB'), { enum: ['shared', 'unknown'] }],
  },
  cpu: object('The CPU of one node.', { cores: wholeNumber('CPU cores.', MOST_PER_NODE) }),
  cost: above0('Cost of one node in any unit, for "edge-plan size" and the gate "cost".', 1),
  concurrency: wholeNumber(
    'Requests that each container serves at once, on its one share of the device (time-slice).',
    MOST_PER_NODE,
    1,
  ),
  max_batch: wholeNumber('Most requests served at once (batch); left out: the largest measured batch.', 100_000),
  max_batch_delay: quantity('The longest a request waits for its batch to fill.', TIME_FROM_0, '2 ms', '0 ms'),
  compiled_together: listOf(
    'Sets of models, each compiled as one for the edgeTPU: no swap between them while they fit.',
    {
      type: 'array',
      items: named('The name of a model.', 'mobilenet_v1'),
    },
  ),
  parameter_cache: quantity('Parameters that an edgeTPU keeps at once.', SIZE_ABOVE_0, '8 MB'),
  kubernetes: KUBERNETES,
};

const NODE = object(
  'One node, or with "count" many equal ones.',
  NODE_PROPERTIES,
  Object.keys(NODE_PROPERTIES).filter((key) => key !== 'node' && key !== 'device'),
);

const INVENTORY = object(
  'Nodes from a table with the same columns, or from a saved "kubectl get nodes -o json".',
  {
    inventory: file('A CSV, or a dump of nodes', 'nodes.csv'),
    devices: file('For a dump: a table of value,device that says what its labels mean', 'map.csv'),
    tolerate: {
      ...listOf('For a dump: taints of nodes to be used all the same.', { type: 'string' }),
      examples: [['edge']],
    },
  },
  ['devices', 'tolerate'],
);

const PLACEMENT: Schema = {
  description: 'Which applications run where, for predict, simulate, replan and gate: node → applications.',
  type: ['object', 'null'],
  additionalProperties: {
    anyOf: [
      { type: 'array', items: { type: 'string' } },
      { type: 'array', items: { type: 'array', items: { type: 'string' } }, minItems: 1 },
    ],
  },
  examples: [{ 'coral-1': ['doorbell-1', 'doorbell-2'] }],
};

const LIMITS = object(
  'How full accelerators and nodes may be.',
  {
    utilization: share('Most of each accelerator that may be busy.', 0.95),
    memory: share("Most of each node's memory that may be used.", 1),
  },
  ['utilization', 'memory'],
);

export const SCENARIO: Schema = document(
  'edge-plan scenario',
  object(
    'A cluster, the applications that it should host, and what is known of both.',
    {
      version: { description: 'Version of this format.', const: 1 },
      profiles: orBlank(
        listOf('Profile files; left out: all shipped ones.', file('A CSV of measurements', 'my-profiles.csv')),
      ),
      network: orBlank(quantity("The network's part of every response time.", TIME_FROM_0, '10 ms', '0 ms')),
      limits: orBlank(LIMITS),
      cluster: { ...listOf('The nodes.', { anyOf: [ref('node'), ref('inventory')] }), minItems: 1 },
      apps: { ...listOf('The applications.', { anyOf: [ref('application'), ref('workload')] }), minItems: 1 },
      placement: PLACEMENT,
      gates: GATES_SCHEMA,
    },
    ['profiles', 'network', 'limits', 'placement', 'gates'],
  ),
  { node: NODE, inventory: INVENTORY, application: APPLICATION, workload: WORKLOAD },
);
