/**
 * Random questions to the latency models, and what their answers violate of what every answer must have: it is finite, or
 * a refusal with a reason; percentiles ascend and are at least the least possible time; the tail never rises; the verdict
 * on an SLO is the comparison of the printed figure; and under `ps`, `fcfs` and `fcfs-swap` a greater rate of Poisson
 * arrivals makes nobody faster.
 *
 * The function that answers is handed in, so that tests ask the source and the fuzz runner asks the built library.
 */

/**
 * Draws, as in `random.js`.
 *
 * @typedef {object} Draws
 * @property {() => number} fraction uniform in [0, 1)
 * @property {(low: number, high: number) => number} between uniform in [low, high)
 * @property {(low: number, high: number) => number} spread log-uniform in [low, high), both above 0
 * @property {(low: number, high: number) => number} int whole number from low to high, both included
 * @property {<T>(list: readonly T[]) => T} pick one entry
 * @property {(share: number) => boolean} chance true with this probability
 */

/** @typedef {import('../../src/domain/scenario.ts').Arrivals} Arrivals */
/** @typedef {import('../../src/domain/disciplines.ts').Discipline} Discipline */
/** @typedef {import('../../src/domain/latency.ts').ResponseTime} ResponseTime */
/** @typedef {import('../../src/domain/latency.ts').AcceleratorAnswer} AcceleratorAnswer */
/** @typedef {typeof import('../../src/predict/node.ts').createLatencyQuestion} CreateLatencyQuestion */

/**
 * @typedef {object} ModelApp
 * @property {number} arrivalRate of one instance, requests per ms
 * @property {number} instances
 * @property {Arrivals} arrivals
 * @property {'model' | 'none'} sharing
 * @property {number} serviceTime ms
 * @property {number} scvService
 * @property {number} swapTime ms
 * @property {number} preprocessTime ms; 0 for none
 * @property {readonly (readonly [number, number])[]} batchServiceTimes
 * @property {readonly (readonly [number, number])[]} concurrentServiceTimes
 */

/**
 * @typedef {object} ModelQuestion
 * @property {Discipline} discipline
 * @property {number} load that the rates were made for; with arrivals that are not Poisson swaps may add to it
 * @property {number} network ms
 * @property {number | null} cores
 * @property {number} concurrency
 * @property {number | null} maxBatch
 * @property {number} maxBatchDelay ms
 * @property {readonly ModelApp[]} apps
 * @property {number} asked which application is looked at closely
 */

/** @type {readonly Discipline[]} */
const DISCIPLINES = ['ps', 'fcfs', 'fcfs-swap', 'time-slice', 'mps', 'batch'];
/** @type {readonly Arrivals[]} */
const ARRIVALS = [
  { kind: 'periodic' },
  ...[0.25, 1, 4, 16, 100].map((scv) => ({ kind: /** @type {const} */ ('scv'), scv })),
];
const SCV_SERVICE = [0.05, 0.5, 1, 4, 20, 100];
/** Loads from nearly nothing to as near to 1 as anybody may ask. */
const CLOSEST = 1e-9;
const MOST_RATIO = 1000;

/**
 * @param {Draws} random
 * @returns {ModelQuestion}
 */
export function randomModelQuestion(random) {
  const discipline = random.pick(DISCIPLINES);
  // Arrivals that are not Poisson are replayed, which takes a hundred times as long.
  const isPoisson = random.chance(0.97);
  const varies = random.chance(0.35);
  const typical = random.spread(0.5, 200);
  const ratio = random.spread(1, MOST_RATIO);
  const apps = Array.from({ length: random.int(1, 4) }, (_, k) => {
    const serviceTime = typical * (k === 0 ? 1 : k === 1 ? ratio : random.spread(1, Math.max(ratio, 1.001)));
    return {
      arrivalRate: random.spread(0.02, 1) / serviceTime,
      instances: random.chance(0.8) ? 1 : random.int(2, 4),
      arrivals: isPoisson ? /** @type {Arrivals} */ ({ kind: 'poisson' }) : random.pick(ARRIVALS),
      sharing: random.chance(0.5) ? /** @type {const} */ ('model') : /** @type {const} */ ('none'),
      serviceTime,
      scvService: varies && random.chance(0.7) ? random.pick(SCV_SERVICE) : 0,
      swapTime: random.chance(0.3) ? 0 : serviceTime * random.spread(0.01, 3),
      preprocessTime: 0,
      batchServiceTimes: batchTimes(random, serviceTime),
      concurrentServiceTimes: besideOthers(random, serviceTime),
    };
  });
  const cores = random.chance(0.15) ? random.int(1, 4) : null;
  const question = {
    discipline,
    load: random.chance(0.3) ? 1 - random.spread(CLOSEST, 0.05) : random.between(0.05, 0.95),
    network: random.chance(0.5) ? 0 : random.spread(0.01, 50),
    cores,
    concurrency: random.chance(0.8) ? 1 : random.int(2, 8),
    maxBatch: random.chance(0.5) ? null : random.int(1, 16),
    maxBatchDelay: random.chance(0.8) ? 0 : random.spread(0.1, 50),
    apps,
    asked: random.int(0, apps.length - 1),
  };
  const scale = question.load / loadOf(question);
  const scaled = apps.map((app) => ({ ...app, arrivalRate: app.arrivalRate * scale }));
  const work = scaled.reduce((sum, app) => sum + app.arrivalRate * app.instances, 0);
  // A core stage that is busy for up to nine tenths of the time.
  const preprocessTime = cores === null ? 0 : (random.between(0.1, 0.9) * cores) / work;
  return { ...question, apps: scaled.map((app) => ({ ...app, preprocessTime })) };
}

