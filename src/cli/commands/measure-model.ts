import type { ProfileRow } from '../../domain/measurement.ts';
import { measure, pretendedRows, settingsOf } from '../../measuring.ts';
import { type Appended, withRows } from '../../profile-append.ts';
import { type MeasureReport, renderMeasureJson } from '../../report/measure-json.ts';
import { renderMeasureText } from '../../report/measure-text.ts';
import { renderProfileCsv } from '../../report/profile-csv.ts';
import { createStyle } from '../../report/style.ts';
import { type Invocation, isSet, textFlag } from '../invocation.ts';
import { measureOptions } from '../measure-settings.ts';
import { whileTimePasses } from '../progress.ts';

/** A model to profile rows: printed as a table with the words on stderr, or written to a file. */
export async function runModel({ argument, flags, files, openAgain, output, terminal }: Invocation): Promise<void> {
  const options = measureOptions(argument, flags);
  const path = textFlag(flags, 'append');
  const out = textFlag(flags, 'out');
  // What is wrong with the table or its place is said before minutes are spent.
  if (path !== null) {
    await withRows(path, pretendedRows(options), files);
    await output.check(path);
  }
  const rows: ProfileRow[] = [];
  const measured = await whileTimePasses(terminal, {
    what: 'measuring',
    expected: settingsOf(options).length * options.duration,
    work: () => measure(options, files, (row) => rows.push(row)),
    known: async () => (rows.length === 0 ? null : renderProfileCsv(rows)),
  });
  let appended: Appended | null = null;
  try {
    if (path !== null) {
      appended = await output.update(path, () => withRows(path, measured.rows, openAgain()));
    }
    if (out !== null) await output.write(out, renderProfileCsv(measured.rows));
  } catch (error) {
    // What took minutes is not thrown away because of the place that it was to go to.
    terminal.say(`Measured, and not written:\n${renderProfileCsv(measured.rows)}`);
    throw error;
  }
  const report: MeasureReport = {
    ...measured,
    remarks: [...measured.remarks, ...(appended?.remarks ?? [])],
    appended: path === null || appended === null ? null : { file: path, added: appended.added, isNew: appended.isNew },
  };
  if (isSet(flags, 'json')) return terminal.print(renderMeasureJson(report));
  const table = { style: createStyle(terminal.hasColor), width: terminal.columns, isVerbose: isSet(flags, 'verbose') };
  const words = renderMeasureText(report, table);
  if (path !== null || out !== null) return terminal.print(words);
  terminal.say(`${words}\n`);
  return terminal.print(renderProfileCsv(report.rows));
}
