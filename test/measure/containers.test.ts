import { once } from 'node:events';
import { cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { onOneAccelerator, queuesOf } from '../../src/co-location-queues.ts';
import { MEASURED_DISCIPLINES, type MeasuredDiscipline } from '../../src/domain/co-location.ts';
import { type CopiedPackage, copiedPackage, HAS_PROCESS_LIST, until } from '../helpers/copied-package.ts';
import { read } from '../read/reading.ts';

/**
 * Containers, queues and recordings are tried with a runtime that only passes the time (`fake-runtime.cjs`), so that
 * they are tried everywhere. No test looks at how long something took: a machine of CI may stand still at any moment.
 */
let copy: CopiedPackage;
beforeAll(() => {
  copy = copiedPackage('fake');
  const inputs = [{ name: 'input', type: 'float32', shape: ['batch', 3] }];
  copy.write('light.onnx', JSON.stringify({ inputs, ms: 4 }));
  copy.write('heavy.onnx', JSON.stringify({ inputs, ms: 12 }));
  copy.write('profiles.csv', PROFILES);
  copy.write('scenario.yaml', SCENARIO);
});
afterAll(() => copy.remove());

const PROFILES = 'model,device,service_ms\nlight,here,4\nheavy,here,12\n';
const SCENARIO = `version: 1
profiles: [profiles.csv]
cluster:
  - { node: core, device: here, discipline: time-slice, memory: 8 GB }
apps:
  - { app: door, model: light, rate: 40 /s, slo: mean <= 10 s }
  - { app: till, model: light, rate: 40 /s, slo: mean <= 10 s }
  - { app: belt, model: heavy, rate: 20 /s, slo: mean <= 10 s }
`;
const DURATION = 1500;

interface Recorded {
  readonly app: string;
  readonly container: string;
  readonly model: string;
  readonly start: number;
  readonly begin: number;
  readonly end: number;
}

/** Times in ms. */
function recording(text: string): readonly Recorded[] {
  const [header, ...lines] = text.trimEnd().split('\n');
  expect(header).toBe('run,app,container,model,start_time,begin_time,end_time');
  return lines.map((line) => {
    const [, app = '', container = '', model = '', start, begin, end] = line.split(',');
    return { app, container, model, start: 1000 * Number(start), begin: 1000 * Number(begin), end: 1000 * Number(end) };
  });
}

/** What should have been sent, told by the schedule alone. */
async function schedule(discipline: MeasuredDiscipline): Promise<readonly string[]> {
  const scenario = await read(SCENARIO, { 'profiles.csv': PROFILES });
  const queues = queuesOf(onOneAccelerator(scenario, discipline), DURATION, 1);
  return queues
    .flatMap(({ container, models, apps, due, model }) =>
      apps.map(
        (app, i) => `${((due[i] as number) / 1000).toFixed(6)} ${app} ${container} ${models[model[i] as number]}`,
      ),
    )
    .sort();
}

const WORDS = ['measure', '--co-locate', 'scenario.yaml', '--models', '.', '--warm-up', '1', '--json'];

describe.each(MEASURED_DISCIPLINES)('a co-location under %s', (discipline) => {
  let requests: readonly Recorded[] = [];
  let document: { rows: { model: string; app: string; requests: number; measuredMeanMs: number }[] };
  beforeAll(() => {
    const words = [...WORDS, '--discipline', discipline, '--duration', `${DURATION}ms`, '--out', `${discipline}.csv`];
    const { stdout, stderr, status } = copy.edgePlan(words);
    expect(status, stderr).toBe(0);
    document = JSON.parse(stdout);
    requests = recording(copy.read(`${discipline}.csv`));
  });

  it('records every scheduled request, at its scheduled time', async () => {
    const sent = requests.map(({ start, app, container, model }) => {
      return `${(start / 1000).toFixed(6)} ${app} ${container} ${model}`;
    });
    expect(sent.length).toBeGreaterThan(50);
    expect(sent.sort()).toEqual(await schedule(discipline));
  });

  it('begins no request before it is due, and ends none before it began', () => {
    expect(requests.filter(({ start, begin }) => begin < start)).toEqual([]);
    expect(requests.filter(({ begin, end }) => end <= begin)).toEqual([]);
  });

  it('counts response times from the scheduled time', () => {
    for (const { app, model, measuredMeanMs } of document.rows) {
      const own = requests.filter((request) => request.container === app && request.model === model);
      const mean = own.reduce((sum, { start, end }) => sum + end - start, 0) / own.length;
      expect(measuredMeanMs).toBeCloseTo(mean, 2);
    }
  });

  it('is read back by validate, with the same streams and means', () => {
    const words = ['validate', `${discipline}.csv`, '--device', 'here', '--profiles', 'profiles.csv', '--json'];
    const more = ['--discipline', discipline, '--group-by', 'run', '--app-by', 'container'];
    const { stdout, stderr, status } = copy.edgePlan([...words, ...more]);
    expect(status, stderr).toBe(0);
    const figures = (rows: typeof document.rows) =>
      rows
        .map(({ app, model, requests, measuredMeanMs }) => ({ stream: `${app} ${model}`, requests, measuredMeanMs }))
        .sort((a, b) => (a.stream < b.stream ? -1 : 1));
    // The recording has microseconds.
    const nearly = figures(document.rows).map(({ measuredMeanMs: mean, ...row }) => {
      return { ...row, measuredMeanMs: expect.closeTo(mean, 2) };
    });
    expect(figures(JSON.parse(stdout).rows)).toEqual(nearly);
  });

  it('serves a queue in order and one after the other, but ps serves all at once', () => {
    const overlaps = [...new Set(requests.map(({ container }) => container))].map((container) => {
      const own = requests.filter((request) => request.container === container);
      return own.slice(1).filter(({ begin }, i) => begin < (own[i] as Recorded).end).length;
    });
    if (discipline === 'ps') expect(Math.max(...overlaps)).toBeGreaterThan(0);
    else expect(overlaps).toEqual(overlaps.map(() => 0));
    expect(overlaps).toHaveLength(discipline === 'time-slice' ? 3 : 1);
  });
});

describe('the models of a co-location', () => {
  const together = (...words: readonly string[]) =>
    copy.edgePlan(['measure', '--co-locate', ...words, '--discipline', 'fcfs', '--duration', '500ms']);

  it('lie beside the scenario where no folder is named, whatever the current one is', () => {
    for (const name of ['light.onnx', 'heavy.onnx', 'profiles.csv', 'scenario.yaml']) {
      copy.write(`site/${name}`, copy.read(name));
    }
    const { stderr, status } = together('site/scenario.yaml', '--out', 'site.csv');
    expect([status, stderr]).toEqual([0, expect.stringMatching(/^Note: Memory of light, heavy on here is not known/)]);
    expect(recording(copy.read('site.csv')).length).toBeGreaterThan(5);
  });

  it('take the sizes that they leave open from --input, whichever of them has the input', () => {
    const seq = (name: string, at: string) =>
      copy.write(at, JSON.stringify({ inputs: [input(name, [1, 'n'])], ms: 2 }));
    seq('ids', 'open/light.onnx');
    seq('words', 'open/heavy.onnx');
    const of = (...words: readonly string[]) => together('scenario.yaml', '--models', 'open', ...words);
    const both = ['--input', 'ids=1x16', '--input', 'words=1x8'];
    expect(of(...both).status).toBe(0);
    expect(of('--input', 'ids=1x16').stderr).toContain('the input "words" of "open/heavy.onnx" leaves sizes open');
    const slip = of(...both, '--input', 'word=1x8').stderr.replace(/\s+/g, ' ');
    expect(slip).toContain('no model of the scenario has an input "word" They have');
  });

  it('that are not there are told of together, with the flag that names their folder', () => {
    copy.write('bare/scenario.yaml', SCENARIO.replace('[profiles.csv]', '[../profiles.csv]'));
    const { stderr, status } = together('bare/scenario.yaml');
    expect(status).toBe(2);
    expect(stderr).toContain('there is no file "bare/light.onnx"');
    expect(stderr).toContain('there is no file "bare/heavy.onnx"');
    expect(stderr).toContain('--models names the folder');
  });

  it('may be no links that lead out of their folder: a scenario may be a stranger’s', () => {
    const outside = mkdtempSync(join(tmpdir(), 'edge-plan-outside-'));
    cpSync(join(copy.folder, 'light.onnx'), join(outside, 'light.onnx'));
    copy.write('linked/heavy.onnx', copy.read('heavy.onnx'));
    symlinkSync(join(outside, 'light.onnx'), join(copy.folder, 'linked/light.onnx'));
    const refused = together('scenario.yaml', '--models', 'linked');
    const allowed = together('scenario.yaml', '--models', 'linked', '--allow-path', outside);
    rmSync(outside, { recursive: true });
    expect([refused.status, refused.stderr]).toEqual([2, expect.stringContaining('is a link that leads out')]);
    expect([allowed.status, allowed.stderr]).toEqual([
      0,
      expect.stringMatching(/^Note: Memory of [^\n]* is not known/),
    ]);
  });
});

describe('a rest before each request', () => {
  const measured = (...words: readonly string[]) => {
    const all = [
      'measure',
      'light.onnx',
      '--device',
      'here',
      '--duration',
      '500ms',
      '--warm-up',
      '1',
      '--json',
      ...words,
    ];
    const { stdout, stderr, status } = copy.edgePlan(all);
    expect(status, stderr).toBe(0);
    return JSON.parse(stdout).rows as { concurrency: number; samples: number; conditions: string[] }[];
  };

  it('leaves time for few requests, and is in the conditions', () => {
    const [row] = measured('--pause', '100ms');
    expect(row?.samples).toBeGreaterThan(0);
    // 4 ms each: more than five would not have rested.
    expect(row?.samples).toBeLessThanOrEqual(5);
    expect(row?.conditions.join()).toContain('each after a rest of 100 ms, after 1 to warm up');
  });

  it('is not taken where none is asked for, nor by copies at once', () => {
    const [alone] = measured('--pause', '0ms');
    expect(alone?.samples).toBeGreaterThan(5);
    expect(alone?.conditions.join()).toContain('back to back');
    const copies = measured('--pause', '400ms', '--copies', '2').find(({ concurrency }) => concurrency === 2);
    expect(copies?.samples).toBeGreaterThan(2);
  });
});

/** What is told of models that cannot be measured. */
function problemOf(model: object, ...words: readonly string[]): string {
  copy.write('broken.onnx', JSON.stringify(model));
  const base = ['measure', 'broken.onnx', '--device', 'here', '--duration', '100ms', '--warm-up', '1'];
  const { stdout, stderr, status } = copy.edgePlan([...base, ...words]);
  expect(status, stderr).toBe(2);
  expect(stdout).toBe('');
  return stderr.replace(/\s+/g, ' ');
}

const input = (name: string, shape: readonly (number | string)[], type = 'float32') => ({ name, type, shape });

describe('a model that cannot be measured', () => {
  it('is named where the runtime refuses it, with the first line of what that says', () => {
    expect(problemOf({ refuse: 'no such operator\nat a.cc:12' })).toContain(
      '"broken.onnx" cannot be loaded: no such operator It must be an ONNX model',
    );
  });

  it('says which batch it was made for', () => {
    const said = problemOf({ inputs: [input('x', [2, 3])] }, '--batch', '4');
    expect(said).toContain('takes 2 inferences in a request ("x" is 2 long), not 4');
  });

  it('made for several inferences is measured, with a word that the row says one', () => {
    copy.write('four.onnx', JSON.stringify({ inputs: [input('x', [4, 3])], ms: 2 }));
    const words = ['measure', 'four.onnx', '--device', 'here', '--duration', '1s', '--warm-up', '1', '--json'];
    const remarks = (more: readonly string[]) => {
      const { rows, remarks } = JSON.parse(copy.edgePlan([...words, ...more]).stdout);
      expect(rows).toHaveLength(1);
      return remarks.map(({ code }: { code: string }) => code);
    };
    expect(remarks([])).toContain('batch-unsaid');
    expect(remarks(['--batch', '4'])).not.toContain('batch-unsaid');
  });

  it('shows the sizes that it leaves open, a nameless one too', () => {
    const said = problemOf({ inputs: [input('x', ['batch', 'height', ''])] });
    expect(said).toContain('the input "x" of "broken.onnx" leaves sizes open: batchxheightx?');
  });

  it('must not contradict --input, in sizes, their number or names', () => {
    const model = { inputs: [input('x', ['batch', 3])] };
    expect(problemOf(model, '--input', 'x=1x4')).toContain('gives "x" the sizes 1x4, and the model says batchx3');
    expect(problemOf(model, '--input', 'x=1x3x3')).toContain('"x" has 2 sizes; --input gives 3');
    expect(problemOf(model, '--input', 'y=1x3')).toContain('has no input "y" It has x.');
  });

  it('that says nothing of an input takes the sizes that are given, and no input at all is said', () => {
    const words = ['--device', 'here', '--duration', '1s', '--warm-up', '1', '--json'];
    const fed = (model: object, ...more: readonly string[]) => {
      copy.write('open.onnx', JSON.stringify(model));
      return JSON.parse(copy.edgePlan(['measure', 'open.onnx', ...words, ...more]).stdout).rows[0].conditions[0];
    };
    const unsaid = { inputs: [input('x', [])], ms: 1 };
    expect(fed(unsaid, '--input', 'x=1x64')).toBe('x 1x64 float32');
    expect(fed(unsaid)).toBe('x one float32');
    expect(fed({ inputs: [], ms: 1 })).toBe('no input');
  });

  it('must not take texts, or more values than a film has', () => {
    expect(problemOf({ inputs: [input('x', [1], 'string')] })).toContain('takes string values');
    const said = problemOf({ inputs: [input('x', [1, 'n'])] }, '--input', 'x=1x999999999');
    expect(said).toContain('an input of 1x999999999 values is asked for');
  });

  it('is told of where the inference fails, or nothing is done in time', () => {
    const said = problemOf({ break: 'sizes do not fit\nat b.cc:7' });
    expect(said).toContain('"broken.onnx" is loaded and cannot be run: sizes do not fit The inputs are made up');
    expect(problemOf({ break: 'Failed to allocate memory' })).toContain('memory The memory is too small for it');
    expect(problemOf({ break: 'sizes do not fit' }, '--warm-up', '0', '--duration', '10s')).toContain(
      'cannot be run: sizes do not fit',
    );
    expect(problemOf({ idle: 200 }, '--copies', '2')).toContain('no inference was finished within 0.1 s');
  });
});

describe('rows of a model', () => {
  it('hold what it was fed, and how copies and batches compare with one', () => {
    const words = ['measure', 'light.onnx', '--device', 'here', '--duration', '300ms', '--batch', '4', '--copies', '2'];
    const { stdout, stderr, status } = copy.edgePlan([...words, '--json', '--conditions', 'on the desk']);
    expect(status, stderr).toBe(0);
    const { rows } = JSON.parse(stdout);
    const keys = rows.map(({ batch, concurrency }: { batch: number; concurrency: number }) => [batch, concurrency]);
    expect(keys).toEqual([
      [1, 1],
      [4, 1],
      [1, 2],
    ]);
    expect(rows[1].conditions.slice(0, 2)).toEqual(['on the desk', 'input 4x3 float32']);
    // Four inferences of 4 ms each; no machine is faster than the clock.
    expect(rows[0].serviceMs).toBeGreaterThanOrEqual(4);
    expect(rows[1].serviceMs).toBeGreaterThanOrEqual(16);
    expect([rows[0].memoryBytes > 1e6, rows[2].memoryBytes]).toEqual([true, null]);
  });

  it('are appended to a table, and lie beside others of another concurrency', () => {
    const words = ['measure', 'light.onnx', '--device', 'here', '--duration', '200ms', '--append', 'table.csv'];
    expect(copy.edgePlan([...words, '--copies', '1,2']).status).toBe(0);
    const { stdout } = copy.edgePlan([...words, '--copies', '1,2']);
    const lines = copy.read('table.csv').trimEnd().split('\n');
    expect(lines).toHaveLength(5);
    expect(stdout).toContain('has the same batch and concurrency');
  });

  const NARROW = 'model,device,service_ms\nother,here,1\n';

  it('are not measured for a table that lacks their columns', () => {
    copy.write('narrow.csv', NARROW);
    copy.write('model.onnx', JSON.stringify({ refuse: 'it was begun' }));
    const words = ['measure', 'model.onnx', '--device', 'here', '--append', 'narrow.csv'];
    const { stderr, status } = copy.edgePlan([...words, '--copies', '2', '--precision', 'int8']);
    expect([status, copy.read('narrow.csv')]).toEqual([2, NARROW]);
    const columns = 'service_scv, memory_mb, runtime, precision, conditions, samples, source, concurrency';
    expect(stderr).toContain(`lacks ${columns}, which the new rows fill`);
    expect(stderr).not.toContain('begun');
  });

  it.runIf(HAS_PROCESS_LIST)('are shown where they cannot be written, so that the minutes are not lost', async () => {
    const words = ['measure', 'light.onnx', '--device', 'here', '--duration', '2s', '--append', 'late.csv'];
    const child = copy.start(words, 'pipe');
    let stderr = '';
    child.stderr?.on('data', (chunk) => {
      stderr += chunk;
    });
    const closed = once(child, 'close');
    await until(() => copy.containers().length > 0, 'a container').finally(() => copy.write('late.csv', NARROW));
    expect([(await closed)[0], copy.read('late.csv')]).toEqual([2, NARROW]);
    expect(stderr).toMatch(/Measured, and not written:\nmodel,.*\nlight,here,/);
    expect(stderr).toContain('lacks');
  });

  it.runIf(HAS_PROCESS_LIST)('of a co-location are shown where its recording cannot be written', async () => {
    copy.write('gone/here', '');
    const child = copy.start([...WORDS, '--discipline', 'fcfs', '--duration', '1s', '--out', 'gone/run.csv'], 'pipe');
    let stderr = '';
    child.stderr?.on('data', (chunk) => {
      stderr += chunk;
    });
    const closed = once(child, 'close');
    const begun = until(() => copy.containers().length > 0, 'a container');
    await begun.finally(() => rmSync(join(copy.folder, 'gone'), { recursive: true }));
    expect((await closed)[0]).toBe(2);
    expect(stderr).toMatch(/Measured, and not written:\nscenario.yaml, 1 s: \d+ recorded requests/);
    expect(stderr).toContain('"gone/run.csv" cannot be written');
  });

  it('are not measured where they could not be written', () => {
    copy.write('model.onnx', JSON.stringify({ refuse: 'it was begun' }));
    const words = ['measure', 'model.onnx', '--device', 'here', '--out', 'none/rows.csv'];
    const { stderr, status } = copy.edgePlan(words);
    expect([status, stderr]).toEqual([2, expect.stringContaining('"none/rows.csv" cannot be written')]);
    expect(stderr).not.toContain('begun');
    const together = copy.edgePlan([...WORDS, '--discipline', 'fcfs', '--duration', '10min', '--out', 'none/x.csv']);
    expect([together.status, together.stderr]).toEqual([2, expect.stringContaining('"none/x.csv" cannot be written')]);
  });

  it('say so where processes cannot be pinned, and refuse to be pinned', () => {
    const words = ['measure', 'light.onnx', '--device', 'here', '--duration', '1s', '--json'];
    const { stdout, status } = copy.edgePlan(words, { PATH: '/nowhere' });
    expect(status).toBe(0);
    const { machine } = JSON.parse(stdout);
    expect([machine.usedCores, machine.governor === '']).toEqual([null, false]);
    expect(JSON.parse(stdout).remarks.map(({ code }: { code: string }) => code)).toContain('not-pinned');
    const pinned = copy.edgePlan([...words, '--cores', '0'], { PATH: '/nowhere' });
    expect([pinned.status, pinned.stderr]).toEqual([2, expect.stringContaining('cannot be pinned')]);
  });
});

describe('containers that fail', () => {
  const together = (model: object) => {
    copy.write('broken.onnx', JSON.stringify(model));
    copy.write('broken.csv', 'model,device,service_ms\nbroken,here,4\nslow,here,4\n');
    copy.write('slow.onnx', JSON.stringify({ slow: 1500 }));
    const apps = `apps:
  - { app: a, model: broken, rate: 20 /s, slo: mean <= 10 s }
  - { app: b, model: slow, rate: 20 /s, slo: mean <= 10 s }
`;
    copy.write('broken.yaml', SCENARIO.replace('profiles.csv', 'broken.csv').replace(/apps:[\s\S]*/, apps));
    const words = ['measure', '--co-locate', 'broken.yaml', '--models', '.', '--warm-up', '0', '--duration', '300ms'];
    return copy.edgePlan([...words, '--out', 'broken-out.csv']);
  };

  it.each([
    ['dies while it loads', { die: 'load' }, 'a container could not go on: it was ended by SIGKILL'],
    ['dies while it waits for the others', { die: 'idle' }, 'a container could not go on: it was ended by SIGKILL'],
    ['cannot infer', { break: 'bad_alloc' }, '"broken.onnx" is loaded and cannot be run: bad_alloc'],
  ])('one that %s ends the measurement, and nothing is written', (_, model, why) => {
    const { stderr, stdout, status } = together(model);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr.replace(/\s+/g, ' ')).toContain(why);
    expect(() => copy.read('broken-out.csv')).toThrow();
    if (HAS_PROCESS_LIST) expect(copy.containers()).toEqual([]);
  });

  it('that keep requests waiting for ever make no recording', () => {
    const { stderr, status } = together({ idle: 4000 });
    expect([status, stderr.replace(/\s+/g, ' ')]).toEqual([2, expect.stringMatching(/requests? of \d+ still waited/)]);
  }, 60_000);
});

