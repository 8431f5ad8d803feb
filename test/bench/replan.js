/**
 * Repairs with the real latency models: for two sites every class in turn asks twice as often, beside a plan made anew
 * and laid over what runs as kindly as can be; and one class of a fleet of 10,000 nodes does.
 *
 *     node test/bench/replan.js [bursts | fleet | all]
 */

import { countMoves, movesBetween } from '../../dist/domain/moves.js';
import { withRates } from '../../dist/domain/scenario-changes.js';
import { createFileAccess, createLatencyQuestion, loadScenario, fit as placed } from '../../dist/index.js';
import { checkPlacement } from '../../dist/place/check.js';
import { laidOver } from '../../dist/place/replan/matching.js';
import { repaired } from '../../dist/place/replan/repair.js';
import { repairProblem } from '../../dist/replanning.js';
import { randomFleet } from './support/random-fleet.js';

const root = new URL('../../', import.meta.url).pathname;
const files = createFileAccess({ cwd: root, packageRoot: root, allowPaths: [], stdin: process.stdin });
const SITES = ['scenarios/heterogeneous.yaml', 'test/replan/full.yaml', 'test/replan/roomy.yaml'];

/** @typedef {Awaited<ReturnType<typeof loadScenario>>} Scenario */

/**
 * @param {Scenario} scenario
 * @param {Scenario['apps'][number]} app
 */
function doubled(scenario, app) {
  return withRates(scenario, [{ first: app.firstIndex, count: app.count, arrivalRate: 2 * app.arrivalRate }]);
}

async function printBursts() {
  for (const site of SITES) {
    const scenario = await loadScenario(site, files);
    const { placement } = await placed(scenario, { policy: 'auto', seed: 1 });
    const running = { placement, displaced: [], isNew: [] };
    let within = 0;
    console.log(`\n${site}: moves, stops, hosted; the same of a fresh plan; at least so many leave`);
    for (const app of scenario.apps) {
      const problem = repairProblem(doubled(scenario, app), 1);
      const anew = (await placed(problem.scenario, { policy: 'auto', seed: 1 })).placement;
      const fresh = laidOver(problem, running, anew).placement;
      const start = performance.now();
      const repair = await repaired(problem, running, Number.POSITIVE_INFINITY, async () => anew);
      const seconds = ((performance.now() - start) / 1000).toFixed(2);
      const [own, other] = [repair.placement, fresh].map((after) => countMoves(movesBetween(placement, after)));
      if (own === undefined || other === undefined) throw new Error('two placements are compared');
      const hosted = [repair.placement, fresh].map(({ node }) => node.filter((at) => at >= 0).length);
      if (own.moves <= other.moves / 2) within++;
      console.log(
        `${app.name.padEnd(14)} ${own.moves} ${own.stops} ${hosted[0]}  |  ${other.moves} ${other.stops} ${hosted[1]}  |  ` +
          `${repair.atLeast}  ${seconds} s`,
      );
    }
    console.log(`at most half of the fresh plan's moves: ${within} of ${scenario.apps.length}`);
  }
}

/**
 * @param {Scenario} scenario
 * @param {{ node: Int32Array }} placement
 */
function mostHosted({ apps }, { node }) {
  const hosted = apps.map(
    ({ firstIndex, count }) => node.subarray(firstIndex, firstIndex + count).filter((at) => at >= 0).length,
  );
  const app = apps[hosted.indexOf(Math.max(...hosted))];
  if (app === undefined) throw new Error('there are no applications');
  return app;
}

async function printFleet() {
  for (const applications of [30_000, 50_000, 100_000]) {
    const scenario = randomFleet(1, 10_000, applications);
    const { placement } = await placed(scenario, { policy: 'greedy', seed: 1, steps: 1000 });
    const now = doubled(scenario, mostHosted(scenario, placement));
    const latency = createLatencyQuestion(now);
    const broken = checkPlacement(now, latency, placement).length;
    const start = performance.now();
    const running = { placement, displaced: [], isNew: [] };
    const repair = await repaired(repairProblem(now, 1), running, Number.POSITIVE_INFINITY, null);
    const seconds = ((performance.now() - start) / 1000).toFixed(1);
    const counts = countMoves(movesBetween(placement, repair.placement));
    console.log(
      `10,000 nodes, ${applications} applications (${placement.node.filter((at) => at >= 0).length} hosted), ` +
        `${broken} violations: ${counts.moves} moves, ${counts.stops} stops, ${counts.starts} starts, at least ` +
        `${repair.atLeast}; ${checkPlacement(now, latency, repair.placement).length} violations left, ${seconds} s, ` +
        `memory ${(process.memoryUsage.rss() / 1e6).toFixed(0)} MB`,
    );
  }
}

const what = process.argv[2] ?? 'all';
if (what !== 'fleet') await printBursts();
if (what !== 'bursts') await printFleet();
