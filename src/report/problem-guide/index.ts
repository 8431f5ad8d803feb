/** Every problem of the program by its code: one file for each kind of input. A test finds codes that have no entry. */

import { COMMANDS } from './commands.ts';
import { FILES } from './files.ts';
import type { ProblemGuides } from './guide.ts';
import { KUBERNETES } from './kubernetes.ts';
import { MEASUREMENTS } from './measurements.ts';
import { MEASURING } from './measuring.ts';
import { PLANS } from './plans.ts';
import { SCENARIO } from './scenario.ts';
import { SYNTAX } from './syntax.ts';
import { VALUES } from './values.ts';

/** In the order of the list: title and guides. */
export const PROBLEM_GUIDES: readonly (readonly [string, ProblemGuides])[] = [
  ['Command line', COMMANDS],
  ['Files', FILES],
  ['YAML, CSV, JSON', SYNTAX],
  ['Values', VALUES],
  ['Measurements', MEASUREMENTS],
  ['Measuring here', MEASURING],
  ['Scenario', SCENARIO],
  ['Plans and gates', PLANS],
  ['Kubernetes', KUBERNETES],
];

export const PROBLEM_CODES: readonly string[] = PROBLEM_GUIDES.flatMap(([, guides]) => Object.keys(guides));
