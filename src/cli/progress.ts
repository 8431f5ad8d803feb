/**
 * Progress of long work: on a terminal only, on stderr, and not before half a second has passed. Ctrl-C while it is
 * shown says how far the work was, and ends with exit code 130.
 */

import { onInterrupt } from '../io/signals.ts';
import type { Terminal } from '../io/terminal.ts';

const FIRST_AFTER_MS = 500;
const EVERY_MS = 100;
/** Goes back to the start of the line and wipes it. */
const WIPE = '\r\u001b[K';
/** Below this share done, the time left would be a guess. */
const LEAST_SHARE = 0.02;

export interface Progress {
  update(done: number, expected: number): void;
  /** Wipes what was shown; to be called before anything else is printed. */
  end(): void;
}

/** For work of other threads, which this one waits for. `what` is being done, as in "simulating". */
export function createProgress(terminal: Terminal, what: string): Progress {
  const start = performance.now();
  let shownAt: number | null = null;
  let share = 0;
  const wipe = () => {
    if (shownAt !== null) terminal.say(WIPE);
  };
  const forget = onInterrupt(() => {
    wipe();
    terminal.say(`Interrupted while ${what}, ${percent(share)} done: there is no answer, and nothing was written.\n`);
  });
  const show = () => {
    const now = performance.now();
    const isDue = shownAt === null ? now - start >= FIRST_AFTER_MS : now - shownAt >= EVERY_MS;
    if (!terminal.isInteractive || !isDue) return;
    shownAt = now;
    terminal.say(`${WIPE}${what}: ${percent(share)}${timeLeft(now - start, share)}`);
  };
  // Something is to be seen before the first part is done.
  const timer = terminal.isInteractive ? setInterval(show, FIRST_AFTER_MS) : null;
  timer?.unref();
  return {
    update(done, expected) {
      share = Math.min(1, done / Math.max(1, expected));
      show();
    },
    end() {
      if (timer !== null) clearInterval(timer);
      wipe();
      forget();
    },
  };
}

/** For work of this thread, whose end is not known: how long it has taken so far. */
export function createStopwatch(terminal: Terminal, what: string): Pick<Progress, 'end'> {
  const start = performance.now();
  let isShown = false;
  const show = () => {
    isShown = true;
    terminal.say(`${WIPE}${what}: ${duration(performance.now() - start)}`);
  };
  const timer = terminal.isInteractive ? setInterval(show, FIRST_AFTER_MS) : null;
  timer?.unref();
  return {
    end() {
      if (timer !== null) clearInterval(timer);
      if (isShown) terminal.say(WIPE);
    },
  };
}

function percent(share: number): string {
  return `${Math.floor(100 * share)} %`;
}

/** As the work went so far. */
function timeLeft(elapsed: number, share: number): string {
  return share < LEAST_SHARE ? '' : `, about ${duration((elapsed * (1 - share)) / share)} left`;
}

/** `12 s`, `3 min`, `2 h`; ms in, rounded up. */
function duration(ms: number): string {
  const seconds = Math.ceil(ms / 1000);
  if (seconds < 100) return `${seconds} s`;
  return seconds < 6000 ? `${Math.ceil(seconds / 60)} min` : `${Math.ceil(seconds / 3600)} h`;
}

/** Progress of work that takes about `expected` ms by the clock, however it goes. */
export async function whileTimePasses<T>(
  terminal: Terminal,
  what: string,
  expected: number,
  work: () => Promise<T>,
): Promise<T> {
  const progress = createProgress(terminal, what);
  const start = performance.now();
  const timer = setInterval(() => progress.update(performance.now() - start, expected), FIRST_AFTER_MS);
  try {
    return await work();
  } finally {
    clearInterval(timer);
    progress.end();
  }
}
