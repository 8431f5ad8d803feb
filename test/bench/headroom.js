/**
 * Headroom of the shipped kinds of nodes and applications, their counts multiplied up to 10,000 nodes: time for all rates
 * and for each application group, how many node states there are, and time to explain every application group.
 *
 *     node test/bench/headroom.js [folder of the built program]
 */

import { readFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';

const [, , built = new URL('../../dist', import.meta.url).pathname] = process.argv;
const {
  createFileAccess,
  explainPlan,
  fit: planned,
  headroomOf,
  headroomOfAll,
  loadScenario,
} = await import(pathToFileURL(`${built}/index.js`).href);
const packageRoot = new URL('../..', import.meta.url).pathname;
const text = await readFile(new URL('../../scenarios/heterogeneous.yaml', import.meta.url), 'utf8');

/** @param {number} times */
async function scenarioOf(times) {
  const larger = text
    .replaceAll('../profiles', 'profiles')
    .replace(/count: +(\d+)/g, (_, count) => `count: ${Number(count) * times}`);
  const stdin = (async function* () {
    yield larger;
  })();
  return loadScenario('-', createFileAccess({ cwd: packageRoot, packageRoot, stdin }));
}

/** @param {() => unknown} work */
function seconds(work) {
  const start = performance.now();
  work();
  return `${((performance.now() - start) / 1000).toFixed(2)} s`;
}

for (const [policy, times] of /** @type {const} */ ([
  ['greedy', 1],
  ['greedy', 125],
  ['greedy', 1250],
  ['greedy-online', 1250],
])) {
  const scenario = await scenarioOf(times);
  const plan = await planned(scenario, { policy, seed: 1 });
  const asked = scenario.apps.map((/** @type {any} */ app) => ({ app, instance: null }));
  const states = new Set(
    plan.nodes
      .map((/** @type {any} */ node) =>
        node?.tenancy.map((/** @type {any} */ on) =>
          on.map((/** @type {any} */ t) => [t.app.index, t.count]).join(' '),
        ),
      )
      .map((/** @type {any} */ names) => String(names)),
  );
  console.log(
    `${policy.padEnd(13)} ${String(plan.nodes.length).padStart(6)} nodes in ${states.size} states: ` +
      `all rates ${seconds(() => headroomOfAll(plan))}, all and each ${seconds(() => headroomOf(plan))}, ` +
      `every application explained ${seconds(() => explainPlan(plan, asked))}`,
  );
}
