/** The document of `fit`, `predict` and `simulate`, and the parts of it that other documents hold too. */

import { DISCIPLINES } from '../../src/domain/disciplines.ts';
import { POLICY_NAMES } from '../../src/domain/policies.ts';
import { SLO_METRICS } from '../../src/domain/scenario.ts';
import { SCHEMA_VERSION } from '../../src/report/schema-version.ts';
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
import { SURVIVE } from './survival.ts';

export type Parts = Readonly<Record<string, Schema>>;

const version: Schema = { description: 'Version of the document.', const: SCHEMA_VERSION };
const scenario = text('The scenario, as it was named.');

/** What every document begins with. */
export function head(...commands: readonly string[]): Parts {
  return {
    schemaVersion: version,
    command: oneOf('The command that wrote it.', commands),
    scenario,
    seed: { description: 'Seed of everything random.', type: 'integer', minimum: 0 },
  };
}

/** The same for a command that reads no scenario. */
export function headWithoutScenario(command: string): Parts {
  return { ...head(command), scenario: { description: 'There is none.', type: 'null' } };
}

export const POLICY = orNull(
  oneOf('The policy that placed the applications; null: the placement was given.', POLICY_NAMES),
);

export const STATUS = orNull(oneOf('Whether the plan is proved to be the best.', ['optimal', 'feasible', 'stopped']));

export const ELAPSED: Schema = {
  description: 'Always null: the same input gives the same document.',
  type: 'null',
};

const name = text('Name of the instance.');
export const nodeName = text('Name of the node.');
export const acceleratorIndex = count('Accelerator of that node, from 0.');
const reason = orNull(text('Why a value is null or an SLO is broken, in words.'));

const STAGES = object('Mean of each stage, ms; they add up to the mean.', {
  networkMs: amount('Network.'),
  cpuMs: amount('CPU stage.'),
  acceleratorMs: amount('Waiting for the accelerator and service there.'),
});

const RESPONSE_TIMES: Parts = {
  meanMs: orNull(amount('Mean response time, end to end.')),
  p50Ms: orNull(amount('Median.')),
  p90Ms: orNull(amount('90th percentile.')),
  p95Ms: orNull(amount('95th percentile.')),
  p99Ms: orNull(amount('99th percentile.')),
};

const INTERVAL: Schema = { type: 'array', items: { type: 'number' }, minItems: 2, maxItems: 2 };
export const interval = (description: string) => orNull({ description, ...INTERVAL });

/** Fields of `summary` that a simulation adds. */
export const SIMULATION_SUMMARY: Parts = {
  simulatedViolating: count('Applications whose SLO is broken in the simulation, with 95 % confidence.'),
  simulatedUndecided: count('Applications of which the simulation cannot tell.'),
  confirmed: count('Predictions inside the simulated 95 % interval.'),
  contradicted: count('Predictions outside of it.'),
  untold: count('Predictions that it says nothing of.'),
  simulation: object('How it was simulated, and how far predictions are off.', {
    requestsPerApp: count('Most requests of an application, on average over those that share a node.'),
    precision: orNull(number('Relative half-width of the means at which a run may stop earlier.')),
    requests: count('Requests measured.'),
    nodesSimulated: count('Nodes simulated.'),
    distinct: flag('Whether equal nodes were simulated once.'),
    errors: listOf(
      'Errors of predicted means, by discipline.',
      object('One discipline.', {
        discipline: oneOf('The discipline.', DISCIPLINES),
        apps: count('Applications compared.'),
        bias: number('Mean of the errors with their signs, as a fraction.'),
        mape: number('Mean of their absolute values.'),
        worst: number('The greatest, with its sign.'),
      }),
    ),
  }),
};

/** Obstacles say numbers in the unit of their kind. */
const obstacle = (kind: string, numbers: Parts) =>
  object('A constraint that one more instance would break.', {
    kind: { const: kind },
    app: orNull(text('Whose SLO or queue it is; null: the whole accelerator or node is concerned.')),
    ...numbers,
    sentence: text('All of it in words.'),
  });

