/** A plan that was written earlier (`fit --json`, `--out`) → a placement of a scenario's applications. */

import type { Displaced, EarlierPlan } from '../domain/earlier-plan.ts';
import type { TextFile } from '../domain/files.ts';
import { applicationCount, emptyPlacement, groupOf, type Placement, type Scenario } from '../domain/scenario.ts';
import { printable } from '../domain/text.ts';
import { suggestion } from './explain.ts';
import { isMapping, shown, textOf } from './fields.ts';
import { InstanceNames } from './instances.ts';
import { JsonSource } from './json-source.ts';
import { ProblemList } from './problem-list.ts';

/**
 * Names are matched against the scenario; of each entry of `apps` only `app`, `node` and `accelerator` are read, the
 * scenario says the rest. Applications that the plan leaves out are not placed. Throws a `ProblemError` with everything
 * that is wrong.
 */
export function readPlanFile(file: TextFile, scenario: Scenario): Placement {
  return readPlan(file, scenario, null).placement;
}

/**
 * The same for a scenario that has changed since the plan was written: what no longer exists is told and not a problem.
 * Throws a `ProblemError` with everything that is wrong with the file itself.
 */
export function readEarlierPlan(file: TextFile, scenario: Scenario): EarlierPlan {
  const displaced: Displaced[] = [];
  const goneApps = new Set<string>();
  const { placement, newApps } = readPlan(file, scenario, { displaced, goneApps });
  return { placement, displaced, newApps, goneApps: [...goneApps] };
}

/** Where what no longer exists is collected instead of being a problem. */
interface Changes {
  readonly displaced: Displaced[];
  readonly goneApps: Set<string>;
}

function readPlan(file: TextFile, scenario: Scenario, changes: Changes | null): PlanReader {
  const problems = new ProblemList();
  const source = new JsonSource(file);
  const document = source.read(problems);
  problems.throwIfAny();
  const reader = new PlanReader(source, scenario, problems, changes);
  reader.read(document);
  problems.throwIfAny();
  return reader;
}

/** The scenario that a plan file says it was made for; `null` where it names none. Throws as `readPlanFile` does. */
export function namedScenario(file: TextFile): string | null {
  const problems = new ProblemList();
  const document = new JsonSource(file).read(problems);
  problems.throwIfAny();
  return isMapping(document) && typeof document.scenario === 'string' ? document.scenario : null;
}

/** Whether a file that may be a scenario or a plan is a plan: a JSON document that says which version it has. */
export function isPlanFile({ text }: TextFile): boolean {
  if (!text.trimStart().startsWith('{')) return false;
  try {
    const document: unknown = JSON.parse(text);
    return isMapping(document) && 'schemaVersion' in document;
  } catch {
    // A scenario in YAML's own braces, or JSON that is broken: its reader says what is wrong, and where.
    return false;
  }
}

type Path = readonly (string | number)[];

const FORM = 'Give a document as "edge-plan fit --out plan.json" writes it.';

class PlanReader {
  readonly placement: Placement;
  readonly #source: JsonSource;
  readonly #scenario: Scenario;
  readonly #problems: ProblemList;
  readonly #apps: InstanceNames;
  readonly #nodes: InstanceNames;
  readonly #seen: Uint8Array;
  readonly #changes: Changes | null;

  constructor(source: JsonSource, scenario: Scenario, problems: ProblemList, changes: Changes | null) {
    const count = applicationCount(scenario);
    this.placement = emptyPlacement(count);
    this.#source = source;
    this.#scenario = scenario;
    this.#problems = problems;
    this.#apps = new InstanceNames(scenario.apps);
    this.#nodes = new InstanceNames(scenario.nodes);
    this.#seen = new Uint8Array(count);
    this.#changes = changes;
  }

