/** Recorded requests against the models: read → predict → replay, run by run. */

import { DISCIPLINE, type Discipline } from './domain/disciplines.ts';
import type { FileAccess, TextFile } from './domain/files.ts';
import type { AcceleratorAnswer } from './domain/latency.ts';
import { ProblemError, problem } from './domain/problem.ts';
import type { RecordedRun, RecordedStream, Responses, Validation, ValidationRow } from './domain/recording.ts';
import type { ApplicationGroup, Arrivals, NodeGroup, ProfileBook, Scenario } from './domain/scenario.ts';
import { printable } from './domain/text.ts';
import { ibisQuestion } from './predict/ibis.ts';
import { createLatencyQuestion } from './predict/node.ts';
import { readDevices } from './read/devices.ts';
import { suggestion } from './read/explain.ts';
import { type ProfileTable, readProfiles } from './read/profiles.ts';
import { readRecording } from './read/recording.ts';
import { DEVICES_FILE, shippedProfiles } from './read/scenario.ts';
import { systemFromScenario } from './verify/from-scenario.ts';
import { simulateNode } from './verify/simulate.ts';

export interface ValidationOptions {
  /** The column whose values part the recording into runs; `null`: it is one run. */
  readonly groupBy: string | null;
  /** The column that names the application of a request; `null`: one application for each model. */
  readonly appBy: string | null;
  /** Profile files as named by the user; none: the shipped ones. */
  readonly profiles: readonly string[];
  /** The device that the recording was made on; `null` only for the shipped recording. */
  readonly device: string | null;
  /** `null`: the device's own. */
  readonly discipline: Discipline | null;
  readonly seed: number;
}

/** What `validate` works on when no recording is named: made by our own simulator, and named so. */
const DEFAULT = { recording: 'scenarios/recordings/simulated-edgetpu.csv', device: 'edgetpu-pi', groupBy: 'run' };

/**
 * Every stream of every run of the recording at `path` (`null`: the shipped one), measured, predicted, by Ibis's
 * formulas and replayed. Throws a `ProblemError` with everything that is wrong with the recording, or with the first
 * other thing that is.
 */
export async function validate(
  path: string | null,
  options: ValidationOptions,
  files: FileAccess,
): Promise<Validation> {
  const isShipped = path === null;
  const profiles = readProfiles(await profileFiles(options.profiles, files));
  const device = deviceOf(options.device ?? (isShipped ? DEFAULT.device : null), profiles);
  const discipline = options.discipline ?? (await disciplineOf(device, profiles, files));
  const groupBy = options.groupBy ?? (isShipped ? DEFAULT.groupBy : null);
  const file = isShipped ? await files.openShipped(DEFAULT.recording) : await files.openNamed(path);
  const runs = readRecording(file, { ...options, groupBy, device, profiles });
  const { seed } = options;
  const rows = runs.flatMap((run) => validationRows(run, nodeOf(device, discipline), profiles, seed));
  return { recording: file.name, seed, device, discipline, groupBy, rows };
}

async function profileFiles(named: readonly string[], files: FileAccess): Promise<readonly TextFile[]> {
  const paths = named.length > 0 ? named : await shippedProfiles(files);
  return Promise.all(paths.map((path) => (named.length > 0 ? files.openNamed(path) : files.openShipped(path))));
}

function deviceOf(device: string | null, profiles: ProfileTable): string {
  if (device !== null && profiles.devices.includes(device)) return device;
  const message =
    device === null
      ? 'the device that the recording was made on must be named'
      : `no profile measures the device "${printable(device)}"`;
  const help =
    device === null
      ? `Give "--device <name>". ${suggestion('', profiles.devices)}`
      : suggestion(device, profiles.devices);
  throw new ProblemError([problem('device-unknown', message, help)]);
}

async function disciplineOf(device: string, profiles: ProfileTable, files: FileAccess): Promise<Discipline> {
  const devices = readDevices(await files.openShipped(DEVICES_FILE));
  const discipline = profiles.disciplineOf(device) ?? devices.get(device)?.discipline ?? null;
  if (discipline !== null) return discipline;
  const message = `how the device "${printable(device)}" shares its work is not known`;
  const help = `Give "--discipline <name>", one of ${Object.keys(DISCIPLINE).join(', ')}.`;
  throw new ProblemError([problem('discipline-unknown', message, help)]);
}

/** Every stream of a run on one node with one accelerator, each in a container of its own. */
export function validationRows(
  run: RecordedRun,
  node: NodeGroup,
  profiles: ProfileBook,
  seed: number,
): readonly ValidationRow[] {
  const scvs = run.streams.map(({ starts }) => scvOfIntervals(starts));
  const areLikePoisson = run.streams.map(({ starts }, i) => isLikePoisson(scvs[i] ?? null, starts.length - 1));
  const asLaws = run.streams.map(
    (_, i): Arrivals => (areLikePoisson[i] ? { kind: 'poisson' } : { kind: 'scv', scv: scvs[i] as number }),
  );
  const { utilization, tenants } = predicted(scenarioOf(run, node, profiles, asLaws));
  const ibis = ibisMeans(run.streams, node, profiles);
  const replays = replayed(run, node, profiles, seed);
  return run.streams.map(({ model, app, arrivalRate, responses }, i) => {
    const { response, reason } = tenants[i] as AcceleratorAnswer['tenants'][number];
    const replay = replays?.[i] ?? null;
    return {
      group: run.group,
      model,
      app,
      requests: responses.length,
      arrivalRate,
      arrivalScv: scvs[i] ?? null,
      isPoisson: areLikePoisson[i] as boolean,
      utilization,
      measured: summaryOf(responses),
      predicted: response && { mean: response.mean, p95: response.quantile(0.95) },
      ibisMean: ibis?.get(model) ?? null,
      replayed: replay && summaryOf(replay),
      reason: reason ?? (replay === null ? 'overloaded: a million requests were waiting in the replay' : null),
    };
  });
}

