import { describe, expect, it } from 'vitest';
import { withRows } from '../../src/profile-append.ts';
import { readProfiles } from '../../src/read/profiles.ts';
import { renderProfileCsv } from '../../src/report/profile-csv.ts';
import { MEASURED, profileRow } from '../helpers/measured.ts';
import { pretendedAccess, problemsFrom, textFile } from '../read/reading.ts';

const table = (text: string) => pretendedAccess({ 'mine.csv': text });

describe('measured rows in a table', () => {
  it('are no twins of rows with another number of copies, and twins of those with the same', async () => {
    const one = renderProfileCsv([profileRow(1, 1, 4)]);
    const beside = await withRows('mine.csv', [profileRow(1, 2, 5)], table(one));
    expect([beside.added, beside.remarks]).toEqual([1, []]);
    const again = await withRows('mine.csv', [profileRow(1, 2, 6)], table(beside.text));
    expect(again.remarks.map(({ code }) => code)).toEqual(['row-twice']);
    const same = await withRows('mine.csv', [profileRow(1, 2, 5)], table(beside.text));
    expect([same.added, same.remarks.map(({ code }) => code)]).toEqual([0, ['row-known']]);
  });

  it('need the column of copies only where there are some', async () => {
    const cells = renderProfileCsv([profileRow(1, 1, 4)])
      .split('\n')
      .map((line) => line.split(','));
    const at = (cells[0] as string[]).indexOf('concurrency');
    const without = cells.map((line) => line.filter((_, i) => i !== at).join(',')).join('\n');
    expect((await withRows('mine.csv', [profileRow(1, 1, 5)], table(without))).added).toBe(1);
    const [problem] = await problemsFrom(() => withRows('mine.csv', [profileRow(1, 2, 5)], table(without)));
    expect([problem?.code, problem?.message]).toEqual(['append-columns', expect.stringContaining('concurrency')]);
  });

  it('are read as the curves of batches and of copies', () => {
    const profile = readProfiles([textFile(renderProfileCsv(MEASURED.rows), 'p.csv')]).find('net', 'here');
    expect(profile?.serviceTime).toBe(4);
    expect(profile?.batchServiceTimes).toEqual([
      [1, 4],
      [2, 8],
    ]);
    expect(profile?.concurrentServiceTimes).toEqual([
      [1, 4],
      [2, 5],
    ]);
  });
});
