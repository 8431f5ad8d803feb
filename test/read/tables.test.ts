import { describe, expect, test } from 'vitest';
import { at, CLUSTER, problemsOf, SOUND } from './reading.ts';

const HEADER = 'app,count,model,rate,slo\n';
const ROW = 'cam,2,mobilenet_v2,5 /s,p95 <= 1 s\n';

async function workloadProblems(csv: string) {
  return problemsOf(`version: 1\n${CLUSTER}apps: [{ workload: w.csv }]\n`, { 'w.csv': csv });
}

type Bad = readonly [what: string, csv: string, code: string, line: number, column: number, phrase: string];

const BAD: readonly Bad[] = [
  ['nothing', '', 'csv-empty', 1, 1, 'no content'],
  ['blank lines only', '\n\n', 'csv-empty', 1, 1, 'no content'],
  ['a header only', HEADER, 'csv-empty', 1, 1, 'no applications below its header'],
  ['a header and blank rows', `${HEADER},,,,\n`, 'csv-empty', 1, 1, 'no applications'],
  ['a row that is short', `${HEADER}${ROW}cam2,1\n`, 'csv-ragged', 3, 1, 'this row has 2 cells, the header 5'],
  ['a row that is long', `${HEADER}cam,2,m,5 /s,p95 <= 1 s,x\n`, 'csv-ragged', 2, 1, 'has 6 cells'],
  ['an unknown column', `app,cuont,model,rate,slo\n${ROW}`, 'column-unknown', 1, 5, 'unknown column "cuont"'],
  ['an unnamed column', 'app,,model,rate,slo\nx,,m,1 /s,mean < 1 s\n', 'column-unknown', 1, 5, 'column 2 has no name'],
  ['a column twice', `app,app,model,rate,slo\n${ROW}`, 'column-twice', 1, 5, '"app" is given twice'],
  ['a mapping twice', 'app,arrivals,arrivals.scv,model,rate,slo\n', 'column-twice', 1, 14, '"arrivals.scv"'],
  ['no rate column', 'app,model,slo\nx,m,mean < 1 s\n', 'column-missing', 1, 1, '"rate" is missing'],
  ['a blank rate', `${HEADER}cam,2,mobilenet_v2,,p95 <= 1 s\n`, 'key-missing', 2, 20, '"rate" is missing'],
  ['semicolons', HEADER.replaceAll(',', ';'), 'csv-separator', 1, 1, 'separated by commas; found ";"'],
  ['tabs', HEADER.replaceAll(',', '\t'), 'csv-separator', 1, 1, 'found a tab'],
  ['a quote never closed', `${HEADER}\n"cam,2,m,5 /s,p95 <= 1 s\n${ROW}${ROW}`, 'csv-quote-open', 3, 1, 'never closed'],
  ['a quote inside a cell', `${HEADER}ca"m,2,m,5 /s,p95 <= 1 s\n`, 'csv-quote', 2, 1, 'inside a cell'],
  ['text behind a quote', `${HEADER}"cam"x,2,m,5 /s,p95 <= 1 s\n${ROW}`, 'csv-quote', 2, 1, 'inside a cell'],
  ['a line of a megabyte', `${HEADER}${','.repeat(1e6)}\n`, 'csv-line-too-long', 2, 1, 'this has 1,000,000'],
  ['a bare rate', `${HEADER}cam,2,mobilenet_v2, 5 ,p95 <= 1 s\n`, 'unit-missing', 2, 21, 'found 5'],
  ['a NUL in a name', `${HEADER}c\0m,2,mobilenet_v2,5 /s,p95 <= 1 s\n`, 'name-characters', 2, 1, 'found c·m'],
  ['a line break in a name', `${HEADER}"c\nm",2,mobilenet_v2,5 /s,p95 <= 1 s\n`, 'name-characters', 2, 1, 'found c·m'],
  [
    'a fault after a line break',
    `${HEADER}${ROW}"c\nm",2,mobilenet_v2,5,p95 <= 1 s\n`,
    'unit-missing',
    4,
    19,
    'found 5',
  ],
  [
    'a mapping that is none',
    `app,model,rate,slo,arrivals\nx,mobilenet_v2,1 /s,p95 <= 1 s,{scv\n`,
    'cell-mapping',
    2,
    32,
    '{scv',
  ],
  [
    'a wrong value in a mapping',
    `app,model,rate,slo,arrivals\nx,mobilenet_v2,1 /s,p95 <= 1 s,{scv: 0}\n`,
    'number-out-of-range',
    2,
    32,
    'scv must be above zero',
  ],
  [
    'a wrong value in a spread mapping',
    `app,model,rate,slo,arrivals.scv\nx,mobilenet_v2,1 /s,p95 <= 1 s,0\n`,
    'number-out-of-range',
    2,
    32,
    'scv must be above zero',
  ],
  [
    'a column called __proto__',
    `app,model,rate,slo,__proto__\nx,mobilenet_v2,1 /s,p95 <= 1 s,0\n`,
    'column-unknown',
    1,
    20,
    '__proto__',
  ],
  ['an unknown model', `${HEADER}cam,2,mobilnet,5 /s,p95 <= 1 s\n`, 'model-unknown', 2, 7, '"mobilnet"'],
  ['two rows of one name', HEADER + ROW + ROW, 'name-twice', 3, 1, '"cam-1"'],
  ['JSON', '{"items": []}', 'workload-format', 1, 1, 'this is JSON'],
];