function nodeOf(device: string, discipline: Discipline): NodeGroup {
  const one = { index: 0, name: 'device', isCounted: false, count: 1, firstIndex: 0, accelerators: 1, cost: 1 };
  const batches = { concurrency: 1, maxBatch: null, maxBatchDelay: 0 };
  return { ...one, ...batches, device, discipline, memory: Number.POSITIVE_INFINITY, cores: null, origin: null };
}

/** A run as a scenario of one node: each stream an application in a container of its own. */
function scenarioOf(
  { streams }: RecordedRun,
  node: NodeGroup,
  profiles: ProfileBook,
  arrivals: readonly Arrivals[],
): Scenario {
  const apps = streams.map(
    ({ app, model, arrivalRate }, index): ApplicationGroup => ({
      index,
      name: JSON.stringify([app, model]),
      isCounted: false,
      count: 1,
      firstIndex: index,
      model,
      arrivalRate,
      slo: { metric: 'mean', limit: Number.POSITIVE_INFINITY },
      preprocessTime: 0,
      memory: 0,
      sharing: 'none',
      arrivals: arrivals[index] as Arrivals,
      weight: 1,
      origin: null,
    }),
  );
  const placement = { node: new Int32Array(apps.length), accelerator: new Int32Array(apps.length) };
  const limits = { utilization: 1, memory: 1 };
  return { name: 'recording', network: 0, limits, nodes: [node], apps, profiles, placement, gates: [] };
}

function predicted(scenario: Scenario): AcceleratorAnswer {
  const tenants = scenario.apps.map((app) => ({ app, count: 1 }));
  const answer = createLatencyQuestion(scenario)(scenario.nodes[0] as NodeGroup, [tenants]);
  return answer.accelerators[0] as AcceleratorAnswer;
}

/** By model; `null` where Ibis finds no finite answer. */
function ibisMeans(
  streams: readonly RecordedStream[],
  { device, discipline }: NodeGroup,
  profiles: ProfileBook,
): ReadonlyMap<string, number> | null {
  const rates = new Map<string, number>();
  for (const { model, arrivalRate } of streams) rates.set(model, (rates.get(model) ?? 0) + arrivalRate);
  const models = [...rates.keys()];
  const { ibisRules, paysSwaps } = DISCIPLINE[discipline];
  const classes = models.map((model) => {
    const { serviceTime, swapTime } = profiles.find(model, device) ?? { serviceTime: 0, swapTime: 0 };
    return { arrivalRate: rates.get(model) as number, serviceTime, swapTime: paysSwaps ? swapTime : 0 };
  });
  const { responseTimes } = ibisQuestion(ibisRules, classes);
  return responseTimes && new Map(models.map((model, i) => [model, responseTimes[i] as number]));
}

/** Response times of every stream with the recorded arrivals in the simulator; `null` when it was overrun. */
function replayed(run: RecordedRun, node: NodeGroup, profiles: ProfileBook, seed: number): Float64Array[] | null {
  const poisson = run.streams.map((): Arrivals => ({ kind: 'poisson' }));
  const scenario = scenarioOf(run, node, profiles, poisson);
  const system = scenario.placement && systemFromScenario(scenario, scenario.placement, 0);
  if (system === null) throw new Error('a recorded run has requests');
  // The streams were recorded together: their moments stay where they were to each other.
  const recorded = system.sources.map((source, k) => {
    return { ...source, arrivals: { kind: 'recorded' as const, times: (run.streams[k] as RecordedStream).starts } };
  });
  const { stoppedBy, sources } = simulateNode(
    { ...system, sources: recorded },
    { seed, requests: Number.POSITIVE_INFINITY, record: true },
  );
  return stoppedBy === 'backlog' ? null : sources.map(({ responses }) => responses as Float64Array);
}

function summaryOf(responses: Float64Array): Responses {
  const sorted = responses.toSorted();
  const mean = sorted.reduce((sum, one) => sum + one, 0) / sorted.length;
  return { mean, p95: sorted[Math.ceil(0.95 * sorted.length) - 1] as number };
}

/** Squared coefficient of variation of the times between ascending moments; `null` where it cannot be told. */
function scvOfIntervals(moments: Float64Array): number | null {
  const count = moments.length - 1;
  const span = (moments[count] ?? 0) - (moments[0] ?? 0);
  if (count < 2 || !(span > 0)) return null;
  let squares = 0;
  for (let i = 1; i <= count; i++) squares += ((moments[i] as number) - (moments[i - 1] as number) - span / count) ** 2;
  return (squares * count) / span ** 2;
}

/**
 * Whether a squared coefficient of variation from so many intervals may come from a Poisson process. For exponential
 * intervals the estimate has a standard error of 2/√n (delta method on their first two moments); three of them are
 * allowed.
 */
function isLikePoisson(scv: number | null, intervals: number): boolean {
  return scv === null || Math.abs(scv - 1) <= 6 / Math.sqrt(intervals);
}
