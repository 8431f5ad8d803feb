/**
 * The objects in a saved answer of the Kubernetes API: `kubectl get … -o json` or `-o yaml`. A `List`, a `NodeList`
 * whose items have no kind of their own, a bare object, and YAML with several documents are all the same thing here.
 */

import type { TextFile } from '../../domain/files.ts';
import type { DocumentPath } from '../../domain/problem.ts';
import { printable } from '../../domain/text.ts';
import { TableSource } from '../csv.ts';
import { isMapping, shown } from '../fields.ts';
import { JsonSource } from '../json-source.ts';
import type { ProblemList } from '../problem-list.ts';
import type { Source } from '../source.ts';
import { YamlSource } from '../yaml-source.ts';

export type Kind = 'Node' | 'Pod';

/** As many as a scenario may have nodes, and ten pods on each. */
const MOST: Readonly<Record<Kind, number>> = { Node: 100_000, Pod: 1_000_000 };

export interface KubernetesObject {
  readonly value: Readonly<Record<string, unknown>>;
  readonly source: Source;
  readonly path: DocumentPath;
}

/** How `kubectl describe` begins: a name, and the roles of a node or the namespace of a pod below it. */
const DESCRIBED = /^Name:[ \t]+\S+[ \t]*\r?\n(?:Roles|Namespace):/;

