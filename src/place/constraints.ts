/**
 * What a node may host, one constraint at a time, each with its numbers and a short sentence. The policies ask these
 * questions of node states; `check.ts` recomputes the same constraints of a finished placement without this file.
 */

import { meetsSlo, type NodeAnswer, sloValue, type Tenancy, type TenantAnswer } from '../domain/latency.ts';
import type { PoolKind, PoolUse } from '../domain/pools.ts';
import { comparedTexts, percentText, sizeText } from '../domain/quantity-text.ts';
import type { ApplicationGroup, Limits, NodeGroup, ProfileBook } from '../domain/scenario.ts';
import { poolUses } from './pools.ts';

/**
 * `profile`: the model was never measured on the device. `utilization`: busy share of an accelerator, swaps included.
 * `unstable`: some queue has no finite response time. `slo`: ms of the metric. The others are pools.
 */
export type ConstraintKind = 'profile' | PoolKind | 'utilization' | 'unstable' | 'slo';

export interface Violation {
  readonly kind: ConstraintKind;
  /** The accelerator where it happens; `null` for a pool of the node. */
  readonly accelerator: number | null;
  /** The application that is wronged; `null` where the whole accelerator or node is. */
  readonly app: ApplicationGroup | null;
  /** What would be used or reached, and what may be, in the unit of the kind; `null` where there is no number. */
  readonly needed: number | null;
  readonly allowed: number | null;
  /** Why there is no number (`unstable`), in words. */
  readonly detail: string | null;
}

/** Relative slack for sums of rounded terms: 8 × 0.1 may fill 0.8. */
const ROUNDING = 1e-9;

/** Whether `needed` is at most `allowed`, up to the rounding of a sum. False for NaN. */
export function isWithin(needed: number, allowed: number): boolean {
  return needed <= allowed * (1 + ROUNDING);
}

/** The pools of a node that these tenants overdraw: its memory, that of an accelerator, slots, pods. */
export function poolViolations(node: NodeGroup, tenancy: Tenancy, profiles: ProfileBook, limits: Limits): Violation[] {
  return overdrawn({ pools: poolUses(node, tenancy, profiles, limits) });
}

/** The pools among these that are overdrawn. */
export function overdrawn({ pools }: { readonly pools: readonly PoolUse[] }): Violation[] {
  return pools
    .filter(({ needed, allowed }) => !isWithin(needed, allowed))
    .map((use) => ({ ...use, app: null, detail: null }));
}

export function profileViolation(app: ApplicationGroup): Violation {
  return { kind: 'profile', accelerator: null, app, needed: null, allowed: null, detail: null };
}

/** Accelerators busier than the limit. Swaps count as work; the limit is of accelerators, not of the CPU. */
export function utilizationViolations(answer: NodeAnswer, limits: Limits): Violation[] {
  return answer.accelerators.flatMap(({ utilization }, accelerator) =>
    isWithin(utilization, limits.utilization)
      ? []
      : [
          {
            kind: 'utilization' as const,
            accelerator,
            app: null,
            needed: utilization,
            allowed: limits.utilization,
            detail: null,
          },
        ],
  );
}

/** Tenants without a finite response time, and tenants whose SLO does not hold. Costs a quantile for each of those. */
export function latencyViolations(answer: NodeAnswer, tenancy: Tenancy): Violation[] {
  return tenancy.flatMap((tenants, accelerator) =>
    tenants.flatMap(({ app }, index): Violation[] => {
      const tenant = tenantAnswer(answer, accelerator, index);
      if (tenant.response === null) {
        return [{ kind: 'unstable', accelerator, app, needed: null, allowed: null, detail: tenant.reason }];
      }
      if (meetsSlo(tenant.response, app.slo)) return [];
      const needed = sloValue(tenant.response, app.slo);
      return [{ kind: 'slo', accelerator, app, needed, allowed: app.slo.limit, detail: null }];
    }),
  );
}

