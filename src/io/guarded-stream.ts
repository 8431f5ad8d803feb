/**
 * The last guard before a terminal or a CI log: whatever wraps a text, no character of an input steers who reads it.
 * Texts that are meant to steer, such as annotations of a CI job, go past it by `control`.
 */

import type { OutputStream } from './terminal.ts';

export interface GuardedStream extends OutputStream {
  /** Writes text of the program's own that may hold workflow commands or move the cursor. */
  control(text: string, done?: (error?: Error | null) => void): boolean;
  /** Why a text could not be written, if one could not; a reader who has gone away is no failure. */
  readonly failure: NodeJS.ErrnoException | null;
}

/** Control characters but for line ends and tabs, marks that change the direction, line separators, halves of pairs. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: those are what is looked for
const STEERING = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]|\p{Cs}/gu;
/** The codes of the program's own colours. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: colour codes begin with the escape character
const COLOR = /(\u001b\[[\d;]*m)/;
/** GitHub reads `::command` at the start of a line, after blanks; it and Azure DevOps `##[command]` anywhere. */
const FIRST_OF_LINE = /^([^\S\n]*)(?=::)/gm;
const ANYWHERE = /##(?=\w*\[)/g;
/** The same where a command is written in two parts: how the first part ends and the second begins. */
const BROKEN = [
  [/^[^\S\n]*:$/, /^:/],
  [/^[^\S\n]+$/, /^[^\S\n]*::/],
  [/#$/, /^#\w*\[/],
  [/##\w*$/, /^\w*\[/],
] as const;
/** So much of an unfinished line is remembered. */
const MOST_REMEMBERED = 200;

/** `hasColor`: whether colour codes pass. */
export function guarded(stream: OutputStream, hasColor: boolean): GuardedStream {
  /** The unfinished line, as it was written. */
  let line = '';
  let failure: NodeJS.ErrnoException | null = null;
  stream.on('error', (error) => {
    // Nobody is there to be told; who writes an answer looks at `failure`, and the exit code stays what it is.
    if (error.code !== 'EPIPE') failure = error;
  });
  const write: OutputStream['write'] = (text, done) => {
    const clean = withoutSteering(text, hasColor);
    const isBroken = BROKEN.some(([end, start]) => end.test(line) && start.test(clean));
    const safe = `${isBroken ? '·' : ''}${withoutCommands(clean, line === '')}`;
    const whole = line + safe;
    line = whole.slice(whole.lastIndexOf('\n') + 1).slice(-MOST_REMEMBERED);
    return stream.write(safe, done);
  };
  return {
    write,
    control: (text, done) => {
      line = '';
      return stream.write(text, done);
    },
    on: (event, listener) => stream.on(event, listener),
    get failure() {
      return failure;
    },
    get isTTY() {
      return stream.isTTY === true;
    },
    get columns() {
      return stream.columns ?? 0;
    },
  };
}

function withoutSteering(text: string, hasColor: boolean): string {
  const parts = hasColor ? text.split(COLOR) : [text];
  return parts.map((part, index) => (index % 2 === 1 ? part : part.replace(STEERING, '·'))).join('');
}

/** `isAtStart`: whether the text begins a line. */
function withoutCommands(text: string, isAtStart: boolean): string {
  const head = isAtStart ? '' : '.';
  return `${head}${text}`.replace(FIRST_OF_LINE, '$1·').replace(ANYWHERE, '#·').slice(head.length);
}
