/** A scenario of one accelerator → the queues that its requests wait in, as containers are to serve them. */

import { type MeasuredDiscipline, WORKERS_PS } from './domain/co-location.ts';
import { ProblemError, problem } from './domain/problem.ts';
import {
  applicationCount,
  type NodeGroup,
  nodeCount,
  type Placement,
  preprocessTimeOf,
  type Scenario,
} from './domain/scenario.ts';
import { counted, printable } from './domain/text.ts';
import { nodePlans } from './plan.ts';
import { createLatencyQuestion } from './predict/node.ts';
import { ArrivalCalendar } from './verify/arrivals.ts';
import { systemFromScenario } from './verify/from-scenario.ts';
import type { NodeSystem, Source } from './verify/system.ts';

/** A scenario whose applications are all on its only accelerator. */
export interface OneAccelerator {
  readonly scenario: Scenario & { readonly placement: Placement };
  readonly node: NodeGroup;
  readonly system: NodeSystem;
}

/** A container to be: its queue, and who serves it. */
export interface Queue {
  readonly container: string;
  /** Requests that it serves at once. */
  readonly workers: number;
  readonly models: readonly string[];
  /** The application of each request. */
  readonly apps: readonly string[];
  readonly due: Float64Array;
  /** The model of each request, as a position in `models`. */
  readonly model: Uint16Array;
}

/**
 * The scenario with everything on its only accelerator under the measured discipline, without its network. Throws a
 * `ProblemError` where it is not one accelerator's, or asks for more than that can give.
 */
export function onOneAccelerator(scenario: Scenario, discipline: MeasuredDiscipline): OneAccelerator {
  const [first] = scenario.nodes;
  if (first === undefined || nodeCount(scenario) !== 1 || first.accelerators !== 1) {
    const message = `a co-location is measured on one accelerator; the scenario has ${counted(nodeCount(scenario), 'node')}${first !== undefined && first.accelerators > 1 ? ` with ${first.accelerators} accelerators` : ''}`;
    throw new ProblemError([problem('co-locate-nodes', message, 'Give its cluster one node with one accelerator.')]);
  }
  const node = { ...first, discipline, compiledTogether: [] };
  checkApplications(scenario, node);
  const count = applicationCount(scenario);
  const placement = { node: new Int32Array(count), accelerator: new Int32Array(count) };
  const together = { ...scenario, network: 0, nodes: [node], placement };
  checkLoad(together);
  return { scenario: together, node, system: systemFromScenario(together, placement, 0) as NodeSystem };
}

/** Most applications of a co-location: on one core. A scenario may be a stranger's, and each may become a process. */
const MOST_APPLICATIONS = 1000;

function checkApplications(scenario: Scenario, { device }: NodeGroup): void {
  const count = applicationCount(scenario);
  if (!(count > 0 && count <= MOST_APPLICATIONS)) {
    const message = `a co-location has from 1 to ${MOST_APPLICATIONS.toLocaleString('en')} applications; the scenario has ${count.toLocaleString('en')}`;
    throw new ProblemError([problem('co-locate-size', message, 'Lower "count".')]);
  }
  for (const app of scenario.apps) {
    const { name, model } = app;
    // A scenario with a model that its only device did not measure is refused when it is read.
    if (!(preprocessTimeOf(app, scenario.profiles.find(model, device)) > 0)) continue;
    const message = `"${printable(name)}" has a CPU stage, which this measurement leaves out`;
    const help = 'Measure it without: write "preprocess: 0 ms".';
    throw new ProblemError([problem('co-locate-preprocess', message, help)]);
  }
}

function checkLoad(together: OneAccelerator['scenario']): void {
  const [plan] = nodePlans(together, together.placement, createLatencyQuestion(together));
  const utilization = plan?.answer.accelerators[0]?.utilization ?? 1;
  if (utilization < 1) return;
  const message = `the applications ask for ${(100 * utilization).toFixed(0)} % of the accelerator: queues would grow without end`;
  throw new ProblemError([problem('co-locate-overload', message, 'Lower their rates.')]);
}

