import { describe, expect, it } from 'vitest';
import { SCHEMAS } from '../../schemas/source/index.ts';
import { readProfiles } from '../../src/read/profiles.ts';
import { type CsvRecord, SHIPPED } from '../profiles/shipped.ts';
import { problemsFrom, textFile } from '../read/reading.ts';
import { complaints } from './validator.ts';

const FILE = 'profile.schema.json';
const { properties } = SCHEMAS[FILE] as { properties: Record<string, { type?: string }> };

/** A row of a CSV as the schema speaks of it: blank cells left out, numbers as numbers. */
function typed(row: CsvRecord): Record<string, unknown> {
  const cells = Object.entries(row).filter(([, cell]) => cell !== '');
  return Object.fromEntries(cells.map(([column, cell]) => [column, isNumeric(column) ? Number(cell) : cell] as const));
}

function isNumeric(column: string): boolean {
  return properties[column]?.type === 'number' || properties[column]?.type === 'integer';
}

const csvText = (row: Record<string, unknown>) => {
  const cells = Object.values(row).map((cell) => `"${String(cell).replaceAll('"', '""')}"`);
  return `${Object.keys(row).join(',')}\n${cells.join(',')}\n`;
};

describe('the schema of profile rows', () => {
  it('takes every shipped row', () => {
    const refused = SHIPPED.flatMap(({ file, row }) => complaints(FILE, typed(row)).map((why) => `${file}: ${why}`));
    expect(SHIPPED.length).toBeGreaterThan(400);
    expect(refused).toEqual([]);
  });

  it('has the columns that the reader takes', async () => {
    const file = textFile('model,device,service_ms,zzzzzzzzzzzzzzzz\na,b,1,1\n', 'p.csv');
    const [found] = await problemsFrom(() => readProfiles([file]));
    const known = found?.help?.replace(/^Known: |\.$/g, '').split(', ');
    expect(Object.keys(properties).sort()).toEqual(known?.sort());
  });

  const SOUND = { model: 'a', device: 'b', service_ms: 1 };
  const CELLS: readonly (readonly [string, readonly unknown[]])[] = [
    ['model', ['mobilenet_v2', ' ', 'a b']],
    ['service_ms', [1, 0.01, 0, -1]],
    ['service_scv', [0, 1, -1]],
    ['swap_ms', [0, 17.3, -1]],
    ['memory_mb', [0, 100, -1]],
    ['batch', [1, 8, 0, 2.5]],
    ['concurrency', [1, 4, 0]],
    ['samples', [1, 1000, 0, 0.5]],
    ['discipline', ['fcfs', 'lifo']],
  ];

  it.each(CELLS)('agrees with the reader on %s', (column, cells) => {
    for (const cell of cells) {
      const row = { ...SOUND, [column]: cell };
      const read = () => readProfiles([textFile(csvText(row), 'p.csv')]);
      if (complaints(FILE, row).length === 0) expect(read, String(cell)).not.toThrow();
      else expect(read, String(cell)).toThrow();
    }
  });
});
