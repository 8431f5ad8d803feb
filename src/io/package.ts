/** Where the installed package lies and which version it is. */

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The folder with `profiles/` and `scenarios/`: two above this file, both in `src` and in the built package. */
export const packageRoot = fileURLToPath(new URL('../..', import.meta.url));

export function packageVersion(): string {
  const facts = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string };
  return facts.version;
}
