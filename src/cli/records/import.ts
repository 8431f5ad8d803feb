import { IMPORT_FORMATS, IMPORT_QUESTIONS } from '../../domain/import-formats.ts';
import { type Flag, JSON_FLAG, OUT_FLAG } from '../flags.ts';
import type { Command } from './command.ts';

const MODEL_FLAG: Flag = {
  name: 'model',
  value: 'name',
  isCommon: true,
  help: 'the model that was measured, by the name that scenarios use',
};

const DEVICE_FLAG: Flag = {
  name: 'device',
  value: 'name',
  isCommon: true,
  help: 'the device that it was measured on, as in profiles/devices.csv, or a name of your own',
};

const BATCH_FLAG: Flag = {
  name: 'batch',
  value: 'n',
  kind: 'whole-number',
  isCommon: true,
  help: 'inferences in one request; needed where the file does not say',
};

const APPEND_FLAG: Flag = {
  name: 'append',
  value: 'file',
  isCommon: true,
  help: 'add the rows to this profile file (created if missing) instead of printing them',
};

const CONDITIONS_FLAG: Flag = {
  name: 'conditions',
  value: 'text',
  help: 'what the file does not say: power mode, clocks, delegate',
};

const PRECISION_FLAG: Flag = { name: 'precision', value: 'name', help: 'precision of the model, such as fp16' };

const UNIT_FLAG: Flag = {
  name: 'unit',
  value: 'unit',
  choices: ['ns', 'us', 'ms', 's'],
  help: 'unit of plain samples that do not name one',
};

const WARM_UP_FLAG: Flag = {
  name: 'warm-up',
  value: 'n or time',
  help: 'drop the first n samples, or those started before a time such as 200ms; default: found in the samples',
};

const COLUMN_FLAG: Flag = {
  name: 'column',
  value: 'name',
  help: 'the column of a table of samples that holds the times; default: the one that names a unit',
};

const ACCEPT_FLAG: Flag = {
  name: 'accept',
  value: 'question',
  isRepeatable: true,
  choices: IMPORT_QUESTIONS,
  help: 'take a row although file and flags differ in this; may be repeated',
};

const PODS_FLAG: Flag = {
  name: 'pods',
  value: 'file',
  isCommon: true,
  help: 'nodes: a saved kubectl get pods --all-namespaces; what other pods request is deducted',
};

const RUNNING_FLAG: Flag = {
  name: 'running',
  value: 'file',
  help: 'nodes: write what is running of an exported plan to this plan file, for replan and simulate',
};

const DEVICES_FLAG: Flag = {
  name: 'devices',
  value: 'file',
  isRepeatable: true,
  isCommon: true,
  help: 'nodes: a table of value,device: what a node reports, and the device of the profiles that it is',
};

const TOLERATE_FLAG: Flag = {
  name: 'tolerate',
  value: 'taint',
  isRepeatable: true,
  help: 'nodes: use nodes with this taint too (key, key=value or key=value:effect)',
};

export const IMPORT: Command = {
  name: 'import',
  argument: {
    name: 'format',
    help: `the tool that wrote the file: ${IMPORT_FORMATS.map(({ name }) => name).join(', ')}`,
    choices: async () => IMPORT_FORMATS.map(({ name }) => name),
  },
  rest: { name: 'file', help: 'the file, or - for standard input; several if they describe one measurement' },
  summary:
    'Turns the output of a measurement tool into profile rows, or a saved list of Kubernetes nodes into an inventory.',
  examples: [
    ['edge-plan import trtexec trt.log --device jetson-nano', 'a profile row, printed'],
    ['edge-plan import auto bench.log --device my-board --append mine.csv', 'added to a file of profiles'],
    ['edge-plan import nodes nodes.json --out nodes.csv', 'an inventory for scenarios'],
  ],
  flags: [
    JSON_FLAG,
    OUT_FLAG,
    MODEL_FLAG,
    DEVICE_FLAG,
    BATCH_FLAG,
    APPEND_FLAG,
    CONDITIONS_FLAG,
    PRECISION_FLAG,
    UNIT_FLAG,
    WARM_UP_FLAG,
    COLUMN_FLAG,
    ACCEPT_FLAG,
    PODS_FLAG,
    DEVICES_FLAG,
    TOLERATE_FLAG,
    RUNNING_FLAG,
  ],
  load: () => import('../commands/import.ts'),
};
