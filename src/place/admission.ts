/**
 * May one more application join a node, beside those that are there? The same constraints and the same latency
 * question as every policy: exactly what `greedy-online` asks of a place. Nothing here knows pods, time or HTTP.
 */

import { type LatencyQuestion, meetsSlo, type NodeAnswer, sloValue } from '../domain/latency.ts';
import type { ApplicationGroup, NodeGroup, Scenario } from '../domain/scenario.ts';
import { isBestAloneOn } from './closure.ts';
import { poolViolations, profileViolation, utilizationViolations, type Violation } from './constraints.ts';
import { type Company, companyOf, joinedBy, needsKey } from './node-company.ts';
import { Recent } from './recent.ts';

/** Most instances that a node may host here: Kubernetes itself allows 110 pods, and each makes a question longer. */
export const MOST_INSTANCES = 250;

export interface Admitted {
  readonly isAdmitted: true;
  /** Where it adds the least load. */
  readonly accelerator: number;
  /** Growth of the utilisations of the node's accelerators, swaps included. */
  readonly addedLoad: number;
  /** Mean utilisation of the node's accelerators before. */
  readonly utilization: number;
}

export interface Refused {
  readonly isAdmitted: false;
  /** What would be violated on the accelerator where it adds the least load; `null`: `MOST_INSTANCES` are there. */
  readonly violation: Violation | null;
  /** Whether the node refuses the application even when it hosts nothing else. */
  readonly isAlone: boolean;
}

export type Verdict = Admitted | Refused;

/** One way to host the newcomer, before its response times are looked at. */
interface Way {
  readonly accelerator: number;
  readonly next: Company;
  readonly answer: NodeAnswer;
  readonly addedLoad: number;
}

/** Characters of the keys of remembered verdicts; a key has about 100 for each kind of application on the node. */
const MOST_REMEMBERED = 2 ** 23;

export class Admission {
  readonly #scenario: Pick<Scenario, 'profiles' | 'limits'>;
  readonly #latency: LatencyQuestion;
  readonly #verdicts: Recent<Verdict>;
  readonly #loads: Recent<number>;
  #questions = 0;

  constructor(
    scenario: Pick<Scenario, 'profiles' | 'limits'>,
    latency: LatencyQuestion,
    mostRemembered = MOST_REMEMBERED,
  ) {
    this.#scenario = scenario;
    this.#latency = latency;
    this.#verdicts = new Recent(mostRemembered);
    this.#loads = new Recent(mostRemembered / 4);
  }

  /** Questions put to the latency models so far: what an answer costs. */
  get questions(): number {
    return this.#questions;
  }

  /** Verdicts remembered at present. */
  get remembered(): number {
    return this.#verdicts.size;
  }

  /**
   * Whether the newcomer and everybody on the node keep every constraint if it joins, and on which accelerator.
   * `company` must have a profile on the node's device, every one of it.
   */
  verdict(node: NodeGroup, company: Company, newcomer: ApplicationGroup): Verdict {
    const key = `${node.index} ${needsKey(newcomer)} ${company.key}`;
    const known = this.#verdicts.get(key);
    if (known !== undefined) return known;
    const verdict = this.#judge(node, company, newcomer);
    this.#verdicts.set(key, verdict);
    return verdict;
  }

  /** The accelerator where an application that is on the node already adds the least load, fit or not. */
  likeliestAccelerator(node: NodeGroup, company: Company, app: ApplicationGroup): number {
    if (node.accelerators === 1) return 0;
    return this.#ways(node, company, app)[0]?.accelerator ?? 0;
  }

  #judge(node: NodeGroup, company: Company, newcomer: ApplicationGroup): Verdict {
    const refuse = (violation: Violation | null, isAlone: boolean) =>
      ({ isAdmitted: false, violation, isAlone }) as const;
    const { profiles, limits } = this.#scenario;
    if (profiles.find(newcomer.model, node.device) === null) return refuse(profileViolation(newcomer), true);
    const alone = company.size === 0 ? null : this.#refusalAlone(node, company, newcomer);
    if (alone !== null) return alone;
    const isAlone = company.size === 0;
    if (company.size >= MOST_INSTANCES) return refuse(null, false);
    let first: Violation | null = null;
    const { accelerators } = node;
    for (const { accelerator, next, answer, addedLoad } of this.#ways(node, company, newcomer)) {
      const [full] = poolViolations(node, next.tenancy, profiles, limits);
      const violation = full ?? this.#serviceViolation(answer, next, newcomer, accelerator);
      if (violation === null) {
        return { isAdmitted: true, accelerator, addedLoad, utilization: this.#load(node, company) / accelerators };
      }
      first ??= violation;
    }
    return refuse(first, isAlone);
  }

