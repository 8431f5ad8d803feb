/**
 * A node as the published Ibis policies see it (contract, "The Ibis baseline, exactly"): containers with added rates
 * and tightest SLOs, and a memory account of their own. Nothing here knows our own constraints.
 */

import { DISCIPLINE } from '../domain/disciplines.ts';
import type { IbisAnswer, IbisClass, IbisQuestion } from '../domain/latency.ts';
import { type Profile, preprocessTimeOf } from '../domain/scenario.ts';
import { isWithin } from './constraints.ts';
import type { ApplicationClass, Fleet, NodeKind } from './fleet.ts';

/** Ibis fills nothing beyond this share: memory, utilisation, CPU, and the in-flight load of a class. */
const THRESHOLD = 0.8;

/** One backend container: a model on an accelerator with all that use it. */
export interface IbisContainer extends IbisClass {
  readonly model: string;
  readonly isShared: boolean;
  /** The tightest of its applications' limits, read as a limit on the mean, ms. */
  readonly limit: number;
}

export interface IbisState {
  readonly kind: NodeKind;
  /** Containers of each accelerator. */
  readonly accelerators: readonly (readonly IbisContainer[])[];
  /** Bytes used: frontends and backends. */
  readonly memory: number;
}

export class IbisSpace {
  readonly #fleet: Fleet;
  readonly #question: IbisQuestion;
  /** Network time, ms, added to every response time. */
  readonly #network: number;
  readonly #states = new Map<string, IbisState>();

  constructor(fleet: Fleet, question: IbisQuestion, network: number) {
    this.#fleet = fleet;
    this.#question = question;
    this.#network = network;
  }

