/** The results of an experiment as Markdown: what was measured, how far off each prediction is, and the spread. */

const percent = (fraction) => `${(100 * fraction).toFixed(1)} %`;
const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Mean and range over repetitions. */
function spread(values, show = percent) {
  return values.length === 1
    ? show(values[0])
    : `${show(mean(values))} (${show(Math.min(...values))} to ${show(Math.max(...values))})`;
}

/** Absolute relative error of a figure of every row. */
function errors(rows, figure, measured) {
  return rows.filter((row) => row[figure] !== null).map((row) => Math.abs(row[figure] / row[measured] - 1));
}

/** Of each repetition the mean error over its containers; then mean and range of those. */
function errorCell(runs, [which, figure, measured]) {
  const each = runs.map((run) => errors(run[which], figure, measured)).filter((list) => list.length > 0);
  return each.length === 0 ? '–' : spread(each.map(mean));
}

/** Columns of the summary: what is compared with which measured figure. */
const FIGURES = [
  ['mean: ours', 'rows', 'predictedMeanMs', 'measuredMeanMs'],
  ['mean: Ibis', 'rows', 'ibisMeanMs', 'measuredMeanMs'],
  ['mean: replayed', 'rows', 'replayedMeanMs', 'measuredMeanMs'],
  ['p95: ours', 'rows', 'predictedP95Ms', 'measuredP95Ms'],
  ['p95: replayed', 'rows', 'replayedP95Ms', 'measuredP95Ms'],
  ['interference'],
  ['mean: ours × it', 'adjustedRows', 'predictedMeanMs', 'measuredMeanMs'],
  ['mean: replayed × it', 'adjustedRows', 'replayedMeanMs', 'measuredMeanMs'],
];

const INTERFERENCE =
  'Interference: processor time of the work together over the same work alone by the profiles; × it: by profiles with services longer by this factor.';

/** How far off means and percentiles are, for readers in a hurry. Ibis has no percentiles. */
const BRIEF = FIGURES.filter(([title]) => /^(mean|p95):/.test(title) && !title.endsWith('it'));

/** `made`: what was done; `brief`: how far off means and p95 are; `summary`: and all else; `details`: every container and load. */
export function renderExperiment({ date, duration, repetitions, machine, networks, results }) {
  return {
    made: lines([
      `Measured on ${date}: ${machine.processor} (${machine.architecture}), ${coresOf(machine)}, frequency governor ${machine.governor ?? 'not shown'}; ${machine.system}; ${machine.runtime}, one thread, Node.js ${machine.node}. Poisson arrivals, equal parts of the load; ${repetitions} repetitions of ${duration} s each, profiles measured anew before each: ${networks.map((name, i) => `${name} ${spread(serviceTimes(results, i), (ms) => ms.toFixed(2))}`).join(', ')} ms alone. Errors are absolute, averaged over the containers of a run; then the mean over the repetitions and their range. Other programs took ${percent(Math.max(...results.flatMap((run) => [run.foreignShare ?? 0, run.profileForeignShare ?? 0])))} of the core at most.`,
    ]),
    brief: lines(errorTable(results, BRIEF)),
    summary: lines([INTERFERENCE, '', ...errorTable(results, FIGURES)]),
    details: lines([
      '| discipline | load | container | requests | mean, ms | ours | Ibis | replayed | p95, ms | ours | replayed |',
      '| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |',
      ...containerRows(results).map((cells) => `| ${cells.join(' | ')} |`),
    ]),
  };
}

const lines = (all) => all.map((line) => `${line}\n`).join('');

/** Loads that the models are held to; above, a few per cent of a service time decide. */
const MODERATE = 0.7;

function errorTable(results, figures) {
  const head = ['discipline', 'load', ...figures.map(([title]) => title)];
  return [`| ${head.join(' | ')} |`, `|${' --- |'.repeat(head.length)}`, ...errorRows(results, figures)];
}

function errorRows(results, figures) {
  return [...new Set(results.map((run) => run.discipline))].flatMap((discipline) => {
    const of = results.filter((run) => run.discipline === discipline);
    const byLoad = [...new Set(of.map((run) => run.load))].map((load) =>
      row(
        discipline,
        String(load),
        of.filter((run) => run.load === load),
        figures,
      ),
    );
    const moderate = of.filter(({ load }) => load <= MODERATE);
    if (moderate.length === 0) return byLoad;
    return [...byLoad, row(`**${discipline}**`, `**to ${MODERATE}**`, perRepetition(moderate), figures)];
  });
}

/** The runs of a repetition as one: its errors are averaged over all loads. */
function perRepetition(runs) {
  return [...new Set(runs.map(({ repetition }) => repetition))].map((repetition) => {
    const of = runs.filter((run) => run.repetition === repetition);
    return {
      rows: of.flatMap(({ rows }) => rows),
      adjustedRows: of.flatMap(({ adjustedRows }) => adjustedRows),
      interference: mean(of.map((run) => run.interference)),
    };
  });
}

function serviceTimes(results, network) {
  return distinct(results).map(({ service }) => service[network]);
}

function coresOf({ usedCores, cores }) {
  return usedCores === null ? `any of ${cores} cores` : `core ${usedCores.join(', ')} of ${cores}`;
}

/** One result of each repetition: its profiles. */
function distinct(results) {
  return [...new Map(results.map((run) => [run.repetition, run])).values()];
}

function row(discipline, load, runs, figures) {
  const factor = (value) => value.toFixed(3);
  const cells = figures.map(([title, ...figure]) =>
    title === 'interference'
      ? spread(
          runs.map((run) => run.interference),
          factor,
        )
      : errorCell(runs, figure),
  );
  return `| ${[discipline, load, ...cells].join(' | ')} |`;
}

/** Times in ms, averaged over the repetitions. */
function containerRows(results) {
  const keys = [
    ...new Set(results.flatMap((run) => run.rows.map(({ model }) => `${run.discipline}|${run.load}|${model}`))),
  ];
  return keys.map((key) => {
    const [discipline, load, model] = key.split('|');
    const rows = results
      .filter((run) => run.discipline === discipline && String(run.load) === load)
      .flatMap((run) => run.rows.filter((one) => one.model === model));
    const average = (figure) => {
      const known = rows.map((one) => one[figure]).filter((value) => value !== null);
      return known.length === 0 ? '–' : mean(known).toFixed(1);
    };
    const requests = rows.reduce((sum, one) => sum + one.requests, 0).toLocaleString('en');
    const means = ['measuredMeanMs', 'predictedMeanMs', 'ibisMeanMs', 'replayedMeanMs'].map(average);
    const tails = ['measuredP95Ms', 'predictedP95Ms', 'replayedP95Ms'].map(average);
    return [discipline, load, model, requests, ...means, ...tails];
  });
}
