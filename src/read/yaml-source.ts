/**
 * A YAML text as a plain value, with the way back from a path in that value to line and column. The `yaml` library
 * does all the parsing; what is added here is the refusal of texts that would exhaust memory or stack before an
 * error could be reported, and duplicate keys found in linear time.
 */

import {
  CST,
  type Document,
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  Lexer,
  LineCounter,
  type ParsedNode,
  parseDocument,
  visit,
  type YAMLError,
  type YAMLMap,
} from 'yaml';
import type { TextFile } from '../domain/files.ts';
import type { DocumentPath, Place, Problem } from '../domain/problem.ts';
import type { Origin } from '../domain/scenario.ts';
import { printable } from '../domain/text.ts';
import { textOf } from './fields.ts';
import type { ProblemList } from './problem-list.ts';
import { type Aim, placeInLine, type Source } from './source.ts';

/** About a gigabyte of the library's syntax tree. */
const MOST_TOKENS = 4_000_000;
/** Deeper than any scenario; beyond about 800 the library runs out of stack, beyond a million out of memory. */
const MOST_DEPTH = 64;
/** How often aliases may multiply what an anchor holds. */
const MOST_ALIASES = 100;

type Range = readonly [number, number];

export class YamlSource implements Source {
  readonly mostProblems = 100;
  readonly name: string;
  readonly #text: string;
  readonly #lines = new LineCounter();
  readonly #linesBefore: number;
  #document: Document.Parsed | null = null;

  /** `firstLine`: on which line of its file the text begins, where it is one document of several. */
  constructor(file: TextFile, firstLine = 1) {
    this.name = file.name;
    this.#text = file.text;
    this.#linesBefore = firstLine - 1;
  }

  /** The plain value, or `undefined` after adding what is wrong with the text to `problems`. */
  read(problems: ProblemList): unknown {
    const before = problems.count;
    const document = this.#parse(problems);
    if (document === null) return undefined;
    this.#document = document;
    this.#addErrors(document, problems);
    if (problems.count > before) return undefined;
    this.#addDuplicateKeysAndDepth(document, problems);
    return problems.count > before ? undefined : this.#toPlain(document, problems);
  }

  #parse(problems: ProblemList): Document.Parsed | null {
    const excess = findExcess(this.#text);
    if (excess !== null) {
      this.#countLines(excess.offset);
      this.#refuse(problems, excess.code, excess.message, excess.help, [excess.offset, excess.offset + 1]);
      return null;
    }
    return parseDocument(this.#text, {
      lineCounter: this.#lines,
      prettyErrors: false,
      schema: 'core',
      merge: false,
      stringKeys: true,
      uniqueKeys: false,
      logLevel: 'error',
    });
  }

  locate(path: DocumentPath, aim: Aim): Place {
    return this.#placeAt(this.#rangeOf(path, aim));
  }

  origin(path: DocumentPath): Origin {
    const { line, col } = this.#lines.linePos(this.#rangeOf(path, 'value')[0]);
    return { file: this.name, line: line + this.#linesBefore, column: col };
  }

  /** The parser counts lines as it goes; without it, this does up to `offset`. */
  #countLines(offset: number): void {
    for (let start = 0; start <= offset; ) {
      this.#lines.addNewLine(start);
      const newline = this.#text.indexOf('\n', start);
      start = newline < 0 ? offset + 1 : newline + 1;
    }
  }

  #refuse(problems: ProblemList, code: string, message: string, help: string | null, range: Range): void {
    const found: Problem = { code, message, help, place: this.#placeAt(range) };
    problems.addPlaced(this, found);
  }

  /** Syntax errors and warnings, one for each line: a second on the same line is mostly an echo of the first. */
  #addErrors(document: Document.Parsed, problems: ProblemList): void {
    const seen = new Set<number>();
    for (const error of [...document.errors, ...document.warnings]) {
      const { line } = this.#lines.linePos(error.pos[0]);
      if (seen.has(line)) continue;
      seen.add(line);
      const { code, message, help } = describeError(error);
      this.#refuse(problems, code, message, help, error.pos);
    }
  }

  /** One walk, without recursion, for what the library checks in quadratic time (keys) or by its stack (depth). */
  #addDuplicateKeysAndDepth(document: Document.Parsed, problems: ProblemList): void {
    const waiting: { readonly node: unknown; readonly depth: number }[] = [{ node: document.contents, depth: 1 }];
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      const { node, depth } = next;
      if (!isMap(node) && !isSeq(node)) continue;
      if (depth > MOST_DEPTH) {
        this.#refuse(problems, TOO_DEEP.code, TOO_DEEP.message, TOO_DEEP.help, rangeOf(node) ?? [0, 1]);
        return;
      }
      if (isMap(node)) this.#addDuplicateKeys(node, problems);
      for (const item of node.items) waiting.push({ node: isPair(item) ? item.value : item, depth: depth + 1 });
    }
  }

  #addDuplicateKeys(map: YAMLMap, problems: ProblemList): void {
    const seen = new Set<unknown>();
    for (const { key } of map.items) {
      if (!isScalar(key)) continue;
      if (seen.has(key.value)) {
        const message = `the key "${printable(textOf(key.value))}" stands twice in this mapping`;
        this.#refuse(problems, 'yaml-duplicate-key', message, 'Keep one of them.', rangeOf(key) ?? [0, 1]);
      }
      seen.add(key.value);
    }
  }

  #toPlain(document: Document.Parsed, problems: ProblemList): unknown {
    try {
      return document.toJS({ maxAliasCount: MOST_ALIASES });
    } catch (error) {
      // The library throws this kind for an alias without anchor and for aliases that multiply too much.
      if (!(error instanceof ReferenceError)) throw error;
      this.#refuse(problems, 'yaml-alias', lowerFirst(printable(error.message, 200)), ALIAS_HELP, firstAlias(document));
      return undefined;
    }
  }

  #placeAt([start, end]: Range): Place {
    const { line, col } = this.#lines.linePos(start);
    const lineStart = line === 0 ? 0 : start - (col - 1);
    const newline = this.#text.indexOf('\n', lineStart);
    const text = this.#text.slice(lineStart, newline < 0 ? undefined : newline).replace(/\r$/, '');
    const length = Math.min(end, lineStart + text.length) - start;
    return placeInLine(this.name, Math.max(1, line) + this.#linesBefore, text, start - lineStart, Math.max(1, length));
  }

  #rangeOf(path: DocumentPath, aim: Aim): Range {
    let node: unknown = this.#document?.contents;
    let key: unknown = null;
    for (const step of path) {
      const holder = isAlias(node) ? node.resolve(this.#document as Document.Parsed) : node;
      if (isSeq(holder) && typeof step === 'number' && step < holder.items.length) {
        key = null;
        node = holder.items[step];
      } else if (isMap(holder)) {
        const pair = holder.items.find((item) => isScalar(item.key) && item.key.value === step);
        // What is not there is reported where it is missed: at the first key of the mapping.
        if (pair === undefined) return rangeOf(holder.items[0]?.key) ?? rangeOf(holder) ?? [0, 1];
        key = pair.key;
        node = pair.value;
      } else break;
    }
    const value = rangeOf(node);
    const isBlank = value === null || value[0] === value[1];
    return (aim === 'key' || isBlank ? rangeOf(key) : value) ?? value ?? [0, 1];
  }
}

