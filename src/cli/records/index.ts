/** The commands, as light records: the work of each is loaded only when it is asked for. */

import type { Command } from './command.ts';
import { EXPORT } from './export.ts';
import { FIT } from './fit.ts';
import { GATE } from './gate.ts';
import { IMPORT } from './import.ts';
import { INIT } from './init.ts';
import { PREDICT } from './predict.ts';
import { REPLAN } from './replan.ts';
import { SERVE } from './serve.ts';
import { SIMULATE } from './simulate.ts';
import { VALIDATE } from './validate.ts';

export type { Command } from './command.ts';

/** In the order of the help. */
export const COMMANDS: readonly Command[] = [
  FIT,
  GATE,
  PREDICT,
  SIMULATE,
  REPLAN,
  VALIDATE,
  IMPORT,
  EXPORT,
  SERVE,
  INIT,
];
