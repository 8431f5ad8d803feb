import { describe, expect, test } from 'vitest';
import { readDevices } from '../../src/read/devices.ts';
import { readProfiles } from '../../src/read/profiles.ts';
import { at, problemsFrom, read, SOUND, textFile } from './reading.ts';

const HEADER = 'model,device,service_ms,swap_ms,batch,concurrency,discipline,runtime\n';
const profiles = (rows: string) => readProfiles([textFile(HEADER + rows, 'p.csv')]);

test('the first row of a model on a device is its calibration, in file order', async () => {
  const { profiles: shipped } = await read(SOUND);
  expect(shipped.find('mobilenet_v2', 'edgetpu-pi')).toEqual({
    model: 'mobilenet_v2',
    device: 'edgetpu-pi',
    serviceTime: 4.91,
    scvService: 0.1,
    swapTime: 10.43,
    memory: 120e6,
    acceleratorMemory: null,
    onChipMemory: 7.5e6,
    offChipMemory: 0,
    preprocessTime: null,
    batchServiceTimes: [[1, 4.91]],
    concurrentServiceTimes: [[1, 4.91]],
    samples: 1000,
    source: 'made up for the tests',
    origin: { file: 'profiles/a-tpu.csv', line: 2, column: 1 },
  });
  const first = readProfiles([textFile(`${HEADER}m,d,1,,,,,\n`, 'a'), textFile(`${HEADER}m,d,2,,,,,\n`, 'b')]);
  expect(first.find('m', 'd')?.serviceTime).toBe(1);
});

test('what was not measured has its default: no variance, no swap, nothing known of memory and chip', async () => {
  expect(profiles('m,d,5,,,,,\n').find('m', 'd')).toMatchObject({
    scvService: 0,
    swapTime: 0,
    memory: null,
    onChipMemory: null,
    offChipMemory: null,
    preprocessTime: null,
    samples: null,
  });
});

test('curves hold only rows of the same runtime and precision that vary in one thing, ascending', async () => {
  const profile = (await read(SOUND)).profiles.find('resnet_50', 'jetson');
  expect(profile?.batchServiceTimes).toEqual([
    [1, 20],
    [2, 33],
    [4, 58],
  ]);
  expect(profile?.concurrentServiceTimes).toEqual([
    [1, 20],
    [2, 25],
    [3, 31],
  ]);
});

test('a pair without a measurement of one request alone has no profile, and the reason is told', async () => {
  const table = profiles('m,d,5,,2,,,\nm,e,5,,,,,\n');
  expect(table.find('m', 'd')).toBeNull();
  expect(table.explainMissing('m', 'd')).toContain('only measurements of batches');
  expect(table.explainMissing('m', 'f')).toContain('no profile measures model "m" on device "f"');
  expect(table.explainMissing('n', 'd')).toBe('no profile measures model "n"');
});

test('the first discipline that a device is measured with is its own', () => {
  const table = profiles('m,d,5,,,,,\nn,d,5,,,,ps,\no,d,5,,,,fcfs,\nm,e,1,,,,,\n');
  expect(table.disciplineOf('d')).toBe('ps');
  expect(table.disciplineOf('e')).toBeNull();
  expect([table.models, table.devices]).toEqual([
    ['m', 'n', 'o'],
    ['d', 'e'],
  ]);
});

describe('a wrong row of a profile is refused at the line and column of the fault', () => {
  test.each([
    ['an empty model', ',d,5,,,,,', 'key-missing', 1],
    ['an empty device', 'm,,5,,,,,', 'key-missing', 3],
    ['no service time', 'm,d,,,,,,', 'key-missing', 5],
    ['a service time of zero', 'm,d,0,,,,,', 'number-out-of-range', 5],
    ['a service time with a unit', 'm,d,5 ms,,,,,', 'number-unreadable', 5],
    ['a negative swap time', 'm,d,5,-1,,,,', 'number-out-of-range', 7],
    ['half a batch', 'm,d,5,,1.5,,,', 'number-unreadable', 8],
    ['an unknown discipline', 'm,d,5,,,,lifo,', 'choice-unknown', 10],
  ])('%s', async (_, row, code, column) => {
    const problems = await problemsFrom(() => profiles(`${row}\n`));
    expect(problems.map(at)).toEqual([[code, 2, column]]);
  });

  test('an unknown column names the nearest one', async () => {
    const problems = await problemsFrom(() => readProfiles([textFile('model,device,service_ms,swapms\n', 'p.csv')]));
    expect(problems[0]).toMatchObject({ code: 'column-unknown', help: 'Did you mean "swap_ms"?' });
  });
});

test('devices.csv gives sizes in bytes, and nothing where a cell is blank', () => {
  const header = 'device,discipline,accelerators,memory,cores,description,source\n';
  const devices = readDevices(textFile(`${header}a,ps,2,4 GiB,6,text,here\nb,,,,,,\n`));
  expect(devices.get('a')).toEqual({
    device: 'a',
    discipline: 'ps',
    accelerators: 2,
    memory: 4 * 2 ** 30,
    acceleratorMemory: 'shared',
    cores: 6,
    parameterCache: null,
    description: 'text',
    source: 'here',
  });
  expect(devices.get('b')).toMatchObject({ discipline: null, accelerators: null, memory: null, cores: null });
});

test('a device described twice is refused at the second row', async () => {
  const problems = await problemsFrom(() => readDevices(textFile('device,discipline\na,ps\na,fcfs\n', 'd.csv')));
  expect(problems.map(at)).toEqual([['device-twice', 3, 1]]);
});
