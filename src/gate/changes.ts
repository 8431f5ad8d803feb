/** What changed between a baseline and the plan of today: causes first, then what came of them. */

import type { Baseline, BaselineApp, BaselineProfile, PlanChange } from '../domain/gate-result.ts';
import { type Move, movesByGroup } from '../domain/moves.ts';
import type { Plan } from '../domain/plan.ts';
import { profilesAskedFor } from '../domain/profiles-used.ts';
import { millisecondsText, shortNumber } from '../domain/quantity-text.ts';
import {
  type ApplicationGroup,
  groupOf,
  instanceName,
  nodeCount,
  type Profile,
  type Scenario,
} from '../domain/scenario.ts';
import { counted, printable } from '../domain/text.ts';
import { perSecond } from '../domain/units.ts';
import { growthText } from './words.ts';

/** Names that a sentence lists before it counts the rest. */
const MOST_NAMES = 3;
/** A rate or a time that a document rounded differs from itself by less than this share. */
const ROUNDING = 1e-6;

/** @param moves between the baseline's placement and today's */
export function planChanges(plan: Plan, baseline: Baseline, moves: readonly Move[]): readonly PlanChange[] {
  return [
    ...profileChanges(plan.scenario, baseline),
    ...nodeChanges(plan.scenario, baseline),
    ...applicationChanges(plan.scenario, baseline),
    ...moveChanges(plan, baseline, moves),
  ];
}

function profileChanges(scenario: Scenario, { profiles }: Baseline): PlanChange[] {
  if (profiles === null) return [];
  const earlier = new Map(profiles.map((row) => [JSON.stringify([row.model, row.device]), row]));
  return profilesAskedFor(scenario)
    .flatMap((row) => {
      const before = earlier.get(JSON.stringify([row.model, row.device]));
      return before === undefined ? [] : [{ row, before, texts: figureTexts(before, row) }];
    })
    .filter(({ texts }) => texts.length > 0)
    .sort((a, b) => b.row.serviceTime / b.before.serviceTime - a.row.serviceTime / a.before.serviceTime)
    .map(({ row, texts }) => {
      const users = namesOf(
        scenario.apps.filter(({ model }) => model === row.model),
        ({ name }) => name,
      );
      const text = `${printable(row.model)} on ${printable(row.device)}: ${texts.join(', ')}; used by ${users}`;
      return { kind: 'profile', text, origin: row.origin };
    });
}

function figureTexts(before: BaselineProfile, now: Profile): string[] {
  const mib = (bytes: number) => `${shortNumber(bytes / 2 ** 20)} MiB`;
  const figures = [
    ['service', before.serviceTime, now.serviceTime, millisecondsText],
    ['swap', before.swapTime, now.swapTime, millisecondsText],
    ['memory', before.memory, now.memory, mib],
  ] as const;
  return figures.flatMap(([what, from, to, text]) => {
    if (from !== null && to !== null) {
      return differs(from, to) ? [`${what} ${text(from)} → ${text(to)} (${growthText(from, to)})`] : [];
    }
    // Plans once wrote 0 for what is not known.
    if ((from ?? 0) === (to ?? 0)) return [];
    const shown = (value: number | null) => (value === null ? '?' : text(value));
    return [`${what} ${shown(from)} → ${shown(to)}`];
  });
}

function differs(before: number, now: number): boolean {
  return Math.abs(now - before) > ROUNDING * Math.max(Math.abs(before), Math.abs(now));
}

function nodeChanges(scenario: Scenario, { goneNodes, newNodes }: Baseline): PlanChange[] {
  const added = namesOf(newNodes, (index) => instanceName(scenario.nodes, index));
  const first = newNodes[0];
  const origin = first === undefined ? null : groupOf(scenario.nodes, first).origin;
  const total = counted(nodeCount(scenario), 'node');
  const gone = namesOf(goneNodes, (name) => printable(name));
  const texts: PlanChange[] = [];
  if (goneNodes.length > 0) {
    const text = `${counted(goneNodes.length, 'node')} gone: ${gone}; ${total} left`;
    texts.push({ kind: 'node', text, origin: null });
  }
  if (newNodes.length > 0)
    texts.push({ kind: 'node', text: `${counted(newNodes.length, 'new node')}: ${added}`, origin });
  return texts;
}

