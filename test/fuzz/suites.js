/**
 * What `npm run fuzz` asks: for each suite how many cases, and a function from a seeded source of draws to what the case
 * violates. Adding a suite is adding a record.
 */

import { createLatencyQuestion } from '../../dist/predict/node.js';
import { commandViolations, randomCommand } from './command-properties.js';
import { modelViolations, randomModelQuestion } from './model-properties.js';
import { planViolations, randomPlanCase } from './plan-properties.js';

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
    name: 'models',
    what: 'questions to the latency models, services to 1 : 1,000, scv to 100, loads to 1 - 1e-9',
    // A third of them ask again with a greater rate: more than 200,000 questions.
    cases: 155_000,
    run: (random) => modelViolations(randomModelQuestion(random), createLatencyQuestion),
    show: randomModelQuestion,
  },
  {
    name: 'plans',
    what: 'small whole scenarios: fit against every possible plan, size, gate, other ways to write the same',
    cases: 1_300,
    run: (random) => planViolations(randomPlanCase(random.fraction)),
    show: (random) => randomPlanCase(random.fraction),
  },
  {
    name: 'commands',
    what: 'whole runs of fit, size and gate on random scenario files, through the command line',
    cases: 14_800,
    run: (random, folder) => commandViolations(randomCommand(random), folder),
    show: randomCommand,
  },
];
