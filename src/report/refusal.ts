/** Why a node cannot take a pod, in the words of the pod's events. */

import type { PoolKind } from '../domain/pools.ts';
import { percentText } from '../domain/quantity-text.ts';
import type { Slo } from '../domain/scenario.ts';
import { printable } from '../domain/text.ts';
import { milliseconds, size } from './numbers.ts';

/** What a sentence needs of a violated constraint; `null` where there is no number. */
export interface RefusalFacts {
  readonly kind: 'profile' | PoolKind | 'utilization' | 'unstable' | 'slo';
  readonly needed: number | null;
  readonly allowed: number | null;
  readonly detail: string | null;
  /** The SLO that breaks; `null` where none does. */
  readonly slo: Slo | null;
}

/** `model` on `device`; `other`: the pod whose SLO breaks, `null` for the newcomer's own. */
export interface RefusalContext {
  readonly model: string;
  readonly device: string;
  readonly other: string | null;
}

/** `predicted p95 212 ms, SLO 100 ms`. */
export function refusalSentence(facts: RefusalFacts, { model, device, other }: RefusalContext): string {
  const { kind, needed, allowed, detail, slo } = facts;
  const whose = other === null ? '' : ` of ${other}`;
  switch (kind) {
    case 'profile':
      return `no profile measures ${printable(model)} on ${printable(device)}`;
    case 'memory':
      return `memory ${bytes(needed)}, limit ${bytes(allowed)}`;
    case 'accelerator-memory':
      return `memory of the accelerator ${bytes(needed)}, limit ${bytes(allowed)}`;
    case 'slots':
    case 'pods':
      return `${kind} ${needed}, limit ${allowed}`;
    case 'utilization':
      return `predicted utilization ${fraction(needed)}, limit ${fraction(allowed)}`;
    case 'unstable':
      return `predicted ${slo?.metric}${whose} without bound (${detail}), SLO ${time(allowed)}`;
    case 'slo':
      return `predicted ${slo?.metric}${whose} ${time(needed)}, SLO ${time(allowed)}`;
  }
}

function time(value: number | null): string {
  return value === null ? 'unknown' : milliseconds(value);
}

function bytes(value: number | null): string {
  return value === null ? 'unknown' : size(value);
}

function fraction(value: number | null): string {
  return value === null ? 'unknown' : percentText(value);
}
