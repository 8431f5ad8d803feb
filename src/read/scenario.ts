/**
 * A scenario's text and the files that it names → checked values, or every problem in them at once. The order of
 * work: the document's own structure, then profiles and devices, then nodes and applications (entries and tables),
 * then what needs all of these: models, cores, the placement.
 */

import * as v from 'valibot';
import type { FileAccess, TextFile } from '../domain/files.ts';
import { ProblemError } from '../domain/problem.ts';
import type { Limits, Scenario } from '../domain/scenario.ts';
import { APP_ENTRIES, APP_NUMBERING, checkModels, completeApps } from './apps.ts';
import { completeNodes, NODE_NUMBERING, nodeEntries } from './cluster.ts';
import { checkCores } from './cpu-stage.ts';
import { collectDevices } from './devices.ts';
import { type EntryKind, type Home, readEntries } from './entries.ts';
import { explain } from './explain.ts';
import { field, isMapping, list, openMapping, refuse, share, text, timeFrom0 } from './fields.ts';
import { readGates } from './gates.ts';
import { type Counted, type Numbered, type Numbering, numberInstances } from './instances.ts';
import { mapping } from './mapping.ts';
import { nodeDumps } from './node-inventory.ts';
import { PlacementReader } from './placement.ts';
import { ProblemList } from './problem-list.ts';
import { collectProfiles, type ProfileTable } from './profiles.ts';
import { References } from './references.ts';
import { YamlSource } from './yaml-source.ts';

/** A longer text is refused: lists of this length belong in a table. */
export const MOST_SCENARIO_BYTES = 16 * 2 ** 20;

export const DEVICES_FILE = 'profiles/devices.csv';

/** A section that may be left out, or stand there with nothing below it. */
const section = <T>(schema: v.GenericSchema<unknown, T>) => v.nullish(schema);

const limits = mapping({ utilization: v.optional(share, 0.95), memory: v.optional(share, 1) });

const sections = {
  version: field((input) => (input === 1 ? { ok: true, value: input } : refuse('version-unsupported', 'be 1'))),
  profiles: section(list),
  network: section(timeFrom0),
  limits: section(limits),
  cluster: list,
  apps: list,
  placement: section(openMapping),
  gates: section(openMapping),
};
const schema = mapping(sections);
type Sections = v.InferOutput<typeof schema>;

/** The scenario in `file`. Throws a `ProblemError` that holds everything wrong with it and the files it names. */
export async function readScenario(file: TextFile, access: FileAccess): Promise<Scenario> {
  const problems = new ProblemList();
  const source = new YamlSource(file);
  if (Buffer.byteLength(file.text) > MOST_SCENARIO_BYTES) throw new ProblemError([tooLarge(source)]);
  const document = source.read(problems);
  problems.throwIfAny();
  if (document === null) throw new ProblemError([empty(source)]);
  const said = readSections(document, source, problems);
  const scenario = await readParts(said, { file, source }, access, problems);
  problems.throwIfAny();
  return scenario as Scenario;
}

/** The sections that are sound; what is wrong with the others is in `problems`. */
function readSections(document: unknown, source: YamlSource, problems: ProblemList): Partial<Sections> {
  const result = v.safeParse(schema, document);
  if (result.success) return result.output;
  for (const issue of result.issues) problems.add(source, () => explain(issue, []));
  if (!isMapping(document)) return {};
  return Object.fromEntries(
    Object.entries(sections).flatMap(([key, part]) => {
      const one = v.safeParse(part, document[key]);
      return one.success && one.output !== undefined ? [[key, one.output]] : [];
    }),
  ) as Partial<Sections>;
}

