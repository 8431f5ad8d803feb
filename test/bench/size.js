/**
 * Sizing at scale, with the real latency models: nodes, bound, gap, time and memory of `size` for random applications
 * in 20 classes, from 1,000 to 100,000 of them, and for the shipped example, with and without nodes to lose.
 *
 *     node test/bench/size.js [shipped | fleet | all] [folder of the built program] [steps]
 *
 * Defaults: all, the project's dist, the command's own steps.
 */

import { pathToFileURL } from 'node:url';
import { randomFleet } from './support/random-fleet.js';

const [, , what = 'all', built = new URL('../../dist', import.meta.url).pathname, steps = ''] = process.argv;
const load = (/** @type {string} */ path) => import(pathToFileURL(`${built}/${path}`).href);
const { size } = await load('sizing.js');
const { sizingTotals } = await load('domain/sizing.js');
const { createFileAccess, loadScenario } = await load('index.js');

/**
 * @param {string} title
 * @param {unknown} scenario
 * @param {number} losses
 */
async function print(title, scenario, losses) {
  const start = performance.now();
  const sizing = await size(scenario, { seed: 1, losses, ...(steps === '' ? {} : { steps: Number(steps) }) });
  const seconds = (performance.now() - start) / 1000;
  const { nodes } = sizingTotals(sizing);
  const gap = (100 * (nodes - sizing.lowerBound)) / nodes;
  console.log(
    `${title.padEnd(28)} ${losses} lost: ${nodes} nodes, at least ${sizing.lowerBound}, gap ${gap.toFixed(1)} %, ` +
      `${sizing.status}, ${seconds.toFixed(1)} s, memory ${(process.memoryUsage.rss() / 1e6).toFixed(0)} MB` +
      `${sizing.survival === null ? '' : `, ${sizing.survival.verdict}`}`,
  );
}

if (what === 'shipped' || what === 'all') {
  const root = new URL('../..', import.meta.url).pathname;
  const files = createFileAccess({ cwd: root, packageRoot: root, allowPaths: [], stdin: process.stdin });
  const shipped = await loadScenario(null, files);
  for (const losses of [0, 1, 2]) await print('shipped example', shipped, losses);
}
if (what === 'fleet' || what === 'all') {
  for (const applications of [1_000, 10_000, 100_000]) {
    const fleet = randomFleet(1, applications / 10, applications);
    for (const losses of [0, 1]) await print(`${applications} applications`, fleet, losses);
  }
}
