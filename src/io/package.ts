/** Where the installed package lies and which version it is. */

import { readFileSync } from 'node:fs';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

/** The folder with `profiles/` and `scenarios/`: two above this file, both in `src` and in the built package. */
export const packageRoot = fileURLToPath(new URL('../..', import.meta.url));

export function packageVersion(): string {
  return packageFacts().version;
}

/** The version of Node.js that runs this, and the oldest that may, such as `20.19`. */
export function runningNode(): string {
  return process.versions.node;
}

export function neededNode(): string {
  const { engines } = packageFacts();
  return engines.node.replace(/^>=/, '');
}

export function isNewEnough(running = runningNode(), needed = neededNode()): boolean {
  const [have, want] = [running, needed].map((version) => version.split('.').map(Number));
  const at = [0, 1, 2].find((part) => (have?.[part] ?? 0) !== (want?.[part] ?? 0));
  return at === undefined || (have?.[at] ?? 0) > (want?.[at] ?? 0);
}

function packageFacts(): { readonly version: string; readonly engines: { readonly node: string } } {
  return JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
}
