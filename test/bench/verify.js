/**
 * Speed of the simulator on one core, and whether its memory stays flat: 8 applications, Poisson arrivals,
 * deterministic service, utilization 0.7.
 *
 *     node test/bench/verify.js [requests per discipline] [folder of the built verify stage] [discipline …]
 *
 * Defaults: 5,000,000 requests, the project's dist/verify, every discipline.
 */

import { pathToFileURL } from 'node:url';

const [requests = '5000000', built = new URL('../../dist/verify', import.meta.url).pathname, ...chosen] =
  process.argv.slice(2);
const { simulateNode } = await import(pathToFileURL(`${built}/simulate.js`).href);

const SERVICE = [5, 13, 20, 30, 8, 42, 60, 25];
const UTILIZATION = 0.7;
const SWAP = 10;

/** @param {string} discipline */
function systemOf(discipline) {
  const share = UTILIZATION / SERVICE.length;
  const rateOf = (/** @type {number} */ mean) => share / (mean + (discipline === 'fcfs-swap' ? SWAP : 0));
  const sources = SERVICE.map((mean, i) => ({
    name: `app-${i}`,
    arrivals: { kind: 'poisson', rate: rateOf(mean) },
    accelerator: 0,
    service: { mean, scv: 0 },
    swapTime: SWAP,
    limit: 20 * mean,
  }));
  return { network: 0, cores: 0, accelerators: [{ discipline, maxBatch: 4 }], sources };
}

const megabytes = () => (process.memoryUsage.rss() / 1e6).toFixed(0);

for (const discipline of chosen.length > 0 ? chosen : ['fcfs', 'fcfs-swap', 'ps', 'time-slice', 'mps', 'batch']) {
  const system = systemOf(discipline);
  simulateNode(system, { seed: 1, requests: 300_000 });
  const before = megabytes();
  const start = performance.now();
  const result = simulateNode(system, { seed: 1, requests: Number(requests) });
  const seconds = (performance.now() - start) / 1000;
  const done = Number(requests) + (result.warmUp?.requests ?? 0);
  const perSecond = Math.round(done / seconds).toLocaleString('en');
  console.log(`${discipline.padEnd(11)} ${perSecond.padStart(10)} requests/s, memory ${before} -> ${megabytes()} MB`);
}