/** The scenario, or `null` when a part of it is missing; then `problems` says why. */
async function readParts(
  said: Partial<Sections>,
  home: Home,
  access: FileAccess,
  problems: ProblemList,
): Promise<Scenario | null> {
  const references = new References(access, problems);
  const profiles = await readAllProfiles(said, home, access, references, problems);
  const devices = collectDevices(await access.openShipped(DEVICES_FILE), problems);
  const knownDevices = profiles === null ? null : new Set([...profiles.devices, ...devices.keys()]);
  const notices: string[] = [];
  const nodeKind = nodeEntries(nodeDumps({ access, knownDevices, notices }));
  const nodeGroups = await readGroups(said.cluster, nodeKind, NODE_NUMBERING, home, references, problems);
  const appGroups = await readGroups(said.apps, APP_ENTRIES, APP_NUMBERING, home, references, problems);
  const nodes = profiles === null ? [] : completeNodes(nodeGroups.groups, devices, profiles, problems);
  const apps = await completeApps(appGroups.groups, references, problems);
  const areNodesWhole = nodeGroups.isWhole && nodes.length === nodeGroups.groups.length;
  const devicesThere = new Set(areNodesWhole ? nodes.map(({ device }) => device) : []);
  if (profiles !== null) checkModels(appGroups.groups, profiles, devicesThere, problems);
  const gates = readGates(said.gates ?? {}, home.source, problems);
  const areAppsWhole = appGroups.isWhole && apps.length === appGroups.groups.length;
  // What follows speaks of nodes and applications by name: with some of them missing it would blame the wrong line.
  if (profiles === null || !areNodesWhole || !areAppsWhole) return null;
  checkCores(nodes, nodeGroups.groups, apps, profiles, problems);
  const placement = said.placement
    ? new PlacementReader(home.source, { apps, nodes, profiles }, problems).read(said.placement)
    : null;
  const common: Limits = said.limits ?? v.parse(limits, {});
  const network = said.network ?? 0;
  return { name: home.file.name, network, limits: common, nodes, apps, profiles, placement, gates, notices };
}

interface Groups<T> {
  readonly groups: readonly Numbered<T>[];
  /** Whether every entry is there, under a name of its own. */
  readonly isWhole: boolean;
}

async function readGroups<T extends Counted>(
  items: readonly unknown[] | undefined,
  kind: EntryKind<T>,
  numbering: Numbering<T>,
  home: Home,
  references: References,
  problems: ProblemList,
): Promise<Groups<T>> {
  if (items === undefined) return { groups: [], isWhole: false };
  const before = problems.count;
  const entries = await readEntries(items, kind, home, references, problems);
  const groups = numberInstances(entries, numbering, problems);
  return { groups, isWhole: problems.count === before };
}

/** The profiles that the scenario names, or all shipped ones; `null` when one of them cannot be read. */
async function readAllProfiles(
  said: Partial<Sections>,
  home: Home,
  access: FileAccess,
  references: References,
  problems: ProblemList,
): Promise<ProfileTable | null> {
  const before = problems.count;
  const files = new Map<string, TextFile>();
  if (said.profiles) {
    for (const [index, reference] of said.profiles.entries()) {
      const path = ['profiles', index];
      const result = v.safeParse(text('the name of a file'), reference);
      for (const issue of result.issues ?? []) problems.add(home.source, () => explain(issue, path));
      const file = result.success ? await references.open(result.output, home.file, { ...home, path }) : null;
      if (file !== null) files.set(file.name, file);
    }
  } else {
    for (const path of await shippedProfiles(access)) files.set(path, await access.openShipped(path));
  }
  const profiles = collectProfiles([...files.values()], problems);
  return problems.count > before ? null : profiles;
}

/** Paths of the profiles that the package ships. */
export async function shippedProfiles(access: FileAccess): Promise<readonly string[]> {
  const names = await access.listShipped('profiles');
  return names.map((name) => `profiles/${name}`).filter((path) => path.endsWith('.csv') && path !== DEVICES_FILE);
}

function tooLarge(source: YamlSource) {
  return {
    code: 'file-too-large',
    message: `${source.name} is larger than ${MOST_SCENARIO_BYTES / 2 ** 20} MiB`,
    help: 'Put long lists in a CSV file of up to 64 MB and name it with "workload:" or "inventory:".',
    place: null,
  };
}

function empty(source: YamlSource) {
  const message = 'the scenario is empty';
  const help = 'It needs at least "version: 1", "cluster:" and "apps:".';
  return { code: 'scenario-empty', message, help, place: source.locate([], 'value') };
}
