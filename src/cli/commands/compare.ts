import { compare } from '../../comparison.ts';
import { compareSeries, mergedSeries, randomAxis } from '../../comparison-series.ts';
import { withWorkers } from '../../comparison-threads.ts';
import type { ComparedPolicy, Comparison, ComparisonSeries, ComparisonSettings } from '../../domain/comparison.ts';
import { applicationCount, type Scenario } from '../../domain/scenario.ts';
import { writeFileAtomically } from '../../io/write-file.ts';
import { parseComparedSweep, readComparisonSeries } from '../../plan.ts';
import { answer } from '../answer.ts';
import { checkMergeAlone, compareSettings } from '../compare-settings.ts';
import { EXIT, type Invocation, listFlag, textFlag } from '../invocation.ts';
import { loadNamedScenario } from '../load-scenario.ts';
import { createProgress } from '../progress.ts';

/** A question, not a gate: answered is 0, whatever the ratio. */
export async function run(invocation: Invocation): Promise<number> {
  const { argument, flags } = invocation;
  const shards = listFlag(flags, 'merge');
  if (shards.length > 0) {
    checkMergeAlone(argument, flags);
    await answerWithSeries(await merged(shards, invocation), invocation);
    return EXIT.answered;
  }
  const wanted = compareSettings(flags);
  const scenario = await loadNamedScenario(invocation);
  const axis =
    wanted.sweep !== null
      ? parseComparedSweep(wanted.sweep, wanted.points)
      : wanted.random !== null
        ? randomAxis(scenario, wanted.random)
        : null;
  const settings = wanted.settings(applicationCount(scenario));
  if (axis === null) {
    await answerWithComparison(scenario, settings, wanted.threads, invocation);
  } else {
    const { shard, threads } = wanted;
    const progress = createProgress(invocation.terminal, 'comparing');
    const series = compareSeries(scenario, { settings, axis, shard, threads, onProgress: progress.update });
    await answerWithSeries(await series.finally(progress.end), invocation);
  }
  return EXIT.answered;
}

async function merged(names: readonly string[], { files }: Invocation): Promise<ComparisonSeries> {
  const shards = [];
  for (const name of names) shards.push({ name, series: readComparisonSeries(await files.openNamed(name)) });
  return mergedSeries(shards);
}

async function answerWithComparison(
  scenario: Scenario,
  settings: ComparisonSettings,
  threads: number,
  invocation: Invocation,
): Promise<void> {
  const progress = createProgress(invocation.terminal, 'comparing');
  const times = new Map<ComparedPolicy, number>();
  const comparison = await withWorkers(scenario, threads, (workers) =>
    compare(scenario, null, settings, workers, {
      onProgress: (share) => progress.update(share, 1),
      onTime: (policy, elapsed) => times.set(policy, (times.get(policy) ?? 0) + elapsed),
    }),
  ).finally(progress.end);
  const [{ renderComparisonJson }, { renderComparisonTable }, { renderComparisonCsv }] = await Promise.all([
    import('../../report/comparison-json.ts'),
    import('../../report/comparison-table.ts'),
    import('../../report/comparison-csv.ts'),
  ]);
  await writeCsv(invocation, () => renderComparisonCsv(comparison));
  await answer(invocation, {
    json: () => renderComparisonJson(scenario.name, settings, comparison),
    table: (options) => renderComparisonTable(scenario.name, settings.requests, comparison, options),
  });
  sayTimes(comparison, times, invocation);
}

async function answerWithSeries(series: ComparisonSeries, invocation: Invocation): Promise<void> {
  const [{ renderSeriesJson }, { renderSeriesTable }, { renderSeriesCsv }] = await Promise.all([
    import('../../report/comparison-json.ts'),
    import('../../report/series-table.ts'),
    import('../../report/comparison-csv.ts'),
  ]);
  await writeCsv(invocation, () => renderSeriesCsv(series));
  await answer(invocation, {
    json: () => renderSeriesJson(series),
    table: (options) => renderSeriesTable(series, options),
  });
}

async function writeCsv({ flags }: Invocation, render: () => string): Promise<void> {
  const file = textFlag(flags, 'csv');
  if (file !== null) await writeFileAtomically(file, render());
}

/** Times differ from run to run, so they go to a person at a terminal and into no answer. */
function sayTimes({ rows }: Comparison, times: ReadonlyMap<ComparedPolicy, number>, { terminal }: Invocation): void {
  if (!terminal.isInteractive) return;
  const texts = rows.map(({ policy }) => `${policy} ${((times.get(policy) ?? 0) / 1000).toFixed(1)} s`);
  terminal.say(`Time of one thread, search and simulation together: ${texts.join(', ')}.\n`);
}
