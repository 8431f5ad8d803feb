import type { Terminal } from '../io/terminal.ts';
import type { TableOptions } from '../report/plan-parts.ts';
import { createStyle } from '../report/style.ts';

/** For tables among what is said on stderr, which may go elsewhere than the answer: without colour. */
export function saidOptions({ columns }: Terminal): TableOptions {
  return { style: createStyle(false), width: columns, isVerbose: false };
}