  idle(kind: NodeKind): IbisState {
    return this.#interned({
      kind,
      accelerators: Array.from({ length: kind.node.accelerators }, () => []),
      memory: 0,
    });
  }

  rules(kind: NodeKind): 'edgetpu' | 'gpu' {
    return DISCIPLINE[kind.node.discipline].ibisRules;
  }

  /** Index of the container that the newcomer would join, or -1: on an edgeTPU by model, on a GPU only if both share. */
  joins({ kind, accelerators }: IbisState, { app }: ApplicationClass, accelerator: number): number {
    const always = this.rules(kind) === 'edgetpu';
    return containersOf(accelerators, accelerator).findIndex(
      ({ model, isShared }) => model === app.model && (always || (isShared && app.sharing === 'model')),
    );
  }

  /** ρ of an accelerator before the newcomer, swaps included. */
  utilization({ kind, accelerators }: IbisState, accelerator: number): number {
    return this.#ask(kind, containersOf(accelerators, accelerator)).utilization;
  }

  /** Whether the newcomer's containers find room. An edgeTPU's check counts its backend even where the model is. */
  fitsMemory(state: IbisState, application: ApplicationClass, accelerator: number): boolean {
    const isFree = this.rules(state.kind) === 'gpu' && this.joins(state, application, accelerator) >= 0;
    const backend = isFree ? 0 : (this.#profile(application, state.kind).memory ?? 0);
    return isWithin(state.memory + application.app.memory + backend, THRESHOLD * state.kind.node.memory);
  }

  /** The state with the newcomer in it; only a new container adds its backend's memory. */
  joined(state: IbisState, application: ApplicationClass, accelerator: number): IbisState {
    const { app } = application;
    const profile = this.#profile(application, state.kind);
    const containers = [...containersOf(state.accelerators, accelerator)];
    const index = this.joins(state, application, accelerator);
    const known = containers[index];
    if (known === undefined) containers.push(newContainer(application, profile, state.kind));
    else {
      const limit = Math.min(known.limit, app.slo.limit);
      containers[index] = { ...known, arrivalRate: known.arrivalRate + app.arrivalRate, limit };
    }
    return this.#interned({
      kind: state.kind,
      accelerators: state.accelerators.map((others, k) => (k === accelerator ? containers : others)),
      memory: state.memory + app.memory + (known === undefined ? (profile.memory ?? 0) : 0),
    });
  }

  /** Every condition of the contract but memory, of the accelerator that the newcomer has just joined. */
  meetsConditions({ kind, accelerators }: IbisState, newcomer: ApplicationClass, accelerator: number): boolean {
    const { app } = newcomer;
    const preprocessTime = preprocessTimeOf(app, this.#profile(newcomer, kind));
    const cpuLoad = app.arrivalRate * preprocessTime;
    if (!(cpuLoad < 1) || (this.rules(kind) === 'gpu' && !isWithin(cpuLoad, THRESHOLD))) return false;
    const containers = containersOf(accelerators, accelerator);
    const { utilization, responseTimes } = this.#ask(kind, containers);
    if (!isWithin(utilization, THRESHOLD) || responseTimes === null) return false;
    // 1/(μ_c − λ) with μ_c = 1/preprocess: the newcomer alone on one core, added for everybody.
    const elsewhere = this.#network + preprocessTime / (1 - cpuLoad);
    return containers.every(({ arrivalRate, limit }, k) => {
      const responseTime = (responseTimes[k] as number) + elsewhere;
      return arrivalRate < THRESHOLD / responseTime && responseTime < limit;
    });
  }

  /**
   * Whether a hosted application keeps its own limit by the published formulas: its container's response time, the
   * network and its own CPU stage. A container that runs over keeps nobody's.
   */
  keepsSlo(state: IbisState, application: ApplicationClass, accelerator: number): boolean {
    const { app } = application;
    const preprocessTime = preprocessTimeOf(app, this.#profile(application, state.kind));
    const cpuLoad = app.arrivalRate * preprocessTime;
    const index = this.containerOf(state, application, accelerator);
    const responseTime = this.#ask(state.kind, containersOf(state.accelerators, accelerator)).responseTimes?.[index];
    if (responseTime === undefined || !(cpuLoad < 1)) return false;
    return responseTime + this.#network + preprocessTime / (1 - cpuLoad) < app.slo.limit;
  }

  /** Index of the container that a hosted application uses; of several equal ones the first. −1: it is not there. */
  containerOf({ kind, accelerators }: IbisState, { app }: ApplicationClass, accelerator: number): number {
    const always = this.rules(kind) === 'edgetpu';
    return containersOf(accelerators, accelerator).findIndex(
      ({ model, isShared }) => model === app.model && (always || isShared === (app.sharing === 'model')),
    );
  }

  #ask(kind: NodeKind, containers: readonly IbisContainer[]): IbisAnswer {
    return containers.length === 0 ? IDLE : this.#question(this.rules(kind), containers);
  }

  #profile(application: ApplicationClass, kind: NodeKind): Profile {
    const profile = this.#fleet.profile(application, kind);
    if (profile === null) throw new Error(`no profile of ${application.app.model} on ${kind.node.device}`);
    return profile;
  }

  #interned(state: IbisState): IbisState {
    const key = JSON.stringify([state.kind.index, state.accelerators, state.memory]);
    const known = this.#states.get(key);
    if (known === undefined) this.#states.set(key, state);
    return known ?? state;
  }
}

const IDLE: IbisAnswer = { utilization: 0, responseTimes: [] };

function containersOf(accelerators: IbisState['accelerators'], accelerator: number): readonly IbisContainer[] {
  return accelerators[accelerator] as readonly IbisContainer[];
}

/** In-order service without swaps is the edgeTPU rule with O = 0, whatever the profile's rows say of swaps. */
function newContainer({ app }: ApplicationClass, profile: Profile, { node }: NodeKind): IbisContainer {
  return {
    model: app.model,
    isShared: app.sharing === 'model',
    arrivalRate: app.arrivalRate,
    serviceTime: profile.serviceTime,
    swapTime: DISCIPLINE[node.discipline].paysSwaps ? profile.swapTime : 0,
    limit: app.slo.limit,
  };
}
