/**
 * What `npm run fuzz` asks: for each suite how many cases, and a function from a seeded source of draws to what the case
 * violates. Adding a suite is adding a record.
 */

import { commandViolations, randomCommand } from './command-properties.js';

/**
 * @typedef {object} Suite
 * @property {string} name
 * @property {string} what one line for a person
 * @property {number} cases how many by default
 * @property {(random: import('./random.js').Random, folder: string) => Promise<readonly string[]> | readonly string[]} run
 * @property {(random: import('./random.js').Random) => unknown} show the case itself, for a report
 */

/** @type {readonly Suite[]} */
export const SUITES = [
  {
    name: 'commands',
    what: 'whole runs of fit, size and gate on random scenario files, through the command line',
    cases: 20_000,
    run: (random, folder) => commandViolations(randomCommand(random), folder),
    show: randomCommand,
  },
];
