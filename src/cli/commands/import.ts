import { IMPORT_FORMATS, type ImportFormat, type ImportKind } from '../../domain/import-formats.ts';
import { nearestName } from '../../domain/names.ts';
import { ProblemError, problem } from '../../domain/problem.ts';
import { printable } from '../../domain/text.ts';
import type { Invocation } from '../invocation.ts';

/** An invocation whose arguments were checked: the format and at least one file. */
export interface ImportInvocation extends Invocation {
  readonly format: ImportFormat;
}

/** The work behind what a format gives. */
const WORK: Readonly<Record<ImportKind, () => Promise<{ run(invocation: ImportInvocation): Promise<number> }>>> = {
  'profile rows': () => import('./import-profiles.ts'),
  'an inventory': () => import('./import-nodes.ts'),
};

export async function run(invocation: Invocation): Promise<number> {
  const format = formatNamed(invocation.argument);
  if (invocation.rest.length === 0) {
    const help = `Name it after the format: "edge-plan import ${format.name} <file>"; "-" is standard input.`;
    throw new ProblemError([problem('file-not-given', 'no file is given to import', help)]);
  }
  const { run: importAs } = await WORK[format.gives]();
  return importAs({ ...invocation, format });
}

function formatNamed(name: string | null): ImportFormat {
  const format = IMPORT_FORMATS.find((known) => known.name === name);
  if (format !== undefined) return format;
  const names = IMPORT_FORMATS.map((known) => known.name);
  const nearest = name === null ? null : nearestName(name, names);
  const message = name === null ? 'no format is given' : `"${printable(name)}" is not a format that can be imported`;
  const help =
    nearest === null
      ? `It can be ${names.join(', ')}; auto recognises the measurement formats.`
      : `Did you mean "${nearest}"?`;
  throw new ProblemError([problem('import-format', message, help)]);
}
