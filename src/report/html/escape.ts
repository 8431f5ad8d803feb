/** HTML by template: what is put in is escaped unless it is HTML already, so that no name of a stranger's can be markup. */

import { printable } from '../../domain/text.ts';

/** Text that is safe to stand in a document as it is. Only `html` makes it. */
export class Html {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

export type Part = Html | string | number | null | readonly Part[];

/** Longest text of an input that is shown. */
const MOST_CHARACTERS = 600;

/** The space between a number and its unit, where no line may end. */
const NUMBER_AND_UNIT = /(?<=\d) (?=(?:%|ms|\/s|×|[KMGT]?i?B)(?:\W|$))/g;

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/**
 * A piece of a document; attributes must be quoted with `"`. Texts lose what steers a terminal or turns the direction
 * of writing and are cut to a length; lists are joined, `null` is nothing.
 */
export function html(literals: TemplateStringsArray, ...parts: readonly Part[]): Html {
  const texts = literals.map((literal, index) => literal + (index < parts.length ? textOf(parts[index] ?? null) : ''));
  return new Html(texts.join(''));
}

function textOf(part: Part): string {
  if (part === null) return '';
  if (part instanceof Html) return part.text;
  if (typeof part === 'number') return String(part);
  if (typeof part === 'string') {
    const text = printable(part, MOST_CHARACTERS).replace(NUMBER_AND_UNIT, '\u00a0');
    return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
  }
  return part.map(textOf).join('');
}

/** A coordinate of a drawing, to a tenth: the same bytes on every machine. */
export function coordinate(value: number): string {
  return String(Math.round(value * 10) / 10);
}
