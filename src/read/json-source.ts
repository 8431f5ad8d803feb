/**
 * A JSON text as a plain value, with the way back from a path in that value to line and column. The runtime's own
 * parser does the parsing; places are looked for only when a problem is described.
 */

import type { TextFile } from '../domain/files.ts';
import type { DocumentPath, Place } from '../domain/problem.ts';
import type { Origin } from '../domain/scenario.ts';
import { printable } from '../domain/text.ts';
import type { ProblemList } from './problem-list.ts';
import { type Aim, placeInLine, type Source } from './source.ts';

/** A string, a bracket, a comma, a colon, or a word (number, true, false, null). */
const TOKEN = /"(?:[^"\\]|\\.)*"|[[\]{},:]|[^\s[\]{},:"]+/g;

interface Span {
  readonly start: number;
  readonly length: number;
}

export class JsonSource implements Source {
  readonly mostProblems = 20;
  readonly name: string;
  readonly #text: string;
  readonly #help: string;

  /** `help` says where such a document comes from. */
  constructor(file: TextFile, help = 'Give a document as "edge-plan fit --out plan.json" writes it.') {
    this.name = file.name;
    this.#text = file.text;
    this.#help = help;
  }

  /** The plain value, or `undefined` after adding why the text cannot be read. */
  read(problems: ProblemList): unknown {
    try {
      return JSON.parse(this.#text) as unknown;
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      const reason = printable(error.message.replace(/ in JSON at position.*/s, ''), 100);
      const message = `this is not JSON: ${reason}`;
      const place = this.#place({ start: positionOf(error.message, this.#text), length: 1 });
      problems.addPlaced(this, { code: 'json-syntax', message, help: this.#help, place });
      return undefined;
    }
  }

  locate(path: DocumentPath, aim: Aim): Place {
    return this.#place(spanOf(this.#text, path, aim));
  }

  /** Found when it is first asked for: a search through the text for each of thousands of nodes would take minutes. */
  origin(path: DocumentPath): Origin {
    let found: Place | null = null;
    const place = () => {
      found ??= this.locate(path, 'value');
      return found;
    };
    return {
      file: this.name,
      get line() {
        return place().line;
      },
      get column() {
        return place().column;
      },
    };
  }

  #place({ start, length }: Span): Place {
    const text = this.#text;
    const lineStart = text.lastIndexOf('\n', start - 1) + 1;
    const lineEnd = text.indexOf('\n', start);
    const line = text.slice(lineStart, lineEnd === -1 ? text.length : lineEnd);
    let lineNumber = 1;
    for (let at = text.indexOf('\n'); at !== -1 && at < lineStart; at = text.indexOf('\n', at + 1)) lineNumber++;
    return placeInLine(this.name, lineNumber, line, start - lineStart, length);
  }
}

/** Where the runtime says that it stopped; the end of the text where it says that the text ends too early. */
function positionOf(message: string, text: string): number {
  const position = /at position (\d+)/.exec(message)?.[1];
  if (position !== undefined) return Math.min(Number(position), text.trimEnd().length);
  return message.includes('end of JSON') ? text.trimEnd().length : 0;
}

/** A container being read: the step that leads to its present item. */
interface Frame {
  readonly isList: boolean;
  step: string | number;
  key: Span | null;
}

/** The value at `path`, or its key; where there is no such value, the start of the nearest thing that encloses it. */
function spanOf(text: string, path: DocumentPath, aim: Aim): Span {
  const frames: Frame[] = [];
  let nearest: Span = { start: 0, length: 1 };
  let isKeyNext = false;
  for (const { 0: token, index: start } of text.matchAll(TOKEN)) {
    const top = frames.at(-1);
    const span = { start, length: token.length };
    if (token === ',' && top !== undefined) {
      if (typeof top.step === 'number') top.step++;
      isKeyNext = !top.isList;
    } else if (token === ':') {
      isKeyNext = false;
    } else if (token === ']' || token === '}') {
      frames.pop();
    } else if (isKeyNext && top !== undefined) {
      top.step = JSON.parse(token) as string;
      top.key = span;
    } else {
      if (leadsTo(frames, path)) {
        nearest = frames.length === path.length && aim === 'key' ? (top?.key ?? span) : span;
        if (frames.length === path.length) return nearest;
      }
      isKeyNext = token === '{';
      if (token === '{' || token === '[')
        frames.push({ isList: token === '[', step: token === '[' ? 0 : '', key: null });
    }
  }
  return nearest;
}

function leadsTo(frames: readonly Frame[], path: DocumentPath): boolean {
  return frames.length <= path.length && frames.every(({ step }, depth) => step === path[depth]);
}