/** @type {(random: Draws, serviceTime: number) => [number, number][]} */
function batchTimes(random, serviceTime) {
  if (random.chance(0.3)) return [[1, serviceTime]];
  const each = random.between(0.1, 1);
  return [1, 4, 8].map((size) => [size, serviceTime * (1 + each * (size - 1))]);
}

/** @type {(random: Draws, serviceTime: number) => [number, number][]} */
function besideOthers(random, serviceTime) {
  const speedUp = random.between(1, 1.9);
  return [
    [1, serviceTime],
    [2, (2 * serviceTime) / speedUp],
    [4, (4 * serviceTime) / (speedUp * random.between(1, 1.3))],
  ];
}

/**
 * What the rates ask of the accelerator, were they Poisson: exact for all but `batch` and `mps`, where it is near.
 *
 * @param {ModelQuestion} question
 */
function loadOf({ discipline, apps, maxBatch }) {
  const total = apps.reduce((sum, app) => sum + app.arrivalRate * app.instances, 0);
  return apps.reduce((sum, app) => {
    const rate = app.arrivalRate * app.instances;
    const swaps = discipline === 'fcfs-swap' ? (1 - rate / total) * app.swapTime : 0;
    return sum + rate * (workOf(discipline, app, maxBatch) + swaps);
  }, 0);
}

/** @type {(discipline: Discipline, app: ModelApp, maxBatch: number | null) => number} */
function workOf(discipline, { serviceTime, batchServiceTimes, concurrentServiceTimes }, maxBatch) {
  if (discipline === 'mps') return (concurrentServiceTimes.at(-1)?.[1] ?? serviceTime) / 4;
  if (discipline !== 'batch') return serviceTime;
  const [size, time] = batchServiceTimes.at(-1) ?? [1, serviceTime];
  const most = maxBatch ?? size;
  const each = size === 1 ? serviceTime : (time - serviceTime) / (size - 1);
  return (serviceTime + each * (most - 1)) / most;
}

/**
 * @param {ModelQuestion} question
 * @param {CreateLatencyQuestion} createLatencyQuestion
 * @returns {AcceleratorAnswer}
 */
export function answerTo(question, createLatencyQuestion) {
  const { discipline, network, cores, concurrency, maxBatch, maxBatchDelay, apps } = question;
  /** @type {Map<string, import('../../src/domain/scenario.ts').Profile>} */
  const profiles = new Map();
  const tenants = apps.map((app, index) => {
    const model = `model-${index}`;
    const { serviceTime, scvService, swapTime, batchServiceTimes, concurrentServiceTimes } = app;
    profiles.set(model, {
      model,
      device: 'device',
      serviceTime,
      scvService,
      swapTime,
      batchServiceTimes,
      concurrentServiceTimes,
      memory: 0,
      onChipMemory: null,
      offChipMemory: null,
      preprocessTime: null,
      samples: null,
      source: 'random',
      origin: null,
    });
    const { instances: count, arrivalRate, arrivals, sharing, preprocessTime } = app;
    return {
      count,
      app: {
        index,
        name: `app-${index}`,
        isCounted: false,
        count,
        firstIndex: index,
        model,
        arrivalRate,
        arrivals,
        sharing,
        preprocessTime,
        slo: { metric: /** @type {const} */ ('mean'), limit: 1 },
        memory: 0,
        weight: 1,
        origin: null,
      },
    };
  });
  const find = (/** @type {string} */ model) => profiles.get(model) ?? null;
  const ask = createLatencyQuestion({ profiles: { find, models: [], devices: [] }, network });
  const node = {
    index: 0,
    name: 'node',
    isCounted: false,
    count: 1,
    firstIndex: 0,
    device: 'device',
    discipline,
    accelerators: 1,
    memory: 1e9,
    cores,
    cost: 1,
    concurrency,
    maxBatch,
    maxBatchDelay,
    origin: null,
  };
  const [answer] = ask(node, [tenants]).accelerators;
  if (answer === undefined) throw new Error('one accelerator was asked about');
  return answer;
}

