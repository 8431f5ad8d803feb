/** Progress of long work: on a terminal only, on stderr, and not before half a second has passed. */

import type { Terminal } from '../io/terminal.ts';

const FIRST_AFTER_MS = 500;
const EVERY_MS = 100;
/** Goes back to the start of the line and wipes it. */
const WIPE = '\r\u001b[K';

export interface Progress {
  update(done: number, expected: number): void;
  /** Wipes what was shown; to be called before anything else is printed. */
  end(): void;
}

/** `what` is being done, as in "simulating". */
export function createProgress(terminal: Terminal, what: string): Progress {
  const start = performance.now();
  let shownAt: number | null = null;
  return {
    update(done, expected) {
      const now = performance.now();
      const isDue = shownAt === null ? now - start >= FIRST_AFTER_MS : now - shownAt >= EVERY_MS;
      if (!terminal.isInteractive || !isDue) return;
      shownAt = now;
      terminal.say(`${WIPE}${what}: ${Math.floor((100 * done) / Math.max(1, expected))} %`);
    },
    end() {
      if (shownAt !== null) terminal.say(WIPE);
    },
  };
}
