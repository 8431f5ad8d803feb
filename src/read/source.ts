/**
 * Where a value stands in a text. Checkers speak of paths into a document; a `Source` (a YAML document or a table)
 * knows how to turn such a path into the line and column that a person sees.
 */

import type { DocumentPath, Place } from '../domain/problem.ts';
import type { Origin } from '../domain/scenario.ts';
import { printable } from '../domain/text.ts';

/** Whether a finding speaks of the value at the end of its path or of the key that leads there. */
export type Aim = 'key' | 'value';

export interface Source {
  /** The file as shown. */
  readonly name: string;
  /** How many of its problems are worth printing in full; the rest are counted. */
  readonly mostProblems: number;
  /** The place of a value; of the nearest thing that encloses it when there is no such value. */
  locate(path: DocumentPath, aim: Aim): Place;
  /** The same without the quoted line: cheap enough to keep for every entry. */
  origin(path: DocumentPath): Origin;
}

const QUOTE_WIDTH = 100;
const QUOTE_LEAD = 30;

/**
 * The place of `length` code units from the zero-based offset `start` of `line`. Columns are counted in characters
 * (code points); a long line is cut around the value.
 */
export function placeInLine(file: string, lineNumber: number, line: string, start: number, length: number): Place {
  const from = line.length <= QUOTE_WIDTH ? 0 : Math.max(0, Math.min(start - QUOTE_LEAD, line.length - QUOTE_WIDTH));
  const lead = from > 0 ? '…' : '';
  const tail = from + QUOTE_WIDTH < line.length ? '…' : '';
  const quote = lead + printable(line.slice(from, from + QUOTE_WIDTH), Number.POSITIVE_INFINITY) + tail;
  const quoteStart = lead.length + characters(line, from, start);
  const shown = Math.min(start + length, from + QUOTE_WIDTH);
  return {
    file,
    line: lineNumber,
    column: characters(line, 0, start) + 1,
    length: Math.max(1, characters(line, start, shown)),
    quote,
    quoteColumn: quoteStart + 1,
  };
}

function characters(line: string, from: number, to: number): number {
  let count = 0;
  for (const _ of line.slice(from, to)) count += 1;
  return count;
}
