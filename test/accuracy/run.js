/**
 * `npm run accuracy`: every latency model against the simulator, which shares no formula with it, over mixes and
 * loads; prints the table and writes it into src/predict/REFERENCES.md between its two marks.
 * `npm run accuracy -- 25000000 fcfs-swap`: with more requests, and only the rows whose title has one of the words,
 * load by load and with every percentile; prints and writes nothing.
 */

import { readFileSync, writeFileSync } from 'node:fs';
import { emptyPlacement } from '../../dist/domain/scenario.js';
import { createLatencyQuestion } from '../../dist/predict/node.js';
import { systemFromScenario } from '../../dist/verify/from-scenario.js';
import { simulateNode } from '../../dist/verify/simulate.js';
import { CASES, LOADS, MIXES } from './cases.js';

/** Requests at a load of 0.8; as many more above as the queue forgets more slowly, as 1/(1 − load)². */
const REQUESTS = Number(process.argv[2] ?? 4_000_000);
const WORDS = process.argv.slice(3);
const DOCUMENT = new URL('../../src/predict/REFERENCES.md', import.meta.url);
const MARKS = ['<!-- accuracy: written by npm run accuracy -->', '<!-- end of accuracy -->'];
const FIRST_SEED = 7;

function profileOf(part, index, { scv = 0, discipline }) {
  const service = part.service;
  const speedUp =
    discipline === 'mps' ? [1, 1.4, 1.7, 2].map((phi, n) => [n + 1, ((n + 1) * service) / phi]) : [[1, service]];
  const batches =
    discipline === 'batch'
      ? [
          [1, service],
          [8, 3 * service],
        ]
      : [[1, service]];
  return {
    model: `m${index}`,
    device: 'box',
    serviceTime: service,
    scvService: scv,
    swapTime: discipline === 'fcfs-swap' ? (part.swap ?? 0) : 0,
    memory: 0,
    onChipMemory: null,
    offChipMemory: null,
    preprocessTime: null,
    batchServiceTimes: batches,
    concurrentServiceTimes: speedUp,
    samples: null,
    source: 'made up',
    origin: null,
  };
}

/** The scenario of one mix under one case, with the rates scaled until the accelerator's utilisation is `load`. */
function scenarioOf(mix, test, load) {
  const profiles = mix.map((part, index) => profileOf(part, index, test));
  const book = {
    find: (model) => profiles.find((profile) => profile.model === model) ?? null,
    models: [],
    devices: [],
  };
  const node = {
    index: 0,
    name: 'n',
    isCounted: false,
    count: 1,
    firstIndex: 0,
    device: 'box',
    discipline: test.discipline,
    accelerators: 1,
    memory: 1,
    cores: 4,
    cost: 1,
    concurrency: test.concurrency ?? 1,
    maxBatch: test.maxBatch ?? null,
    maxBatchDelay: 0,
    origin: null,
  };
  const at = (scale) => {
    const total = mix.reduce((sum, { share }) => sum + share, 0) * scale;
    const preprocess = test.cpuLoad === undefined ? 0 : (4 * test.cpuLoad) / total;
    const apps = mix.map(({ share }, index) => ({
      index,
      name: `a${index}`,
      isCounted: false,
      count: 1,
      firstIndex: index,
      model: `m${index}`,
      arrivalRate: share * scale,
      slo: { metric: 'mean', limit: 1e9 },
      preprocessTime: preprocess,
      memory: 0,
      sharing: 'none',
      arrivals: test.arrivals ?? { kind: 'poisson' },
      weight: 1,
      origin: null,
    }));
    return {
      name: 'accuracy',
      network: 0,
      limits: { utilization: 1, memory: 1 },
      nodes: [node],
      apps,
      profiles: book,
      placement: null,
      gates: [],
    };
  };
  let low = 0;
  let high = 1;
  for (let k = 0; k < 60; k++) {
    const middle = (low + high) / 2;
    if (answerOf(at(middle)).utilization < load) low = middle;
    else high = middle;
  }
  return at(low);
}

