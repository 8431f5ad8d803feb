import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from './helpers/binary.ts';

const DOCUMENTS = [
  'README.md',
  'docs/commands.md',
  'docs/from-measurements-to-gate.md',
  'docs/kubernetes.md',
  'docs/models.md',
  'schemas/README.md',
  'src/README.md',
];

function text(document: string): string {
  return readFileSync(join(ROOT, document), 'utf8');
}

/** Headings as GitHub names them in an address. */
function anchors(document: string): readonly string[] {
  return [...text(document).matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\- ]/gu, '')
      .replaceAll(' ', '-'),
  );
}

function brokenLinks(document: string): readonly string[] {
  return [...text(document).matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, link = '']) => link)
    .filter((link) => !link.startsWith('https://'))
    .filter((link) => {
      const [path = '', anchor] = link.split('#');
      const file = path === '' ? document : relative(ROOT, join(ROOT, dirname(document), path));
      if (!existsSync(join(ROOT, file))) return true;
      return anchor !== undefined && !anchors(file).includes(anchor);
    });
}

describe('documents', () => {
  it.each(DOCUMENTS)('the links of %s lead somewhere', (document) => {
    expect(brokenLinks(document)).toEqual([]);
  });

  it('the guide shows the scenario that it runs', () => {
    const shown = /```yaml\n# yaml-language-server[^\n]*\n(version: 1\n[\s\S]*?)```/.exec(
      text('docs/from-measurements-to-gate.md'),
    );
    const own = text('docs/example/site.yaml');
    expect(shown?.[1]).toBe(own.slice(own.indexOf('version: 1')));
  });
});
