/** `--html FILE`: the page of an answer, written beside it. */

import type { Plan } from '../domain/plan.ts';
import { ProblemError, problem } from '../domain/problem.ts';
import { printable } from '../domain/text.ts';
import { packageVersion } from '../io/package.ts';
import type { ReportOptions } from '../reporting.ts';
import { type FlagValues, type Invocation, textFlag } from './invocation.ts';

/** The page as text. Charts and sections are loaded only here. */
export async function htmlPage(plan: Plan, options: ReportOptions): Promise<string> {
  const [{ reportOn }, { renderReportPage }] = await Promise.all([
    import('../reporting.ts'),
    import('../report/html/page.ts'),
  ]);
  return renderReportPage(await reportOn(plan, options), packageVersion());
}

/** Before any work: throws a `ProblemError` where the page has no file of its own, or no one plan to show. */
export function checkHtmlFlag(flags: FlagValues): void {
  const file = textFlag(flags, 'html');
  if (file !== null) checkOnePlan(flags);
  if (file !== '-' && file !== '') return;
  const message = `"--html ${file}" names no file`;
  const help = 'Name one, as in "--html site.html"; "edge-plan report --html -" prints the page.';
  throw new ProblemError([problem('html-file', message, help)]);
}

/** Flags that ask for many plans. */
const SERIES = ['sweep', 'random', 'merge'];

function checkOnePlan(flags: FlagValues): void {
  const series = SERIES.find((name) => flags.has(name));
  if (series === undefined) return;
  const help = 'Ask for one of them: the page shows one plan, a series has many; --json and --csv hold all of it.';
  throw new ProblemError([problem('flags-conflict', `--html and --${series} cannot be given together`, help)]);
}

/** Writes the page where `--html` wants one, and says where it is. */
export async function writeHtmlFlag(
  plan: Plan,
  options: ReportOptions,
  { flags, output, terminal }: Invocation,
): Promise<void> {
  const file = textFlag(flags, 'html');
  if (file === null) return;
  await output.write(file, await htmlPage(plan, options));
  terminal.say(`The page is in "${printable(file, 200)}".\n`);
}
