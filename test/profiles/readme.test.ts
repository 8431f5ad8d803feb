import { describe, expect, it } from 'vitest';
import { type CsvRecord, cell, DEVICES, PROFILE_FILES, readmeTable, rivals, SHIPPED, shippedText } from './shipped.ts';

const distinct = (rows: readonly CsvRecord[], column: string) => new Set(rows.map((row) => cell(row, column))).size;

describe('profiles/README.md', () => {
  it.each(PROFILE_FILES)('counts the rows, models, devices and defaults of %s as they are', (file) => {
    const rows = SHIPPED.filter((shipped) => shipped.file === file).map(({ row }) => row);
    const counts = readmeTable('The files').find(([name]) => name === file);
    expect(counts?.slice(1, 5).map(Number)).toEqual([
      rows.length,
      distinct(rows, 'model'),
      distinct(rows, 'device'),
      rivals(file).length,
    ]);
  });

  it('gives the totals of all files and the number of devices', () => {
    const rows = SHIPPED.map(({ row }) => row);
    expect(shippedText('README.md')).toContain(
      `${rows.length} rows for ${distinct(rows, 'model')} models on ${DEVICES.length} devices`,
    );
  });

  it('names every device', () => {
    const text = shippedText('README.md');
    expect(DEVICES.map((device) => cell(device, 'device')).filter((name) => !text.includes(`\`${name}\``))).toEqual([]);
  });
});
