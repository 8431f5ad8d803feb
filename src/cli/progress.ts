/**
 * Long work that a person can watch and end. Progress is shown on a terminal only, on stderr, and not before half a
 * second has passed. Ctrl-C says what is known by then, on stderr too, so that stdout holds a whole answer or none.
 */

import { onInterrupt } from '../io/signals.ts';
import type { Terminal } from '../io/terminal.ts';

const FIRST_AFTER_MS = 500;
const EVERY_MS = 100;
/** Goes back to the start of the line and wipes it. */
const WIPE = '\r\u001b[K';
/** Below this share done, the time left would be a guess. */
const LEAST_SHARE = 0.02;

export interface LongWork<T> {
  /** What is being done, as in "simulating". */
  readonly what: string;
  /**
   * The work itself. `update` takes how much of it is done; where it is never called, the time so far is shown. It must
   * leave this thread now and then, or no signal is heard.
   */
  readonly work: (update: (done: number, expected: number) => void) => Promise<T>;
  /** Asked when the work is ended early: the text of what is known by then; `null` for nothing, as where it is left out. */
  readonly known?: () => Promise<string | null>;
}

/**
 * Does the work. Where the process is asked to end meanwhile, this never resolves: what is known is said, and the
 * process ends with 130. Nobody has written a file by then.
 */
export async function watched<T>(terminal: Terminal, { what, work, known }: LongWork<T>): Promise<T> {
  const display = new Display(terminal, what);
  let isInterrupted = false;
  const forget = onInterrupt(async () => {
    isInterrupted = true;
    display.end();
    const head = `Interrupted while ${what}, ${display.far}: nothing written`;
    const text = (await known?.()) ?? null;
    terminal.say(text === null ? `${head}, nothing known yet.\n` : `${head}. Known so far:\n\n${text}`);
  });
  try {
    const result = await work((done, expected) => display.update(done, expected));
    return isInterrupted ? await new Promise<never>(() => {}) : result;
  } finally {
    display.end();
    forget();
  }
}

/** The line of progress on a terminal. */
class Display {
  readonly #terminal: Terminal;
  readonly #what: string;
  readonly #start = performance.now();
  readonly #timer: NodeJS.Timeout | null = null;
  #shownAt: number | null = null;
  #share: number | null = null;

  constructor(terminal: Terminal, what: string) {
    this.#terminal = terminal;
    this.#what = what;
    if (!terminal.isInteractive) return;
    // Something is to be seen before the first part is done.
    this.#timer = setInterval(() => this.#show(), FIRST_AFTER_MS);
    this.#timer.unref();
  }

  /** How far the work is, in words. */
  get far(): string {
    return this.#share === null ? `after ${duration(this.#elapsed)}` : `${percent(this.#share)} done`;
  }

  update(done: number, expected: number): void {
    this.#share = Math.min(1, done / Math.max(1, expected));
    this.#show();
  }

  /** Wipes what was shown, and shows no more. */
  end(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    if (this.#shownAt !== null) this.#terminal.steer(WIPE);
    this.#shownAt = Number.POSITIVE_INFINITY;
  }

  #show(): void {
    const now = performance.now();
    const isDue = this.#shownAt === null ? this.#elapsed >= FIRST_AFTER_MS : now - this.#shownAt >= EVERY_MS;
    if (!this.#terminal.isInteractive || !isDue) return;
    this.#shownAt = now;
    const far = this.#share === null ? duration(this.#elapsed) : percent(this.#share);
    this.#terminal.steer(`${WIPE}${this.#what}: ${far}${timeLeft(this.#elapsed, this.#share ?? 0)}`);
  }

  get #elapsed(): number {
    return performance.now() - this.#start;
  }
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

export interface TimedWork<T> extends Pick<LongWork<T>, 'what' | 'known'> {
  /** How long it takes by the clock, however it goes, ms. */
  readonly expected: number;
  readonly work: () => Promise<T>;
}

/** `watched` work of which only the clock tells how far it is. */
export function whileTimePasses<T>(terminal: Terminal, { expected, work, ...rest }: TimedWork<T>): Promise<T> {
  return watched(terminal, {
    ...rest,
    async work(update) {
      const start = performance.now();
      const timer = setInterval(() => update(performance.now() - start, expected), FIRST_AFTER_MS);
      try {
        return await work();
      } finally {
        clearInterval(timer);
      }
    },
  });
}
