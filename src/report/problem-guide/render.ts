/** Guides of problems as text and as a document. */

import { jsonText } from '../json-text.ts';
import type { TableOptions } from '../plan-parts.ts';
import { SCHEMA_VERSION } from '../schema-version.ts';
import { textTable } from '../text-table.ts';
import { wrappedText } from '../wrapped-text.ts';
import type { ProblemGuide } from './guide.ts';
import { PROBLEM_GUIDES } from './index.ts';

export interface CodedGuide extends ProblemGuide {
  readonly code: string;
}

/** The guide of a code; else those whose code and text have every one of `words`, without regard to case. */
export function findGuides(words: readonly string[]): readonly CodedGuide[] {
  const all = PROBLEM_GUIDES.flatMap(([, guides]) => Object.entries(guides).map(([code, one]) => ({ code, ...one })));
  const exact = all.filter(({ code }) => code === words.join('-').toLowerCase());
  if (exact.length > 0) return exact;
  const wanted = words.map((word) => word.toLowerCase());
  return all.filter((one) => {
    const text = Object.values(one).join(' ').toLowerCase();
    return wanted.every((word) => text.includes(word));
  });
}

export function renderGuidesJson(guides: readonly CodedGuide[]): string {
  const problems = guides.map(({ code, means, why, mend, example }) => ({ code, means, why, mend, example }));
  const head = { schemaVersion: SCHEMA_VERSION, command: 'explain', scenario: null, seed: null };
  return jsonText({ ...head, problems });
}

/** One in full; several as a list. */
export function renderGuides(guides: readonly CodedGuide[], options: TableOptions): string {
  const [first] = guides;
  return guides.length === 1 && first !== undefined ? renderGuide(first, options) : renderList(guides, options);
}

function renderGuide({ code, means, why, mend, example }: CodedGuide, { style, width }: TableOptions): string {
  const part = (title: string, text: string) =>
    `${style.faint(title)}\n${wrappedText(`  ${text}`, width, '  ').replace(/^ {4}/, '  ')}\n`;
  const shown = example
    .split('\n')
    .map((line) => `  ${line}\n`)
    .join('');
  return [
    `${style.strong(code)}\n`,
    part('What it means', means),
    part('Why it matters', why),
    part('How to fix it', mend),
    `${style.faint('Example')}\n${shown}`,
  ].join('\n');
}

function renderList(found: readonly CodedGuide[], { style, width }: TableOptions): string {
  const codes = new Set(found.map(({ code }) => code));
  const sections = PROBLEM_GUIDES.flatMap(([title, guides]) => {
    const rows = Object.entries(guides).filter(([code]) => codes.has(code));
    if (rows.length === 0) return [];
    const columns = [{ title }, { title: 'what was found', isFlexible: true }];
    return [
      textTable(
        columns,
        rows.map(([code, { means }]) => [code, means]),
        width,
        style.faint,
      ),
    ];
  });
  return `${sections.join('\n')}\n"edge-plan explain <code>" says why it matters, how to fix it, and shows an example.\n`;
}
