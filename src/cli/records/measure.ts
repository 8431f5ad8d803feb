import { MEASURED_DISCIPLINES } from '../../domain/co-location.ts';
import { type Flag, JSON_FLAG, SEED_FLAG } from '../flags.ts';
import type { Command } from './command.ts';

const FLAGS: readonly Flag[] = [
  JSON_FLAG,
  {
    name: 'out',
    value: 'file',
    isCommon: true,
    help: 'write the profile rows, or the recording, to this file (CSV)',
  },
  { name: 'append', value: 'file', isCommon: true, help: 'add the rows to this profile file (created if missing)' },
  {
    name: 'device',
    value: 'name',
    isCommon: true,
    help: 'the name that scenarios use for this machine; needed for profile rows',
  },
  {
    name: 'model',
    value: 'name',
    isCommon: true,
    help: 'the name that scenarios use for the model; default: the name of its file',
  },
  { name: 'batch', value: 'list', isCommon: true, help: 'inferences in one request, such as 1,2,4,8; default: 1' },
  {
    name: 'copies',
    value: 'list',
    isCommon: true,
    help: 'copies running at once, such as 1,2,4, for the speed-up curve φ(n); default: 1',
  },
  {
    name: 'duration',
    value: 'time',
    isCommon: true,
    help: 'how long each measurement takes; default: 10s for a model, 60s for a co-location',
  },
  {
    name: 'pause',
    value: 'time',
    help: 'pause before each request of a single copy, so that caches are as cold as with other load; default: 20ms',
  },
  {
    name: 'warm-up',
    value: 'n',
    kind: 'whole-number',
    defaultValue: 20,
    help: 'inferences before anything is measured',
  },
  {
    name: 'cores',
    value: 'list',
    help: 'cores to run on, such as 1 or 0-3; default: the last ones, as many as threads',
  },
  { name: 'threads', value: 'n', kind: 'whole-number', help: 'threads of one inference; default: 1' },
  {
    name: 'input',
    value: 'name=sizes',
    isRepeatable: true,
    help: 'sizes that the model leaves open, such as input=1x3x224x224; may be repeated',
  },
  { name: 'precision', value: 'name', help: 'precision of the model, such as fp32' },
  { name: 'conditions', value: 'text', help: 'what the machine cannot tell: power mode, cooling' },
  {
    name: 'co-locate',
    value: 'scenario',
    isCommon: true,
    help: 'instead of one model, run the applications of this scenario together and record every request',
  },
  {
    name: 'discipline',
    value: 'name',
    choices: MEASURED_DISCIPLINES,
    isCommon: true,
    help: "--co-locate: a process for each container, one for all, or a worker for each request; default: the node's",
  },
  {
    name: 'models',
    value: 'dir',
    isCommon: true,
    help: "--co-locate: the folder with <model>.onnx of every model; default: the scenario's own",
  },
  { name: 'run', value: 'name', help: '--co-locate: what the recording calls this run; default: 1' },
  SEED_FLAG,
];

export const MEASURE: Command = {
  name: 'measure',
  argument: { name: 'model.onnx', help: 'the model to measure; omitted with --co-locate' },
  summary: 'Measures a model on this machine as profile rows, or applications that share it, request by request.',
  examples: [
    ['edge-plan measure model.onnx --device my-board --append my.csv', 'service time, variation and memory'],
    ['edge-plan measure model.onnx --device my-board --batch 1,2,4 --copies 1,2', 'with batches and φ(n)'],
    ['edge-plan measure --co-locate scenario.yaml --out run.csv', 'a recording'],
  ],
  flags: FLAGS,
  load: () => import('../commands/measure.ts'),
};
