/**
 * A scheduler's questions, one pod at a time: read → place (admission) → report, with a ledger of who is where. What
 * HTTP makes of it is `serving-http.ts`.
 */

import type { FilterAnswer, RefusedNode, ScoredNode, UnknownPodRule } from './domain/extender.ts';
import type { CandidateNode, ExtenderCall, Pod, PodNeeds } from './domain/pod.ts';
import { type ApplicationGroup, groupOf, type NodeGroup, type Scenario } from './domain/scenario.ts';
import { Admission, MOST_INSTANCES, type Refused, type Verdict } from './place/admission.ts';
import { type Fleet, fleetOf } from './place/fleet.ts';
import { Ledger, type Resident } from './place/ledger.ts';
import { needsKey } from './place/node-company.ts';
import { scores } from './place/scores.ts';
import { createLatencyQuestion } from './predict/node.ts';
import { NodeNames } from './read/node-names.ts';
import { podNeedsReader } from './read/pod-needs.ts';
import { refusalSentence } from './report/refusal.ts';

export interface ExtenderOptions {
  readonly unknownPods: UnknownPodRule;
  /** How long a reservation lasts that no list of pods confirms, ms. */
  readonly reservation: number;
  /** ms since any fixed moment; never runs backwards. */
  readonly clock: () => number;
  /** Lets other work of the process go first; called between questions to the latency models. */
  readonly pause: () => Promise<void>;
}

/** Pods that the ledger holds at most: a hostile client cannot make it grow beyond. */
const MOST_PODS = 200_000;

/** Questions to the latency models, each of a millisecond or less, between two pauses. */
const QUESTIONS_AT_ONCE = 8;

/** Pods of a list that are entered between two pauses. */
const PODS_AT_ONCE = 200;
/** On a node with more pods than these the accelerator of one more is guessed by counting, not by the models. */
const MOST_MODELLED = 16;

/** A call was given up by the one who made it. */
export class CallAbandoned extends Error {
  override readonly name = 'CallAbandoned';
}

/** Nobody has given up. */
const NEVER = () => false;

interface Judged {
  readonly candidate: CandidateNode;
  /** Global index; `null` for a node that the scenario does not have. */
  readonly node: number | null;
  readonly verdict: Verdict | null;
  /** Why not, where no verdict was asked for. */
  readonly refusal: RefusedNode | null;
}

export class Extender {
  readonly admission: Admission;
  readonly ledger: Ledger;
  readonly #scenario: Scenario;
  readonly #fleet: Fleet;
  readonly #options: ExtenderOptions;
  readonly #names: NodeNames;
  readonly #needsOf: (pod: Pod) => PodNeeds;
  /** Calls are answered one after the other: each must see what the one before reserved. */
  #last: Promise<void> = Promise.resolve();
  /** Questions to the latency models until the last pause, whoever's call they were for. */
  #questionsPausedAt = 0;

