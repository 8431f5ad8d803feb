import { describe, expect, it } from 'vitest';
import { readProfiles } from '../../src/read/profiles.ts';
import { type RecordingOptions, readRecording } from '../../src/read/recording.ts';
import { at, problemsFrom, textFile } from './reading.ts';

const profiles = readProfiles([
  textFile('model,device,service_ms\nlight,tpu,5\nheavy,tpu,50\nother,gpu,5\n', 'profiles.csv'),
]);
const OPTIONS: RecordingOptions = { groupBy: null, appBy: null, profiles, device: 'tpu' };

function read(rows: string, options: Partial<RecordingOptions> = {}) {
  return readRecording(textFile(rows, 'runs.csv'), { ...OPTIONS, ...options });
}

function problemsOf(rows: string, options: Partial<RecordingOptions> = {}) {
  return problemsFrom(() => read(rows, options));
}

const HEADER = 'model,start_time,end_time';

describe('a recording', () => {
  it('gives the moments from the first request on and the response times, in ms', () => {
    const [run] = read(`${HEADER}\nlight,100.5,100.75\nheavy,100.25,101\nlight,100.25,100.5\n`);
    expect(run?.group).toBeNull();
    expect(run?.streams.map(({ model, starts, responses }) => [model, [...starts], [...responses]])).toEqual([
      ['heavy', [0], [750]],
      ['light', [0, 250], [250, 250]],
    ]);
  });

  it('takes loads from the arrivals: n requests span n − 1 intervals', () => {
    const [run] = read(`${HEADER}\nlight,0,1\nlight,1,2\nheavy,2,3\nlight,3,4\nlight,4,5\n`);
    // 5 requests, 4 intervals, 4 s: 1 /s, four fifths of them light.
    const rates = run?.streams.map(({ arrivalRate }) => arrivalRate);
    expect(rates).toEqual([expect.closeTo(0.0002, 12), expect.closeTo(0.0008, 12)]);
  });

  it('takes loads from input_rate, requests per second, where it is given', () => {
    const [run] = read(`${HEADER},input_rate\nlight,0,1,4\nlight,1,2,4\nheavy,2,3,0.5\n`);
    expect(run?.streams.map(({ arrivalRate }) => arrivalRate)).toEqual([0.0005, 0.004]);
  });

  it('is parted into runs by a column, in the natural order of its values', () => {
    const rows = ['10', '9', '0.5'].flatMap((load) => [`light,0,1,${load},x`, `light,1,2,${load},y`]);
    const runs = read(`${HEADER},load,ignored\n${rows.join('\n')}\n`, { groupBy: 'load' });
    expect(runs.map(({ group, streams }) => [group, streams[0]?.starts.length])).toEqual([
      ['0.5', 2],
      ['9', 2],
      ['10', 2],
    ]);
  });

  it('keeps containers of one model apart where a column names them', () => {
    const [run] = read(`${HEADER},pod\nlight,0,1,b\nlight,1,2,a\nlight,2,3,b\n`, { appBy: 'pod' });
    expect(run?.streams.map(({ app, starts }) => [app, starts.length])).toEqual([
      ['a', 1],
      ['b', 2],
    ]);
  });

  it('is the same in any order of its rows', () => {
    const rows = ['light,3,3.5', 'heavy,1,1.5', 'light,1,1.25', 'light,1,1.5'];
    expect(read([HEADER, ...rows.toReversed()].join('\n'))).toEqual(read([HEADER, ...rows].join('\n')));
  });
});

describe('a recording that cannot be used', () => {
  it.each([
    ['lacks a column', 'model,start_time\nlight,1\n', 'column-missing', 1, 1],
    ['gives a column twice', `${HEADER},model\nlight,1,2,light\n`, 'column-twice', 1, 27],
    ['has a request that ends before it starts', `${HEADER}\nlight,1,2\nlight,3,2.5\n`, 'request-order', 3, 9],
    ['has a time that is no number', `${HEADER}\nlight,NaN,2\n`, 'trace-time', 2, 7],
    ['has a time beyond all numbers', `${HEADER}\nlight,1,1e999\n`, 'trace-time', 2, 9],
    ['has a row that ends early', `${HEADER}\nlight,1\n`, 'trace-time', 2, 7],
    ['has a model that no profile measures', `${HEADER}\nlight,1,2\nligth,2,3\n`, 'model-unknown', 3, 1],
    ['has a model measured on other devices only', `${HEADER}\nother,1,2\n`, 'model-unknown', 2, 1],
    ['has a request without a model', `${HEADER}\n,1,2\n`, 'model-unknown', 2, 1],
    ['has no requests', `${HEADER}\n`, 'csv-empty', 1, 1],
    ['is empty', '', 'csv-empty', 1, 1],
    ['has one request and no rate', `${HEADER}\nlight,1,2\n`, 'recording-short', 2, 1],
    ['has a rate of zero', `${HEADER},input_rate\nlight,1,2,0\n`, 'rate-unreadable', 2, 11],
    ['changes the rate within a run', `${HEADER},input_rate\nlight,1,2,3\nlight,2,3,4\n`, 'rate-differs', 3, 11],
  ])('because it %s says where', async (_, text, code, line, column) => {
    expect(at((await problemsOf(text))[0] as never)).toEqual([code, line, column]);
  });

  it('because it lacks the column to divide by names the nearest', async () => {
    const [found] = await problemsOf(`${HEADER},load\nlight,1,2,3\n`, { groupBy: 'laod' });
    expect(found?.help).toBe('Did you mean "load"?');
  });

  it('because the column to divide by tells every request apart is one problem, not thousands', async () => {
    const rows = Array.from({ length: 500 }, (_, i) => `light,${i},${i + 1}`);
    const found = await problemsOf([HEADER, ...rows].join('\n'), { groupBy: 'start_time' });
    expect(found.map(({ code, place }) => [code, place?.line])).toEqual([['recording-short', 2]]);
  });
});
