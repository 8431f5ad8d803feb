import { compare } from '../../comparison.ts';
import { compareSeries, mergedSeries, randomAxis, type SeriesOptions } from '../../comparison-series.ts';
import { withWorkers } from '../../comparison-threads.ts';
import {
  type ComparedPolicy,
  type Comparison,
  type ComparisonRow,
  type ComparisonSeries,
  type ComparisonSettings,
  type SeriesItem,
  shardValues,
} from '../../domain/comparison.ts';
import { applicationCount, nodeCount, type Scenario } from '../../domain/scenario.ts';
import { parseComparedSweep, readComparisonSeries } from '../../plan.ts';
import { wrappedText } from '../../report/wrapped-text.ts';
import { answer } from '../answer.ts';
import { checkMergeAlone, compareSettings } from '../compare-settings.ts';
import { checkHtmlFlag, writeHtmlFlag } from '../html-page.ts';
import { EXIT, type Invocation, listFlag, textFlag } from '../invocation.ts';
import { loadNamedScenario, sayIfLong } from '../load-scenario.ts';
import { watched } from '../progress.ts';
import { saidOptions } from '../table-options.ts';

/** A question, not a gate: answered is 0, whatever the ratio. */
export async function run(invocation: Invocation): Promise<number> {
  const { argument, flags } = invocation;
  checkHtmlFlag(flags);
  const shards = listFlag(flags, 'merge');
  if (shards.length > 0) {
    checkMergeAlone(argument, flags);
    await answerWithSeries(await merged(shards, invocation), invocation);
    return EXIT.answered;
  }
  const wanted = compareSettings(flags);
  const scenario = await loadNamedScenario(invocation);
  sayIfLong(scenario, 'compare', invocation.terminal);
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
    await answerWithSeries(
      await seriesWithProgress(scenario, { settings, axis, shard, threads }, invocation),
      invocation,
    );
  }
  return EXIT.answered;
}

async function seriesWithProgress(
  scenario: Scenario,
  options: SeriesOptions,
  { terminal }: Invocation,
): Promise<ComparisonSeries> {
  const finished: SeriesItem[] = [];
  const onItem = (item: SeriesItem) => void finished.push(item);
  return watched(terminal, {
    what: 'comparing',
    work: (onProgress) => compareSeries(scenario, { ...options, onProgress, onItem }),
    known: async () => {
      const { unfinishedSeries } = await import('../../report/unfinished.ts');
      const { settings, axis, shard } = options;
      const values = shardValues(axis.values, shard);
      const items = values.flatMap((value) => finished.find((item) => item.value === value) ?? []);
      const base = { offered: applicationCount(scenario), nodes: nodeCount(scenario) };
      const series = { scenario: scenario.name, base, settings, axis, shard, items };
      return unfinishedSeries(series, values, saidOptions(terminal));
    },
  });
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
  const { terminal } = invocation;
  const times = new Map<ComparedPolicy, number>();
  const finished = new Map<ComparedPolicy, ComparisonRow>();
  const comparison = await watched(terminal, {
    what: 'comparing',
    work: (update) =>
      withWorkers(scenario, threads, (workers) =>
        compare(scenario, null, settings, workers, {
          onProgress: (share) => update(share, 1),
          onTime: (policy, elapsed) => times.set(policy, (times.get(policy) ?? 0) + elapsed),
          onRow: (row) => finished.set(row.policy, row),
        }),
      ),
    known: async () => {
      const { unfinishedComparison } = await import('../../report/unfinished.ts');
      return unfinishedComparison(settings.policies, finished, saidOptions(terminal));
    },
  });
  const [{ renderComparisonJson }, { renderComparisonTable }, { renderComparisonCsv }] = await Promise.all([
    import('../../report/comparison-json.ts'),
    import('../../report/comparison-table.ts'),
    import('../../report/comparison-csv.ts'),
  ]);
  await writeCsv(invocation, () => renderComparisonCsv(comparison));
  await writePage(scenario, settings, comparison, invocation);
  await answer(invocation, {
    json: () => renderComparisonJson(scenario.name, settings, comparison),
    table: (options) => renderComparisonTable(scenario.name, settings.requests, comparison, options),
  });
  sayTimes(comparison, times, invocation);
}

/** The best plan of ours, with the whole comparison; placed anew, because workers hand back counts only. */
async function writePage(
  scenario: Scenario,
  { seed, requests }: ComparisonSettings,
  comparison: Comparison,
  invocation: Invocation,
): Promise<void> {
  if (textFlag(invocation.flags, 'html') === null) return;
  const { planOfComparison } = await import('../../reporting.ts');
  const plan = await planOfComparison(scenario, comparison, seed);
  await writeHtmlFlag(plan, { gate: null, compared: { comparison, requests } }, invocation);
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

async function writeCsv({ flags, output }: Invocation, render: () => string): Promise<void> {
  const file = textFlag(flags, 'csv');
  if (file !== null) await output.write(file, render());
}

/** Times differ from run to run, so they go to a person at a terminal and into no answer. */
function sayTimes({ rows }: Comparison, times: ReadonlyMap<ComparedPolicy, number>, { terminal }: Invocation): void {
  if (!terminal.isInteractive) return;
  const texts = rows.map(({ policy }) => `${policy} ${((times.get(policy) ?? 0) / 1000).toFixed(1)} s`);
  const sentence = `Time of one thread, search and simulation together: ${texts.join(', ')}.`;
  terminal.say(`${wrappedText(sentence, terminal.columns)}\n`);
}