  /** Instances that the plan does not name. */
  get newApps(): number[] {
    return [...this.#seen.keys()].filter((app) => this.#seen[app] === 0);
  }

  read(document: unknown): void {
    if (!isMapping(document)) {
      this.#add('plan-form', `a plan must be a mapping; found ${shown(document)}`, []);
      return;
    }
    const { schemaVersion, apps } = document;
    if (schemaVersion !== 1) {
      this.#add('plan-version', `"schemaVersion" must be 1; found ${shown(schemaVersion)}`, ['schemaVersion']);
    }
    if (Array.isArray(apps)) for (const [index, entry] of apps.entries()) this.#readApp(entry, ['apps', index]);
    else this.#add('plan-form', `"apps" must be a list; found ${shown(apps)}`, ['apps']);
  }

  #readApp(entry: unknown, path: Path): void {
    if (!isMapping(entry)) {
      this.#add('plan-form', `an application must be a mapping; found ${shown(entry)}`, path);
      return;
    }
    const app = typeof entry.app === 'string' ? (this.#apps.indexOf(entry.app) ?? this.#nextOf(entry.app)) : null;
    if (app === null) {
      if (this.#isGone(entry)) return;
      const message = unknown('application', entry.app, this.#scenario);
      const help = () => suggestion(textOf(entry.app), this.#apps.examples());
      this.#add('app-unknown', message, [...path, 'app'], help);
    } else if (this.#seen[app] === 1) {
      this.#add('app-placed-twice', `${quoted(entry.app)} is listed already`, [...path, 'app']);
    } else {
      this.#seen[app] = 1;
      if (entry.node !== null) this.#place(app, entry, path);
    }
  }

  readonly #nextAfter = new Map<string, number>();

  /** Where what runs is named by its application alone, the next instance of it; `null` where a plan was made. */
  #nextOf(name: string): number | null {
    const group = this.#changes === null ? undefined : this.#scenario.apps.find((one) => one.name === name);
    if (group === undefined) return null;
    let next = this.#nextAfter.get(name) ?? group.firstIndex;
    while (next < group.firstIndex + group.count && this.#seen[next] === 1) next++;
    this.#nextAfter.set(name, next);
    return next < group.firstIndex + group.count ? next : null;
  }

  #place(app: number, entry: Readonly<Record<string, unknown>>, path: Path): void {
    const node = typeof entry.node === 'string' ? this.#nodes.indexOf(entry.node) : null;
    if (node === null) {
      if (typeof entry.node === 'string' && this.#isDisplaced(app, entry.node, 'node')) return;
      const message = unknown('node', entry.node, this.#scenario);
      this.#add('node-unknown', message, [...path, 'node'], () =>
        suggestion(textOf(entry.node), this.#nodes.examples()),
      );
      return;
    }
    const { accelerators, device } = groupOf(this.#scenario.nodes, node);
    const { model } = groupOf(this.#scenario.apps, app);
    const accelerator = typeof entry.accelerator === 'number' ? entry.accelerator : Number.NaN;
    if (!(Number.isInteger(accelerator) && accelerator >= 0 && accelerator < accelerators)) {
      const isWhole = Number.isInteger(accelerator) && accelerator >= 0;
      if (isWhole && this.#isDisplaced(app, entry.node, 'accelerator')) return;
      const message = `"accelerator" must be a whole number below ${accelerators}; found ${shown(entry.accelerator)}`;
      this.#add('plan-accelerator', message, [...path, 'accelerator']);
    } else if (this.#scenario.profiles.find(model, device) === null) {
      if (this.#isDisplaced(app, entry.node, 'profile')) return;
      const message = `${quoted(entry.app)} cannot run there: no profile measures "${printable(model)}" on "${printable(device)}"`;
      this.#add('placement-profile', message, [...path, 'node'], () => 'Add a profile, or make the plan anew.');
    } else {
      this.placement.node[app] = node;
      this.placement.accelerator[app] = accelerator;
    }
  }

  /** Notes an application that is gone, where that is asked for. */
  #isGone({ app, node }: Readonly<Record<string, unknown>>): boolean {
    if (this.#changes === null || typeof app !== 'string') return false;
    if (node !== null) this.#changes.goneApps.add(app);
    return true;
  }

  /** Notes a place that is gone, where that is asked for. */
  #isDisplaced(instance: number, node: unknown, gone: Displaced['gone']): boolean {
    this.#changes?.displaced.push({ instance, node: textOf(node), gone });
    return this.#changes !== null;
  }

  #add(code: string, message: string, path: Path, help: () => string = () => FORM): void {
    this.#problems.add(this.#source, () => ({ code, message, help: help(), path, aim: 'value' }));
  }
}

function unknown(what: string, name: unknown, scenario: Scenario): string {
  if (typeof name === 'string') return `no ${what} of ${scenario.name} is called ${quoted(name)}`;
  return `the name of ${what === 'node' ? 'a node' : 'an application'} must be text; found ${shown(name)}`;
}

function quoted(name: unknown): string {
  return typeof name === 'string' ? `"${printable(name)}"` : shown(name);
}