const PERCENTILES = [0.5, 0.9, 0.95, 0.99];
/** Times at which the tail is looked at, over the mean. */
const TIMES = [0.05, 0.3, 0.6, 0.9, 1.2, 1.6, 2.3, 4, 7];
/** What an inversion may be off by beside the steps of an exact law, as a probability. */
const RISE = 1e-3;
/** The same of the approximations whose laws have steep parts: narrow gamma laws, and batches one after the other. */
const RISE_OF = { 'time-slice': 0.02, batch: 0.05 };
/** And of a percentile as a part of it: between the steps of a law at low load few requests end, and steps are blurred. */
const SHORTER = 0.015;
/** What a difference of two times of a long replay is off by, as a part of it. */
const SUMMED = 1e-9;
/** What a sum is off by. */
const ROUNDING = 1e-6;
/** Below this part of the mean a percentile is as good as 0. */
const NOTHING = 1e-9;

/**
 * What the answer violates, one sentence each; nothing where all is well.
 *
 * @param {ModelQuestion} question
 * @param {CreateLatencyQuestion} createLatencyQuestion
 * @returns {string[]}
 */
export function modelViolations(question, createLatencyQuestion) {
  const { utilization, tenants } = answerTo(question, createLatencyQuestion);
  /** @type {string[]} */
  const found = [];
  if (!(utilization > 0 && utilization < Number.POSITIVE_INFINITY)) found.push(`utilization is ${utilization}`);
  for (const { response, reason } of tenants) {
    if (response === null ? !reason : !(response.mean > 0 && response.mean < Number.POSITIVE_INFINITY)) {
      found.push(`mean is ${response?.mean}, reason ${reason}`);
    }
  }
  const response = tenants[question.asked]?.response;
  if (!response || found.length > 0) return found;
  found.push(...ofPercentiles(question, response), ...ofTail(question, response));
  if (found.length === 0) found.push(...ofGreaterRate(question, response, createLatencyQuestion));
  return found;
}

/** @type {(question: ModelQuestion, response: ResponseTime) => string[]} */
function ofPercentiles({ discipline, network, apps, asked }, { mean, quantile, tail }) {
  /** @type {string[]} */
  const found = [];
  const app = /** @type {ModelApp} */ (apps[asked]);
  const isFixed = app.scvService === 0 && discipline !== 'mps' && discipline !== 'batch';
  const least = network + app.preprocessTime * (isFixed ? 1 : 0) + (isFixed ? app.serviceTime : 0);
  let before = least * (1 - SUMMED);
  // From the last on: an order that the answers must not depend on.
  const values = PERCENTILES.toReversed().map(quantile).reverse();
  PERCENTILES.forEach((p, i) => {
    const value = /** @type {number} */ (values[i]);
    if (!(value >= before && value < Number.POSITIVE_INFINITY)) {
      found.push(`p${100 * p} is ${value} after ${before}, least ${least}, mean ${mean}`);
    }
    before = value;
    if (!(tail(value) <= 1 - p)) found.push(`the tail at p${100 * p}, ${value} ms, is ${tail(value)}`);
    const sooner = value - Math.max(1e-5 * value, NOTHING * mean);
    if (!(tail(sooner) > 1 - p)) found.push(`the tail at ${sooner} ms is ${tail(sooner)}, p${100 * p} is ${value}`);
  });
  return found;
}

/** @type {(question: ModelQuestion, response: ResponseTime) => string[]} */
function ofTail({ discipline }, { mean, tail }) {
  /** @type {Partial<Record<Discipline, number>>} */
  const known = RISE_OF;
  const rise = known[discipline] ?? RISE;
  let before = 1;
  for (const time of TIMES) {
    const value = tail(time * mean);
    if (!(value >= 0 && value <= before + rise)) return [`the tail at ${time} means is ${value} after ${before}`];
    before = value;
  }
  return [];
}

/**
 * @param {ModelQuestion} question
 * @param {ResponseTime} response
 * @param {CreateLatencyQuestion} createLatencyQuestion
 * @returns {string[]}
 */
function ofGreaterRate(question, response, createLatencyQuestion) {
  const { discipline, apps, asked } = question;
  if (discipline !== 'ps' && discipline !== 'fcfs') return [];
  if (apps.some(({ arrivals }) => arrivals.kind !== 'poisson')) return [];
  const raised = apps.map((app, k) => (k === 0 ? { ...app, arrivalRate: app.arrivalRate * 1.02 } : app));
  const other = answerTo({ ...question, apps: raised }, createLatencyQuestion).tenants[asked]?.response;
  if (!other) return [];
  const figures = /** @type {const} */ ([
    ['mean', response.mean, other.mean, ROUNDING],
    ['p95', response.quantile(0.95), other.quantile(0.95), SHORTER],
  ]);
  return figures
    .filter(([, first, second, slack]) => second < first * (1 - slack) - NOTHING * response.mean)
    .map(([name, first, second]) => `${name} sinks from ${first} to ${second} when the first rate grows by 2 %`);
}
