/** The script for machines with a GPU: nobody runs it on one here, so it runs on one core, with a stand-in for PyTorch. */

import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { edgePlan } from '../helpers/binary.ts';
import { NETWORKS } from './networks.js';

const SCRIPT = join(import.meta.dirname, 'gpu.py');
/** Nothing of the product needs Python. */
const HAS_PYTHON = spawnSync('python3', ['--version']).status === 0;
if (!HAS_PYTHON) console.warn('SKIPPED: python3 is missing, so gpu.py is not tried');

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'edge-plan-gpu-'));
  cpSync(join(import.meta.dirname, 'fake_torch.py'), join(folder, 'torch.py'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const env = (more: Readonly<Record<string, string>> = {}) => {
  return { ...process.env, PYTHONPATH: folder, PYTHONDONTWRITEBYTECODE: '1', ...more };
};

function gpu(words: readonly string[], more = {}) {
  const files = ['--device', 'here', '--profiles', 'gpu.csv', '--out', 'run.csv'];
  const options = { cwd: folder, encoding: 'utf8', env: env(more), timeout: 120_000 } as const;
  return spawnSync('python3', [SCRIPT, ...files, ...words], options);
}

/** What the script's own functions answer to an expression. */
function asked(expression: string): unknown {
  const code = `import json, sys; sys.path.insert(0, sys.argv[1]); import gpu; print(json.dumps(${expression}))`;
  const { stdout, stderr } = spawnSync('python3', ['-c', code, import.meta.dirname], { encoding: 'utf8', env: env() });
  expect(stderr).toBe('');
  return JSON.parse(stdout);
}

describe('the script for a GPU', () => {
  it('builds the same networks as the experiment', () => {
    const text = readFileSync(SCRIPT, 'utf8');
    for (const [name, { side, width, stages }] of Object.entries(NETWORKS)) {
      expect(text).toContain(`"${name}": (${side}, ${width}, [${stages.join(', ')}]),`);
    }
  });

  it.runIf(HAS_PYTHON)('draws the same schedule from the same seed, ascending and as dense as the rate', () => {
    const [one, same, other] = asked(
      '[gpu.schedule(20, 500, "1 0"), gpu.schedule(20, 500, "1 0"), gpu.schedule(20, 500, "2 0")]',
    ) as readonly (readonly number[])[];
    expect(same).toEqual(one);
    expect(other).not.toEqual(one);
    expect(one).toEqual([...(one ?? [])].sort((a, b) => a - b));
    // 10,000 are expected, and one in a hundred is their standard deviation.
    expect(Math.abs((one?.length ?? 0) - 10_000)).toBeLessThan(500);
    expect(one?.at(-1)).toBeLessThan(500);
  });

  it.runIf(HAS_PYTHON)('asks for the lateness of requests that found nobody present alone', () => {
    const times = '[(0, 0.5, 10, "a"), (1, 10, 20, "a"), (20, 21.5, 30, "b"), (29, 30, 31, "b")]';
    expect(asked(`gpu.lateness(${times})`)).toBe(1000);
    expect(asked('gpu.lateness([])')).toBeNull();
  });

  it.runIf(HAS_PYTHON)('refuses what it cannot measure', () => {
    const wrong = [
      ['--networks', 'conv-z'],
      ['--networks', 'conv-s,conv-s'],
      ['--loads', '0.5,1'],
    ];
    for (const words of wrong) {
      expect(gpu(['--cpu', ...words]).stderr).toContain(`${words[0]} must`);
    }
  });

  it.runIf(HAS_PYTHON)(
    'wants the MPS daemon to run if and only if it is to measure it',
    () => {
      const under = (answer: string, ...words: readonly string[]) => {
        writeFileSync(join(folder, 'nvidia-cuda-mps-control'), `#!/bin/sh\n${answer}\n`, { mode: 0o755 });
        return gpu(words, { PATH: `${folder}${delimiter}${process.env.PATH}` }).stderr;
      };
      expect(under('exit 1', '--mps')).toContain('start the MPS daemon first');
      expect(under('exit 0')).toContain('the MPS daemon runs: give --mps');
      // It runs, and serves nobody.
      const brief = ['--networks', 'conv-s', '--profile-seconds', '0.2'];
      expect(under('exit 0', '--mps', ...brief)).toContain('the containers do not use it');
      const lengths = [...brief, '--copies', '1', '--loads', '0.3', '--duration', '2'];
      expect(under('echo 17', '--mps', ...lengths)).toContain('mps-0.3-1: ');
      expect(readFileSync(join(folder, 'run.csv'), 'utf8')).toContain('\nmps-0.3-1,conv-s,conv-s,conv-s,0.');
    },
    60_000,
  );

  it.runIf(HAS_PYTHON)(
    'says where the host is measured and not the GPU',
    () => {
      writeFileSync(join(folder, 'nvidia-cuda-mps-control'), '#!/bin/sh\nexit 1\n', { mode: 0o755 });
      const lengths = ['--copies', '1', '--loads', '0.3', '--duration', '2', '--profile-seconds', '0.2'];
      const { stderr } = gpu(['--networks', 'conv-s', ...lengths], {
        PATH: `${folder}${delimiter}${process.env.PATH}`,
      });
      expect(stderr).toMatch(/conv-s: for \d+% of a request the host still sends work/);
      expect(readFileSync(join(folder, 'gpu.csv'), 'utf8')).toContain('Pretended GPU; CUDA 0.0; driver ');
    },
    60_000,
  );
});

interface Request {
  readonly run: string;
  readonly container: string;
  readonly start: number;
  readonly begin: number;
  readonly end: number;
}

describe.runIf(HAS_PYTHON)('what the script writes', () => {
  let requests: readonly Request[] = [];
  let said = '';
  beforeAll(() => {
    const lengths = ['--duration', '2', '--profile-seconds', '0.5', '--loads', '0.3,0.6', '--copies', '2'];
    const { stderr, status } = gpu(['--cpu', '--networks', 'conv-s,conv-m', '--pictures', '2', ...lengths]);
    expect(status, stderr).toBe(0);
    said = stderr;
    const [header, ...lines] = readFileSync(join(folder, 'run.csv'), 'utf8').trimEnd().split('\n');
    expect(header).toBe('run,app,container,model,start_time,begin_time,end_time');
    requests = lines.map((line) => {
      const [run = '', , container = '', , start, begin, end] = line.split(',');
      return { run, container, start: Number(start), begin: Number(begin), end: Number(end) };
    });
  }, 120_000);

  it('is a run for each load, of which every container serves its own queue in order', () => {
    expect([...new Set(requests.map(({ run }) => run))]).toEqual(['time-slice-0.3-1', 'time-slice-0.6-1']);
    for (const run of ['time-slice-0.3-1', 'time-slice-0.6-1']) {
      expect(said).toMatch(new RegExp(`${run}: \\d+ requests; those that found nobody present .* ms late`));
      for (const name of ['conv-s', 'conv-m']) {
        const own = requests.filter((request) => request.run === run && request.container === name);
        expect(own.length).toBeGreaterThan(3);
        expect(own.filter(({ start, begin, end }) => begin < start || end <= begin)).toEqual([]);
        expect(own.slice(1).filter(({ begin }, i) => begin < (own[i] as Request).end)).toEqual([]);
      }
    }
  });

  it('is read by validate, with profiles that say how they were measured', () => {
    const words = ['validate', 'run.csv', '--device', 'here', '--profiles', 'gpu.csv', '--discipline', 'time-slice'];
    const more = ['--group-by', 'run', '--app-by', 'container', '--json'];
    const { stdout, stderr, status } = edgePlan([...words, ...more], { cwd: folder });
    expect(status, stderr).toBe(0);
    const { rows } = JSON.parse(stdout) as { rows: { group: string; app: string; predictedMeanMs: number | null }[] };
    expect(rows.map(({ group, app }) => `${group} ${app}`).sort()).toEqual([
      'time-slice-0.3-1 conv-m',
      'time-slice-0.3-1 conv-s',
      'time-slice-0.6-1 conv-m',
      'time-slice-0.6-1 conv-s',
    ]);
    expect(rows.filter(({ predictedMeanMs }) => predictedMeanMs === null)).toEqual([]);
    const [header = '', ...lines] = readFileSync(join(folder, 'gpu.csv'), 'utf8').trimEnd().split('\n');
    const copies = header.split(',').indexOf('concurrency');
    expect(lines.map((line) => line.split(',')[copies])).toEqual(['1', '2', '1', '2']);
    expect(lines[0]).toMatch(/CPU; one core; 2 pictures in a request; each after a rest of 20 ms; 50 to warm up/);
    expect(lines[1]).toContain('back to back');
    expect(lines[0]).toMatch(/measured on \d{4}-\d\d-\d\d by test\/experiment\/gpu\.py: conv-s$/);
  });
});