const ALIAS_HELP = `An anchor must come before its aliases, and may be used at most ${MOST_ALIASES} times; write the value out instead.`;

function rangeOf(node: unknown): Range | null {
  const range = (node as ParsedNode | null | undefined)?.range;
  return range ? [range[0], range[1]] : null;
}

function firstAlias(document: Document.Parsed): Range {
  let found: Range = [0, 1];
  visit(document, {
    Alias: (_, node) => {
      found = rangeOf(node) ?? found;
      return visit.BREAK;
    },
  });
  return found;
}

interface Excess {
  readonly code: string;
  readonly message: string;
  readonly help: string;
  readonly offset: number;
}

/** The first offset at which the text has too many parts or nests too deep for the parser, by the library's own lexer. */
function findExcess(source: string): Excess | null {
  let offset = 0;
  let tokens = 0;
  let flowDepth = 0;
  let blockDepth = 0;
  let isScalarNext = false;
  for (const token of new Lexer().lex(source)) {
    tokens += 1;
    const type: CST.TokenType | null = isScalarNext ? null : CST.tokenType(token);
    isScalarNext = type === 'scalar';
    if (type === 'flow-seq-start' || type === 'flow-map-start') flowDepth += 1;
    else if (type === 'flow-seq-end' || type === 'flow-map-end') flowDepth -= 1;
    else if (type === 'newline') blockDepth = 0;
    else if (flowDepth <= 0 && BLOCK_STARTS.has(type)) blockDepth += 1;
    if (flowDepth > MOST_DEPTH || blockDepth > MOST_DEPTH) return { ...TOO_DEEP, offset };
    if (tokens > MOST_TOKENS) return { ...TOO_MANY_PARTS, offset };
    // Four kinds of tokens are marks of the lexer's own, which stand for no text.
    if (!MARKS.has(type)) offset += token.length;
  }
  return null;
}

const BLOCK_STARTS: ReadonlySet<string | null> = new Set(['seq-item-ind', 'explicit-key-ind', 'map-value-ind']);
const MARKS: ReadonlySet<string | null> = new Set(['byte-order-mark', 'doc-mode', 'flow-error-end', 'scalar']);
const TOO_DEEP = {
  code: 'yaml-too-deep',
  message: `the text nests deeper than ${MOST_DEPTH} levels`,
  help: 'A scenario needs no more than six.',
};
const TOO_MANY_PARTS = {
  code: 'file-too-large',
  message: `the text has more than ${MOST_TOKENS.toLocaleString('en')} parts`,
  help: 'Put long lists in a CSV file and name it with "workload:" or "inventory:".',
};

const SYNTAX_HELP = 'Look at the line above too: most often an indent, a bracket or a quote is wrong.';

function describeError(error: YAMLError): { code: string; message: string; help: string | null } {
  const message = lowerFirst(printable(error.message, 160));
  if (error.code === 'TAB_AS_INDENT') return { code: 'yaml-tab', message, help: 'Indent with spaces.' };
  if (error.code === 'MULTIPLE_DOCS') {
    const help = 'Keep one document: remove the line "---" and what follows it, or split the file.';
    return { code: 'yaml-documents', message: 'the file holds more than one document', help };
  }
  if (error.code === 'RESOURCE_EXHAUSTION') return TOO_DEEP;
  if (error.code === 'TAG_RESOLVE_FAILED') return { code: 'yaml-tag', message, help: 'Leave the tag out.' };
  const isUnquoted = /^block scalar header|^not a yaml token|^plain value cannot start/.test(message);
  const help = isUnquoted ? 'A value that begins with a sign such as > or % stands in quotes: ">= 90 %".' : SYNTAX_HELP;
  const isMisplaced = message.startsWith('sequence item without');
  const said = isMisplaced ? 'this line neither begins a list item ("- ") nor lines up with the item above' : message;
  return { code: 'yaml-syntax', message: said, help };
}

function lowerFirst(message: string): string {
  return message.charAt(0).toLowerCase() + message.slice(1);
}
