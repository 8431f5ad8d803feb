/**
 * Runs HiGHS (WebAssembly) away from the main thread: it loads while something else is computed, and a hang can be
 * ended. Plain JavaScript, so that Node can start it from `src` as well as from `dist`.
 */

import { parentPort } from 'node:worker_threads';
import loadHighs from 'highs';

/** @typedef {import('./highs.ts').HighsQuestion} HighsQuestion */

// The package declares a CommonJS module, so under `module: nodenext` its default export types as a namespace.
const load = /** @type {() => Promise<import('highs').Highs>} */ (/** @type {unknown} */ (loadHighs));
const loading = load();

parentPort?.on('message', async (/** @type {HighsQuestion} */ question) => {
  const highs = await loading;
  parentPort?.postMessage(highs.withModel(modelData(highs, question), (model) => answer(highs, model, question)));
});

/**
 * @param {import('highs').Highs} highs
 * @param {HighsQuestion} question
 */
function modelData(highs, { columns, rows, matrix, areIntegers }) {
  const { continuous, integer } = highs.constants.variableType;
  return {
    numCols: columns.cost.length,
    numRows: rows.upper.length,
    sense: highs.constants.objectiveSense.maximize,
    colCost: columns.cost,
    colLower: new Float64Array(columns.cost.length),
    colUpper: columns.upper,
    rowLower: new Float64Array(rows.upper.length).fill(-highs.infinity),
    rowUpper: rows.upper,
    matrix: {
      format: /** @type {const} */ ('csc'),
      numRows: rows.upper.length,
      numCols: columns.cost.length,
      starts: matrix.starts,
      indices: matrix.indices,
      values: matrix.values,
    },
    ...(areIntegers === null
      ? {}
      : { integrality: Array.from(areIntegers, (isInteger) => (isInteger === 1 ? integer : continuous)) }),
  };
}

/**
 * @param {import('highs').Highs} highs
 * @param {import('highs').Model} model
 * @param {HighsQuestion} question
 */
function answer(highs, model, { areIntegers, start, mostNodes, absoluteGap }) {
  model.options.set({
    output_flag: false,
    random_seed: 0,
    mip_rel_gap: 0,
    mip_abs_gap: absoluteGap,
    mip_max_nodes: mostNodes,
    mip_max_stall_nodes: mostNodes,
  });
  if (start !== null) model.setSolution({ colValue: start });
  model.run();
  const { colValue, rowDual } = model.getSolution();
  const isMip = areIntegers !== null;
  return {
    isOptimal: model.getModelStatus() === highs.constants.modelStatus.optimal,
    values: colValue,
    duals: isMip ? null : rowDual,
    bound: isMip ? model.info.get('mip_dual_bound') : null,
  };
}
