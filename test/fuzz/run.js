/**
 * `npm run fuzz`: random questions to the models and whole runs of the commands, each held against properties that every
 * answer must have. Seeded and bounded: the same seed asks the same cases. Exit code 1 if a case violates a property.
 *
 *   npm run fuzz                               every suite, on as many processes as there are cores
 *   npm run fuzz -- --suite models --seed 7    one suite, other cases
 *   npm run fuzz -- --scale 0.01               a hundredth of the cases
 *   npm run fuzz -- --suite commands --case 12 one case again, with its input
 */

import { fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { randomOf } from './random.js';
import { SUITES } from './suites.js';

/** Violating cases that are printed of a suite; all are counted. */
const MOST_SHOWN = 20;

const { values } = parseArgs({
  options: {
    suite: { type: 'string', multiple: true },
    seed: { type: 'string', default: '1' },
    scale: { type: 'string', default: '1' },
    jobs: { type: 'string', default: String(availableParallelism()) },
    case: { type: 'string' },
  },
});
const chosen = SUITES.filter(({ name }) => values.suite?.includes(name) ?? true);
if (chosen.length === 0) throw new Error(`--suite can be ${SUITES.map(({ name }) => name).join(', ')}`);

let failed = 0;
for (const suite of chosen) failed += await runSuite(suite);
process.exitCode = failed > 0 ? 1 : 0;

async function runSuite(suite) {
  const one = values.case === undefined ? null : Number(values.case);
  const cases = one === null ? Math.max(1, Math.round(suite.cases * Number(values.scale))) : 1;
  const jobs = one === null ? Math.min(Number(values.jobs), cases) : 1;
  if (one !== null) console.log(JSON.stringify(suite.show(randomOf(Number(values.seed), one)), null, 2));
  const began = performance.now();
  const found = [];
  let asked = 0;
  let seconds = 0;
  await Promise.all(
    Array.from({ length: jobs }, (_, job) => {
      const range = one === null ? [job, cases, jobs] : [one, one + 1, 1];
      const child = fork(join(import.meta.dirname, 'shard.js'), [suite.name, values.seed, ...range.map(String)]);
      let at = range[0];
      child.on('message', ({ index, violations, seconds: used }) => {
        if (used !== undefined) seconds += used;
        else asked++;
        if (index !== undefined) at = index + range[2];
        if (violations) found.push({ index, violations });
      });
      return new Promise((resolve) => {
        child.on('exit', (code, signal) => {
          if (code !== 0) found.push({ index: at, violations: [`the process ended with ${code ?? signal}`] });
          resolve();
        });
      });
    }),
  );
  const wall = (performance.now() - began) / 1000;
  const figures = `${asked} cases, ${found.length} violated, ${seconds.toFixed(0)} s of CPU, ${wall.toFixed(0)} s`;
  console.log(`${suite.name}: ${figures} (${suite.what}; seed ${values.seed})`);
  for (const { index, violations } of found.sort((a, b) => a.index - b.index).slice(0, MOST_SHOWN)) {
    console.log(`  --suite ${suite.name} --seed ${values.seed} --case ${index}`);
    for (const violation of violations.slice(0, 5)) console.log(`    ${violation}`);
  }
  return found.length + (asked < cases ? 1 : 0);
}
