/** A scenario of one accelerator → its containers as processes on one core of this machine → what was measured. */

import type { CoLocatedRequest, CoLocation, MeasuredDiscipline } from './domain/co-location.ts';
import type { ContainerOrder, ServedModel, Work, WorkDone } from './domain/inference.ts';
import { ProblemError, problem } from './domain/problem.ts';
import { type RecordedRun, recordedDuration } from './domain/recording.ts';
import { applicationCount, nodeCount, type Scenario } from './domain/scenario.ts';
import { counted, printable } from './domain/text.ts';
import { withContainers, workTogether } from './io/inference/container.ts';
import { coresToUse, machineFacts } from './io/inference/machine.ts';
import { modelFile } from './io/inference/model-file.ts';
import { nodePlans } from './plan.ts';
import { createLatencyQuestion } from './predict/node.ts';
import { validationRows } from './validation.ts';
import { ArrivalCalendar } from './verify/arrivals.ts';
import { systemFromScenario } from './verify/from-scenario.ts';
import type { NodeSystem } from './verify/system.ts';

export interface CoLocationOptions {
  readonly discipline: MeasuredDiscipline;
  /** The folder, as named by the user, that holds `<model>.onnx` for every model of the scenario. */
  readonly models: string;
  /** How long requests are sent, ms. */
  readonly duration: number;
  readonly seed: number;
  /** Name of the run in the recording. */
  readonly run: string;
  /** As `taskset` reads them; `null`: the last core. */
  readonly cores: string | null;
  /** Inferences of every model in every container before the first request. */
  readonly warmUp: number;
}

/**
 * Sends the scenario's requests on schedule, whether or not answers came, and records them. Throws a `ProblemError`
 * where the scenario is not one accelerator's, a model is missing, or the machine could not keep up.
 */
export async function coLocate(scenario: Scenario, options: CoLocationOptions): Promise<CoLocation> {
  const { discipline, seed, run, duration } = options;
  const together = onOneAccelerator(scenario, discipline);
  const system = systemFromScenario(together, together.placement, 0) as NodeSystem;
  const queues = queuesOf(system, options);
  const paths = new Map<string, ServedModel>();
  for (const { models } of queues) for (const model of models) paths.set(model, await served(model, options));
  const cores = await coresToUse(options.cores);
  const machine = await machineFacts(cores ?? []);
  const orders = queues.map(
    ({ models, workers }): ContainerOrder => ({
      models: models.map((model) => paths.get(model) as ServedModel),
      workers,
      threads: 1,
      warmUp: options.warmUp,
    }),
  );
  const works = queues.map((queue): Work => ({ ...queue.work, until: patience(duration) }));
  const { done, foreignShare } = await withContainers(orders, cores?.join(',') ?? null, (containers) =>
    workTogether(containers, works, cores),
  );
  const requests = queues.flatMap((queue, q) => requestsOf(queue, done[q] as WorkDone));
  checkServed(requests, duration);
  const node = together.nodes[0] as (typeof together.nodes)[number];
  return {
    scenario,
    discipline,
    seed,
    run,
    duration,
    requests: requests.sort((a, b) => a.due - b.due),
    rows: validationRows(asRecorded(requests, run), node, scenario.profiles, seed),
    processorTime: done.reduce((sum, { processorTime }) => sum + processorTime, 0),
    soloTime: requests.reduce((sum, { model }) => sum + soloTime(scenario, model, node.device), 0),
    withoutWorker: discipline === 'ps' ? requests.filter(({ due, begun }) => begun - due > LATE).length : 0,
    foreignShare,
    machine,
    cores,
  };
}

/** After so long, what is still waiting shows that the machine is overloaded. */
function patience(duration: number): number {
  return 1.5 * duration + 10_000;
}

/** A worker that was free takes a request up sooner than this, ms, except where the core is busy to its limit. */
const LATE = 50;

type Placed = Scenario & { readonly placement: NonNullable<Scenario['placement']> };

/** The scenario with everything on its only accelerator under the measured discipline. */
function onOneAccelerator(scenario: Scenario, discipline: MeasuredDiscipline): Placed {
  const [node] = scenario.nodes;
  if (node === undefined || nodeCount(scenario) !== 1 || node.accelerators !== 1) {
    const message = `a co-location is measured on one accelerator; the scenario has ${counted(nodeCount(scenario), 'node')}`;
    throw new ProblemError([problem('co-locate-nodes', message, 'Give its cluster one node with one accelerator.')]);
  }
  const staged = scenario.apps.find(({ preprocessTime }) => preprocessTime !== null && preprocessTime > 0);
  if (staged !== undefined) {
    const message = `"${printable(staged.name)}" has a CPU stage, which this measurement leaves out`;
    throw new ProblemError([problem('co-locate-preprocess', message, 'Measure it without "preprocess".')]);
  }
  const count = applicationCount(scenario);
  const placement = { node: new Int32Array(count), accelerator: new Int32Array(count) };
  const together = { ...scenario, network: 0, nodes: [{ ...node, discipline }], placement };
  const [plan] = nodePlans(together, placement, createLatencyQuestion(together));
  const utilization = plan?.answer.accelerators[0]?.utilization ?? 1;
  if (utilization < 1) return together;
  const message = `the applications ask for ${(100 * utilization).toFixed(0)} % of the accelerator: queues would grow without end`;
  throw new ProblemError([problem('co-locate-overload', message, 'Lower their rates.')]);
}

