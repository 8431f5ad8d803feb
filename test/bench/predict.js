/**
 * Speed of the latency models on one core: 8 classes on one device, utilization 0.7, deterministic service.
 *
 *     node test/bench/predict.js [folder of the built predict stage]
 *
 * Beside each rate stands its ratio to a plain loop that does the least such an answer needs (Pollaczek and
 * Khinchine's formula over the same classes), because rates alone say little on a machine that others use too.
 */

import { pathToFileURL } from 'node:url';

const [built = new URL('../../dist/predict', import.meta.url).pathname] = process.argv.slice(2);
/** @param {string} file */
const stage = (file) => import(pathToFileURL(`${built}/${file}`).href);
const { meanResponseTimesSwap, utilizationSwap } = await stage('msm1.js');
const { meanResponseTimesPs } = await stage('processor-sharing.js');
const { createLatencyQuestion } = await stage('node.js');

const CLASSES = 8;
const UTILIZATION = 0.7;
const DEVICES = 64;

/** A small generator with a fixed seed: the same devices in every run. */
let state = 12345;
const random = () => {
  state = (state * 1103515245 + 12345) % 2147483648;
  return state / 2147483648;
};

const devices = Array.from({ length: DEVICES }, () => {
  const column = (/** @type {() => number} */ value) => Float64Array.from({ length: CLASSES }, value);
  const classes = {
    arrivalRate: column(() => 0.2 + random()),
    serviceTime: column(() => 5 + 80 * random()),
    scvService: column(() => 0),
    swapTime: column(() => 10 + 20 * random()),
  };
  const scale = UTILIZATION / utilizationSwap(classes);
  for (let k = 0; k < CLASSES; k++) classes.arrivalRate[k] *= scale;
  return classes;
});

const out = new Float64Array(CLASSES);

/** @param {typeof devices[number]} classes */
function plainLoop({ arrivalRate, serviceTime }) {
  let load = 0;
  let residual = 0;
  for (let k = 0; k < CLASSES; k++) {
    const own = (arrivalRate[k] ?? 0) * (serviceTime[k] ?? 0);
    load += own;
    residual += own * (serviceTime[k] ?? 0);
  }
  const wait = residual / (2 * (1 - load));
  for (let k = 0; k < CLASSES; k++) out[k] = (serviceTime[k] ?? 0) + wait;
}

/** @param {string} discipline @param {(response: any) => number} figure */
function asked(discipline, figure) {
  return devices.map(({ arrivalRate, serviceTime, swapTime }) => {
    const profile = (/** @type {string} */ model) => {
      const k = Number(model);
      return { model, serviceTime: serviceTime[k], scvService: 0, swapTime: swapTime[k], preprocessTime: null };
    };
    const question = createLatencyQuestion({ profiles: { find: profile, models: [], devices: [] }, network: 10 });
    const app = (/** @type {number} */ rate, /** @type {number} */ k) => {
      return { model: `${k}`, arrivalRate: rate, sharing: 'none', arrivals: { kind: 'poisson' }, preprocessTime: null };
    };
    const tenants = Array.from(arrivalRate, (rate, k) => ({ app: app(rate, k), count: 1 }));
    const node = { discipline, concurrency: 1, cores: 4 };
    return () => figure(question(node, [tenants]).accelerators[0].tenants[3].response);
  });
}

/** Answers per second, the best of three runs. @param {(device: number) => unknown} once @param {number} times */
function rate(once, times) {
  let best = 0;
  for (let run = 0; run < 3; run++) {
    const start = performance.now();
    for (let i = 0; i < times; i++) once(i % DEVICES);
    best = Math.max(best, times / ((performance.now() - start) / 1000));
  }
  return best;
}

const plain = rate((d) => plainLoop(devices[d] ?? devices[0]), 3_000_000);

/** @param {string} what @param {number} perSecond */
function show(what, perSecond) {
  const share = (perSecond / plain).toPrecision(2);
  console.log(
    `${what.padEnd(44)} ${Math.round(perSecond).toLocaleString('en').padStart(12)} /s   ${share} × plain loop`,
  );
}

show('plain loop', plain);
show(
  'ps, mean of all classes',
  rate((d) => meanResponseTimesPs(devices[d]?.arrivalRate, devices[d]?.serviceTime, out), 3_000_000),
);
show(
  'fcfs-swap, mean of all classes',
  rate((d) => meanResponseTimesSwap(devices[d], out), 100_000),
);
for (const discipline of ['ps', 'fcfs', 'fcfs-swap', 'time-slice']) {
  const mean = asked(discipline, (response) => response.mean);
  show(
    `${discipline}, question for a node, mean`,
    rate((d) => mean[d]?.(), discipline === 'time-slice' ? 2_000 : 20_000),
  );
  const p95 = asked(discipline, (response) => response.quantile(0.95));
  show(
    `${discipline}, question for a node, one p95`,
    rate((d) => p95[d]?.(), 1_000),
  );
  const tail = asked(discipline, (response) => response.tail(400));
  show(
    `${discipline}, question for a node, one P(R > t)`,
    rate((d) => tail[d]?.(), 2_000),
  );
}
