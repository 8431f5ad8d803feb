/** Whether a Kubernetes node may be planned with at all: ready, schedulable, without pressure, and its taints. */

import { isBlocking, parseTaint, type Taint, taintText } from '../../domain/inventory.ts';
import { printable } from '../../domain/text.ts';
import { listAt, textAt, valueAt } from './kubernetes-objects.ts';

/** Providers add many condition types of their own; only these keep pods away. */
const PRESSURES = ['MemoryPressure', 'DiskPressure', 'PIDPressure', 'NetworkUnavailable'];
/** Set by Kubernetes for the conditions of the node itself: no plan tolerates them. */
const OWN_TAINTS = 'node.kubernetes.io/';

/** Why no pod should go to the node now, or `null`. */
export function whyUnfit(node: unknown): string | null {
  const conditions = new Map(
    listAt(node, 'status', 'conditions').map((condition) => [textAt(condition, 'type'), textAt(condition, 'status')]),
  );
  const ready = conditions.get('Ready');
  if (ready !== 'True') return `not ready: its condition Ready is ${printable(ready ?? 'not given')}`;
  if (valueAt(node, 'spec', 'unschedulable') === true) return 'cordoned: its spec says unschedulable';
  const pressure = PRESSURES.find((type) => conditions.get(type) === 'True');
  if (pressure !== undefined) return `its condition ${pressure} is True`;
  // What the server would not have accepted is not passed on to a manifest.
  const taint = taintsOf(node).find(
    (one) => isBlocking(one) && (one.key.startsWith(OWN_TAINTS) || parseTaint(taintText(one)) === null),
  );
  return taint === undefined ? null : taintedText(taint);
}

/** The taints that a pod must tolerate to run there, without those for conditions of the node. */
export function blockingTaints(node: unknown): readonly Taint[] {
  return taintsOf(node).filter((taint) => isBlocking(taint) && !taint.key.startsWith(OWN_TAINTS));
}

function taintsOf(node: unknown): readonly Taint[] {
  return listAt(node, 'spec', 'taints').map((taint) => ({
    key: textAt(taint, 'key') ?? '',
    value: textAt(taint, 'value') ?? '',
    effect: textAt(taint, 'effect') ?? '',
  }));
}

export function taintedText(taint: Taint): string {
  return `tainted ${printable(taintText(taint), 100)}`;
}

/** Whether what a user said (`key`, `key=value`, `key:effect` or `key=value:effect`) tolerates a taint. */
export function tolerates(said: string, { key, value, effect }: Taint): boolean {
  const [, saidKey, saidValue, saidEffect] = /^([^=:]+)(?:=([^:]*))?(?::(.*))?$/.exec(said) ?? [];
  if (saidKey !== key) return false;
  return (saidValue === undefined || saidValue === value) && (saidEffect === undefined || saidEffect === effect);
}