async function served(model: string, { models }: CoLocationOptions): Promise<ServedModel> {
  if (/[\\/\0]/.test(model) || model.startsWith('.')) {
    const message = `the model "${printable(model)}" cannot be the name of a file`;
    throw new ProblemError([problem('model-file-name', message, 'Name models without slashes in what is measured.')]);
  }
  return { ...(await modelFile(`${models}/${model}.onnx`)), batch: 1, shapes: new Map() };
}

/** A container to be: its queue, and who serves it. */
interface Queue {
  readonly container: string;
  readonly workers: number;
  readonly models: readonly string[];
  /** The application of each request. */
  readonly apps: readonly string[];
  readonly work: Omit<Work, 'until'>;
}

/** Requests that `ps` serves at once; past them they would wait. At load 0.8 one in 200 finds more present. */
const WORKERS_PS = 24;

/** Requests of one run are held in memory. */
const MOST_REQUESTS = 2_000_000;

function queuesOf(system: NodeSystem, { discipline, duration, seed }: CoLocationOptions): readonly Queue[] {
  const nameOf = (source: NodeSystem['sources'][number]) =>
    discipline === 'time-slice' ? (source.container ?? source.name) : discipline;
  const gathered = new Map<string, { due: number[]; model: string[]; app: string[] }>();
  for (const source of system.sources) gathered.set(nameOf(source), { due: [], model: [], app: [] });
  const calendar = new ArrivalCalendar(system.sources, seed, 0);
  for (let sent = 0; calendar.nextTime <= duration; calendar.take(), sent++) {
    if (sent === MOST_REQUESTS) throw new ProblemError([tooMany()]);
    const source = system.sources[calendar.nextSource] as NodeSystem['sources'][number];
    const queue = gathered.get(nameOf(source));
    queue?.due.push(calendar.nextTime);
    queue?.model.push(source.model as string);
    queue?.app.push(source.name);
  }
  const workers = { 'time-slice': system.accelerators[0]?.concurrency ?? 1, fcfs: 1, ps: WORKERS_PS }[discipline];
  return [...gathered]
    .filter(([, { due }]) => due.length > 0)
    .map(([container, { due, model, app }]) => {
      const models = [...new Set(model)];
      const index = Uint16Array.from(model, (name) => models.indexOf(name));
      return { container, workers, models, apps: app, work: { due: Float64Array.from(due), model: index } };
    });
}

function tooMany() {
  const message = `more than ${MOST_REQUESTS.toLocaleString('en')} requests would be sent`;
  return problem('co-locate-requests', message, 'Shorten --duration, or lower the rates.');
}

function requestsOf({ container, models, apps, work }: Queue, { begun, ended }: WorkDone): CoLocatedRequest[] {
  return apps.map((app, i) => ({
    app,
    container,
    model: models[work.model[i] as number] as string,
    due: work.due[i] as number,
    begun: begun[i] as number,
    ended: ended[i] as number,
  }));
}

/** Two requests have a time between them. */
const FEWEST_REQUESTS = 2;

/** A recording without its slowest requests would be a lie. */
function checkServed(requests: readonly CoLocatedRequest[], duration: number): void {
  if (requests.length < FEWEST_REQUESTS) {
    const message = `${counted(requests.length, 'request')} would be sent in ${duration / 1000} s`;
    throw new ProblemError([problem('co-locate-short', message, 'Lengthen --duration, or raise the rates.')]);
  }
  const waiting = requests.filter(({ ended }) => ended === 0).length;
  if (waiting === 0) return;
  const message = `${counted(waiting, 'request')} of ${requests.length} still waited long after the last was sent: the machine was slower than the profiles say`;
  const help = 'Measure the models again on this machine, lower the rates, or stop what else runs.';
  throw new ProblemError([problem('co-locate-late', message, help)]);
}

function asRecorded(requests: readonly CoLocatedRequest[], run: string): RecordedRun {
  const first = requests.reduce((least, { due }) => Math.min(least, due), Number.POSITIVE_INFINITY);
  const last = requests.reduce((most, { due }) => Math.max(most, due), 0);
  const duration = recordedDuration(first, last, requests.length);
  const streams = new Map<string, CoLocatedRequest[]>();
  for (const request of requests) {
    const key = JSON.stringify([request.container, request.model]);
    const stream = streams.get(key);
    if (stream === undefined) streams.set(key, [request]);
    else stream.push(request);
  }
  return {
    group: run,
    streams: [...streams.values()].map((stream) => {
      const { container, model } = stream[0] as CoLocatedRequest;
      const sorted = stream.toSorted((a, b) => a.due - b.due);
      return {
        model,
        app: container,
        arrivalRate: sorted.length / duration,
        starts: Float64Array.from(sorted, ({ due }) => due - first),
        responses: Float64Array.from(sorted, ({ due, ended }) => ended - due),
      };
    }),
  };
}

function soloTime({ profiles }: Scenario, model: string, device: string): number {
  return profiles.find(model, device)?.serviceTime ?? 0;
}
