/**
 * `node test/accuracy/ps-ratios.js [requests] [seed]` after a build: processor sharing among models whose services differ by 30
 * to 1,000 times, by the project's own simulator. Prints `test/known-answers/predict-ps-ratios.json`: the longest model of
 * each mix completes at least that many requests.
 */

import { simulateNode } from '../../dist/verify/simulate.js';

const [REQUESTS = 80_000, SEED = 1] = process.argv.slice(2).map(Number);

/** Part of the device's time that each model takes, the longest first. */
const MIXES = [
  { serviceTime: [60, 2], load: [0.25, 0.35] },
  { serviceTime: [100, 1], load: [0.1, 0.4] },
  { serviceTime: [186, 2.91], load: [0.048, 0.372] },
  { serviceTime: [100, 10, 1], load: [0.2, 0.3, 0.3] },
  { serviceTime: [300, 1], load: [0.3, 0.1] },
  { serviceTime: [300, 20, 1], load: [0.1, 0.3, 0.2] },
  { serviceTime: [1000, 1], load: [0.3, 0.15] },
  { serviceTime: [1000, 30, 1], load: [0.4, 0.2, 0.1] },
];

const cases = MIXES.map(({ serviceTime, load }) => {
  const arrivalRate = serviceTime.map((service, k) => Number((load[k] / service).toPrecision(6)));
  const total = arrivalRate.reduce((sum, rate) => sum + rate, 0);
  const { sources } = simulateNode(
    {
      network: 0,
      cores: null,
      accelerators: [{ discipline: 'ps' }],
      sources: serviceTime.map((mean, k) => ({
        name: `model-${k}`,
        arrivals: { kind: 'poisson', rate: arrivalRate[k] },
        accelerator: 0,
        service: { mean, scv: 0 },
      })),
    },
    { seed: SEED, requests: Math.ceil((REQUESTS * total) / arrivalRate[0]) },
  );
  const column = (value) => sources.map((source) => Number(value(source).toPrecision(5)));
  return {
    arrivalRate,
    serviceTime,
    requests: sources.map((source) => source.requests),
    mean: column((source) => source.mean),
    p50: column((source) => source.quantiles.p50),
    p90: column((source) => source.quantiles.p90),
    p95: column((source) => source.quantiles.p95),
    p99: column((source) => source.quantiles.p99),
  };
});
const source = `Processor sharing by the project's own simulator, seed ${SEED}: test/accuracy/ps-ratios.js. Rates per ms, times in ms.`;
console.log(JSON.stringify({ source, cases }, null, 2));
