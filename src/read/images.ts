/** The table that says which image runs which workload of an export. */

import * as v from 'valibot';
import type { TextFile } from '../domain/files.ts';
import type { ImageRow } from '../domain/manifest.ts';
import { TableSource } from './csv.ts';
import { explain } from './explain.ts';
import { choice, text } from './fields.ts';
import { mapping } from './mapping.ts';
import { ProblemList } from './problem-list.ts';
import { type Columns, readTable } from './table.ts';

const schema = mapping({
  role: v.optional(choice(['frontend', 'backend'])),
  app: v.optional(text('the name of an application')),
  model: v.optional(text('the name of a model')),
  device: v.optional(text('the name of a device')),
  image: text('the name of an image'),
});

const COLUMNS: Columns = { rows: 'images', required: ['image'], optional: ['role', 'app', 'model', 'device'] };

/** The rows in their order: of those that fit a workload the first counts. Throws a `ProblemError`. */
export function readImages(file: TextFile): readonly ImageRow[] {
  const problems = new ProblemList();
  const source = new TableSource(file);
  const rows: ImageRow[] = [];
  readTable(source, COLUMNS, problems, (row, line) => {
    const result = v.safeParse(schema, row);
    for (const issue of result.issues ?? []) problems.add(source, () => explain(issue, [line]));
    if (!result.success) return;
    const { role = null, app = null, model = null, device = null, image } = result.output;
    rows.push({ role, app, model, device, image });
  });
  problems.throwIfAny();
  return rows;
}
