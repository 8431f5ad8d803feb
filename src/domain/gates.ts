/**
 * The capacity budgets that `edge-plan gate` knows. One record for each: the reader takes its names from here, the gate
 * stage what a requirement may look like, `gate --explain` and the README what it means.
 */

/**
 * What a number of a requirement counts: instances, nodes or samples (`count`), a fraction from 0 to 1 (`share`,
 * written with a percent sign), the scenario's own unit of cost (`amount`), or milliseconds (`timeMs`).
 */
export type GateUnit = 'count' | 'share' | 'amount' | 'timeMs';

/** A measure in each of the units that it can be compared in. */
export type GateValues = Readonly<Partial<Record<GateUnit, number>>>;

/** `error` decides the verdict, `warn` is reported beside it, `off` is not looked at. */
export const GATE_LEVELS = ['error', 'warn', 'off'] as const;
export type GateLevel = (typeof GATE_LEVELS)[number];

export interface GateRecord {
  readonly name: string;
  /** One sentence: what is measured. */
  readonly meaning: string;
  /** The units that it may be compared in; a bare `baseline` means the first. */
  readonly units: readonly GateUnit[];
  /** What a count counts. */
  readonly noun: string;
  /** The comparison meant where a requirement states none. */
  readonly direction: '>=' | '<=';
  readonly example: string;
  /** Whether a requirement may speak of the baseline's own measure. */
  readonly isRelative: boolean;
  /** Whether nothing can be measured without a baseline. */
  readonly needsBaseline?: boolean;
  /** Whether falling short means that the question is not decided, rather than that the plan is bad. */
  readonly isEvidence?: boolean;
  /** A word that may stand for a comparison, and the number that it compares with in the first unit. */
  readonly word?: { readonly text: string; readonly number: number };
}

export const GATES: readonly GateRecord[] = [
  {
    name: 'placed',
    meaning: 'Applications that the plan hosts: how many, or what share of those in the scenario.',
    units: ['share', 'count'],
    noun: 'application',
    direction: '>=',
    example: '>= 90 %',
    isRelative: true,
  },
  {
    name: 'violations',
    meaning: 'Placed applications whose predicted response time breaks its SLO: how many, or what share of the placed.',
    units: ['count', 'share'],
    noun: 'application',
    direction: '<=',
    example: '<= 0',
    isRelative: true,
  },
  {
    name: 'headroom',
    meaning: 'How much all rates together can grow, the placement kept, before the first SLO breaks.',
    units: ['share'],
    noun: '',
    direction: '>=',
    example: '>= 10 %',
    isRelative: true,
  },
  {
    name: 'utilization',
    meaning: 'Busy share of the busiest accelerator, swaps included.',
    units: ['share'],
    noun: '',
    direction: '<=',
    example: '<= 0.8',
    isRelative: true,
  },
  {
    name: 'slack',
    meaning: 'Unused part of the tightest SLO: a share of its limit, or a time.',
    units: ['share', 'timeMs'],
    noun: '',
    direction: '>=',
    example: '>= 10 %',
    isRelative: true,
  },
  {
    name: 'slack-p95',
    meaning: 'The same among the SLOs on the 95th percentile.',
    units: ['share', 'timeMs'],
    noun: '',
    direction: '>=',
    example: '>= 20 ms',
    isRelative: true,
  },
  {
    name: 'slack-p99',
    meaning: 'The same among the SLOs on the 99th percentile.',
    units: ['share', 'timeMs'],
    noun: '',
    direction: '>=',
    example: '>= 5 %',
    isRelative: true,
  },
  {
    name: 'cost',
    meaning: 'Cost of all nodes in the inventory, used or idle, in the unit that the scenario gives them.',
    units: ['amount'],
    noun: '',
    direction: '<=',
    example: '<= baseline + 10 %',
    isRelative: true,
  },
  {
    name: 'nodes',
    meaning: 'Nodes in the inventory, used or idle.',
    units: ['count'],
    noun: 'node',
    direction: '<=',
    example: '<= 16',
    isRelative: true,
  },
  {
    name: 'survive',
    meaning: 'Nodes that may fail, whichever they are, with everything that was placed still hosted within its SLO.',
    units: ['count'],
    noun: 'node',
    direction: '>=',
    example: '>= 1',
    isRelative: false,
  },
  {
    name: 'moves',
    meaning: 'Applications that ran in the baseline and run on another accelerator now.',
    units: ['count', 'share'],
    noun: 'application',
    direction: '<=',
    example: '<= 5',
    isRelative: false,
    needsBaseline: true,
  },
  {
    name: 'samples',
    meaning: 'Samples behind the least measured profile row that the plan rests on; with fewer nothing is decided.',
    units: ['count'],
    noun: 'sample',
    direction: '>=',
    example: '>= 100',
    isRelative: false,
    isEvidence: true,
  },
  {
    name: 'memory',
    meaning:
      'Placed applications whose copy of a model, or whose accelerator, is of unknown size; "known": there are none, else nothing is decided.',
    units: ['count'],
    noun: 'application',
    direction: '<=',
    example: 'known',
    isRelative: false,
    isEvidence: true,
    word: { text: 'known', number: 0 },
  },
];

export const GATE_NAMES: readonly string[] = GATES.map(({ name }) => name);

export function gateNamed(name: string): GateRecord | null {
  return GATES.find((gate) => gate.name === name) ?? null;
}