/** Most processes, and most models held by all their workers together: each takes memory of this machine. */
const MOST_CONTAINERS = 64;
const MOST_SESSIONS = 512;

/**
 * The requests of `duration` ms by their queues: `fcfs` and `ps` have one, `time-slice` one for each container. Queues
 * without a request are left out. Same seed, same moments for every discipline. Throws a `ProblemError` where there are
 * too many containers, models or requests, or too few requests to tell anything.
 */
export function queuesOf({ node, system }: OneAccelerator, duration: number, seed: number): readonly Queue[] {
  const { discipline, concurrency } = node;
  const workers = discipline === 'time-slice' ? concurrency : discipline === 'ps' ? WORKERS_PS : 1;
  const nameOf = (source: Source) => (discipline === 'time-slice' ? containerOf(source) : discipline);
  checkContainers(system, nameOf, workers);
  const gathered = gather(system, duration, seed, nameOf);
  return [...gathered].map(([container, requests]) => {
    const models = [...new Set(requests.map(({ model }) => model))];
    return {
      container,
      workers,
      models,
      apps: requests.map(({ app }) => app),
      due: Float64Array.from(requests, ({ due }) => due),
      model: Uint16Array.from(requests, ({ model }) => models.indexOf(model)),
    };
  });
}

/** An application may be called as the model that others share a container of. */
function containerOf({ container, name }: Source): string {
  return container === undefined ? name : `${container} (shared)`;
}

function checkContainers({ sources }: NodeSystem, nameOf: (source: Source) => string, workers: number): void {
  const containers = new Set(sources.map(nameOf));
  const sessions = workers * new Set(sources.map((source) => JSON.stringify([nameOf(source), source.model]))).size;
  const help = 'Take fewer applications or models, or let instances of a model share it ("sharing: model").';
  if (containers.size > MOST_CONTAINERS) {
    const message = `${containers.size} containers would be started; at most ${MOST_CONTAINERS} are`;
    throw new ProblemError([problem('co-locate-size', message, help)]);
  }
  if (sessions <= MOST_SESSIONS) return;
  const message = `${counted(sessions, 'model')} would be loaded, one for each worker; at most ${MOST_SESSIONS} are`;
  throw new ProblemError([problem('co-locate-size', message, help)]);
}

interface Sent {
  readonly due: number;
  readonly app: string;
  readonly model: string;
}

/** Requests of one run are held in memory. */
const MOST_REQUESTS = 2_000_000;

function gather(
  { sources }: NodeSystem,
  duration: number,
  seed: number,
  nameOf: (source: Source) => string,
): ReadonlyMap<string, readonly Sent[]> {
  const gathered = new Map<string, Sent[]>();
  const calendar = new ArrivalCalendar(sources, seed, 0);
  const first = calendar.nextTime;
  let last = first;
  let sent = 0;
  for (; calendar.nextTime <= duration; calendar.take(), sent++) {
    if (sent === MOST_REQUESTS) throw new ProblemError([tooMany()]);
    const source = sources[calendar.nextSource] as Source;
    last = calendar.nextTime;
    const request = { due: last, app: source.name, model: source.model as string };
    const queue = gathered.get(nameOf(source));
    if (queue === undefined) gathered.set(nameOf(source), [request]);
    else queue.push(request);
  }
  // Two requests have a time between them, which is what a rate is made of.
  if (sent < 2 || last === first) throw new ProblemError([tooFew(sent, duration)]);
  return gathered;
}

function tooMany() {
  const message = `more than ${MOST_REQUESTS.toLocaleString('en')} requests would be sent`;
  return problem('co-locate-requests', message, 'Shorten --duration, or lower the rates.');
}

function tooFew(sent: number, duration: number) {
  const message = `${counted(sent, 'request')} would be sent in ${duration / 1000} s, which is no load`;
  return problem('co-locate-requests', message, 'Lengthen --duration, or raise the rates.');
}
