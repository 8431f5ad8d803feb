import { describe, expect, it } from 'vitest';
import { documentName } from '../../src/report/document-name.ts';

describe('the name of a file in a document', () => {
  it.each([
    ['site.yaml', 'site.yaml'],
    ['../sites/a.yaml', '../sites/a.yaml'],
    ['/home/someone/sites/a.yaml', 'a.yaml'],
    ['C:\\sites\\a.yaml', 'a.yaml'],
    ['<stdin>', '<stdin>'],
  ])('%s is called %s', (given, shown) => {
    expect(documentName(given)).toBe(shown);
  });
});
