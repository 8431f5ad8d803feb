/** One more instance of an application on one accelerator of a node: what it would break, and what of it would fit. */

import type { Obstacle } from '../domain/explanation.ts';
import { type NodeAnswer, sloValue, type Tenancy } from '../domain/latency.ts';
import type { ApplicationGroup, NodeGroup } from '../domain/scenario.ts';
import { firstFailure } from '../math/first-failure.ts';
import {
  everySloHolds,
  latencyViolations,
  poolViolations,
  severity,
  utilizationViolations,
  type Violation,
  violationSentence,
} from './constraints.ts';
import type { PlacementProblem } from './problem.ts';

/** An accelerator that might take the newcomer, with all that its node hosts. */
export interface Host {
  /** Global index. */
  readonly node: number;
  readonly group: NodeGroup;
  readonly tenancy: Tenancy;
  readonly accelerator: number;
}

/** Rates are tried in millionths of the one asked for, down to a thousandth, in steps of 5 % before the bisection. */
const MILLION = 1e6;
const RATES = { start: MILLION, least: 1000, most: MILLION, step: 0.05 };

export class Newcomer {
  readonly app: ApplicationGroup;
  readonly #problem: Pick<PlacementProblem, 'scenario' | 'latency'>;

  constructor(app: ApplicationGroup, problem: Pick<PlacementProblem, 'scenario' | 'latency'>) {
    this.app = app;
    this.#problem = problem;
  }

  /** What it would break on a host, the binding constraint first: pools and utilisation, then response times. */
  obstacles(host: Host): readonly Obstacle[] {
    const { group, tenancy } = host;
    const { scenario, latency } = this.#problem;
    const next = joined(host, this.app);
    const answer = latency(group, next);
    const full = poolViolations(group, next, scenario.profiles, scenario.limits);
    const busy = utilizationViolations(answer, scenario.limits);
    const late = latencyViolations(answer, next).filter(
      ({ kind }, k, all) => kind === 'slo' || (busy.length === 0 && all.findIndex((one) => one.kind === kind) === k),
    );
    const violations = [...bySeverity([...full, ...busy]), ...bySeverity(late)];
    if (violations.length === 0) return [];
    const before = latency(group, tenancy);
    return violations.map((violation) => this.#obstacle(violation, host, before));
  }

  /** Accelerator utilisations of the node with the newcomer, added up. */
  load(host: Host): number {
    const { accelerators } = this.#problem.latency(host.group, joined(host, this.app));
    return accelerators.reduce((sum, { utilization }) => sum + utilization, 0);
  }

  /** Whether every constraint holds with the newcomer; `app` may differ from it in rate or SLO. */
  fits(host: Host, app: ApplicationGroup = this.app): boolean {
    const { group } = host;
    const { scenario, latency } = this.#problem;
    const next = joined(host, app);
    if (poolViolations(group, next, scenario.profiles, scenario.limits).length > 0) return false;
    const answer = latency(group, next);
    return utilizationViolations(answer, scenario.limits).length === 0 && everySloHolds(answer, next);
  }

  /**
   * The greatest rate up to the one asked for at which it fits, requests per ms, rounded down to three digits where it
   * fits at that too; `null` where it fits at none, or at none above `above`.
   */
  fittingRate(host: Host, above: number): number | null {
    const fitsAt = (arrivalRate: number) => this.fits(host, { ...this.app, arrivalRate });
    const rateOf = (n: number) => (this.app.arrivalRate * n) / MILLION;
    const least = Math.max(RATES.least, Math.ceil((above / this.app.arrivalRate) * MILLION));
    if (least > RATES.least && !fitsAt(rateOf(least))) return null;
    const { holds } = firstFailure([host], (_, n) => !fitsAt(rateOf(n)), { ...RATES, least });
    if (holds === null) return null;
    const round = roundedDown(rateOf(holds) * 1000) / 1000;
    const rate = fitsAt(round) ? round : rateOf(holds);
    return rate > above ? rate : null;
  }

  /**
   * The least limit of its group's SLO at which it fits, ms, rounded up to three digits; `null` where something else
   * is in the way as well.
   */
  fittingLimit(host: Host, obstacles: readonly Obstacle[]): number | null {
    const values = obstacles.map(({ kind, app, needed }) => (kind === 'slo' && app === this.app ? needed : null));
    if (values.length === 0 || values.includes(null)) return null;
    const limit = roundedUp(Math.max(...(values as number[])));
    const eased = { ...this.app, slo: { ...this.app.slo, limit } };
    const tenancy = host.tenancy.map((tenants) =>
      tenants.map((tenant) => (tenant.app === this.app ? { ...tenant, app: eased } : tenant)),
    );
    return this.fits({ ...host, tenancy }, eased) ? limit : null;
  }

  fitsAtLeastRate(host: Host): boolean {
    return this.fits(host, this.#slowest);
  }

  /** Why no rate helps: what is in the way at the least rate tried. */
  lastObstacle(host: Host): Obstacle | null {
    return new Newcomer(this.#slowest, this.#problem).obstacles(host)[0] ?? null;
  }

  get #slowest(): ApplicationGroup {
    return { ...this.app, arrivalRate: (this.app.arrivalRate * RATES.least) / MILLION };
  }

  #obstacle(violation: Violation, { group, tenancy }: Host, before: NodeAnswer): Obstacle {
    const { kind, accelerator, app, needed, allowed } = violation;
    if (kind === 'profile') throw new Error('a host has a profile of the newcomer');
    const index = accelerator === null ? -1 : (tenancy[accelerator]?.findIndex((tenant) => tenant.app === app) ?? -1);
    const response = before.accelerators[accelerator ?? 0]?.tenants[index]?.response ?? null;
    const valueBefore = kind === 'slo' && app !== null && response !== null ? sloValue(response, app.slo) : null;
    const sentence = violationSentence(violation, this.app, group, valueBefore);
    return { kind, app, needed, allowed, before: valueBefore, sentence };
  }
}

/** The company with one more; instances of one group are one tenant. */
function joined({ tenancy, accelerator }: Host, app: ApplicationGroup): Tenancy {
  return tenancy.map((tenants, index) => {
    if (index !== accelerator) return tenants;
    if (!tenants.some((tenant) => tenant.app === app)) return [...tenants, { app, count: 1 }];
    return tenants.map((tenant) => (tenant.app === app ? { ...tenant, count: tenant.count + 1 } : tenant));
  });
}

function bySeverity(violations: readonly Violation[]): readonly Violation[] {
  return violations.toSorted((a, b) => severity(b) - severity(a) || 0);
}

/** To three significant digits, never above; `value` above 0. */
function roundedDown(value: number): number {
  return inDigits(value, Math.floor);
}

function roundedUp(value: number): number {
  return inDigits(value, Math.ceil);
}

function inDigits(value: number, round: (value: number) => number): number {
  const unit = 10 ** (Math.floor(Math.log10(value)) - 2);
  return Number((round(value / unit) * unit).toPrecision(12));
}