  constructor(scenario: Scenario, options: ExtenderOptions) {
    this.#scenario = scenario;
    this.#fleet = fleetOf(scenario);
    this.#options = options;
    this.#names = new NodeNames(scenario.nodes);
    this.#needsOf = podNeedsReader(scenario);
    this.admission = new Admission(scenario, createLatencyQuestion(scenario));
    this.ledger = new Ledger((node) => this.#kindOf(node).accelerators, {
      lifetime: options.reservation,
      most: MOST_PODS,
      mostOnNode: MOST_INSTANCES,
    });
  }

  /**
   * The one node that is reserved for the pod, because it is the best of those that can take it; or why none can. A
   * scheduler binds a pod to any node that it is passed, whatever the scores say, and everybody who comes after is
   * judged beside the reservation: so no other node is passed. Throws `CallAbandoned`.
   */
  filter(call: ExtenderCall, isAbandoned: () => boolean = NEVER): Promise<FilterAnswer> {
    return this.#inTurn(async () => {
      const { isByName } = call;
      const needs = this.#begin(call.pod, isAbandoned);
      // What an earlier call reserved is judged anew.
      this.ledger.release(call.pod.uid);
      if (needs.kind === 'foreign') return { ...this.#foreign(call), isByName };
      if (needs.kind === 'counted-elsewhere') return { passed: call.nodes, refused: [], isByName };
      if (needs.kind === 'unreadable') {
        const refused = call.nodes.map(({ name }) => ({ name, sentence: needs.reason, isFinal: true }));
        return { passed: [], refused, isByName };
      }
      const judged = await this.#judge(call, needs.app, isAbandoned);
      this.#reserveBest(call.pod, needs.app, judged);
      const reserved = this.ledger.find(call.pod.uid)?.node;
      const isReserved = ({ verdict, node }: Judged) => verdict?.isAdmitted && node === reserved;
      const passed = judged.filter(isReserved).map(({ candidate }) => candidate);
      if (passed.length === 0 && judged.some(({ verdict }) => verdict?.isAdmitted)) {
        const refused = call.nodes.map(({ name }) => ({ name, sentence: FULL, isFinal: false }));
        return { passed, refused, isByName };
      }
      const refused = judged.flatMap((one) => this.#refusalOf(one, call.pod, needs.app) ?? []);
      return { passed, refused, isByName };
    });
  }

  /**
   * How good each node is for the pod (`scores.ts`). A reservation stays as `filter` made it; without one the best node
   * is reserved. Throws `CallAbandoned`.
   */
  prioritize(call: ExtenderCall, isAbandoned: () => boolean = NEVER): Promise<readonly ScoredNode[]> {
    return this.#inTurn(async () => {
      const needs = this.#begin(call.pod, isAbandoned);
      if (needs.kind !== 'known') return call.nodes.map(({ name }) => ({ name, score: 0 }));
      const judged = await this.#judge(call, needs.app, isAbandoned);
      const isKnown = this.ledger.find(call.pod.uid) !== null;
      const points = isKnown ? pointsOf(judged) : this.#reserveBest(call.pod, needs.app, judged);
      return judged.map(({ candidate }, index) => ({ name: candidate.name, score: points[index] ?? 0 }));
    });
  }

  /** Takes a whole list of pods as what runs: it confirms reservations, moves pods, and lets those go that ended. */
  reconcile(pods: readonly Pod[]): Promise<void> {
    return this.#inTurn(async () => {
      this.ledger.expire(this.#options.clock());
      const shown = new Map(pods.filter(({ isOver }) => !isOver).map((pod) => [pod.uid, pod]));
      for (const { uid, isOver } of pods) if (isOver && !shown.has(uid)) this.ledger.remove(uid);
      this.ledger.retain((uid) => shown.has(uid));
      const inOrder = [...shown.values()].sort((a, b) => (a.uid < b.uid ? -1 : 1));
      const isKnown = new Set(inOrder.filter(({ uid }) => this.ledger.find(uid) !== null));
      // Who was known keeps its accelerator before those that are new choose theirs.
      const ordered = [...isKnown, ...inOrder.filter((pod) => !isKnown.has(pod))];
      for (const [index, pod] of ordered.entries()) {
        this.#enter(pod);
        if (index % PODS_AT_ONCE === PODS_AT_ONCE - 1) await this.#options.pause();
      }
    });
  }

  /** The start of a call: what the pod needs. */
  #begin(pod: Pod, isAbandoned: () => boolean): PodNeeds {
    if (isAbandoned()) throw new CallAbandoned();
    this.ledger.expire(this.#options.clock());
    return this.#needsOf(pod);
  }

  async #judge({ pod, nodes }: ExtenderCall, app: ApplicationGroup, isAbandoned: () => boolean): Promise<Judged[]> {
    const judged: Judged[] = [];
    for (const candidate of nodes) {
      judged.push(this.#judgeOne(candidate, pod, app));
      if (this.admission.questions - this.#questionsPausedAt < QUESTIONS_AT_ONCE) continue;
      this.#questionsPausedAt = this.admission.questions;
      await this.#options.pause();
      if (isAbandoned()) throw new CallAbandoned();
    }
    return judged;
  }

  /** Of a node that is several of the plan, the one where the pod adds the least load; else the first refusal. */
  #judgeOne(candidate: CandidateNode, pod: Pod, app: ApplicationGroup): Judged {
    const [first, ...others] = this.#nodesOf(candidate).map((node) => this.#judgeNode(candidate, node, pod, app));
    if (first !== undefined) return others.reduce((best, next) => (adds(next) < adds(best) ? next : best), first);
    const refusal = { name: candidate.name, sentence: 'it is not a node of the scenario', isFinal: true };
    return { candidate, node: null, verdict: null, refusal };
  }

  #judgeNode(candidate: CandidateNode, node: number, pod: Pod, app: ApplicationGroup): Judged {
    const { company, unknown, isFull } = this.ledger.standingOn(node, pod.uid);
    if (isFull) {
      const refusal = { name: candidate.name, sentence: CROWDED, isFinal: false };
      return { candidate, node, verdict: null, refusal };
    }
    if (unknown === null) {
      return { candidate, node, verdict: this.admission.verdict(this.#kindOf(node), company, app), refusal: null };
    }
    const sentence = `the load of ${unknown.name} on it is not known: ${unknown.reason}`;
    return { candidate, node, verdict: null, refusal: { name: candidate.name, sentence, isFinal: false } };
  }

  /** Reserves the place of the best score, and gives all scores. Among equals the fuller node, then the first. */
  #reserveBest(pod: Pod, app: ApplicationGroup, judged: readonly Judged[]): readonly number[] {
    const verdicts = verdictsOf(judged);
    const points = scores(verdicts);
    let best: number | null = null;
    for (const [index, verdict] of verdicts.entries()) {
      if (verdict.isAdmitted && (best === null || isBetter(index, best, points, verdicts))) best = index;
    }
    const chosen = best === null ? null : (verdicts[best] as Verdict);
    if (best === null || chosen === null || !chosen.isAdmitted) return points;
    const node = (judged[best] as Judged).node as number;
    const { accelerator } = chosen;
    const { uid, name } = pod;
    this.ledger.reserve({ uid, name, node, accelerator, app, reason: null }, this.#options.clock());
    return points;
  }

  #refusalOf({ candidate, node, verdict, refusal }: Judged, pod: Pod, app: ApplicationGroup): RefusedNode | null {
    if (refusal !== null || verdict === null || verdict.isAdmitted) return refusal;
    const sentence = this.#sentence(verdict, node as number, pod, app);
    return { name: candidate.name, sentence, isFinal: verdict.isAlone };
  }

  #sentence({ violation, isAlone }: Refused, node: number, pod: Pod, app: ApplicationGroup): string {
    if (violation === null) return CROWDED;
    const wronged = violation.app;
    const isOther = wronged !== null && needsKey(wronged) !== needsKey(app);
    const other = isOther ? this.ledger.nameOn(node, wronged, pod.uid) : null;
    const facts = { ...violation, slo: wronged?.slo ?? null };
    const sentence = refusalSentence(facts, { model: app.model, device: this.#kindOf(node).device, other });
    return isAlone && violation.kind !== 'profile' ? `even alone: ${sentence}` : sentence;
  }

  /** A pod that says nothing to us: no business of ours, unless it takes an accelerator that we plan. */
  #foreign({ pod, nodes }: ExtenderCall): Pick<FilterAnswer, 'passed' | 'refused'> {
    const reason = this.#unknownLoad(pod);
    if (reason === null) return { passed: nodes, refused: [] };
    const isPlanned = (candidate: CandidateNode) => this.#nodesOf(candidate).length > 0;
    return {
      passed: nodes.filter((candidate) => !isPlanned(candidate)),
      refused: nodes.filter(isPlanned).map(({ name }) => ({ name, sentence: reason, isFinal: true })),
    };
  }

  /** Why a foreign pod's load is not known and matters; `null` where it does not. */
  #unknownLoad({ accelerator }: Pod): string | null {
    if (accelerator === null || this.#options.unknownPods === 'pass') return null;
    return `it asks for ${accelerator} without edge-plan.dev annotations`;
  }

  /** Enters a pod of a list where it runs, or takes it out where it runs on no node of ours. */
  #enter(pod: Pod): void {
    if (pod.node === null) return;
    const nodes = this.#names.find(pod.node);
    const resident = nodes.length === 0 ? null : this.#residentOf(pod, nodes);
    if (resident === null) this.ledger.remove(pod.uid);
    else this.ledger.confirm(resident);
  }

  /** `null` for a pod that uses nothing that is planned. `nodes`: the nodes of the plan that its node is. */
  #residentOf(pod: Pod, nodes: readonly number[]): Resident | null {
    const needs = this.#needsOf(pod);
    const { uid, name } = pod;
    const [first] = nodes as [number];
    const unknown = (reason: string | null): Resident | null =>
      reason === null || this.#options.unknownPods === 'pass'
        ? null
        : { uid, name, node: first, accelerator: 0, app: null, reason };
    if (needs.kind === 'foreign') return unknown(this.#unknownLoad(pod));
    if (needs.kind === 'counted-elsewhere') return null;
    if (needs.kind === 'unreadable') return unknown(needs.reason);
    const { app } = needs;
    const able = nodes.filter((node) => this.#scenario.profiles.find(app.model, this.#kindOf(node).device) !== null);
    const node = able.find((one) => one === this.ledger.find(uid)?.node) ?? able[0];
    if (node === undefined) {
      const { device } = this.#kindOf(first);
      return unknown(refusalSentence(NO_PROFILE, { model: app.model, device, other: null }));
    }
    return { uid, name, node, accelerator: this.#acceleratorOf(uid, node, app, needs.accelerator), app, reason: null };
  }

  /** Which accelerator a running pod has: as known, as annotated, or the likeliest. Kubernetes does not say. */
  #acceleratorOf(uid: string, node: number, app: ApplicationGroup, annotated: number | null): number {
    const kind = this.#kindOf(node);
    if (annotated !== null && annotated < kind.accelerators) return annotated;
    const known = this.ledger.find(uid);
    if (known !== null && known.node === node && known.app !== null) return known.accelerator;
    if (kind.accelerators === 1) return 0;
    const counts = this.ledger.countsOn(node);
    if (counts.reduce((sum, count) => sum + count, 0) > MOST_MODELLED) return counts.indexOf(Math.min(...counts));
    return this.admission.likeliestAccelerator(kind, this.ledger.standingOn(node, uid).company, app);
  }

  #nodesOf({ name, hostname }: CandidateNode): readonly number[] {
    const own = this.#names.find(name);
    return own.length > 0 || hostname === null ? own : this.#names.find(hostname);
  }

  /** The first group of nodes that are equal to this one in all but name: what is asked of one holds for all. */
  #kindOf(node: number): NodeGroup {
    return this.#fleet.kinds[this.#fleet.kindOf[node] as number]?.node ?? groupOf(this.#scenario.nodes, node);
  }

  async #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const before = this.#last;
    let finished: () => void = () => undefined;
    this.#last = new Promise((resolve) => {
      finished = resolve;
    });
    await before;
    try {
      return await work();
    } finally {
      finished();
    }
  }
}

const CROWDED = `${MOST_INSTANCES} applications are on it already`;

/** Said where the ledger cannot take one more reservation: an unreserved place may be given to two. */
const FULL = 'edge-plan holds as many reservations as it can: try again later';

function verdictsOf(judged: readonly Judged[]): readonly Verdict[] {
  return judged.map(({ verdict }) => verdict ?? { isAdmitted: false, violation: null, isAlone: true });
}

function pointsOf(judged: readonly Judged[]): readonly number[] {
  return scores(verdictsOf(judged));
}

const NO_PROFILE = { kind: 'profile', needed: null, allowed: null, detail: null, slo: null } as const;

function isBetter(a: number, b: number, points: readonly number[], verdicts: readonly Verdict[]): boolean {
  const difference = (points[a] as number) - (points[b] as number);
  if (difference !== 0) return difference > 0;
  return utilization(verdicts[a]) > utilization(verdicts[b]);
}

/** Load that a pod would add; infinite where it is refused. */
function adds({ verdict }: Judged): number {
  return verdict?.isAdmitted ? verdict.addedLoad : Number.POSITIVE_INFINITY;
}

function utilization(verdict: Verdict | undefined): number {
  return verdict?.isAdmitted ? verdict.utilization : -1;
}
