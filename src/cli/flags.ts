/**
 * Every flag is one record; parsing, help, the README's table and shell completion are made from it. Names are the
 * contract's: a record may be reworded, its name and meaning stay.
 */

import { POLICY_NAMES } from '../domain/policies.ts';

export interface Flag {
  /** As typed after the dashes. A name that starts with `no-` switches off what is on by default. */
  readonly name: string;
  /** Placeholder of the value; `null` for a switch. */
  readonly value: string | null;
  readonly isRepeatable?: boolean;
  readonly choices?: readonly string[];
  /** What a value must be besides text; checked before a command sees it. */
  readonly kind?: 'whole-number';
  readonly defaultValue?: string | number;
  /** One line for `--help`. */
  readonly help: string;
  /** Whether it is listed under the common flags of its command. */
  readonly isCommon?: boolean;
}

export const JSON_FLAG: Flag = { name: 'json', value: null, isCommon: true, help: 'print one JSON document on stdout' };

export const OUT_FLAG: Flag = {
  name: 'out',
  value: 'file',
  isCommon: true,
  help: 'also write the JSON document to this file',
};

export const SEED_FLAG: Flag = {
  name: 'seed',
  value: 'n',
  kind: 'whole-number',
  defaultValue: 1,
  help: 'seed of everything random',
};

export const POLICY_FLAG: Flag = {
  name: 'policy',
  value: 'name',
  choices: POLICY_NAMES,
  defaultValue: 'auto',
  isCommon: true,
  help: 'how applications are placed',
};

export const STEPS_FLAG: Flag = {
  name: 'steps',
  value: 'n',
  kind: 'whole-number',
  help: 'how long to search for a better plan and a proof that it is best: 1000 steps take about a fifth of a second',
};

export const SURVIVE_FLAG: Flag = {
  name: 'survive',
  value: 'n',
  kind: 'whole-number',
  isCommon: true,
  help: 'require that everything hosted finds a place again after the loss of any n nodes',
};

export const HEADROOM_FLAG: Flag = {
  name: 'headroom',
  value: null,
  isCommon: true,
  help: 'show how much all rates together, and each alone, can grow before the first SLO breaks',
};

export const EXPLAIN_FLAG: Flag = {
  name: 'explain',
  value: 'app',
  isRepeatable: true,
  isCommon: true,
  help: 'show what one more instance of this application would break on each kind of node, and what would fit; may be repeated',
};

export const VERIFY_FLAG: Flag = {
  name: 'verify',
  value: null,
  isCommon: true,
  help: 'simulate the plan too, and show where prediction and simulation differ',
};

/** Of commands that have another answer; the page is written beside it. */
export const HTML_FLAG: Flag = {
  name: 'html',
  value: 'file',
  isCommon: true,
  help: 'also write an HTML page about the plan to this file, as "edge-plan report" does',
};

export const JOBS_FLAG: Flag = {
  name: 'jobs',
  value: 'n',
  kind: 'whole-number',
  help: 'number of worker threads (changes no result); default: as many as the machine has',
};

const ALLOW_PATH_FLAG: Flag = {
  name: 'allow-path',
  value: 'dir',
  isRepeatable: true,
  help: 'also let the scenario read files below this folder',
};

/** Understood by every command. */
export const GENERAL_FLAGS: readonly Flag[] = [
  ALLOW_PATH_FLAG,
  { name: 'no-color', value: null, help: 'no colour (NO_COLOR in the environment does the same)' },
  { name: 'quiet', value: null, help: 'print nothing on stderr except problems' },
  { name: 'verbose', value: null, help: 'print every row in full, and where each figure comes from' },
];

/** `--policy <name>` as it is shown in help. */
export function flagSyntax(flag: Flag): string {
  return flag.value === null ? `--${flag.name}` : `--${flag.name} <${flag.value}>`;
}
