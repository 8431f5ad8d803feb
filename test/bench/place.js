/**
 * Placement at scale, with the real latency models: the gap of `optimal` on random instances of 200 nodes and 1,000
 * applications in 20 classes, and the time and memory of `greedy` from 1,000 to 100,000 applications.
 *
 *     node test/bench/place.js [gaps | fleet | all] [instances] [folder of the built program] [steps]
 *
 * Defaults: all, 10 instances, the project's dist, the policy's own steps.
 */

import { pathToFileURL } from 'node:url';
import { randomFleet } from './support/random-fleet.js';

const [, , what = 'all', instances = '10', built = new URL('../../dist', import.meta.url).pathname, steps = ''] =
  process.argv;
const load = (/** @type {string} */ path) => import(pathToFileURL(`${built}/${path}`).href);
const { POLICIES } = await load('place/policies.js');
const { checkPlacement } = await load('place/check.js');
const { createLatencyQuestion } = await load('predict/node.js');
const { ibisQuestion } = await load('predict/ibis.js');

/**
 * @param {string} policy
 * @param {ReturnType<typeof randomFleet>} scenario
 */
async function measured(policy, scenario) {
  const latency = createLatencyQuestion(scenario);
  const { run, steps: own } = POLICIES[policy];
  const budget = steps === '' ? own : Number(steps);
  const start = performance.now();
  const { placement, upperBound, status } = await run({
    scenario,
    latency,
    ibis: ibisQuestion,
    seed: 1,
    steps: budget,
  });
  const seconds = (performance.now() - start) / 1000;
  const placed = placement.node.filter((/** @type {number} */ node) => node >= 0).length;
  const violations = checkPlacement(scenario, latency, placement).length;
  return { placed, upperBound, gap: (upperBound - placed) / upperBound, status, violations, seconds };
}

const percent = (/** @type {number} */ fraction) => `${(100 * fraction).toFixed(2)} %`;

async function printGaps() {
  const gaps = [];
  for (let seed = 1; seed <= Number(instances); seed++) {
    const scenario = randomFleet(seed, 200, 1000);
    const greedy = await measured('greedy', scenario);
    const best = await measured('optimal', scenario);
    gaps.push(best.gap);
    console.log(
      `seed ${seed}: placed ${best.placed} (greedy ${greedy.placed}, ${greedy.seconds.toFixed(1)} s), ` +
        `bound ${best.upperBound} (greedy ${greedy.upperBound}), gap ${percent(best.gap)}, ${best.status}, ` +
        `${best.violations} violations, ${best.seconds.toFixed(1)} s`,
    );
  }
  gaps.sort((a, b) => a - b);
  console.log(
    `gap: median ${percent(gaps[gaps.length >> 1] ?? Number.NaN)}, worst ${percent(gaps.at(-1) ?? Number.NaN)}`,
  );
}

async function printFleets() {
  for (const policy of ['greedy', 'auto']) {
    for (const applications of [1000, 3000, 10_000, 30_000, 100_000]) {
      const { placed, gap, violations, seconds } = await measured(
        policy,
        randomFleet(1, applications / 10, applications),
      );
      const perApplication = (1e6 * seconds) / applications / Math.log2(applications);
      console.log(
        `${policy.padEnd(6)} ${String(applications).padStart(7)} applications: ${seconds.toFixed(2).padStart(6)} s ` +
          `(${perApplication.toFixed(2)} µs per n log₂ n), ${placed} placed, gap ${percent(gap)}, ${violations} violations, ` +
          `memory ${(process.memoryUsage.rss() / 1e6).toFixed(0)} MB`,
      );
    }
  }
}

if (what === 'gaps' || what === 'all') await printGaps();
if (what === 'fleet' || what === 'all') await printFleets();