  /** The refusal of an idle node, where company cannot help; otherwise `null`. */
  #refusalAlone(node: NodeGroup, company: Company, newcomer: ApplicationGroup): Refused | null {
    const profile = this.#scenario.profiles.find(newcomer.model, node.device);
    if (profile === null || !isBestAloneOn(node, newcomer, profile)) return null;
    if (!company.tenancy.flat().every(({ app }) => app.arrivals.kind === 'poisson')) return null;
    const verdict = this.verdict(node, companyOf([], node.accelerators), newcomer);
    return verdict.isAdmitted ? null : verdict;
  }

  /** Every accelerator that differs from the ones before it, least added load first. */
  #ways(node: NodeGroup, company: Company, newcomer: ApplicationGroup): Way[] {
    const before = this.#load(node, company);
    const distinct = company.keys.flatMap((key, index) => (company.keys.indexOf(key) === index ? [index] : []));
    return distinct
      .map((accelerator) => {
        const next = joinedBy(company, newcomer, accelerator);
        const answer = this.#ask(node, next);
        this.#remember(node, next, answer);
        return { accelerator, next, answer, addedLoad: utilizationOf(answer) - before };
      })
      .sort((a, b) => a.addedLoad - b.addedLoad || a.accelerator - b.accelerator);
  }

  /**
   * The first violation in the order in which a person wants to know: the newcomer's own SLO, an accelerator that is
   * too busy, another's SLO. So an answer costs one quantile at most.
   */
  #serviceViolation(
    answer: NodeAnswer,
    { tenancy }: Company,
    newcomer: ApplicationGroup,
    accelerator: number,
  ): Violation | null {
    const key = needsKey(newcomer);
    const own = tenancy[accelerator]?.findIndex(({ app }) => needsKey(app) === key) ?? -1;
    const first = sloViolation(answer, accelerator, own, newcomer);
    if (first !== null) return first;
    const [busy] = utilizationViolations(answer, this.#scenario.limits);
    if (busy !== undefined) return busy;
    for (const [a, tenants] of tenancy.entries()) {
      for (const [t, { app }] of tenants.entries()) {
        const violation = sloViolation(answer, a, t, app);
        if (violation !== null) return violation;
      }
    }
    return null;
  }

  /** Utilisations of the node's accelerators, added up. */
  #load(node: NodeGroup, company: Company): number {
    if (company.size === 0) return 0;
    return this.#loads.get(loadKey(node, company)) ?? this.#remember(node, company, this.#ask(node, company));
  }

  #remember(node: NodeGroup, company: Company, answer: NodeAnswer): number {
    const load = utilizationOf(answer);
    const key = loadKey(node, company);
    if (this.#loads.get(key) === undefined) this.#loads.set(key, load);
    return load;
  }

  #ask(node: NodeGroup, { tenancy }: Company): NodeAnswer {
    this.#questions += 1;
    return this.#latency(node, tenancy);
  }
}

function loadKey(node: NodeGroup, { key }: Company): string {
  return `${node.index} ${key}`;
}

function utilizationOf(answer: NodeAnswer): number {
  return answer.accelerators.reduce((sum, { utilization }) => sum + utilization, 0);
}

function sloViolation(
  answer: NodeAnswer,
  accelerator: number,
  tenant: number,
  app: ApplicationGroup,
): Violation | null {
  const found = answer.accelerators[accelerator]?.tenants[tenant];
  if (found === undefined) throw new Error(`the latency answer omits tenant ${tenant} of accelerator ${accelerator}`);
  const { response, reason } = found;
  const allowed = app.slo.limit;
  if (response === null) return { kind: 'unstable', accelerator, app, needed: null, allowed, detail: reason };
  if (meetsSlo(response, app.slo)) return null;
  return { kind: 'slo', accelerator, app, needed: sloValue(response, app.slo), allowed, detail: null };
}
