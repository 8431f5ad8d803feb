/**
 * `node test/accuracy/time-slice.js [devices] [seed] [requests]` after a build: random time-sliced devices, 2 to 12
 * containers, light beside heavy and alike, fixed services and varying ones, in five bands of load up to 0.97, against
 * the simulator. Prints signed errors, in percent, of the mean, p95 and p99, and of the mean of containers with less
 * than a quarter of the greatest load. Containers whose simulated mean is not known within 4 % (95 % interval) are left out.
 */

import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { createLatencyQuestion } from '../../dist/predict/node.js';
import { simulateNode } from '../../dist/verify/simulate.js';

const [DEVICES = 20, SEED = 1, REQUESTS = 1_000_000] = process.argv.slice(2).map(Number);
const BANDS = [
  [0.3, 0.6],
  [0.6, 0.8],
  [0.8, 0.9],
  [0.9, 0.95],
  [0.95, 0.97],
];

const random = xoroshiro128plus(SEED);
const between = (low, high) => low + (high - low) * uniformFloat64(random);
const spread = (low, high) => low * (high / low) ** uniformFloat64(random);

const SHAPES = [
  () => between(0.2, 1.3),
  () => spread(0.05, 1),
  (k, containers) => (k === 0 ? between(1, 4) * (containers - 1) : between(0.2, 1)),
];

/** Shares of the load: even, uneven, or one dominant; in a quarter of the devices the containers are of two kinds. */
function randomParts() {
  const containers = Math.floor(uniformFloat64(random) < 0.25 ? between(8, 13) : between(2, 8));
  const shape = SHAPES[Math.floor(between(0, SHAPES.length))];
  const isFixed = uniformFloat64(random) < 0.5;
  const parts = Array.from({ length: containers }, (_, k) => ({
    service: spread(4, 130),
    scv: isFixed ? 0 : spread(0.05, 2),
    share: shape(k, containers),
  }));
  return uniformFloat64(random) < 0.25 ? parts.map((_, k) => parts[k % 2]) : parts;
}

function scenarioOf(parts, load) {
  const total = parts.reduce((sum, { share }) => sum + share, 0);
  const profiles = parts.map(({ service, scv }, k) => ({
    model: `m${k}`,
    device: 'box',
    serviceTime: service,
    scvService: scv,
    swapTime: 0,
    preprocessTime: null,
  }));
  const apps = parts.map(({ share, service }, k) => ({
    name: `a${k}`,
    model: `m${k}`,
    arrivalRate: (load * share) / total / service,
    preprocessTime: null,
    sharing: 'none',
    arrivals: { kind: 'poisson' },
  }));
  return { network: 0, apps, profiles: { find: (model) => profiles[Number(model.slice(1))], models: [], devices: [] } };
}

/** Requests at 0.8, and more above, as the queue forgets more slowly. */
const requestsAt = (load) => Math.ceil(REQUESTS * Math.max(0.5, (0.2 / (1 - load)) ** 2));

function errorsOf(parts, load, seed) {
  const { network, apps, profiles } = scenarioOf(parts, load);
  const node = { discipline: 'time-slice', device: 'box', concurrency: 1, cores: null };
  const tenants = apps.map((app) => ({ app, count: 1 }));
  const answer = createLatencyQuestion({ network, profiles })(node, [tenants]).accelerators[0].tenants;
  const system = {
    network: 0,
    cores: 1,
    accelerators: [{ discipline: 'time-slice', concurrency: 1 }],
    sources: apps.map(({ name, arrivalRate }, k) => ({
      name,
      accelerator: 0,
      arrivals: { kind: 'poisson', rate: arrivalRate },
      service: { mean: parts[k].service, scv: parts[k].scv },
    })),
  };
  const { sources } = simulateNode(system, { seed, requests: requestsAt(load) });
  const greatest = Math.max(...parts.map(({ share }) => share));
  return sources.flatMap(({ mean, meanInterval, quantiles }, k) => {
    if (meanInterval === null || !(meanInterval[1] - meanInterval[0] < 0.08 * mean)) return [];
    const { response } = answer[k];
    const error = response.mean / mean - 1;
    return {
      mean: error,
      p95: response.quantile(0.95) / quantiles.p95 - 1,
      p99: response.quantile(0.99) / quantiles.p99 - 1,
      light: parts[k].share < greatest / 4 ? error : null,
    };
  });
}

const percent = (value) => (100 * value).toFixed(1).padStart(6);

/** Size: median, nine in ten, worst; with sign: the fifth, fiftieth and ninety-fifth of a hundred. */
function row(band, figure, errors) {
  const at = (values, p) =>
    percent(values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(p * values.length))]);
  const size = errors.map(Math.abs);
  const cells = [at(size, 0.5), at(size, 0.9), at(size, 1), '  ', at(errors, 0.05), at(errors, 0.5), at(errors, 0.95)];
  return `${band.join(' to ').padEnd(12)} ${figure.padEnd(6)} ${String(errors.length).padStart(4)} ${cells.join(' ')}`;
}

const devices = Array.from({ length: DEVICES }, randomParts);
console.log('load         figure    n    50 %   90 %  worst      −5 %   50 %  +95 %');
for (const [b, band] of BANDS.entries()) {
  const errors = devices.flatMap((parts, d) => errorsOf(parts, between(...band), SEED + DEVICES * b + d));
  for (const figure of ['mean', 'light', 'p95', 'p99']) {
    const known = errors.map((error) => error[figure]).filter((error) => error !== null);
    if (known.length > 0) console.log(row(band, figure, known));
  }
}
