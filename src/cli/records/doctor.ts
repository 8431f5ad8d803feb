import { JSON_FLAG, OUT_FLAG } from '../flags.ts';
import type { Command } from './command.ts';

export const DOCTOR: Command = {
  name: 'doctor',
  summary: 'Checks that edge-plan is complete and works on this machine: exit 0 if it does, 1 if something is wrong.',
  examples: [['edge-plan doctor', 'each check, and what to do where one fails']],
  flags: [JSON_FLAG, OUT_FLAG],
  load: () => import('../commands/doctor.ts'),
};
