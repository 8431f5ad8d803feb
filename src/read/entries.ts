/**
 * The entries of `apps` and of `cluster`: written in the scenario, or rows of a table that it names. Both go through
 * the same schema, and an entry remembers where it came from.
 */

import * as v from 'valibot';
import type { TextFile } from '../domain/files.ts';
import type { DocumentPath } from '../domain/problem.ts';
import type { Origin } from '../domain/scenario.ts';
import { TableSource } from './csv.ts';
import { explain } from './explain.ts';
import { type Field, isMapping, text } from './fields.ts';
import { mapping } from './mapping.ts';
import type { ProblemList } from './problem-list.ts';
import type { References } from './references.ts';
import type { Source } from './source.ts';
import { type Columns, readTable } from './table.ts';

/** An entry that passed its schema, and where it is written. */
export interface Entry<T> {
  readonly value: T;
  readonly file: TextFile;
  readonly source: Source;
  readonly path: DocumentPath;
  readonly origin: Origin;
}

/** What distinguishes applications from nodes here. */
export interface EntryKind<T> {
  /** The key of the list in the scenario. */
  readonly list: 'apps' | 'cluster';
  /** The key of an entry that names a table: `workload` or `inventory`. */
  readonly table: 'workload' | 'inventory';
  readonly schema: Field<T>;
  readonly columns: Columns;
  /** A form besides CSV that such a file may have. */
  readonly other?: OtherForm;
}

/** A file that is named like a table and is something else. */
export interface OtherForm {
  /** What may be said beside the file's name. */
  readonly keys: v.ObjectEntries;
  isForm(text: string): boolean;
  /** Its rows, as a table would give them. `open` opens a file that is named under a key. */
  rows(
    file: TextFile,
    said: Readonly<Record<string, unknown>>,
    open: (reference: string, key: string) => Promise<TextFile | null>,
    problems: ProblemList,
  ): Promise<readonly OtherRow[]>;
}

export interface OtherRow {
  readonly row: Readonly<Record<string, unknown>>;
  readonly source: Source;
  readonly path: DocumentPath;
}

/** The scenario's own text. */
export interface Home {
  readonly file: TextFile;
  readonly source: Source;
}

/** The sound entries of a list in their order; everything wrong with the others is in `problems`. */
export async function readEntries<T>(
  items: readonly unknown[],
  kind: EntryKind<T>,
  home: Home,
  references: References,
  problems: ProblemList,
): Promise<readonly Entry<T>[]> {
  const entries: Entry<T>[] = [];
  const seen = new Set<string>();
  if (items.length === 0) {
    const message = `"${kind.list}" is empty`;
    const help = `List at least one ${kind.columns.required[0]}.`;
    problems.add(home.source, () => ({ code: 'list-empty', message, help, path: [kind.list], aim: 'value' }));
  }
  for (const [index, item] of items.entries()) {
    const path = [kind.list, index];
    if (!isMapping(item) || !Object.hasOwn(item, kind.table)) {
      addEntry(item, kind.schema, { ...home, path }, problems, entries);
      continue;
    }
    const keys = { [kind.table]: text('the name of a file'), ...kind.other?.keys };
    const reference = check(item, mapping(keys), home.source, path, problems);
    if (reference === null) continue;
    const mention = { source: home.source, path: [...path, kind.table] };
    const file = await references.open(reference[kind.table] as string, home.file, mention);
    if (file === null) continue;
    if (seen.has(file.name)) {
      const message = `"${file.name}" is listed already`;
      problems.add(home.source, () => ({
        code: 'file-twice',
        message,
        help: 'Keep one.',
        path: mention.path,
        aim: 'value',
      }));
      continue;
    }
    seen.add(file.name);
    if (kind.other?.isForm(file.text)) {
      const open = (name: string, key: string) =>
        references.open(name, home.file, { source: home.source, path: [...path, key] });
      for (const { row, ...where } of await kind.other.rows(file, reference, open, problems)) {
        addEntry(row, kind.schema, { file, ...where }, problems, entries);
      }
    } else readRows(file, kind, problems, entries);
  }
  return entries;
}

function readRows<T>(file: TextFile, kind: EntryKind<T>, problems: ProblemList, into: Entry<T>[]): void {
  const source = new TableSource(file);
  if (/^\s*[[{]/.test(source.text.slice(0, 1000))) {
    const message = `this is JSON; the ${kind.table} is read as CSV`;
    const help = `Its first line names the columns: ${kind.columns.required.join(',')}, and so on.`;
    problems.add(source, () => ({ code: `${kind.table}-format`, message, help, path: [1], aim: 'key' }));
    return;
  }
  readTable(source, kind.columns, problems, (row, line) => {
    addEntry(row, kind.schema, { file, source, path: [line] }, problems, into);
  });
}

type Whereabouts = Pick<Entry<unknown>, 'file' | 'source' | 'path'>;

function addEntry<T>(
  item: unknown,
  schema: Field<T>,
  where: Whereabouts,
  problems: ProblemList,
  into: Entry<T>[],
): void {
  const value = check(item, schema, where.source, where.path, problems);
  if (value !== null) into.push({ value, ...where, origin: where.source.origin(where.path) });
}

/** What `schema` makes of `input`, or `null` after adding everything that is wrong. */
export function check<T>(
  input: unknown,
  schema: Field<T>,
  source: Source,
  path: DocumentPath,
  problems: ProblemList,
): T | null {
  const result = v.safeParse(schema, input);
  for (const issue of result.issues ?? []) problems.add(source, () => explain(issue, path));
  return result.success ? result.output : null;
}
