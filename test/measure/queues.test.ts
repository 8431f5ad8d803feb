import { describe, expect, it } from 'vitest';
import { onOneAccelerator, type Queue, queuesOf } from '../../src/co-location-queues.ts';
import { MEASURED_DISCIPLINES, type MeasuredDiscipline } from '../../src/domain/co-location.ts';
import { problemsFrom, read } from '../read/reading.ts';

const PROFILES =
  'model,device,service_ms,preprocess_ms\nlight,here,4,\nheavy,here,12,\nstaged,here,4,3\nother,there,1,\n';
const NODE = '  - { node: core, device: here, discipline: time-slice, memory: 8 GB }';
const APPS = `  - { app: door, count: 2, model: light, rate: 20 /s, slo: mean <= 10 s }
  - { app: belt, model: heavy, rate: 10 /s, slo: mean <= 10 s }`;

function scenario(apps = APPS, node = NODE) {
  const text = `version: 1\nprofiles: [p.csv]\nnetwork: 10 ms\ncluster:\n${node}\napps:\n${apps}\n`;
  return read(text, { 'p.csv': PROFILES });
}

async function queues(discipline: MeasuredDiscipline, apps = APPS, node = NODE, duration = 10_000) {
  return queuesOf(onOneAccelerator(await scenario(apps, node), discipline), duration, 1);
}

const shapeOf = ({ container, workers, models }: Queue) => ({ container, workers, models: [...models].sort() });
const app = (more: string) => `  - { app: a, model: light, rate: 20 /s, slo: mean <= 10 s, ${more} }`;

describe('the queues of a co-location', () => {
  it('are one for each container under time-slice, with the workers of the node', async () => {
    const found = await queues('time-slice', APPS, NODE.replace(' }', ', concurrency: 3 }'));
    expect(found.map(shapeOf).sort((a, b) => (a.container < b.container ? -1 : 1))).toEqual([
      { container: 'belt', workers: 3, models: ['heavy'] },
      { container: 'door-1', workers: 3, models: ['light'] },
      { container: 'door-2', workers: 3, models: ['light'] },
    ]);
  });

  it('are one for all under fcfs, with one worker, and under ps, with many', async () => {
    const models = ['heavy', 'light'];
    expect((await queues('fcfs')).map(shapeOf)).toEqual([{ container: 'fcfs', workers: 1, models }]);
    expect((await queues('ps')).map(shapeOf)).toEqual([{ container: 'ps', workers: 24, models }]);
  });

  it('are one for the instances that share a model, beside an application of the name of that model', async () => {
    const apps = `${app('count: 3, sharing: model')}\n  - { app: light, model: light, rate: 1 /s, slo: mean <= 10 s }`;
    const found = await queues('time-slice', apps);
    expect(found.map(({ container }) => container).sort()).toEqual(['light', 'light (shared)']);
    expect(new Set(found.find(({ container }) => container === 'light (shared)')?.apps)).toEqual(
      new Set(['a-1', 'a-2', 'a-3']),
    );
  });

  it('hold the same requests under every discipline, in order, as often as the rates say', async () => {
    const sent = (found: readonly Queue[]) =>
      found
        .flatMap(({ due, apps, model, models }) =>
          apps.map((app, i) => `${due[i]} ${app} ${models[model[i] as number]}`),
        )
        .sort();
    const all = await Promise.all(MEASURED_DISCIPLINES.map((discipline) => queues(discipline)));
    const [first, ...others] = all.map(sent);
    for (const other of others) expect(other).toEqual(first);
    // 50 /s for 10 s: five standard deviations of a Poisson number.
    expect(Math.abs((first?.length ?? 0) - 500)).toBeLessThan(5 * Math.sqrt(500));
    for (const { due } of all.flat()) expect([...due]).toEqual([...due].sort((a, b) => a - b));
  });
});

describe('a scenario that cannot be measured', () => {
  const codesOf = async (work: () => unknown) => (await problemsFrom(work)).map(({ code }) => code);
  const codes = (apps?: string, node?: string, duration?: number) =>
    codesOf(() => queues('time-slice', apps, node, duration));

  it('has more than one accelerator', async () => {
    expect(await codes(APPS, NODE.replace('core', 'core, count: 2'))).toEqual(['co-locate-nodes']);
    expect(await codes(APPS, NODE.replace('core', 'core, accelerators: 2'))).toEqual(['co-locate-nodes']);
    expect(await codes(APPS, `${NODE}\n${NODE.replace('core', 'other')}`)).toEqual(['co-locate-nodes']);
  });

  it('has a CPU stage, of its own or of the profile', async () => {
    const cpu = NODE.replace(' }', ', cpu: { cores: 2 } }');
    expect(await codes(app('preprocess: 2 ms'), cpu)).toEqual(['co-locate-preprocess']);
    const staged = app('weight: 1').replace('light', 'staged');
    expect(await codes(staged, cpu)).toEqual(['co-locate-preprocess']);
    expect(await queues('fcfs', staged.replace('weight: 1', 'preprocess: 0 ms'), cpu)).toHaveLength(1);
  });

  it('asks for more than the whole accelerator', async () => {
    const [problem] = await problemsFrom(() => queues('fcfs', app('count: 13')));
    expect([problem?.code, problem?.message]).toEqual(['co-locate-overload', expect.stringContaining('104 %')]);
  });

  it('has a model that was not measured there', async () => {
    expect(await codes(app('weight: 1').replace('light', 'other'))).toEqual(['model-unmeasured']);
  });

  it('would start more processes, or load more models, than a machine should', async () => {
    const slow = app('count: 65').replace('20 /s', '1 /s');
    expect(await codes(slow)).toEqual(['co-locate-size']);
    expect(await queues('fcfs', slow)).toHaveLength(1);
    expect(await codes(slow.replace('65', '1001').replace('1 /s', '1 /h'))).toEqual(['co-locate-size']);
    const workers = NODE.replace(' }', ', concurrency: 300 }');
    expect(await codes(APPS, workers)).toEqual(['co-locate-size']);
  });

  it('sends too many requests to hold, or too few to be a load', async () => {
    expect(await codes(APPS, NODE, 24 * 3_600_000)).toEqual(['co-locate-requests']);
    expect(await codes(APPS, NODE, 1)).toEqual(['co-locate-requests']);
  });
});
