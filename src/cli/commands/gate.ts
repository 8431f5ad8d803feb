import type { GateResult } from '../../domain/gate-result.ts';
import type { PolicyName } from '../../domain/policies.ts';
import { ProblemError, problem } from '../../domain/problem.ts';
import { printable } from '../../domain/text.ts';
import { planningWork } from '../../expected-work.ts';
import { gate } from '../../gating.ts';
import { appendToFile } from '../../io/append-file.ts';
import { answer } from '../answer.ts';
import { renderReport, type WantedReport, wantedReports } from '../gate-reports.ts';
import { checkHtmlFlag, writeHtmlFlag } from '../html-page.ts';
import { EXIT, type Invocation, isSet, listFlag, numberFlag, textFlag } from '../invocation.ts';
import { loadNamedScenario, sayIfLong } from '../load-scenario.ts';
import { watched } from '../progress.ts';

const EXIT_OF = { pass: EXIT.answered, fail: EXIT.no, undecided: EXIT.notAnswered } as const;

export async function run(invocation: Invocation): Promise<number> {
  const { flags, files } = invocation;
  if (isSet(flags, 'explain')) return explain(invocation);
  const reports = wantedReports(listFlag(flags, 'report'), isSet(flags, 'json'));
  checkHtmlFlag(flags);
  const baseline = textFlag(flags, 'baseline');
  if (baseline === null && isSet(flags, 'update-baseline')) throw new ProblemError([nothingToUpdate()]);
  const steps = flags.get('steps');
  const options = {
    policy: textFlag(flags, 'policy') as PolicyName | null, // its choices are checked when flags are parsed
    seed: numberFlag(flags, 'seed'),
    ...(typeof steps === 'number' ? { steps } : {}),
    requirements: listFlag(flags, 'require'),
    baseline,
    isBaselineOptional: isSet(flags, 'baseline-optional'),
  };
  const scenario = await loadNamedScenario(invocation);
  const isSurvival = [...scenario.gates.map(({ name }) => name), ...options.requirements].some((text) =>
    text.trimStart().startsWith('survive'),
  );
  sayIfLong(scenario, isSurvival ? 'survive' : planningWork(options.policy, null), invocation.terminal);
  const result = await watched(invocation.terminal, { what: 'judging', work: () => gate(scenario, options, files) });
  for (const { format, file } of reports) {
    if (file !== null) await invocation.output.write(file, await renderReport(format, result));
  }
  await writeHtmlFlag(result.plan, { gate: result, compared: null }, invocation);
  await updateBaseline(result, baseline, invocation);
  await answerWithGate(result, reports, invocation);
  await tellGithub(result, reports, invocation);
  return EXIT_OF[result.verdict];
}

async function explain(invocation: Invocation): Promise<number> {
  const [{ renderGatesJson }, { renderGates }] = await Promise.all([
    import('../../report/gate-json.ts'),
    import('../../report/gate-table.ts'),
  ]);
  await answer(invocation, { json: renderGatesJson, table: renderGates });
  return EXIT.answered;
}

/** The table, or the report that stands in its place. */
async function answerWithGate(
  result: GateResult,
  reports: readonly WantedReport[],
  invocation: Invocation,
): Promise<void> {
  const printed = reports.find(({ file }) => file === null);
  const report = printed === undefined ? null : await renderReport(printed.format, result);
  if (report !== null && printed?.format === 'github') return invocation.terminal.printCommands(report);
  const [{ renderGateJson }, { renderGateTable }] = await Promise.all([
    import('../../report/gate-json.ts'),
    import('../../report/gate-table.ts'),
  ]);
  await answer(invocation, {
    json: () => renderGateJson(result),
    table: (options) => report ?? renderGateTable(result, options),
  });
}

/** A broken plan never becomes the measure of the next one. Gates that were skipped do not stand in the way. */
async function updateBaseline(result: GateResult, baseline: string | null, invocation: Invocation): Promise<void> {
  const { flags, terminal } = invocation;
  if (baseline === null) return;
  const name = `"${printable(baseline, 200)}"`;
  if (!isSet(flags, 'update-baseline')) {
    if (result.baseline === null) terminal.say(`There is no baseline ${name}: what is relative to it was skipped.\n`);
    return;
  }
  const isSound = result.checks.every(({ level, verdict }) => level !== 'error' || isPassOrSkipped(verdict));
  if (!isSound) {
    terminal.say(`The baseline ${name} stays as it was: not every gate is kept.\n`);
    return;
  }
  const { renderBaselineJson } = await import('../../report/gate-json.ts');
  await invocation.output.write(baseline, renderBaselineJson(result));
  terminal.say(`The baseline ${name} is now this plan.\n`);
}

function isPassOrSkipped(verdict: string): boolean {
  return verdict === 'pass' || verdict === 'skipped';
}

function nothingToUpdate() {
  const help = 'Name the file: --baseline plan.json --update-baseline, and --baseline-optional the first time.';
  return problem('flags-conflict', '--update-baseline needs --baseline', help);
}

/** GitHub refuses a summary of more than a mebibyte for each step. */
const MOST_SUMMARY_BYTES = 2 ** 20;

/** In a job of GitHub Actions: annotations on the lines that break, and the summary of the job. */
async function tellGithub(
  result: GateResult,
  reports: readonly WantedReport[],
  { env, terminal }: Invocation,
): Promise<void> {
  const areAnnotated = reports.some(({ format }) => format === 'github');
  if (env.GITHUB_ACTIONS === 'true' && !areAnnotated) terminal.steer(await renderReport('github', result));
  if (!env.GITHUB_STEP_SUMMARY) return;
  try {
    await appendToFile(env.GITHUB_STEP_SUMMARY, await renderReport('markdown', result), MOST_SUMMARY_BYTES);
  } catch (error) {
    // The verdict is not the summary's: a job must not turn red or green for it.
    if (!(error instanceof ProblemError)) throw error;
    terminal.say(`No job summary: ${error.message}.\n`);
  }
}
