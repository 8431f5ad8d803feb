import { POLICY_NAMES } from '../../domain/policies.ts';
import { type Flag, HTML_FLAG, JSON_FLAG, OUT_FLAG, SEED_FLAG, STEPS_FLAG } from '../flags.ts';
import { type Command, SCENARIO } from './command.ts';

const REQUIRE_FLAG: Flag = {
  name: 'require',
  value: 'gate',
  isRepeatable: true,
  isCommon: true,
  help: 'a requirement in addition to those of the scenario, as in "placed >= 90%"; may be repeated',
};

const BASELINE_FLAG: Flag = {
  name: 'baseline',
  value: 'file',
  isCommon: true,
  help: 'compare with this earlier plan, as "fit --out" or "gate --out" wrote it',
};

const BASELINE_OPTIONAL_FLAG: Flag = {
  name: 'baseline-optional',
  value: null,
  help: 'if the baseline is missing, skip what is relative to it',
};

const UPDATE_BASELINE_FLAG: Flag = {
  name: 'update-baseline',
  value: null,
  help: 'write the plan to the file of --baseline, unless a gate is broken or undecided',
};

const REPORT_FLAG: Flag = {
  name: 'report',
  value: 'format[=file]',
  isRepeatable: true,
  isCommon: true,
  help: 'json, junit, sarif, markdown or github, into a file or instead of the table; may be repeated',
};

const EXPLAIN_FLAG: Flag = {
  name: 'explain',
  value: null,
  isCommon: true,
  help: 'list the gates, and how a requirement is written',
};

const JUDGED_POLICY_FLAG: Flag = {
  name: 'policy',
  value: 'name',
  choices: POLICY_NAMES,
  help: 'judge the plan of this policy; default: the placement in the scenario, or the plan of auto',
};

export const GATE: Command = {
  name: 'gate',
  argument: SCENARIO,
  summary: 'Passes or fails a capacity budget, for CI: exit 0 pass, 1 fail, 2 undecided or nothing to check.',
  examples: [
    ['edge-plan gate site.yaml', 'the gates that the scenario has'],
    ['edge-plan gate --require "placed >= 90%" --require "headroom >= 5%"', 'gates from the command line'],
    ['edge-plan gate site.yaml --baseline plan.json --report junit=gate.xml', 'against an earlier plan'],
    ['edge-plan gate --explain', 'what the gates mean'],
  ],
  flags: [
    JSON_FLAG,
    OUT_FLAG,
    HTML_FLAG,
    REQUIRE_FLAG,
    BASELINE_FLAG,
    REPORT_FLAG,
    EXPLAIN_FLAG,
    BASELINE_OPTIONAL_FLAG,
    UPDATE_BASELINE_FLAG,
    JUDGED_POLICY_FLAG,
    STEPS_FLAG,
    SEED_FLAG,
  ],
  load: () => import('../commands/gate.ts'),
};
