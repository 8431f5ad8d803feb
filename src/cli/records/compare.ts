import { COMPARED_POLICIES } from '../../domain/comparison.ts';
import { type Flag, HTML_FLAG, JOBS_FLAG, JSON_FLAG, OUT_FLAG, SEED_FLAG } from '../flags.ts';
import { type Command, SCENARIO } from './command.ts';

const POLICIES_FLAG: Flag = {
  name: 'policy',
  value: 'name',
  isRepeatable: true,
  choices: COMPARED_POLICIES,
  isCommon: true,
  help: 'compare this policy only; may be repeated; default: all, in a series all but optimal and greedy',
};

const SWEEP_FLAG: Flag = {
  name: 'sweep',
  value: 'what=from..to',
  isCommon: true,
  help: 'compare along offered, nodes, rate or slo, as in offered=10..200, nodes=5..30 or rate=0.5x..3x',
};

const RANDOM_FLAG: Flag = {
  name: 'random',
  value: 'n',
  kind: 'whole-number',
  isCommon: true,
  help: 'compare on this many random workloads for the same cluster',
};

const CSV_FLAG: Flag = { name: 'csv', value: 'file', isCommon: true, help: 'also write the rows to this file' };

const REQUESTS_FLAG: Flag = {
  name: 'requests',
  value: 'n',
  kind: 'whole-number',
  isCommon: true,
  help: 'requests of each application in the simulator; default: 20000, in a series none',
};

const POINTS_FLAG: Flag = {
  name: 'points',
  value: 'n',
  kind: 'whole-number',
  help: 'values of a sweep, evenly spaced; default: 11',
};

const SHARD_FLAG: Flag = {
  name: 'shard',
  value: 'i/n',
  help: 'only the i-th of n parts of a series, for machines that share it',
};

const MERGE_FLAG: Flag = {
  name: 'merge',
  value: 'file...',
  isRepeatable: true,
  help: 'join the JSON documents of all shards into the answer of the whole series',
};

const NO_VERIFY_FLAG: Flag = { name: 'no-verify', value: null, help: 'simulate nothing' };

const NO_PREFIX_FLAG: Flag = {
  name: 'no-prefix',
  value: null,
  help: 'leave out how many each hosts before anything violates, which takes longest',
};

export const COMPARE: Command = {
  name: 'compare',
  argument: SCENARIO,
  summary:
    'Compares model-driven placement with knapsacks and the published Ibis policies: how many each hosts, and how safely.',
  examples: [
    ['edge-plan compare', 'the shipped heterogeneous cluster'],
    ['edge-plan compare site.yaml --sweep offered=10..200', 'the same for 10 to 200 applications, with a chart'],
    ['edge-plan compare site.yaml --random 50 --seed 7', 'on 50 random workloads for the same site'],
    ['edge-plan compare --merge part-*.json', 'the parts of a series, each made with --shard i/n'],
  ],
  flags: [
    JSON_FLAG,
    OUT_FLAG,
    HTML_FLAG,
    CSV_FLAG,
    POLICIES_FLAG,
    SWEEP_FLAG,
    RANDOM_FLAG,
    REQUESTS_FLAG,
    POINTS_FLAG,
    SHARD_FLAG,
    MERGE_FLAG,
    NO_VERIFY_FLAG,
    NO_PREFIX_FLAG,
    JOBS_FLAG,
    SEED_FLAG,
  ],
  load: () => import('../commands/compare.ts'),
};
