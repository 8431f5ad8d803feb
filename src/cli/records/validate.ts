import { DISCIPLINES } from '../../domain/disciplines.ts';
import { type Flag, JSON_FLAG, OUT_FLAG, SEED_FLAG } from '../flags.ts';
import type { Command } from './command.ts';

const GROUP_BY_FLAG: Flag = {
  name: 'group-by',
  value: 'column',
  isCommon: true,
  help: 'the column whose values split the requests into runs',
};

const PROFILES_FLAG: Flag = {
  name: 'profiles',
  value: 'file',
  isRepeatable: true,
  isCommon: true,
  help: 'profiles of the recorded models; may be repeated; default: the shipped ones',
};

const DEVICE_FLAG: Flag = {
  name: 'device',
  value: 'name',
  isCommon: true,
  help: 'the device of the profiles that the requests were recorded on',
};

const DISCIPLINE_FLAG: Flag = {
  name: 'discipline',
  value: 'name',
  choices: DISCIPLINES,
  isCommon: true,
  help: 'how the device shared its work; default: as the profiles or devices.csv say',
};

const APP_BY_FLAG: Flag = {
  name: 'app-by',
  value: 'column',
  help: 'the column that names the container of a request; default: one for each model',
};

export const VALIDATE: Command = {
  name: 'validate',
  argument: { name: 'trace.csv', help: 'recorded requests: model,start_time,end_time in seconds, and other columns' },
  summary: 'Compares measured requests with the models, the Ibis formulas, and their replay in the simulator.',
  examples: [
    ['edge-plan validate', 'the shipped recording, made by a simulator'],
    ['edge-plan validate runs.csv --group-by load --profiles my.csv --device edgetpu', 'requests of your own device'],
  ],
  flags: [JSON_FLAG, OUT_FLAG, GROUP_BY_FLAG, PROFILES_FLAG, DEVICE_FLAG, DISCIPLINE_FLAG, APP_BY_FLAG, SEED_FLAG],
  load: () => import('../commands/validate.ts'),
};
