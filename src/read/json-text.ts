/** JSON from the network or from a file that another program writes: parsed, and checked for its shape. */

import * as v from 'valibot';
import { ProblemError, problem } from '../domain/problem.ts';
import { printable } from '../domain/text.ts';
import { shown } from './fields.ts';

/** No object of the Kubernetes API is nested deeper than half of this. */
const MOST_DEPTH = 64;

/**
 * The value of a JSON text that has `schema`'s shape; keys that the schema does not name are left out. Stops at the
 * first thing that is wrong, so that a hostile text costs no more than a sound one. Throws a `ProblemError`.
 */
export function parseShaped<S extends v.GenericSchema>(text: string, schema: S): v.InferOutput<S> {
  return shaped(parseJson(text), schema);
}

/** The same of a value that was parsed already. */
export function shaped<S extends v.GenericSchema>(value: unknown, schema: S): v.InferOutput<S> {
  const result = v.safeParse(schema, value, { abortEarly: true });
  if (result.success) return result.output;
  throw new ProblemError([shapeProblem(result.issues[0])]);
}

/** Throws a `ProblemError` when the text is not JSON, or nested so deep that it cannot be meant. */
export function parseJson(text: string): unknown {
  if (isDeeperThan(text, MOST_DEPTH)) {
    throw new ProblemError([problem('json-depth', `the JSON is nested more than ${MOST_DEPTH} deep`)]);
  }
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new ProblemError([problem('json-syntax', `this is not JSON: ${printable(error.message, 120)}`)]);
  }
}

const [QUOTE, BACKSLASH, BRACKET, BRACE] = [0x22, 0x5c, 0x5b, 0x7b];
/** In ASCII both closing brackets stand two after the opening ones. */
const TO_CLOSING = 2;

/** Whether brackets outside of strings are ever open more than `most` deep. */
function isDeeperThan(text: string, most: number): boolean {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) at = endOfString(text, at);
    else if (code === BRACKET || code === BRACE) {
      depth += 1;
      if (depth > most) return true;
    } else if (code === BRACKET + TO_CLOSING || code === BRACE + TO_CLOSING) depth -= 1;
  }
  return false;
}

/** Position of the quote that ends the string beginning at `start`; the text's length where none does. */
function endOfString(text: string, start: number): number {
  for (let at = text.indexOf('"', start + 1); at !== -1; at = text.indexOf('"', at + 1)) {
    let backslashes = 0;
    while (text.charCodeAt(at - 1 - backslashes) === BACKSLASH) backslashes += 1;
    if (backslashes % 2 === 0) return at;
  }
  return text.length;
}

const EXPECTED: Readonly<Record<string, string>> = { string: 'text', Object: 'a mapping', Array: 'a list' };

function shapeProblem(issue: v.BaseIssue<unknown>) {
  const path = (issue.path ?? []).map(({ key }) =>
    typeof key === 'number' ? `[${key}]` : `.${printable(String(key))}`,
  );
  const where = path.join('').replace(/^\./, '') || 'the document';
  // A key that is not there: valibot then expects the key itself, in quotes.
  if (issue.input === undefined) return problem('json-shape', `${where} is missing`);
  const expected = EXPECTED[issue.expected ?? ''] ?? issue.expected ?? issue.message;
  return problem('json-shape', `${where} must be ${expected}; found ${shown(issue.input)}`);
}