if (!HAS_PROCESS_LIST) console.warn('SKIPPED: no /proc here, so nobody looks for containers left behind');

describe.runIf(HAS_PROCESS_LIST)('no container is left', () => {
  it.each([
    ['Ctrl-C', 'SIGINT', 130],
    ['a request to end', 'SIGTERM', 130],
    ['the end of the parent', 'SIGKILL', null],
  ] as const)('after %s', async (_, signal, code) => {
    const words = ['--discipline', 'time-slice', '--duration', '60s', '--out', `${signal}.csv`];
    const child = copy.start([...WORDS, ...words]);
    const exited = once(child, 'exit');
    await until(() => copy.containers().length === 3, 'three containers').finally(() => child.kill(signal));
    expect((await exited)[0]).toBe(code);
    await until(() => copy.containers().length === 0, 'no container');
    expect(() => copy.read(`${signal}.csv`)).toThrow();
  });

  it('and what was measured by then is said, and nothing written', async () => {
    const words = ['measure', 'light.onnx', '--device', 'here', '--duration', '1s', '--batch', '1,2', '--out', 'c.csv'];
    const child = copy.start(words, 'pipe');
    let stderr = '';
    child.stderr?.on('data', (chunk) => {
      stderr += chunk;
    });
    const closed = once(child, 'close');
    await until(() => copy.containers().length > 0, 'the container of a batch of one');
    const [first] = copy.containers();
    await until(() => copy.containers().some((one) => one !== first), 'that of a batch of two');
    child.kill('SIGINT');
    expect((await closed)[0]).toBe(130);
    expect(stderr).toMatch(/nothing written. Known so far:\n\nmodel,device,.*\nlight,here,[^\n]*\n$/);
    expect(() => copy.read('c.csv')).toThrow();
  });

  it('after the parent ends while the first is being started', async () => {
    const child = copy.start([...WORDS, '--discipline', 'time-slice', '--duration', '60s']);
    await until(() => copy.containers().length > 0, 'a container').finally(() => child.kill('SIGKILL'));
    await until(() => copy.containers().length === 0, 'no container');
    expect(copy.containers()).toEqual([]);
  });
});
