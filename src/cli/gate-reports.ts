/** `--report format[=file]`: which documents a gate writes, and where to. */

import type { GateResult } from '../domain/gate-result.ts';
import { nearHelp } from '../domain/names.ts';
import { ProblemError, problem } from '../domain/problem.ts';
import { printable } from '../domain/text.ts';
import { packageVersion } from '../io/package.ts';

/** The renderers by format, each loaded when it is asked for. */
const FORMATS: Readonly<Record<string, () => Promise<(result: GateResult) => string>>> = {
  json: async () => (await import('../report/gate-json.ts')).renderGateJson,
  junit: async () => (await import('../report/junit.ts')).renderJunit,
  markdown: async () => (await import('../report/gate-markdown.ts')).renderGateMarkdown,
  github: async () => (await import('../report/github.ts')).renderGithub,
  sarif: async () => {
    const { renderSarif } = await import('../report/sarif.ts');
    return (result) => renderSarif(result, packageVersion());
  },
};

export interface WantedReport {
  readonly format: string;
  /** `null`: standard output, instead of the table. */
  readonly file: string | null;
}

/** What the values of `--report` ask for. Throws a `ProblemError` for an unknown format or two reports in one place. */
export function wantedReports(values: readonly string[], isJson: boolean): readonly WantedReport[] {
  const reports = values.map(wantedReport);
  const places = reports.map(({ file }) => file ?? '');
  const twice = places.find((place, index) => places.indexOf(place) !== index);
  if (twice !== undefined) throw conflict(twice === '' ? 'standard output' : `"${printable(twice, 200)}"`);
  if (isJson && places.includes('')) throw conflict('standard output');
  return reports;
}

function wantedReport(value: string): WantedReport {
  const [, format = '', file] = /^([^=]*)(?:=(.*))?$/s.exec(value) ?? [];
  if (!Object.hasOwn(FORMATS, format)) {
    const names = Object.keys(FORMATS);
    const help = nearHelp(format, names) ?? `It can be ${names.join(', ')}.`;
    throw new ProblemError([problem('report-unknown', `no report is called "${printable(format)}"`, help)]);
  }
  if (file === '') {
    const help = `Write for example "--report ${format}=report.txt", or leave out the "=" to print it.`;
    throw new ProblemError([problem('report-file', `--report ${format}= names no file`, help)]);
  }
  return { format, file: file ?? null };
}

function conflict(place: string): ProblemError {
  const help = 'Give each report a file of its own: --report junit=gate.xml --report sarif=gate.sarif.';
  return new ProblemError([problem('flags-conflict', `two documents would go to ${place}`, help)]);
}

export async function renderReport(format: string, result: GateResult): Promise<string> {
  const load = FORMATS[format];
  if (load === undefined) throw new RangeError(`no report ${format}`);
  return (await load())(result);
}
