/** One process of `npm run fuzz`: its share of the cases of each suite, and what they violate, as lines of JSON. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomOf } from './random.js';
import { SUITES } from './suites.js';

const [name, seed, first, end, step] = process.argv.slice(2);
const suite = SUITES.find((one) => one.name === name);
const folder = mkdtempSync(join(tmpdir(), 'edge-plan-fuzz-'));
const began = process.cpuUsage();
for (let index = Number(first); index < Number(end); index += Number(step)) {
  let violations;
  try {
    violations = await suite.run(randomOf(Number(seed), index), folder);
  } catch (error) {
    violations = [`threw ${error instanceof Error ? error.stack : error}`];
  }
  process.send({ index, violations: violations.length === 0 ? undefined : violations });
}
const { user, system } = process.cpuUsage(began);
rmSync(folder, { recursive: true, force: true });
process.send({ seconds: (user + system) / 1e6 });
process.disconnect();
