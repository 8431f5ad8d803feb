/**
 * A tool's output as the tool wrote it: what terminals, mails, containers and loggers put before each line is taken
 * off, so that every format is recognised and read by the same text. Lines stay where they are.
 */

import type { TextFile } from '../../domain/files.ts';

// biome-ignore lint/suspicious/noControlCharactersInRegex: codes of a terminal begin with the escape character
const TERMINAL_CODE = /\u001b\[[\d;?]*[A-Za-z]/g;

const CLOCK = String.raw`\d\d:\d\d:\d\d(?:[.,]\d{1,9})?`;
const ZONE = String.raw`(?:Z|[+-]\d\d:?\d\d)?`;
const LEVEL = '(?:trace|debug|info|notice|warn|warning|error|critical|fatal)';

/** Each ends where the line of the tool begins. A date in a cell of a table is followed by a comma, and stays. */
const PREFIXES = [
  // A quoted mail or issue.
  String.raw`>[ \t]?`,
  // docker logs --timestamps, kubectl logs --timestamps, CI services; with the stream of a container's own log file.
  String.raw`\[?\d{4}[-/]\d\d[-/]\d\d[T ]${CLOCK}${ZONE}\]?:?[ \t](?:(?:stdout|stderr) [FP][ \t])?`,
  // A clock alone.
  String.raw`\[?${CLOCK}\]?[ \t]`,
  // syslog and journalctl: `Jun 02 10:11:12 host program[123]: `.
  String.raw`(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) [ \d]\d ${CLOCK} [\w.-]{1,64} [\w./@-]{1,64}(?:\[\d{1,9}\])?:[ \t]`,
  // Android's logcat: `06-02 10:11:12.123  1234  1234 I tag     : `.
  String.raw`\d\d-\d\d ${CLOCK}[ \t]{1,4}\d{1,9}[ \t]{1,9}\d{1,9} [VDIWEF] [\w.-]{1,64}[ \t]{0,32}:[ \t]`,
  // glog: `I0602 10:11:12.123456  1234 file.cc:123] `.
  String.raw`[IWEF]\d{4} ${CLOCK}[ \t]{1,9}\d{1,9} [\w./-]{1,100}:\d{1,9}\][ \t]`,
  // docker compose: `service-1  | `.
  String.raw`[\w.-]{1,64}[ \t]{1,32}\|[ \t]`,
  // kubectl logs --prefix.
  String.raw`\[pod/[\w./-]{1,200}\][ \t]`,
  // Python's logging without a date: `INFO:root:`.
  String.raw`${LEVEL}:[\w.]{1,64}:[ \t]?`,
  String.raw`\[${LEVEL}\][ \t]`,
].map((pattern) => new RegExp(`[ \\t]{0,64}${pattern}`, 'iy'));

/** What loggers put between a date and the text: `- name - INFO - `, `| INFO     | mod:f:12 - `, `INFO name: `. */
const AFTER_A_DATE = [
  String.raw`-[ \t][\w.]{1,64}[ \t]-[ \t]${LEVEL}[ \t]-[ \t]`,
  String.raw`\|[ \t]${LEVEL}[ \t]{1,9}\|[ \t][\w.<>:]{1,200}[ \t]-[ \t]`,
  String.raw`\[[\w./:-]{1,64}\][ \t]`,
  String.raw`${LEVEL}(?::[ \t]?|[ \t]{1,9}(?:-[ \t]|[\w.]{1,64}:[ \t]|\[[\w./:-]{1,64}\][ \t])?)`,
].map((pattern) => new RegExp(pattern, 'iy'));

/** A line may have passed through that many hands. */
const MOST_PREFIXES = 8;
/** Where a prefix would end; a longer beginning holds none. */
const MOST_SEARCHED = 1000;
const FENCE = /^[ \t]*(?:```|~~~)\w{0,20}[ \t]*$/;

/** The same file without what was put before its lines; the same object where nothing was. */
export function plainText(file: TextFile): TextFile {
  const text = file.text.includes('\u001b') ? file.text.replace(TERMINAL_CODE, '') : file.text;
  let isSame = text === file.text;
  const parts = text.split(/(\r\n|\r|\n)/);
  for (let index = 0; index < parts.length; index += 2) {
    const line = parts[index] as string;
    const plain = withoutPrefixes(line);
    if (plain === line) continue;
    isSame = false;
    parts[index] = plain;
  }
  if (shiftToMargin(parts)) isSame = false;
  return isSame ? file : { ...file, text: parts.join('') };
}

/** Takes off the blanks that all lines begin with; `parts` are lines and line ends in turn. Returns whether there are any. */
function shiftToMargin(parts: string[]): boolean {
  let least = Number.POSITIVE_INFINITY;
  for (let index = 0; index < parts.length && least > 0; index += 2) {
    const line = parts[index] as string;
    const margin = line.search(/[^ \t]/);
    if (margin >= 0) least = Math.min(least, margin);
  }
  if (!(least > 0 && Number.isFinite(least))) return false;
  for (let index = 0; index < parts.length; index += 2) parts[index] = (parts[index] as string).slice(least);
  return true;
}

function withoutPrefixes(line: string): string {
  if (FENCE.test(line)) return '';
  const beginning = line.length > MOST_SEARCHED ? line.slice(0, MOST_SEARCHED) : line;
  // A quoted empty line is `>`, a stamped one a date without the blank behind it.
  const searched = beginning.length === line.length ? `${beginning} ` : beginning;
  let start = 0;
  for (let count = 0; count < MOST_PREFIXES; count += 1) {
    const end = prefixEnd(searched, start);
    if (end === start) break;
    start = end;
  }
  return start === 0 ? line : line.slice(start);
}

/** Where the prefix that begins at `start` ends; `start` where none does. */
function prefixEnd(text: string, start: number): number {
  const patterns = start === 0 ? PREFIXES : [...PREFIXES, ...AFTER_A_DATE];
  for (const pattern of patterns) {
    pattern.lastIndex = start;
    if (pattern.test(text)) return pattern.lastIndex;
  }
  return start;
}
