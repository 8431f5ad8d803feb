/**
 * Instance names without making them: a group of a million is one entry here. Instance k of a counted group `a` is
 * called `a-k`, which a plain entry may be called too; that, and two groups of one name, are the only clashes.
 */

import type { Entry } from './entries.ts';
import type { ProblemList } from './problem-list.ts';

export interface NamedGroup {
  readonly name: string;
  readonly isCounted: boolean;
  readonly count: number;
  readonly firstIndex: number;
}

interface Slot {
  plain: NamedGroup | null;
  counted: NamedGroup | null;
}

export class InstanceNames {
  readonly #slots = new Map<string, Slot>();

  constructor(groups: Iterable<NamedGroup> = []) {
    for (const group of groups) this.add(group);
  }

  add(group: NamedGroup): void {
    const slot = this.#slots.get(group.name) ?? { plain: null, counted: null };
    if (group.isCounted) slot.counted = group;
    else slot.plain = group;
    this.#slots.set(group.name, slot);
  }

  /** The global index of the instance with this name, or `null` when there is none. */
  indexOf(name: string): number | null {
    return this.#slots.get(name)?.plain?.firstIndex ?? this.indexInCounted(name);
  }

  /** The same among the instances of counted groups only. */
  indexInCounted(name: string): number | null {
    const [stem, number] = splitNumber(name);
    const counted = this.#slots.get(stem)?.counted;
    return counted && number >= 1 && number <= counted.count ? counted.firstIndex + number - 1 : null;
  }

  /** Whether there is a group of this very name and kind, beside which another would clash. */
  has(name: string, isCounted: boolean): boolean {
    const slot = this.#slots.get(name);
    return (isCounted ? slot?.counted : slot?.plain) != null;
  }

  /** Names for a suggestion: every plain one, and the ends of every counted group. */
  examples(): readonly string[] {
    return [...this.#slots.values()].flatMap(({ plain, counted }) => [
      ...(plain ? [plain.name] : []),
      ...(counted ? [`${counted.name}-1`, `${counted.name}-${counted.count}`] : []),
    ]);
  }
}

/** `a-12` → [`a`, 12]; the number is 0 when the name does not end as an instance's does. */
function splitNumber(name: string): readonly [string, number] {
  const dash = name.lastIndexOf('-');
  const digits = name.slice(dash + 1);
  return dash > 0 && /^[1-9][0-9]{0,8}$/.test(digits) ? [name.slice(0, dash), Number(digits)] : [name, 0];
}

export interface Counted {
  readonly count?: number | undefined;
}

export interface Numbered<T> {
  readonly entry: Entry<T>;
  readonly index: number;
  readonly name: string;
  readonly isCounted: boolean;
  readonly count: number;
  readonly firstIndex: number;
}

/** What is numbered, for messages, and how many there may be. */
export interface Numbering<T> {
  readonly singular: string;
  readonly plural: string;
  readonly key: 'app' | 'node';
  readonly most: number;
  nameOf(value: T): string;
}

/** Numbers all instances in order, and reports clashing names and too many instances. */
export function numberInstances<T extends Counted>(
  entries: readonly Entry<T>[],
  numbering: Numbering<T>,
  problems: ProblemList,
): readonly Numbered<T>[] {
  const numbered: Numbered<T>[] = [];
  const names = new InstanceNames();
  let firstIndex = 0;
  for (const entry of entries) {
    const name = numbering.nameOf(entry.value);
    const { count } = entry.value;
    const isCounted = count !== undefined;
    if (names.has(name, isCounted)) addClash(entry, numbering, isCounted ? `${name}-1` : name, problems);
    const group = { entry, index: numbered.length, name, isCounted, count: count ?? 1, firstIndex };
    names.add(group);
    numbered.push(group);
    const isFirstTooMany = firstIndex <= numbering.most && firstIndex + group.count > numbering.most;
    if (isFirstTooMany) addTooMany(entry, numbering, problems);
    firstIndex += group.count;
  }
  for (const { entry, name, isCounted } of numbered) {
    if (!isCounted && names.indexInCounted(name) !== null) addClash(entry, numbering, name, problems);
  }
  return numbered;
}

function addClash<T>(entry: Entry<T>, numbering: Numbering<T>, name: string, problems: ProblemList): void {
  const message = `another ${numbering.singular} is called "${name}" already`;
  const help = 'With "count", instances are called name-1, name-2 and so on; without it, the name alone.';
  const path = [...entry.path, numbering.key];
  problems.add(entry.source, () => ({ code: 'name-twice', message, help, path, aim: 'value' }));
}

function addTooMany<T>(entry: Entry<T>, numbering: Numbering<T>, problems: ProblemList): void {
  const most = numbering.most.toLocaleString('en');
  const message = `a scenario may have ${most} ${numbering.plural}; with these there are more`;
  const path = [...entry.path, 'count'];
  problems.add(entry.source, () => ({ code: `too-many-${numbering.plural}`, message, help: null, path, aim: 'value' }));
}
