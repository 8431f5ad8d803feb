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
  { name: 'append', value: 'file', isCommon: true, help: 'add the rows to this profile file, made if there is none' },
  { name: 'device', value: 'name', isCommon: true, help: 'what scenarios call this machine; needed for profile rows' },
  {
    name: 'model',
    value: 'name',
    isCommon: true,
    help: 'what scenarios call the model; left out: the name of its file',
  },
  { name: 'batch', value: 'list', isCommon: true, help: 'inferences in one request, such as 1,2,4,8; left out: 1' },
  {
    name: 'copies',
    value: 'list',
    isCommon: true,
    help: 'copies that run at once, such as 1,2,4, for φ(n); left out: 1',
  },
  {
    name: 'duration',
    value: 'time',
    isCommon: true,
    help: 'of each measurement; left out: 10s for a model, 60s for a co-location',
  },
  {
    name: 'pause',
    value: 'time',
    help: 'rest before each request of a copy alone, so that caches are as cold as among others; left out: 20ms',
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
    help: 'cores to run on, such as 1 or 0-3; left out: the last ones, as many as threads',
  },
  { name: 'threads', value: 'n', kind: 'whole-number', help: 'threads of one inference; left out: 1' },
  {
    name: 'input',
    value: 'name=sizes',
    isRepeatable: true,
    help: 'sizes that the model leaves open, such as input=1x3x224x224; may be repeated',
  },
  { name: 'precision', value: 'name', help: 'precision of the model, such as fp32' },
  { name: 'conditions', value: 'text', help: 'what the machine does not say of itself: power mode, cooling' },
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
    help: "--co-locate: a process for each container, one for all, or a worker for each request; left out: the node's",
  },
  {
    name: 'models',
    value: 'dir',
    isCommon: true,
    help: "--co-locate: the folder with <model>.onnx of every model; left out: the scenario's own",
  },
  { name: 'run', value: 'name', help: '--co-locate: what the recording calls this run; left out: 1' },
  SEED_FLAG,
];

export const MEASURE: Command = {
  name: 'measure',
  argument: { name: 'model.onnx', help: 'the model to be measured; left out with --co-locate' },
  summary: 'Measures a model on this machine as profile rows, or applications that share it, request by request.',
  examples: [
    ['edge-plan measure model.onnx --device my-board --append my.csv', 'service time, variation and memory'],
    ['edge-plan measure model.onnx --device my-board --batch 1,2,4 --copies 1,2', 'with batches and φ(n)'],
    ['edge-plan measure --co-locate scenario.yaml --out run.csv', 'a recording'],
  ],
  flags: FLAGS,
  load: () => import('../commands/measure.ts'),
};
