import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type ErrorRange, MODEL_ACCURACY, RECORDED_ACCURACY } from '../src/domain/model-accuracy.ts';
import { ROOT } from './helpers/binary.ts';

const percent = (fraction: number) => `${(100 * fraction).toFixed(1)} %`;
const cells = ({ average, worst }: ErrorRange) => [percent(average), percent(worst)];

function section(document: string, start: string, end: string): string {
  const text = readFileSync(join(ROOT, document), 'utf8');
  return text.slice(text.indexOf(start), text.indexOf(end));
}

describe('what reports say of the accuracy of the models', () => {
  it('is the table that npm run accuracy wrote, row for row: a changed table changes domain/model-accuracy.ts too', () => {
    const written = section('src/predict/REFERENCES.md', '<!-- accuracy:', '<!-- end of accuracy')
      .split('\n')
      .filter((line) => line.startsWith('| ') && line.includes('%'))
      .map((line) => line.slice(2, -2).replaceAll('`', '').split(' | '));
    const told = MODEL_ACCURACY.map(({ title, mean, p95, p99 }) => [title, ...[mean, p95, p99].flatMap(cells)]);
    expect(told).toEqual(written);
    expect(told.length).toBeGreaterThan(10);
  });

  it('is the table of recorded requests in the README', () => {
    const table = section('README.md', '<!-- validation table', '<!-- end of validation table');
    const rowOf = (title: string) => table.split('\n').find((line) => line.startsWith(`| **${title}**`));
    const { models, ibis, replay, requests } = RECORDED_ACCURACY;
    const all = [models, ibis, replay];
    expect(rowOf('error on average')).toContain(all.map(({ average }) => percent(average)).join(' | '));
    expect(rowOf('at worst')).toContain(all.map(({ worst }) => percent(worst)).join(' | '));
    expect(readFileSync(join(ROOT, 'README.md'), 'utf8')).toContain(
      `${requests.toLocaleString('en-US')} requests of two`,
    );
  });
});
