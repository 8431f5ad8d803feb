import { type ImportOptions, importMeasurements, parseWarmUp } from '../../importing.ts';
import { withRows } from '../../profile-append.ts';
import { type ImportReport, renderImportJson } from '../../report/import-json.ts';
import { answer } from '../answer.ts';
import { EXIT, isSet, listFlag, textFlag } from '../invocation.ts';
import type { ImportInvocation } from './import.ts';

/** Measurements to profile rows: printed as a table, with the words on stderr, or added to a file. */
export async function run(invocation: ImportInvocation): Promise<number> {
  const { rest, flags, files, output, terminal } = invocation;
  const path = textFlag(flags, 'append');
  const imported = await importMeasurements(rest, optionsOf(invocation), files);
  const appended = path === null ? null : await output.update(path, () => withRows(path, imported.rows, files));
  const report: ImportReport = {
    ...imported,
    remarks: [...imported.remarks, ...(appended?.remarks ?? [])],
    appended: path === null || appended === null ? null : { file: path, added: appended.added, isNew: appended.isNew },
  };
  const [{ renderImportText }, { renderProfileCsv }, { createStyle }] = await Promise.all([
    import('../../report/import-text.ts'),
    import('../../report/profile-csv.ts'),
    import('../../report/style.ts'),
  ]);
  if (path === null && !isSet(flags, 'json')) {
    const options = {
      style: createStyle(terminal.hasColor),
      width: terminal.columns,
      isVerbose: isSet(flags, 'verbose'),
    };
    terminal.say(`${renderImportText(report, options)}\n`);
  }
  await answer(invocation, {
    json: () => renderImportJson(report),
    table: (options) => (path === null ? renderProfileCsv(report.rows) : renderImportText(report, options)),
  });
  return EXIT.answered;
}

function optionsOf({ format, flags }: ImportInvocation): ImportOptions {
  const batch = flags.get('batch');
  return {
    format: format.name,
    model: textFlag(flags, 'model'),
    device: textFlag(flags, 'device'),
    batch: typeof batch === 'number' ? batch : null,
    precision: textFlag(flags, 'precision'),
    conditions: textFlag(flags, 'conditions'),
    unit: textFlag(flags, 'unit') as ImportOptions['unit'], // its choices are checked when flags are parsed
    column: textFlag(flags, 'column'),
    accept: listFlag(flags, 'accept'),
    warmUp: parseWarmUp(textFlag(flags, 'warm-up')),
  };
}