function answerOf(scenario) {
  const tenants = scenario.apps.map((app) => ({ app, count: 1 }));
  return createLatencyQuestion(scenario)(scenario.nodes[0], [tenants]).accelerators[0];
}

/** Relative errors of means and 95th percentiles, one for every application of the mix. */
function errorsOf(mix, test, load) {
  const scenario = scenarioOf(mix, test, load);
  const placement = emptyPlacement(mix.length);
  placement.node.fill(0);
  placement.accelerator.fill(0);
  const system = systemFromScenario(scenario, placement, 0);
  const { sources } = simulateNode(system, { seed: FIRST_SEED + seeds++, requests: requestsAt(load) });
  const { tenants } = answerOf(scenario);
  return sources.map(({ name, mean, quantiles }) => {
    const { response } = tenants[scenario.apps.findIndex((app) => app.name === name)];
    if (response === null) throw new Error(`${test.title}: no answer at load ${load}`);
    const error = (p, simulated) => response.quantile(p) / simulated - 1;
    return {
      mean: response.mean / mean - 1,
      p50: error(0.5, quantiles.p50),
      p90: error(0.9, quantiles.p90),
      p95: error(0.95, quantiles.p95),
      p99: error(0.99, quantiles.p99),
    };
  });
}

/** Every operating point draws its own numbers, so that chance errors average out over a row. */
let seeds = 0;

function requestsAt(load) {
  return Math.ceil(REQUESTS * Math.max(0.1, (0.2 / (1 - load)) ** 2));
}

function percent(value) {
  return `${(100 * value).toFixed(1)} %`;
}

function summary(errors) {
  const size = errors.map(Math.abs);
  return [percent(size.reduce((a, b) => a + b, 0) / size.length), percent(Math.max(...size))];
}

if (WORDS.length > 0) printInFull(CASES.filter(({ title }) => WORDS.some((word) => title.includes(word))));
else writeTable();

/** The worst error of every figure, load by load. */
function printInFull(cases) {
  for (const test of cases) {
    for (const load of LOADS) {
      const errors = Object.values(MIXES).flatMap((mix) => errorsOf(mix, test, load));
      const worst = (figure) => `${figure} ${summary(errors.map((error) => error[figure]))[1]}`;
      console.log(`${test.title} at ${load}, at worst: ${['mean', 'p50', 'p90', 'p95', 'p99'].map(worst).join(', ')}`);
    }
  }
}

function writeTable() {
  const rows = [
    '| model | mean: average | worst | p95: average | worst | p99: average | worst |',
    '| --- | ---: | ---: | ---: | ---: | ---: | ---: |',
  ];
  for (const test of CASES) {
    const errors = Object.values(MIXES).flatMap((mix) => LOADS.flatMap((load) => errorsOf(mix, test, load)));
    const cells = ['mean', 'p95', 'p99'].flatMap((figure) => summary(errors.map((error) => error[figure])));
    rows.push(`| ${test.title} | ${cells.join(' | ')} |`);
    console.log(rows.at(-1));
  }
  const table = [
    MARKS[0],
    '',
    `Error of each model against the simulator, which shares no formula with it: ${Object.keys(MIXES).join(', ')};`,
    `utilization ${LOADS.join(', ')}; ${REQUESTS.toLocaleString('en-US')} requests for each operating point at 0.8 and more above. Over all`,
    'applications of all mixes and loads; the exact models show what is left of chance in the simulation.',
    '',
    ...rows,
    '',
    MARKS[1],
  ].join('\n');
  const text = readFileSync(DOCUMENT, 'utf8');
  const [before, after] = [text.indexOf(MARKS[0]), text.indexOf(MARKS[1])];
  if (before === -1 || after === -1) throw new Error(`the marks are missing in ${DOCUMENT.pathname}`);
  writeFileSync(DOCUMENT, text.slice(0, before) + table + text.slice(after + MARKS[1].length));
}
