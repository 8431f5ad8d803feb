/** Answers of `edge-plan init` into the text of a scenario, and into the plan that this text gives. */

import { loadCatalogue } from './catalogue.ts';
import type { Catalogue, CatalogueDevice } from './domain/catalogue.ts';
import type { Draft, DraftApp } from './domain/draft.ts';
import type { DraftAccess, FileAccess } from './domain/files.ts';
import { nearHelp } from './domain/names.ts';
import type { Plan } from './domain/plan.ts';
import { type Problem, ProblemError, problem } from './domain/problem.ts';
import { printable } from './domain/text.ts';
import { importInventory } from './inventory.ts';
import { fit } from './plan.ts';
import { readScenario } from './read/scenario.ts';
import { renderDraft } from './report/draft-yaml.ts';

export { type AnswerKind, answerProblem, readAppFlag, readNetworkFlag, readNodesFlag } from './read/draft.ts';

/** Devices that a plan can use, of the shipped profiles. */
export async function draftCatalogue(files: FileAccess): Promise<Catalogue> {
  const { devices } = await loadCatalogue([], files);
  return { devices: devices.filter(({ pairs }) => pairs.some(({ serviceTime }) => serviceTime !== null)) };
}

/** What a saved `kubectl get nodes` gives a draft to plan with. */
export interface InventoryDevices {
  /** Each once. At least one of them is measured. */
  readonly devices: readonly string[];
  /** Those among them that no shipped profile measures. */
  readonly unmeasured: readonly string[];
  /** Nodes that cannot be used. */
  readonly leftOut: number;
}

export interface NamedInventory {
  /** As typed: from the current folder. */
  readonly path: string;
  /** A table of what a node reports and which device that is. */
  readonly devices: string | null;
  /** The scenario that will name the file, and how. */
  readonly scenario: string;
  readonly reference: string;
}

/**
 * Throws a `ProblemError` when the scenario may not read the file, no node of it can be used, or no device of it is
 * measured: all of that before more is asked.
 */
export async function inventoryDevices(
  { path, devices: table, scenario, reference }: NamedInventory,
  catalogue: Catalogue,
  files: DraftAccess,
): Promise<InventoryDevices> {
  const options = { pods: null, devices: table === null ? [] : [table], tolerate: [] };
  const { nodes, leftOut } = await importInventory(path, options, files);
  const devices = [...new Set(nodes.map(({ device }) => device))];
  const shown = printable(path, 200);
  if (devices.length === 0) {
    const [first] = leftOut;
    const why = first === undefined ? '' : `; ${printable(first.name)}: ${first.reason}`;
    const help = `"edge-plan import nodes ${shown}" says what to do for each node.`;
    throw unusable(`no node of "${shown}" can be used${why}`, help);
  }
  const measured = new Set(catalogue.devices.map(({ device }) => device));
  const unmeasured = devices.filter((device) => !measured.has(device));
  if (unmeasured.length === devices.length) {
    const help =
      'Measure models there ("edge-plan import --help"), or say with --devices which measured device these nodes are.';
    throw unusable(`no shipped profile measures the devices of "${shown}": ${unmeasured.join(', ')}`, help);
  }
  // As the scenario will open it: from its own folder, and only where a scenario may read.
  await files.open(reference, await files.pretend(scenario, ''));
  return { devices, unmeasured, leftOut: leftOut.length };
}

function unusable(message: string, help: string): ProblemError {
  return new ProblemError([problem('inventory-unusable', message, help)]);
}

/** What is wrong with a device: not in the catalogue, or its memory is not known and not said. */
export function deviceProblem(catalogue: Catalogue, device: string, memory: string | null): Problem | null {
  const known = catalogue.devices.find((one) => one.device === device);
  if (known === undefined)
    return unknown(
      'device',
      device,
      catalogue.devices.map((one) => one.device),
    );
  if (known.memory !== null || memory !== null) return null;
  const help = `Say what each node has: --nodes "${device},count=2,memory=4 GiB".`;
  return problem('node-memory-unknown', `the memory of the device "${printable(device)}" is not published`, help);
}

/** What is wrong with a model on these devices: then none of them measured it. */
export function modelProblem(models: ReadonlyMap<string, unknown>, model: string): Problem | null {
  return models.has(model) ? null : unknown('model', model, [...models.keys()]);
}

function unknown(what: 'device' | 'model', name: string, known: readonly string[]): Problem {
  const where = what === 'model' ? 'no profile measures the model' : 'no profile measures the device';
  const help =
    nearHelp(name, known) ??
    `"edge-plan profiles" lists them${what === 'model' ? '; --device shows those of one device' : ''}.`;
  return problem(
    what === 'model' ? 'model-unknown' : 'device-unknown',
    `${where} "${printable(name)}"${what === 'model' ? ' on these nodes' : ''}`,
    help,
  );
}

/** A scenario's text, and what `fit` says of it. */
export interface DraftedScenario {
  readonly text: string;
  readonly plan: Plan;
}

/**
 * Writes nothing: the text is read as the file at `path` will be, so that what is previewed is what `fit` will say.
 * Throws a `ProblemError` with what the program itself would not take.
 */
export async function draftScenario(
  draft: Draft,
  path: string,
  catalogue: Catalogue,
  devices: readonly string[],
  files: DraftAccess,
): Promise<DraftedScenario> {
  const text = renderDraft(draft, catalogue, devices);
  const scenario = await readScenario(await files.pretend(path, text), files);
  return { text, plan: await fit(scenario, { policy: 'auto', seed: 1 }) };
}

/** The device that is proposed first: one whose memory is known. */
export function proposedDevice({ devices }: Catalogue): CatalogueDevice {
  const first = devices.find(({ memory, pairs }) => memory !== null && pairs.length > 0) ?? devices[0];
  if (first === undefined) throw new RangeError('the shipped profiles measure no device');
  return first;
}

/** A limit that one request alone keeps easily: at least five service times on the slowest device, a round number. */
export function proposedSlo(serviceTimes: readonly number[]): string {
  const least = Math.max(100, 5 * Math.max(...serviceTimes));
  const power = 10 ** Math.floor(Math.log10(least));
  const step = [1, 2, 5, 10].find((factor) => factor * power >= least) ?? 10;
  return `p95 <= ${step * power} ms`;
}

/** An application to begin with: of a model whose memory is known and that is fast, so that a few of them fit. */
export function proposedApp(
  models: ReadonlyMap<string, readonly { serviceTime: number | null; memory: number | null }[]>,
): DraftApp {
  const slowest = (pairs: readonly { serviceTime: number | null }[]) =>
    Math.max(...pairs.map(({ serviceTime }) => serviceTime ?? 0));
  const all = [...models].sort(([, a], [, b]) => slowest(a) - slowest(b));
  const fast = [...models].filter(([, pairs]) => slowest(pairs) <= FAST);
  const [model, pairs] = fast.find(([, [first]]) => (first?.memory ?? 0) > 0) ?? fast[0] ?? all[0] ?? [];
  if (model === undefined || pairs === undefined) throw new RangeError('no model is measured on these devices');
  const slo = proposedSlo(pairs.map(({ serviceTime }) => serviceTime ?? 0));
  return { app: 'camera', count: 4, model, rate: '2 /s', slo, preprocess: null, memory: null, sharing: null };
}

/** ms of a request alone: at 2 /s an instance takes a tenth of the device. */
const FAST = 50;
