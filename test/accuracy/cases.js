/**
 * What the models are held to: application mixes of several kinds on one device, from low load to high. Mixes are
 * relative rates and service times (ms); the load sets the absolute rates, so that each mix is met at every load.
 */

/** @typedef {{ readonly share: number, readonly service: number, readonly swap?: number, readonly scv?: number }} Part */

/** @type {Readonly<Record<string, readonly Part[]>>} */
export const MIXES = {
  'one application': [{ share: 1, service: 20 }],
  'light beside heavy': [
    { share: 10, service: 5, swap: 10 },
    { share: 1, service: 100, swap: 20 },
  ],
  'three alike': [
    { share: 1, service: 20, swap: 15 },
    { share: 1, service: 25, swap: 15 },
    { share: 1, service: 30, swap: 15 },
  ],
  'five mixed': [
    { share: 8, service: 5, swap: 15 },
    { share: 4, service: 13, swap: 17 },
    { share: 3, service: 30, swap: 19 },
    { share: 2, service: 60, swap: 20 },
    { share: 1, service: 125, swap: 20 },
  ],
};

export const LOADS = [0.2, 0.4, 0.6, 0.8, 0.9];

/**
 * @typedef {object} Case
 * @property {string} title row of the table
 * @property {import('../../src/domain/disciplines.ts').Discipline} discipline
 * @property {number} [scv] of the service times
 * @property {import('../../src/domain/scenario.ts').Arrivals} [arrivals]
 * @property {number} [concurrency]
 * @property {number} [maxBatch]
 * @property {number} [cpuLoad] share of the four cores kept busy by pre-processing
 * @property {boolean} [isSharing] whether two instances of each model share one container
 */

/** @type {readonly Case[]} */
export const CASES = [
  { title: '`ps`', discipline: 'ps' },
  { title: '`ps`, service scv 1', discipline: 'ps', scv: 1 },
  { title: '`fcfs`', discipline: 'fcfs' },
  { title: '`fcfs`, service scv 1', discipline: 'fcfs', scv: 1 },
  { title: '`fcfs-swap`', discipline: 'fcfs-swap' },
  { title: '`fcfs-swap`, service scv 0.5', discipline: 'fcfs-swap', scv: 0.5 },
  { title: '`time-slice`', discipline: 'time-slice' },
  { title: '`time-slice`, two workers', discipline: 'time-slice', concurrency: 2 },
  { title: '`time-slice`, four workers', discipline: 'time-slice', concurrency: 4 },
  { title: '`mps`, φ(4) = 2', discipline: 'mps' },
  { title: '`batch`, up to 8', discipline: 'batch', maxBatch: 8 },
  { title: 'CPU stage at 0.5, then `fcfs-swap`', discipline: 'fcfs-swap', cpuLoad: 0.5 },
  { title: 'CPU stage at 0.8, then `ps`', discipline: 'ps', cpuLoad: 0.8 },
  { title: '`fcfs`, periodic arrivals', discipline: 'fcfs', arrivals: { kind: 'periodic' } },
  { title: '`fcfs`, arrivals scv 4', discipline: 'fcfs', arrivals: { kind: 'scv', scv: 4 } },
  { title: '`fcfs-swap`, periodic arrivals', discipline: 'fcfs-swap', arrivals: { kind: 'periodic' } },
  { title: '`fcfs-swap`, arrivals scv 4', discipline: 'fcfs-swap', arrivals: { kind: 'scv', scv: 4 } },
  { title: '`ps`, periodic arrivals', discipline: 'ps', arrivals: { kind: 'periodic' } },
];