/** Whether a text is such an answer and not a table: JSON, or YAML that begins with a document or a mapping. */
export function looksLikeObjects(text: string): boolean {
  const start = text.slice(0, 4000);
  if (DESCRIBED.test(start)) return true;
  return /^\s*[[{]/.test(start) || /^(?:[ \t]*(?:#[^\n]*)?\n)*(?:---|apiVersion:|kind:|items:|metadata:)/.test(start);
}

/** The objects in their order; what is wrong is added to `problems`, and then some may be missing. */
export function readObjects(file: TextFile, kind: Kind, problems: ProblemList): readonly KubernetesObject[] {
  const before = problems.count;
  if (DESCRIBED.test(file.text.slice(0, 4000))) {
    const message = `${file.name} is what "kubectl describe" prints for people`;
    const source = new TableSource(file);
    problems.add(source, () => ({ code: 'kubernetes-described', message, help: helpFor(kind), path: [1], aim: 'key' }));
    return [];
  }
  const objects = /^\s*[[{]/.test(file.text.slice(0, 1000))
    ? readJson(file, kind, problems)
    : readYaml(file, kind, problems);
  if (objects.length === 0 && problems.count === before) {
    const source = new JsonSource(file);
    const message = `${file.name} holds no ${kind}`;
    problems.add(source, () => ({ code: 'kubernetes-empty', message, help: helpFor(kind), path: [], aim: 'value' }));
  }
  return objects;
}

function readJson(file: TextFile, kind: Kind, problems: ProblemList): KubernetesObject[] {
  const source = new JsonSource(file, helpFor(kind));
  return objectsIn(source.read(problems), source, kind, problems);
}

function readYaml(file: TextFile, kind: Kind, problems: ProblemList): KubernetesObject[] {
  const documents = yamlDocuments(file);
  const [first] = documents;
  if (first !== undefined && documents.length > MOST_DOCUMENTS) {
    addTooMany(first, kind, problems);
    return [];
  }
  return documents.flatMap((source) => objectsIn(source.read(problems), source, kind, problems));
}

/** A parser for each of more would take minutes; a list holds any number. */
const MOST_DOCUMENTS = 20_000;

/** In YAML, `---` at the start of a line is always the border of a document. */
function yamlDocuments(file: TextFile): YamlSource[] {
  const documents: YamlSource[] = [];
  let start = 0;
  let firstLine = 1;
  const take = (end: number) => {
    const text = file.text.slice(start, end);
    const isBlank =
      text
        .replace(/^---/, '')
        .replace(/^[ \t]*#.*$/gm, '')
        .trim() === '';
    if (!isBlank) documents.push(new YamlSource({ ...file, text }, firstLine));
    for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) firstLine += 1;
    start = end;
  };
  for (const { index } of file.text.matchAll(/^---(?=\s|$)/gm)) if (index > start) take(index);
  take(file.text.length);
  return documents;
}

function objectsIn(document: unknown, source: Source, kind: Kind, problems: ProblemList): KubernetesObject[] {
  if (document === undefined || document === null) return [];
  const isList = isMapping(document) && Array.isArray(document.items);
  const items = isList ? (document.items as unknown[]) : Array.isArray(document) ? document : null;
  if (items === null) return [objectOf(document, source, [], kind, problems)].filter((found) => found !== null);
  const listKind = isMapping(document) ? document.kind : undefined;
  if (typeof listKind === 'string' && listKind !== 'List' && listKind !== `${kind}List`) {
    addWrongKind(listKind, source, ['kind'], kind, problems);
    return [];
  }
  if (items.length > MOST[kind]) {
    addTooMany(source, kind, problems);
    return [];
  }
  const objects: KubernetesObject[] = [];
  for (const [index, item] of items.entries()) {
    const found = objectOf(item, source, isList ? ['items', index] : [index], kind, problems);
    // What is wrong with one is mostly wrong with all: a list of pods, say.
    if (found === null) return [];
    objects.push(found);
  }
  return objects;
}

/** The object, or `null` after adding why it is none of this kind. */
function objectOf(
  value: unknown,
  source: Source,
  path: DocumentPath,
  kind: Kind,
  problems: ProblemList,
): KubernetesObject | null {
  if (!isMapping(value)) {
    const message = `a ${kind} must be a mapping; found ${shown(value)}`;
    problems.add(source, () => ({ code: 'mapping-expected', message, help: helpFor(kind), path, aim: 'value' }));
    return null;
  }
  const own = value.kind;
  if (own !== undefined && own !== kind) {
    addWrongKind(own, source, [...path, 'kind'], kind, problems);
    return null;
  }
  return { value, source, path };
}

function addTooMany(source: Source, kind: Kind, problems: ProblemList): void {
  const message = `at most ${MOST[kind].toLocaleString('en')} ${kind}s are read; here are more`;
  problems.add(source, () => ({ code: 'kubernetes-too-many', message, help: null, path: [], aim: 'value' }));
}

function addWrongKind(found: unknown, source: Source, path: DocumentPath, kind: Kind, problems: ProblemList): void {
  const message = `this is of kind ${shown(found)}; ${kind}s are read here`;
  problems.add(source, () => ({ code: 'kubernetes-kind', message, help: helpFor(kind), path, aim: 'value' }));
}

function helpFor(kind: Kind): string {
  return kind === 'Node'
    ? 'Save it with: kubectl get nodes -o json > nodes.json'
    : 'Save it with: kubectl get pods --all-namespaces -o json > pods.json';
}

/** What stands at the end of a path of keys, or `undefined`. */
export function valueAt(value: unknown, ...keys: readonly string[]): unknown {
  let found = value;
  for (const key of keys) {
    if (!isMapping(found) || !Object.hasOwn(found, key)) return undefined;
    found = found[key];
  }
  return found;
}

export function textAt(value: unknown, ...keys: readonly string[]): string | null {
  const found = valueAt(value, ...keys);
  return typeof found === 'string' ? found : null;
}

export function listAt(value: unknown, ...keys: readonly string[]): readonly unknown[] {
  const found = valueAt(value, ...keys);
  return Array.isArray(found) ? found : [];
}

/** The texts of a mapping, such as labels or annotations. */
export function textsAt(value: unknown, ...keys: readonly string[]): ReadonlyMap<string, string> {
  const found = valueAt(value, ...keys);
  if (!isMapping(found)) return new Map();
  return new Map(Object.entries(found).filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
}

/** The name of an object as a message quotes it. */
export function nameOf(value: unknown): string {
  return printable(textAt(value, 'metadata', 'name') ?? 'without a name', 100);
}
