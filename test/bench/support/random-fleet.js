/** A random fleet of three kinds of device, for benchmarks of placement. */

/** Numbers from 0 to 1 that depend on the seed alone (Park and Miller's generator). */
function randomNumbers(/** @type {number} */ seed) {
  let state = seed * 7919 + 1;
  const next = () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
  for (let k = 0; k < 10; k++) next();
  return next;
}

const DEVICES = [
  { device: 'tpu', discipline: 'fcfs-swap', speed: 1, swap: 15, share: 0.4, memory: 4e9 },
  { device: 'nano', discipline: 'time-slice', speed: 1.6, swap: 0, share: 0.4, memory: 4e9 },
  { device: 'gpu', discipline: 'ps', speed: 0.5, swap: 0, share: 0.2, memory: 8e9 },
];
const METRICS = ['mean', 'mean', 'p95'];

/**
 * `classes` classes of models of 4 to 100 ms, each measured on most devices; more applications than fit.
 *
 * @param {number} seed
 * @param {number} nodes
 * @param {number} applications
 * @param {number} classes
 */
export function randomFleet(seed, nodes, applications, classes = 20) {
  const next = randomNumbers(seed);
  const between = (/** @type {number} */ low, /** @type {number} */ high) => low + (high - low) * next();
  const profiles = [];
  const apps = [];
  const count = Math.floor(applications / classes);
  for (let k = 0; k < classes; k++) {
    const serviceTime = Math.exp(between(Math.log(4), Math.log(100)));
    const absent = next() < 0.3 ? Math.floor(between(0, 3)) : -1;
    for (const [d, { device, speed, swap }] of DEVICES.entries()) {
      if (d === absent) continue;
      profiles.push({
        model: `model-${k}`,
        device,
        serviceTime: serviceTime * speed * between(0.8, 1.2),
        scvService: 0,
        swapTime: swap * between(0.5, 1.5),
        memory: between(5e7, 4e8),
        onChipMemory: null,
        offChipMemory: null,
        preprocessTime: null,
        batchServiceTimes: [],
        concurrentServiceTimes: [],
        samples: null,
        source: 'made up',
        origin: null,
      });
    }
    apps.push({
      index: k,
      name: `app-${k}`,
      isCounted: true,
      count,
      firstIndex: k * count,
      model: `model-${k}`,
      arrivalRate: between(0.05, 0.35) / serviceTime,
      slo: { metric: METRICS[k % METRICS.length], limit: 20 + serviceTime * between(3, 12) },
      preprocessTime: k % 2 === 0 ? 0 : between(2, 15),
      memory: 5e7,
      sharing: k % 3 === 0 ? 'none' : 'model',
      arrivals: { kind: 'poisson' },
      weight: 1,
      origin: null,
    });
  }
  let firstIndex = 0;
  const groups = DEVICES.map(({ device, discipline, share, memory }, index) => {
    const group = {
      index,
      name: device,
      isCounted: true,
      count: Math.round(nodes * share),
      firstIndex,
      device,
      discipline,
      accelerators: 1,
      memory,
      cores: 4,
      cost: 1,
      concurrency: 1,
      maxBatch: null,
      maxBatchDelay: 0,
      origin: null,
    };
    firstIndex += group.count;
    return group;
  });
  return {
    name: `random fleet ${seed}`,
    network: 5,
    limits: { utilization: 0.8, memory: 0.9 },
    nodes: groups,
    apps,
    profiles: {
      find: (/** @type {string} */ model, /** @type {string} */ device) =>
        profiles.find((p) => p.model === model && p.device === device) ?? null,
      models: apps.map(({ model }) => model),
      devices: DEVICES.map(({ device }) => device),
    },
    placement: null,
    gates: [],
  };
}