describe('a wrong table is refused at the line and column of the fault', () => {
  test.each(BAD)('%s', async (_what, csv, code, line, column, phrase) => {
    const problems = await workloadProblems(csv);
    expect(problems.map(at)).toContainEqual([code, line, column]);
    expect(problems.find((problem) => problem.code === code)?.message).toContain(phrase);
    expect(problems.every((problem) => problem.place?.file === 'w.csv')).toBe(true);
  });
});

test('of many faults in a table the first twenty are told and the rest is counted', async () => {
  const rows = Array.from({ length: 332 }, (_, index) => `cam${index},,mobilenet_v2,5,p95 <= 1 s\n`).join('');
  const problems = await workloadProblems(HEADER + rows);
  expect(problems.length).toBe(21);
  expect(problems[19]).toMatchObject({ code: 'unit-missing', place: { line: 21 } });
  expect(problems[20]).toMatchObject({ code: 'more-problems', message: 'and 312 more problems in w.csv', place: null });
});

test('rows before and after a wrong one are all checked', async () => {
  const problems = await workloadProblems(
    `${HEADER}a b,1,mobilenet_v2,5 /s,p95 <= 1 s\nx\nc d,1,mobilenet_v2,5 /s,p95 <= 1 s\n`,
  );
  expect(problems.map(at)).toEqual([
    ['name-characters', 2, 1],
    ['csv-ragged', 3, 1],
    ['name-characters', 4, 1],
  ]);
});

test('columns that spread one mapping are put together', async () => {
  const csv = 'app,model,rate,slo,arrivals.scv,arrivals.trace\nx,mobilenet_v2,1 /s,p95 <= 1 s,4,t.csv\n';
  const problems = await workloadProblems(csv);
  expect(problems.map((problem) => problem.message)).toEqual(['unknown key "scv"']);
});

test('the row after one that cannot be split is reported at its own line', async () => {
  const problems = await workloadProblems(
    `${HEADER}ca"m,1,mobilenet_v2,5 /s,p95 <= 1 s\n\na b,1,mobilenet_v2,5 /s,p95 <= 1 s\n`,
  );
  expect(problems.map(at)).toEqual([
    ['csv-quote', 2, 1],
    ['name-characters', 4, 1],
  ]);
});

test('a file that is named twice is refused, for its names would clash', async () => {
  const yaml = `version: 1\n${CLUSTER}apps: [{ workload: w.csv }, { workload: w.csv }]\n`;
  const problems = await problemsOf(yaml, { 'w.csv': HEADER + ROW });
  expect(problems.map(at)).toEqual([['file-twice', 6, 41]]);
});

const TRACES: readonly Bad[] = [
  ['nothing', '', 'trace-short', 1, 1, 'at least two'],
  ['one arrival', 'arrival_time\n1\n', 'trace-short', 1, 1, 'at least two'],
  ['arrivals all at once', '1\n1\n1\n', 'trace-short', 1, 1, 'different times'],
  ['no known column', 'time,size\n1,2\n', 'trace-column', 1, 1, 'neither'],
  ['a time that is text', 'a,start_time\n1,2\n1,soon\n', 'trace-time', 3, 3, 'found soon'],
  ['a blank time', 'a,start_time\n1,2\n1,\n', 'trace-time', 3, 3, 'found nothing'],
  ['an infinite time', '1\n1e999\n', 'trace-time', 2, 1, '1e999'],
  ['times out of order', '1\n3\n2\n', 'trace-order', 3, 1, '2 comes after 3'],
];

describe('a wrong recording is refused at the line and column of the fault', () => {
  test.each(TRACES)('%s', async (_what, csv, code, line, column, phrase) => {
    const problems = await problemsOf(`${SOUND}    arrivals: { trace: t.csv }\n`, { 't.csv': csv });
    expect(problems.map(at)).toEqual([[code, line, column]]);
    expect(problems[0]?.message).toContain(phrase);
  });
});
