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
function errorCell(runs, figure, measured) {
  const each = runs.map(({ rows }) => errors(rows, figure, measured)).filter((list) => list.length > 0);
  return each.length === 0 ? '–' : spread(each.map(mean));
}

const FIGURES = [
  ['predictedMeanMs', 'measuredMeanMs'],
  ['ibisMeanMs', 'measuredMeanMs'],
  ['replayedMeanMs', 'measuredMeanMs'],
  ['predictedP95Ms', 'measuredP95Ms'],
  ['replayedP95Ms', 'measuredP95Ms'],
];

export function renderExperiment({ date, duration, repetitions, machine, networks, results }) {
  const lines = [
    `Measured on ${date}: ${machine.processor} (${machine.architecture}), ${coresOf(machine)}, frequency governor ${machine.governor ?? 'not shown'}; ${machine.system}; ${machine.runtime}, one thread, Node.js ${machine.node}.`,
    `Poisson arrivals, equal parts of the load; ${duration} s a run, ${repetitions} repetitions, profiles measured anew before each: ${networks
      .map(
        (name, i) =>
          `${name} ${spread(
            distinct(results).map(({ service }) => service[i]),
            (ms) => ms.toFixed(2),
          )}`,
      )
      .join(', ')} ms alone.`,
    'Errors are absolute, averaged over the containers of a run; then the mean over the repetitions, and their range.',
    '',
    '| discipline | load | mean: ours | Ibis | replayed | p95: ours | replayed | interference |',
    '| --- | --- | --- | --- | --- | --- | --- | --- |',
  ];
  for (const discipline of new Set(results.map((run) => run.discipline))) {
    const of = results.filter((run) => run.discipline === discipline);
    for (const load of new Set(of.map((run) => run.load))) {
      lines.push(
        row(
          discipline,
          String(load),
          of.filter((run) => run.load === load),
        ),
      );
    }
    const moderate = of.filter(({ load }) => load <= 0.7);
    if (moderate.length > 0) lines.push(row(`**${discipline}**`, '**to 0.7**', moderate));
  }
  lines.push(
    '',
    '| discipline | load | container | requests | measured mean | ours | Ibis | replayed | measured p95 | ours | replayed |',
  );
  lines.push('| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |');
  for (const cells of containerRows(results)) lines.push(`| ${cells.join(' | ')} |`);
  return `${lines.join('\n')}\n`;
}

function coresOf({ usedCores, cores }) {
  return usedCores === null ? `any of ${cores} cores` : `core ${usedCores.join(', ')} of ${cores}`;
}

/** One result of each repetition: its profiles. */
function distinct(results) {
  return [...new Map(results.map((run) => [run.repetition, run])).values()];
}

function row(discipline, load, runs) {
  const cells = FIGURES.map(([figure, measured]) => errorCell(runs, figure, measured));
  const interference = spread(
    runs.map((run) => run.interference),
    (factor) => factor.toFixed(3),
  );
  return `| ${[discipline, load, ...cells, interference].join(' | ')} |`;
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