/** Whether every tenant has a finite response time and keeps its SLO; stops at the first that does not. */
export function everySloHolds(answer: NodeAnswer, tenancy: Tenancy): boolean {
  return tenancy.every((tenants, accelerator) =>
    tenants.every(({ app }, index) => {
      const { response } = tenantAnswer(answer, accelerator, index);
      return response !== null && meetsSlo(response, app.slo);
    }),
  );
}

/** The answer for one tenant of an accelerator. Throws where it is left out. */
export function tenantAnswer(answer: NodeAnswer, accelerator: number, index: number): TenantAnswer {
  const tenant = answer.accelerators[accelerator]?.tenants[index];
  if (tenant === undefined) throw new Error(`the latency answer omits tenant ${index} of accelerator ${accelerator}`);
  return tenant;
}

/**
 * How far over its limit a violation is: needed ÷ allowed, above 1; infinite where there is no number. The constraint
 * that binds on a node is its most severe violation.
 */
export function severity({ needed, allowed }: Violation): number {
  return needed === null || allowed === null ? Number.POSITIVE_INFINITY : needed / allowed;
}

/**
 * The violation in a short sentence, as seen by `newcomer`: its own SLO, or one that it would break for another.
 * `before`: ms of that SLO's metric without the newcomer, where it is known.
 */
export function violationSentence(
  violation: Violation,
  newcomer: ApplicationGroup,
  node: NodeGroup,
  before: number | null = null,
): string {
  const { kind, app } = violation;
  switch (kind) {
    case 'profile':
      return `no profile of ${newcomer.model} on ${node.device}`;
    case 'memory':
    case 'accelerator-memory':
    case 'slots':
    case 'pods':
      return poolSentence(violation, node);
    case 'utilization':
    case 'unstable':
      return violationFigures(violation);
    case 'slo': {
      const figures = violationFigures(violation, before);
      if (app === null || app === newcomer) return `SLO: ${figures}`;
      const isBroken = before !== null && !isWithin(before, app.slo.limit);
      return `${isBroken ? `${app.name} is over its SLO already` : `would break ${app.name}`}: ${figures}`;
    }
  }
}

/** An overdrawn pool of a node in a short sentence. */
export function poolSentence(violation: Violation, node: NodeGroup): string {
  const { kind, needed, allowed } = violation;
  if (kind === 'slots') return `${allowed} slots for ${node.kubernetes?.resource}, ${needed} needed`;
  if (kind === 'pods') return violationFigures(violation);
  return `${kind === 'memory' ? 'memory' : 'memory of the accelerator'}: ${violationFigures(violation)}`;
}

/** What is reached and what is allowed: `mean 240 ms, limit 200 ms`, or `mean 190 → 240 ms, limit 200 ms`. */
export function violationFigures(violation: Violation, before: number | null = null): string {
  const { kind, needed, allowed, app, detail } = violation;
  switch (kind) {
    case 'profile':
      return 'no profile';
    case 'memory':
    case 'accelerator-memory':
      return figures(needed, allowed, sizeText, (one, other) => `${one} needed, ${other} allowed`);
    case 'slots':
    case 'pods':
      return `${allowed} ${kind}, ${needed} needed`;
    case 'utilization':
      return figures(needed, allowed, percentText, (one, other) => `utilization ${one}, limit ${other}`);
    case 'unstable':
      return `no finite response time: ${detail}`;
    case 'slo':
      return `${app?.slo.metric} ${before === null ? '' : `${digits(before)} → `}${milliseconds(needed)}, limit ${milliseconds(allowed)}`;
  }
}

function figures(
  needed: number | null,
  allowed: number | null,
  text: (value: number, significant: number) => string,
  sentence: (needed: string, allowed: string) => string,
): string {
  if (needed !== null && allowed !== null) return sentence(...comparedTexts(needed, allowed, text));
  const known = (value: number | null) => (value === null ? 'unknown' : text(value, 3));
  return sentence(known(needed), known(allowed));
}

function milliseconds(time: number | null): string {
  return time === null ? 'unknown' : `${digits(time)} ms`;
}

function digits(time: number): string {
  return String(Number(time.toPrecision(4)));
}
