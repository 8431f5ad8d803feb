/** A scenario of one accelerator → its containers as processes on one core of this machine → what was measured. */

import { onOneAccelerator, type Queue, queuesOf } from './co-location-queues.ts';
import {
  type CoLocatedRequest,
  type CoLocation,
  latenessOf,
  type MeasuredDiscipline,
  recordedRun,
  WORKERS_PS,
  withoutWorker,
} from './domain/co-location.ts';
import type { FileAccess } from './domain/files.ts';
import {
  type ContainerOrder,
  checkInputNames,
  type InputShapes,
  type ServedModel,
  type Work,
  type WorkDone,
} from './domain/inference.ts';
import { type Problem, ProblemError, problem } from './domain/problem.ts';
import type { Scenario } from './domain/scenario.ts';
import { counted, printable } from './domain/text.ts';
import { pathIn } from './io/files.ts';
import { withContainers, workTogether } from './io/inference/container.ts';
import { coresToUse, machineFacts } from './io/inference/machine.ts';
import { validationRows } from './validation.ts';

export interface CoLocationOptions {
  readonly discipline: MeasuredDiscipline;
  /** The folder, as it is shown, that holds `<model>.onnx` for every model of the scenario. */
  readonly models: string;
  /** How long requests are sent, ms. */
  readonly duration: number;
  readonly seed: number;
  /** Name of the run in the recording. */
  readonly run: string;
  /** As `taskset` reads them; `null`: the last core. */
  readonly cores: string | null;
  /** Of inputs that any of the models leave open. */
  readonly shapes: InputShapes;
  /** Inferences of every model in every container before the first request. */
  readonly warmUp: number;
}

/**
 * Sends the scenario's requests on schedule, whether or not answers came, and records them. Throws a `ProblemError`
 * where the scenario is not one accelerator's, a model is missing, or the machine could not keep up.
 */
export async function coLocate(scenario: Scenario, options: CoLocationOptions, files: FileAccess): Promise<CoLocation> {
  const { discipline, seed, run, duration } = options;
  const together = onOneAccelerator(scenario, discipline);
  const { node } = together;
  const queues = queuesOf(together, duration, seed);
  const orders = await ordersOf(queues, options, files);
  const cores = await coresToUse(options.cores, THREADS);
  const machine = await machineFacts(cores);
  const works = queues.map(
    ({ due, model }): Work => ({ requests: due.length, due, model, until: patience(duration), pause: 0 }),
  );
  const { done, foreignShare } = await withContainers(orders, cores, (containers) => {
    const names = containers.flatMap(({ inputs }) => inputs.flatMap((one) => one.names));
    checkInputNames(options.shapes, [...new Set(names)], 'no model of the scenario has an', 'They have');
    return workTogether(containers, works, cores);
  });
  const requests = queues.flatMap((queue, q) => requestsOf(queue, done[q] as WorkDone)).sort((a, b) => a.due - b.due);
  checkServed(requests);
  const timeAlone = (model: string) => scenario.profiles.find(model, node.device)?.serviceTime ?? 0;
  return {
    scenario,
    discipline,
    seed,
    run,
    duration,
    requests,
    rows: validationRows(recordedRun(requests, run), node, scenario.profiles, seed),
    processorTime: done.reduce((sum, { processorTime }) => sum + processorTime, 0),
    soloTime: requests.reduce((sum, { model }) => sum + timeAlone(model), 0),
    withoutWorker: discipline === 'ps' ? withoutWorker(requests, WORKERS_PS) : 0,
    lateness: latenessOf(requests),
    foreignShare,
    machine,
    cores,
  };
}

/** Of one inference: with more, a container would take more of the core than its share. */
const THREADS = 1;

/** ms after which what still waits shows that the machine is overloaded. */
function patience(duration: number): number {
  return 1.5 * duration + 10_000;
}

async function ordersOf(
  queues: readonly Queue[],
  options: CoLocationOptions,
  files: FileAccess,
): Promise<readonly ContainerOrder[]> {
  const served = new Map<string, ServedModel>();
  const problems: Problem[] = [];
  for (const model of new Set(queues.flatMap(({ models }) => models))) {
    const found = await servedModel(model, options, files);
    if ('code' in found) problems.push(found);
    else served.set(model, found);
  }
  if (problems.length > 0) throw new ProblemError(problems);
  return queues.map(({ models, workers }) => ({
    models: models.map((model) => served.get(model) as ServedModel),
    workers,
    threads: THREADS,
    warmUp: options.warmUp,
  }));
}

/** A scenario may be a stranger's: what it names stays in the folder of the models. */
async function servedModel(
  model: string,
  { models, shapes }: CoLocationOptions,
  files: FileAccess,
): Promise<ServedModel | Problem> {
  if (/[\\/\0]/.test(model) || model.startsWith('.')) {
    const message = `the model "${printable(model)}" cannot be the name of a file`;
    return problem('model-file-name', message, 'Name models without slashes in what is measured.');
  }
  const name = pathIn(models, `${model}.onnx`);
  try {
    return { path: await files.locateNamed(name), name, batch: 1, shapes, hasAllInputs: false };
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    const [found] = error.problems;
    if (found?.code !== 'file-missing') return found as Problem;
    const help = '--models names the folder with <model>.onnx of every model; left out, it is that of the scenario.';
    return problem('model-file', found.message, help);
  }
}

function requestsOf({ container, models, apps, due, model }: Queue, { begun, ended }: WorkDone): CoLocatedRequest[] {
  return apps.map((app, i) => ({
    app,
    container,
    model: models[model[i] as number] as string,
    due: due[i] as number,
    begun: begun[i] ?? 0,
    ended: ended[i] ?? 0,
  }));
}

/** A recording without its slowest requests would be a lie. */
function checkServed(requests: readonly CoLocatedRequest[]): void {
  const waiting = requests.filter(({ ended }) => ended === 0).length;
  if (waiting === 0) return;
  const message = `${counted(waiting, 'request')} of ${requests.length.toLocaleString('en')} still waited long after the last was sent: the machine was slower than the profiles say`;
  const help = 'Measure the models again on this machine, lower the rates, or stop what else runs.';
  throw new ProblemError([problem('co-locate-late', message, help)]);
}
