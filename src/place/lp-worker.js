/**
 * Runs javascript-lp-solver away from the main thread, because it can hang for ever on a few tiny models and only
 * ending its thread helps. Plain JavaScript, so that Node can start it from `src` as well as from `dist`.
 */

import { parentPort } from 'node:worker_threads';
import solver from 'javascript-lp-solver';

/**
 * @typedef {object} SolverModel
 * @property {'max' | 'min'} opType
 * @property {string} optimize
 * @property {Record<string, { max?: number, min?: number }>} constraints
 * @property {Record<string, Record<string, number>>} variables
 */

// The default export carries `Solve` (which needs its `this`); under `module: nodenext` its types say otherwise.
const library = /** @type {{ Solve(model: SolverModel): Record<string, unknown> }} */ (/** @type {unknown} */ (solver));

parentPort?.on('message', (/** @type {SolverModel} */ model) => {
  parentPort?.postMessage(library.Solve(model));
});