function applicationChanges({ apps }: Scenario, baseline: Baseline): PlanChange[] {
  return apps.flatMap((app): PlanChange[] => {
    const before = baseline.apps[app.index] ?? null;
    const added = baseline.newInstances[app.index] ?? 0;
    const changes: PlanChange[] = [];
    if (added > 0) {
      const text = before === null ? `new: ${many(added, app)}` : `${app.name}: ${added} more, ${app.count} in all`;
      changes.push({ kind: 'application', text, origin: app.origin });
    }
    return before === null ? changes : [...changes, ...demandChanges(app, before)];
  });
}

function many(count: number, { name, isCounted }: ApplicationGroup): string {
  return isCounted ? `${count} × ${name}` : name;
}

function demandChanges(app: ApplicationGroup, before: BaselineApp): PlanChange[] {
  const changes: PlanChange[] = [];
  const add = (kind: PlanChange['kind'], text: string) =>
    changes.push({ kind, text: `${app.name}: ${text}`, origin: app.origin });
  if (before.model !== app.model) add('application', `model ${printable(before.model)} → ${printable(app.model)}`);
  if (differs(before.arrivalRate, app.arrivalRate)) {
    const [from, to] = [perSecond(before.arrivalRate), perSecond(app.arrivalRate)];
    add('rate', `rate ${shortNumber(from)} /s → ${shortNumber(to)} /s (${growthText(from, to)})`);
  }
  const { metric, limit } = app.slo;
  if (before.slo.metric !== metric || differs(before.slo.limit, limit)) {
    const from = `${before.slo.metric} ≤ ${millisecondsText(before.slo.limit)}`;
    add('slo', `SLO ${from} → ${metric} ≤ ${millisecondsText(limit)}`);
  }
  return changes;
}

function moveChanges(plan: Plan, { plan: { goneApps, displaced } }: Baseline, moves: readonly Move[]): PlanChange[] {
  const lost = new Map(displaced.map(({ instance, node }) => [instance, printable(node)]));
  const changes = KINDS.flatMap(({ move, kind, phrase }) => {
    const ofKind = moves.filter((candidate) => candidate.kind === move);
    return [...movesByGroup(plan.scenario.apps, ofKind)].map(([app, own]): PlanChange => {
      const list = namesOf(own, (one) => wayOf(plan.scenario, one, lost));
      const why = kind === 'stopped' ? `: ${plan.reasons[app.index] ?? 'not placed'}` : '';
      return { kind, text: `${many(own.length, app)} ${phrase} (${list})${why}`, origin: app.origin };
    });
  });
  if (goneApps.length === 0) return changes;
  const names = namesOf(goneApps, (name) => printable(name));
  const text = `${counted(goneApps.length, 'application')} gone: ${names}`;
  return [...changes, { kind: 'application', text, origin: null }];
}

const KINDS = [
  { move: 'stop', kind: 'stopped', phrase: 'no longer placed' },
  { move: 'start', kind: 'started', phrase: 'newly placed' },
  { move: 'move', kind: 'moved', phrase: 'moved' },
] as const;

/** `doorbell-3 from coral-1 to coral-2`. */
function wayOf({ apps, nodes }: Scenario, { instance, from, to }: Move, lost: ReadonlyMap<number, string>): string {
  const name = (index: number) => instanceName(nodes, index);
  const before = from === null ? lost.get(instance) : name(from.node);
  const origin = before === undefined ? '' : ` from ${before}`;
  return `${instanceName(apps, instance)}${origin}${to === null ? '' : ` to ${name(to.node)}`}`;
}

function namesOf<T>(things: readonly T[], nameOf: (thing: T) => string): string {
  const more = things.length - MOST_NAMES;
  return `${things.slice(0, MOST_NAMES).map(nameOf).join(', ')}${more > 0 ? `, and ${more} more` : ''}`;
}
