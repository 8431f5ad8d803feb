import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { edgePlan, IS_WRITING, ROOT } from './helpers/binary.ts';

/**
 * The documents are run: in every `console` block, a line `$ edge-plan …` is typed from the project's folder and must
 * print what stands below it, to the end of the block. EDGE_PLAN_TRANSCRIPTS=write rewrites the blocks.
 */
const DOCUMENTS = ['README.md', 'docs/commands.md', 'docs/kubernetes.md', 'docs/from-measurements-to-gate.md'];
const BLOCK = /```console\n\$ edge-plan ([^\n]*)\n([\s\S]*?)```/g;

function blocks(document: string) {
  const text = readFileSync(join(ROOT, document), 'utf8');
  return [...text.matchAll(BLOCK)].map((match) => ({ document, words: match[1] as string, shown: match[2] as string }));
}

function rewrite(document: string): void {
  const file = join(ROOT, document);
  const text = readFileSync(file, 'utf8');
  writeFileSync(
    file,
    text.replace(BLOCK, (_, words: string) => `\`\`\`console\n$ edge-plan ${words}\n${run(words)}\`\`\``),
  );
}

function run(words: string): string {
  const { stdout, stderr } = edgePlan(words.split(/\s+/));
  return stderr + stdout;
}

describe('the documents show what the program prints', () => {
  if (IS_WRITING) DOCUMENTS.forEach(rewrite);
  const all = DOCUMENTS.flatMap(blocks);

  it('has blocks to run', () => {
    expect(all.length).toBeGreaterThan(3);
  });

  it.each(all)(
    '$document: edge-plan $words',
    ({ words, shown }) => {
      expect(run(words)).toBe(shown);
    },
    120_000,
  );
});
