/** The `placement` section: which applications a given plan puts on which accelerator. */

import type { ApplicationGroup, NodeGroup, Placement, ProfileBook, Scenario } from '../domain/scenario.ts';
import { applicationCount, groupOf } from '../domain/scenario.ts';
import { printable } from '../domain/text.ts';
import { suggestion } from './explain.ts';
import { shown, textOf } from './fields.ts';
import { InstanceNames } from './instances.ts';
import type { ProblemList } from './problem-list.ts';
import type { Source } from './source.ts';

/** Reads `{ node: [apps] }`, or `{ node: [[apps], [apps]] }` with one list for each accelerator. */
export class PlacementReader {
  readonly #source: Source;
  readonly #problems: ProblemList;
  readonly #apps: readonly ApplicationGroup[];
  readonly #nodes: readonly NodeGroup[];
  readonly #profiles: ProfileBook;
  readonly #nodeNames: InstanceNames;
  readonly #appNames: InstanceNames;
  readonly #placement: Placement;

  constructor(
    source: Source,
    { apps, nodes, profiles }: Pick<Scenario, 'apps' | 'nodes' | 'profiles'>,
    problems: ProblemList,
  ) {
    const count = applicationCount({ apps });
    this.#source = source;
    this.#problems = problems;
    this.#apps = apps;
    this.#nodes = nodes;
    this.#profiles = profiles;
    this.#nodeNames = new InstanceNames(nodes);
    this.#appNames = new InstanceNames(apps);
    this.#placement = { node: new Int32Array(count).fill(-1), accelerator: new Int32Array(count).fill(-1) };
  }

  /** Applications that are not named are not placed. */
  read(section: Readonly<Record<string, unknown>>): Placement {
    for (const [name, value] of Object.entries(section)) this.#readNode(name, value);
    return this.#placement;
  }

  #readNode(name: string, value: unknown): void {
    const path = ['placement', name];
    const node = this.#nodeNames.indexOf(name);
    if (node === null) {
      const message = `no node is called "${printable(name)}"`;
      this.#add('node-unknown', message, () => suggestion(name, this.#nodeNames.examples()), path, 'key');
    } else if (!Array.isArray(value)) {
      this.#add('list-expected', `the applications of a node must be a list; found ${shown(value)}`, LIST_HELP, path);
    } else if (value.length > 0 && value.every((item) => Array.isArray(item))) {
      this.#readAccelerators(node, value, path);
    } else {
      const { accelerators } = groupOf(this.#nodes, node);
      if (accelerators > 1) {
        const message = `"${printable(name)}" has ${accelerators} accelerators: one list of applications is needed for each`;
        this.#add('placement-accelerators', message, 'Write a list of lists: [[doorbell-1], [doorbell-2]].', path);
      } else this.#readApps(node, 0, value, path);
    }
  }

  #readAccelerators(node: number, lists: readonly unknown[][], path: readonly string[]): void {
    const { accelerators } = groupOf(this.#nodes, node);
    if (lists.length > accelerators) {
      const message = `there are ${lists.length} lists for ${accelerators === 1 ? 'one accelerator' : `${accelerators} accelerators`}`;
      this.#add('placement-accelerators', message, 'Give each accelerator of the node one list.', path);
    }
    lists.forEach((items, accelerator) => {
      if (accelerator < accelerators) this.#readApps(node, accelerator, items, [...path, accelerator]);
    });
  }

  #readApps(node: number, accelerator: number, items: readonly unknown[], at: readonly (string | number)[]): void {
    const { node: nodeOf, accelerator: acceleratorOf } = this.#placement;
    items.forEach((item, index) => {
      const path = [...at, index];
      const app = typeof item === 'string' ? this.#appNames.indexOf(item) : null;
      if (app === null) {
        const message =
          typeof item === 'string'
            ? `no application is called "${printable(item)}"`
            : `an application's name must be text; found ${shown(item)}`;
        this.#add('app-unknown', message, () => suggestion(textOf(item), this.#appNames.examples()), path);
      } else if (nodeOf[app] !== -1) {
        this.#add('app-placed-twice', `"${printable(textOf(item))}" is placed already`, 'Keep one of the two.', path);
      } else {
        this.#checkProfile(app, node, path);
        nodeOf[app] = node;
        acceleratorOf[app] = accelerator;
      }
    });
  }

  /** Nothing can be said of a model on a device where it was never measured. */
  #checkProfile(app: number, node: number, path: readonly (string | number)[]): void {
    const { model } = groupOf(this.#apps, app);
    const { device } = groupOf(this.#nodes, node);
    if (this.#profiles.find(model, device) !== null) return;
    const message = `no profile measures ${printable(model)} on ${printable(device)}`;
    this.#add('profile-missing', message, 'Place it on another device, or add a row to a profile of your own.', path);
  }

  #add(
    code: string,
    message: string,
    help: string | (() => string),
    path: readonly (string | number)[],
    aim: 'key' | 'value' = 'value',
  ): void {
    this.#problems.add(this.#source, () => {
      return { code, message, help: typeof help === 'string' ? help : help(), path, aim };
    });
  }
}

const LIST_HELP = 'Write for example "coral-1: [doorbell-1, doorbell-2]".';
