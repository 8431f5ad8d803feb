/**
 * Numbers with their unit, as regular expressions: `15 ms`, `5 /s`, `4 GiB`, `80 %`. They use no lookahead, which not
 * every validator has. Upper ends (11 days, an exabyte) are left to the reader.
 */

import { SLO_METRICS } from '../../src/domain/scenario.ts';
import { RATE_UNITS, SIZE_UNITS, TIME_UNITS } from '../../src/domain/units.ts';

const EXPONENT = '(?:[eE][+-]?\\d+)?';
/** A decimal number from zero. */
export const FROM_0 = `\\+?(?:\\d+\\.?\\d*|\\.\\d+)${EXPONENT}`;
/** The same with a digit other than zero before the point, or after it. */
export const ABOVE_0 = `\\+?(?:\\d*[1-9]\\d*\\.?\\d*|\\d*\\.\\d*[1-9]\\d*)${EXPONENT}`;
export const ANY_SIGN = `[+-]?(?:\\d+\\.?\\d*|\\.\\d+)${EXPONENT}`;
export const WHOLE = '\\+?\\d+(?:\\.0*)?';
export const WHOLE_FROM_1 = '\\+?0*[1-9]\\d*(?:\\.0*)?';
/** A fraction from 0 to 1, without an exponent. */
export const UP_TO_1 = '(?:0*\\.\\d+|0+\\.?|0*1(?:\\.0*)?)';

function either(units: readonly string[]): string {
  return `(?:${units.join('|')})`;
}

export const TIME_UNIT = either(TIME_UNITS);
const PER = RATE_UNITS.map((unit) => unit.replace('/', ''));
const WORD = '(?:requests?|req|inferences?|frames?)?';

/** The whole text, blanks around it allowed. */
export function whole(pattern: string): string {
  return `^\\s*${pattern}\\s*$`;
}

export const TIME_FROM_0 = whole(`${FROM_0}\\s*${TIME_UNIT}`);
export const RATE_ABOVE_0 = whole(`${ABOVE_0}\\s*${WORD}\\s*/\\s*${either(PER)}`);
export const SIZE_FROM_0 = whole(`${FROM_0}\\s*${either(SIZE_UNITS)}`);
export const SIZE_ABOVE_0 = whole(`${ABOVE_0}\\s*${either(SIZE_UNITS)}`);
export const SHARE = whole(`${ABOVE_0}\\s*%?`);
export const SLO = whole(`${either(Object.keys(SLO_METRICS))}\\s*(?:<=|<|≤)\\s*${ABOVE_0}\\s*${TIME_UNIT}`);
/** One line without control characters that is not blank. */
export const PLAIN_TEXT =
  '^[^\\u0000-\\u001F\\u007F-\\u009F]*[^\\s\\u0000-\\u001F\\u007F-\\u009F][^\\u0000-\\u001F\\u007F-\\u009F]*$';