const OBSTACLE: Schema = {
  anyOf: [
    obstacle('memory', {
      neededBytes: orNull(amount('Memory with the newcomer.')),
      allowedBytes: orNull(amount('Memory that may be used.')),
    }),
    obstacle('accelerator-memory', {
      neededBytes: orNull(amount('Memory of the accelerator with the newcomer.')),
      allowedBytes: orNull(amount('Memory of the accelerator that may be used.')),
    }),
    ...['slots', 'pods'].map((kind) =>
      obstacle(kind, {
        needed: orNull(amount('How many with the newcomer.')),
        allowed: orNull(amount('How many there are.')),
      }),
    ),
    obstacle('utilization', {
      utilization: orNull(amount('Busy share with the newcomer.')),
      limit: orNull(amount('Busy share allowed.')),
    }),
    obstacle('unstable', {}),
    obstacle('slo', {
      metric: oneOf('Metric of the SLO.', Object.keys(SLO_METRICS)),
      beforeMs: orNull(amount('Without the newcomer.')),
      valueMs: orNull(amount('With it.')),
      limitMs: orNull(amount('Allowed.')),
    }),
  ],
};

const SPOT: Parts = { node: nodeName, accelerator: acceleratorIndex };
const fittingRate = orNull(
  object('The greatest rate at which it would fit, and where.', { ...SPOT, ratePerS: amount('Requests per second.') }),
);
const fittingSlo = orNull(object('The tightest SLO with which it would fit, and where.', { ...SPOT, slo: ref('slo') }));

const EXPLANATION = object('Why no more of an application fit, kind of node by kind.', {
  app: text('The application.'),
  instance: orNull(text('The instance asked about; null: the whole group.')),
  instanceNode: orNull(text('The node that hosts this instance.')),
  count: count('Instances of the application.'),
  placed: count('Those that are placed.'),
  fits: flag('Whether one more fits.'),
  kinds: listOf(
    'Kinds of nodes, as the plan leaves them.',
    object('Equal nodes in equal company.', {
      groups: listOf('Names of their groups.', { type: 'string' }),
      nodes: count('Number of nodes.'),
      nearest: orNull(
        object('The place that takes it or comes nearest.', {
          ...SPOT,
          obstacles: listOf('What is in the way there, the binding constraint first.', ref('obstacle')),
        }),
      ),
      fits: flag('Whether it takes one more.'),
      rate: fittingRate,
      slo: fittingSlo,
      alone: orNull(
        object('One more idle node of the kind.', {
          fits: flag('Whether it would do.'),
          obstacles: listOf('What is in the way even there.', ref('obstacle')),
        }),
      ),
      reason,
    }),
  ),
  next: object('The smallest single changes that would host one more.', {
    rate: fittingRate,
    slo: fittingSlo,
    node: orNull(object('One more node of a kind.', { groups: listOf('Names of its groups.', { type: 'string' }) })),
  }),
});

const breakAt = (kinds: readonly string[], rest: Parts) =>
  object('What breaks first.', {
    kind: oneOf('What it is.', kinds),
    app: orNull(text('The application that is wronged.')),
    ...SPOT,
    ...rest,
  });

const BREAK: Schema = {
  anyOf: [
    breakAt(['utilization'], {
      utilization: orNull(amount('Busy share there.')),
      limit: orNull(amount('Busy share allowed.')),
    }),
    breakAt(['slo', 'unstable'], {
      slo: { anyOf: [ref('slo'), { type: 'null' }] },
      valueMs: orNull(amount('Reached there.')),
      reason: orNull(text('Which queue has no finite response time.')),
    }),
    { type: 'null' },
  ],
};

const GROWTH: Parts = {
  growth: orNull(number('Fraction by which rates can grow before the first SLO breaks: 0.12 is 12 %.')),
  limitedBy: ref('break'),
  growthWithinLimits: orNull(number("The same within the scenario's limit of utilisation.")),
  limitedWithinLimitsBy: ref('break'),
  reason: orNull(text('Why there is no growth.')),
};

const HEADROOM = object('How much rates can grow, the placement kept.', {
  all: object('All rates together.', GROWTH),
  each: listOf('One application at a time.', object('One application.', { app: text('The application.'), ...GROWTH })),
});

const SIMULATED = object('Simulated response time.', {
  ...RESPONSE_TIMES,
  meanCiMs: interval('95 % interval of the mean.'),
  stages: orNull(STAGES),
  requests: count('Requests measured.'),
  violationRate: orNull(amount('Share of requests over the limit.')),
  violationRateCi: interval('Its 95 % interval.'),
  steady: orNull(flag('Whether response times did not grow from beginning to end.')),
  slo: oneOf('What the simulation says of the SLO.', ['kept', 'broken', 'undecided']),
  confirmed: orNull(flag('Whether the prediction lies inside the interval.')),
  error: orNull(number('(predicted − simulated) ÷ simulated mean.')),
  reason,
});

