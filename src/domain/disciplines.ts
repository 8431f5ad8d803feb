/**
 * How an accelerator orders and shares the work of several applications. A device's discipline is data: a new one is
 * one record here, one latency model (`predict/disciplines.ts`) and one simulator station (`verify/stations.ts`).
 */

export const DISCIPLINES = ['ps', 'fcfs', 'fcfs-swap', 'time-slice', 'mps', 'batch'] as const;
export type Discipline = (typeof DISCIPLINES)[number];

export interface DisciplineRecord {
  /** What it is physically, in a phrase. */
  readonly meaning: string;
  /** The service rules by which the published Ibis baseline treats such a device (contract, "The Ibis baseline"). */
  readonly ibisRules: 'edgetpu' | 'gpu';
  /** Whether a request of another model than the one before first waits for the model's parameters. */
  readonly paysSwaps: boolean;
}

export const DISCIPLINE: Readonly<Record<Discipline, DisciplineRecord>> = {
  ps: { meaning: 'every request in the device gets an equal share at once', ibisRules: 'gpu', paysSwaps: false },
  fcfs: { meaning: 'one request at a time, in order of arrival', ibisRules: 'edgetpu', paysSwaps: false },
  'fcfs-swap': {
    meaning: 'one request at a time, in order of arrival; a change of model first loads its parameters',
    ibisRules: 'edgetpu',
    paysSwaps: true,
  },
  'time-slice': {
    meaning: 'containers share the device equally, each serving its own queue in order',
    ibisRules: 'gpu',
    paysSwaps: false,
  },
  mps: { meaning: 'requests run side by side with a measured speed-up', ibisRules: 'gpu', paysSwaps: false },
  batch: {
    meaning: 'up to a maximum number of waiting requests is served at once',
    ibisRules: 'gpu',
    paysSwaps: false,
  },
};

/** Disciplines under which several containers may have one accelerator. */
const SHARED: ReadonlySet<Discipline> = new Set(['ps', 'time-slice', 'mps']);

/** Whether one container has the accelerator for all its models. */
export function takesOneContainer(discipline: Discipline): boolean {
  return !SHARED.has(discipline);
}

export function isDiscipline(name: string): name is Discipline {
  return (DISCIPLINES as readonly string[]).includes(name);
}
