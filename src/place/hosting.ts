/**
 * Can this many nodes of each kind host everything? Every answer is remembered: fewer nodes than too few are too few,
 * more than enough are enough. Asked of patterns first, then of the placement engine, which may also prove that not.
 */

import type { LatencyQuestion } from '../domain/latency.ts';
import { chooseCover } from './cover-integer.ts';
import { type CoverMaster, couldMeet, type Demand } from './cover-master.ts';
import type { HighsSolver } from './highs.ts';
import type { PlacementProblem } from './problem.ts';
import type { StateCounts } from './rehost.ts';
import { placeAsFound, rehostedAnew } from './remaining.ts';
import { resized } from './resized.ts';
import type { StateSpace } from './states.ts';

export type Hosting =
  | { readonly answer: 'yes'; readonly states: StateCounts }
  | { readonly answer: 'no' | 'open'; readonly states: null };

/** Branchings of a program that asks whether known patterns will do. */
const BRANCHES = 100;
/** Instances up to which the placement engine is asked, and the steps of one question. */
const MOST_INSTANCES = 20_000;
const STEPS_PER_QUESTION = 8_000;
/** What one question counts for: programs and pattern searches cost about as much again as the latency models. */
const LEAST_STEPS = 20;
const STEPS_PER_LATENCY = 2;

const NO: Hosting = { answer: 'no', states: null };
const OPEN: Hosting = { answer: 'open', states: null };

export class HostingOracle {
  readonly #space: StateSpace;
  readonly #master: CoverMaster;
  readonly #solver: HighsSolver;
  readonly #demands: readonly Demand[];
  readonly #known: { readonly nodes: readonly number[]; readonly hosting: Hosting }[] = [];
  /** Steps left for the placement engine. */
  #steps = 0;

  constructor(space: StateSpace, master: CoverMaster, solver: HighsSolver, demands: readonly Demand[]) {
    this.#space = space;
    this.#master = master;
    this.#solver = solver;
    this.#demands = demands;
  }

  get isSpent(): boolean {
    return this.#steps <= 0;
  }

  /** More steps for the placement engine. */
  grant(steps: number): void {
    this.#steps += Math.floor(steps);
  }

  /** Remembers states that host everything. */
  learn(nodes: readonly number[], states: StateCounts): void {
    this.#known.push({ nodes, hosting: { answer: 'yes', states } });
  }

  /** Without any search: whether these nodes are known to be too few. */
  isTooFew(nodes: readonly number[]): boolean {
    if (this.#demands.some((demand) => !couldMeet(demand, nodes))) return true;
    return this.#known.some(({ nodes: known, hosting }) => hosting.answer === 'no' && isAtMost(nodes, known));
  }

  async ask(nodes: readonly number[]): Promise<Hosting> {
    if (this.isTooFew(nodes)) return NO;
    const known = this.#known.find(({ nodes: some, hosting }) =>
      hosting.answer === 'yes' ? isAtMost(some, nodes) : isAtMost(nodes, some) && isAtMost(some, nodes),
    );
    if (known !== undefined) return known.hosting;
    const hosting = (await this.#byPatterns(nodes)) ?? (await this.#byPlacement(nodes));
    this.#known.push({ nodes, hosting });
    return hosting;
  }

  async #byPatterns(nodes: readonly number[]): Promise<Hosting | null> {
    const offers = nodes.map((count) => ({ cost: 1, least: count, most: count }));
    const { states } = await chooseCover(this.#space, this.#master, offers, this.#solver, null, BRANCHES, 0);
    return states === null ? null : { answer: 'yes', states };
  }

  async #byPlacement(nodes: readonly number[]): Promise<Hosting> {
    const { problem, fleet } = this.#space;
    if (this.isSpent || fleet.classOf.length > MOST_INSTANCES) return OPEN;
    const steps = Math.min(this.#steps, STEPS_PER_QUESTION);
    let questions = 0;
    const latency: LatencyQuestion = (node, tenancy) => {
      questions++;
      return problem.latency(node, tenancy);
    };
    const { scenario } = problem;
    const apps = scenario.apps.map(({ count }) => count);
    const sized: PlacementProblem = { ...problem, latency, steps, scenario: resized(scenario, nodes, apps) };
    const { states, isImpossible } = await rehostedAnew(this.#space, sized, placeAsFound, 'groups');
    this.#steps -= Math.min(steps, LEAST_STEPS + STEPS_PER_LATENCY * questions);
    if (states === null) return isImpossible ? NO : OPEN;
    const busy = [...states].filter(([{ mixes }]) => mixes.some((mix) => mix.length > 0));
    return { answer: 'yes', states: new Map(busy) };
  }
}

/** Whether no kind has more nodes. */
function isAtMost(nodes: readonly number[], limits: readonly number[]): boolean {
  return nodes.every((count, k) => count <= (limits[k] as number));
}
