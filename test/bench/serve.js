/**
 * The extender under load: 200 connections, each asking as soon as it is answered, beside a stream of hostile requests.
 *
 *     node test/bench/serve.js [seconds] [connections] [share of requests with needs never seen before]
 *
 * Every answer is held against the independent checker afterwards. Client and server share the machine, so the times
 * include the client's own.
 */

import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadScenario, quantile, runLoad, Truth } from '../helpers/extender-load.js';
import { HOSTILE, send } from '../helpers/hostile-requests.js';

const [seconds = '30', connections = '200', freshShare = '0.01'] = process.argv.slice(2);
const root = join(import.meta.dirname, '../..');
const edgePlan = await import('../../dist/index.js');
const { sloValue } = await import('../../dist/domain/latency.js');

const folder = mkdtempSync(join(tmpdir(), 'edge-plan-bench-'));
const file = join(folder, 'site.yaml');
writeFileSync(file, loadScenario(Number(connections)));
const child = spawn(process.execPath, [join(root, 'bin/edge-plan.js'), 'serve', file, '--port', '0'], {
  stdio: ['ignore', 'ignore', 'pipe'],
});
const said = await new Promise((resolve) => {
  let text = '';
  child.stderr.on('data', (chunk) => {
    text += chunk;
    if (text.includes('http://')) resolve(text);
  });
});
const port = Number(/:(\d+)\/edge-plan/.exec(said)?.[1]);

const megabytes = () => Math.round(Number(execFileSync('ps', ['-o', 'rss=', '-p', String(child.pid)])) / 1024);
const wait = (/** @type {number} */ ms) => new Promise((resolve) => setTimeout(resolve, ms));

const start = performance.now();
const isOver = () => performance.now() - start > 1000 * Number(seconds);
const memory = [megabytes()];
const watching = (async () => {
  for (let third = 1; third <= 3; third++) {
    await wait((1000 * Number(seconds)) / 3 - 50);
    memory.push(megabytes());
  }
})();
/** @type {string[]} */
const unharmed = [];
const hostile = (async () => {
  let sent = 0;
  for (; !isOver(); sent++) {
    const request = HOSTILE[sent % HOSTILE.length];
    if (request === undefined) break;
    const { status } = await send(port, request);
    if (status !== request.status) unharmed.push(`${request.name}: ${status} instead of ${request.status}`);
    await wait(20);
  }
  return sent;
})();
const steps = await runLoad(port, { connections: Number(connections), freshShare: Number(freshShare), isOver });
const elapsed = (performance.now() - start) / 1000;
const hostileSent = await hostile;
await watching;

const metrics = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
const stopping = performance.now();
child.kill('SIGTERM');
const [exit] = await once(child, 'exit');
const stopMs = performance.now() - stopping;

const times = steps
  .flat()
  .map(({ ms }) => ms)
  .sort((a, b) => a - b);
const asked = times.length;
console.log(
  `${asked} requests on ${connections} connections in ${elapsed.toFixed(1)} s: ${Math.round(asked / elapsed)} /s, ` +
    `p50 ${quantile(times, 0.5).toFixed(1)} ms, p99 ${quantile(times, 0.99).toFixed(1)} ms, ` +
    `worst ${times.at(-1)?.toFixed(1)} ms`,
);
console.log(`memory of the server: ${memory.join(' -> ')} MB (at the start and after each third)`);
const questions = /latency_questions_total (\d+)/.exec(metrics)?.[1];
console.log(`${questions} questions to the latency models, ${hostileSent} hostile requests`);
console.log(`ended with exit code ${exit} in ${stopMs.toFixed(0)} ms`);

const scenario = await edgePlan.loadScenario(
  file,
  edgePlan.createFileAccess({
    cwd: folder,
    packageRoot: root,
    stdin: process.stdin,
  }),
);
const truth = new Truth(scenario, edgePlan.createLatencyQuestion(scenario), {
  checkPlacement: edgePlan.checkPlacement,
  sloValue,
});
const wrong = steps.flatMap((own) => truth.wrongAnswers(own));
for (const complaint of [...wrong, ...unharmed].slice(0, 5)) console.log(`  ${complaint}`);
console.log(`${wrong.length} wrong answers, ${unharmed.length} hostile requests not refused as they should be`);
if (wrong.length + unharmed.length > 0 || exit !== 0) process.exitCode = 1;
rmSync(folder, { recursive: true });
