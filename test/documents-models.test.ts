import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from './helpers/binary.ts';

/** The rows of the first table below this header. */
function rows(document: string): readonly string[] {
  const text = readFileSync(join(ROOT, document), 'utf8');
  const [, table = ''] = /\| model \| mean: average [^\n]*\n\| ---[^\n]*\n((?:\|[^\n]*\n)+)/.exec(text) ?? [];
  return table.trim().split('\n');
}

describe('docs/models.md', () => {
  it('shows the errors that were measured, all of them and no others', () => {
    const measured = rows('src/predict/REFERENCES.md');
    expect(measured.length).toBeGreaterThan(10);
    expect(rows('docs/models.md')).toEqual(measured);
  });

  it('says of the recording what the README says', () => {
    const readme = readFileSync(join(ROOT, 'README.md'), 'utf8') + readFileSync(join(ROOT, 'docs/commands.md'), 'utf8');
    const [, ours, ibis] = /\*\*error on average\*\* \|[ |]*([\d.]+ %) \| ([\d.]+ %)/.exec(readme) ?? [];
    const [, worst, ibisWorst] = /\*\*at worst\*\* \|[ |]*([\d.]+ %) \| ([\d.]+ %)/.exec(readme) ?? [];
    const models = readFileSync(join(ROOT, 'docs/models.md'), 'utf8').replace(/\s+/g, ' ');
    expect(models).toContain(
      `off by ${ours} on average and ${worst} at worst; the published formulas by ${ibis} and ${ibisWorst}`,
    );
  });
});