const APPLICATION: Parts = {
  app: name,
  model: text('Its model.'),
  ratePerS: amount('Requests per second.'),
  slo: ref('slo'),
  node: orNull(text('The node that hosts it; null: not placed, and reason says why.')),
  accelerator: orNull(acceleratorIndex),
  predicted: { anyOf: [ref('predicted'), { type: 'null' }] },
  ok: flag('Whether it is placed and its SLO holds under the models.'),
  reason,
};

const ACCELERATOR: Parts = {
  ...SPOT,
  device: text('Its device.'),
  discipline: oneOf('How it is shared.', DISCIPLINES),
  utilization: amount('Busy share, swaps included; above 1 where more is asked than it can do.'),
  memoryBytes: orNull(amount('Memory of its containers in the node; null: a part is not known.')),
  knownMemoryBytes: amount('What is known of it.'),
  unknownMemory: count('Instances there that use a copy of a model of unknown size.'),
  acceleratorMemoryBytes: orNull(
    amount("Memory of its own that copies take; null: it uses the node's, or a part is not known."),
  ),
  acceleratorMemoryAllowedBytes: orNull(
    amount("Memory of its own that they may take; null: it uses the node's, or its size is not known."),
  ),
  apps: listOf('Instances there.', { type: 'string' }),
};

/** Definitions of a document with a plan that was neither simulated nor explained. */
export const DEFINITIONS: Parts = {
  slo: object('A service-level objective.', {
    metric: oneOf('What is bounded.', Object.keys(SLO_METRICS)),
    limitMs: amount('The most that it may be.'),
  }),
  predicted: object('Predicted response time.', {
    ...RESPONSE_TIMES,
    stages: orNull(STAGES),
    fidelity: orNull(oneOf('How good the answer is.', ['exact', 'approximation'])),
    note: orNull(text('What is approximated.')),
  }),
  application: object('One application instance.', APPLICATION),
  accelerator: object('One accelerator.', ACCELERATOR),
  profile: object('A profile row that the plan could rest on.', {
    model: text('Model.'),
    device: text('Device.'),
    serviceMs: amount('Service time.'),
    swapMs: amount('Swap time.'),
    memoryBytes: orNull(amount('Container of one copy; null: not measured.')),
    samples: orNull(count('Measurements behind it.')),
    file: orNull(text('The table.')),
    line: orNull(count('Its line.')),
  }),
};

const simulated: Schema = { anyOf: [ref('simulated'), { type: 'null' }] };
const simulatedUtilization = orNull(amount('Busy share in the simulation.'));

/** What a simulation adds to them. */
export const SIMULATION_DEFINITIONS: Parts = {
  application: object('One application instance.', { ...APPLICATION, simulated }, ['simulated']),
  accelerator: object('One accelerator.', { ...ACCELERATOR, simulatedUtilization }, ['simulatedUtilization']),
  simulated: SIMULATED,
};

export const PLAN_SUMMARY: Parts = {
  apps: count('Application instances in the scenario.'),
  placed: count('Those that are placed.'),
  violating: count('Placed ones whose SLO does not hold under the models, or that lack memory, a slot or a pod.'),
  ok: count('Placed ones whose SLO holds.'),
  unknownMemory: count('Placed ones that use a copy of a model of unknown size.'),
  placedWeight: amount('Sum of their weights.'),
  offeredWeight: amount('Sum of all weights.'),
  upperBound: orNull(amount('No placement that obeys the policy hosts more weight.')),
  gap: orNull(number('(upperBound − placedWeight) ÷ upperBound.')),
  status: STATUS,
  elapsed: ELAPSED,
};

/** What every document about a plan lists. */
export const PLAN_LISTS: Parts = {
  apps: listOf('Every application instance, in scenario order.', ref('application')),
  accelerators: listOf('Every accelerator, in scenario order.', ref('accelerator')),
  profiles: listOf('Profile rows that the plan could rest on.', ref('profile')),
};

export const PLAN: Schema = document(
  'edge-plan plan: the document of fit, predict and simulate',
  object(
    'A plan.',
    {
      ...head('fit', 'predict', 'simulate'),
      policy: POLICY,
      summary: object('Counts.', { ...PLAN_SUMMARY, survive: SURVIVE, ...SIMULATION_SUMMARY }, [
        'survive',
        ...Object.keys(SIMULATION_SUMMARY),
      ]),
      ...PLAN_LISTS,
      explain: listOf('With --explain.', ref('explanation')),
      headroom: ref('headroom'),
    },
    ['explain', 'headroom'],
  ),
  {
    ...DEFINITIONS,
    ...SIMULATION_DEFINITIONS,
    obstacle: OBSTACLE,
    explanation: EXPLANATION,
    break: BREAK,
    headroom: HEADROOM,
  },
);
