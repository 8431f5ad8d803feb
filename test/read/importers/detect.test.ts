import { describe, expect, it } from 'vitest';
import { IMPORT_FORMATS } from '../../../src/domain/import-formats.ts';
import { IMPORTERS } from '../../../src/read/importers/index.ts';
import { textFile } from '../reading.ts';
import { FIXTURES, fixture, readText } from './importing.ts';

/** Its values are no times: nothing marks it as samples. */
const UNMARKED = ['samples/broken.txt'];

describe('auto recognises a file by marks that no other format has', () => {
  const marked = FIXTURES.filter((name) => !UNMARKED.includes(name));

  it('there is a fixture of every importer', () => {
    const tools = new Set(marked.map((name) => claimants(name)[0]?.tool));
    expect([...tools].sort()).toEqual(IMPORTERS.map(({ tool }) => tool).sort());
  });

  it.each(marked)('%s is claimed by one importer, of its format', (name) => {
    expect(claimants(name).map(({ format }) => format)).toEqual([name.split('/')[0]]);
  });

  it('every importer belongs to a format of the help, and every measurement format has one', () => {
    const formats = IMPORT_FORMATS.filter(({ gives, name }) => gives === 'profile rows' && name !== 'auto');
    expect([...new Set(IMPORTERS.map(({ format }) => format))].sort()).toEqual(formats.map(({ name }) => name).sort());
  });

  it('a text of no format is refused by name', () => {
    expect(codes(textFile('once upon a time\nthere was a device\n', 'tale.txt'))).toEqual(['format-unknown']);
    expect(codes(textFile('', 'empty.txt'))).toEqual(['format-unknown']);
  });

  it('a text with the marks of two formats is refused, naming both', () => {
    const both = textFile(fixture('trtexec/works.log').text + fixture('hailo/works.log').text, 'both.log');
    const { problems } = readText(both);
    expect(() => problems.throwIfAny()).toThrow(
      /could be trtexec summary \(trtexec\) or hailortcli benchmark \(hailo\)/,
    );
  });

  it('a format that is named is not replaced by another that would fit', () => {
    expect(codes(fixture('tflite/works.log'), 'trtexec')).toEqual(['format-unknown']);
  });

  it('colours and Windows line ends do not hide a mark', () => {
    const file = fixture('openvino/works.log');
    const text = file.text.replaceAll('\n', '\r\n').replaceAll('[ INFO ]', '\u001b[32m[ INFO ]\u001b[0m');
    const { measurements } = readText({ ...file, text });
    expect(measurements[0]?.time?.value).toBe(23.91);
  });
});

function claimants(name: string) {
  const { text } = fixture(name);
  return IMPORTERS.filter((importer) => importer.detect(text));
}

function codes(file: ReturnType<typeof textFile>, format = 'auto'): string[] {
  const { problems } = readText(file, format);
  try {
    problems.throwIfAny();
  } catch (error) {
    return (error as { problems: readonly { code: string }[] }).problems.map(({ code }) => code);
  }
  return [];
}
