import { POLICY_NAMES } from '../../domain/policies.ts';
import { type Flag, SEED_FLAG, STEPS_FLAG, VERIFY_FLAG } from '../flags.ts';
import type { Command } from './command.ts';

const DEFAULT_FILE = 'edge-plan-report.html';

const FILE_FLAG: Flag = {
  name: 'html',
  value: 'file',
  defaultValue: DEFAULT_FILE,
  isCommon: true,
  help: 'where the page is written; - prints it',
};

const POLICY_OF_REPORT: Flag = {
  name: 'policy',
  value: 'name',
  choices: POLICY_NAMES,
  isCommon: true,
  help: "how applications are placed; default: the scenario's own placement, or auto",
};

const SCENARIO_OF_PLAN: Flag = {
  name: 'scenario',
  value: 'file',
  help: 'the scenario of a plan file, if it is not the one that the plan names',
};

export const REPORT: Command = {
  name: 'report',
  argument: {
    name: 'scenario|plan',
    help: 'a scenario, a plan that "fit --out" wrote, or - for standard input; default: the shipped example',
  },
  summary:
    'Writes one self-contained HTML page about a plan: verdict, cluster map, latency against load, what did not fit.',
  examples: [
    ['edge-plan report', 'the shipped heterogeneous cluster, in edge-plan-report.html'],
    ['edge-plan report site.yaml --html site.html --verify', 'with what the simulator says of the plan'],
    ['edge-plan report plan.json --html - > plan.html', 'a plan that "fit --out plan.json" wrote'],
  ],
  flags: [FILE_FLAG, POLICY_OF_REPORT, VERIFY_FLAG, SCENARIO_OF_PLAN, STEPS_FLAG, SEED_FLAG],
  load: () => import('../commands/report.ts'),
};
