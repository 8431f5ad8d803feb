import { type Flag, JSON_FLAG, OUT_FLAG } from '../flags.ts';
import type { Command } from './command.ts';

const DEVICE_FLAG: Flag = {
  name: 'device',
  value: 'name',
  isCommon: true,
  help: 'only what was measured on this device',
};

const PROFILES_FLAG: Flag = {
  name: 'profiles',
  value: 'file',
  isRepeatable: true,
  isCommon: true,
  help: 'search these profile files instead of the shipped ones; may be repeated',
};

export const PROFILES: Command = {
  name: 'profiles',
  argument: {
    name: 'show',
    help: 'part of the name of a model or device to search for, or "show" followed by a name',
    choices: async () => ['show'],
  },
  rest: { name: 'name', help: 'after show: the model or device whose rows are shown, each with its source' },
  summary: 'Which models were measured on which devices, how fast they are, and where each figure comes from.',
  examples: [
    ['edge-plan profiles', 'the devices, and how many models each has'],
    ['edge-plan profiles resnet', 'every resnet on every device'],
    ['edge-plan profiles show resnet50 --device jetson-nano', 'every row, with its source'],
  ],
  flags: [JSON_FLAG, OUT_FLAG, DEVICE_FLAG, PROFILES_FLAG],
  load: () => import('../commands/profiles.ts'),
};
