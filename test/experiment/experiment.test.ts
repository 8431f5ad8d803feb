import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import onnxProto from 'onnx-proto';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../helpers/binary.ts';
import { NETWORKS, networkOnnx } from './networks.js';
import { type Experiment, type ExperimentRun, renderExperiment } from './table.js';

const small = NETWORKS['conv-s'] as (typeof NETWORKS)[string];

describe('the networks of the experiment', () => {
  it('are the same bytes each time', () => {
    expect(Buffer.compare(networkOnnx(small), networkOnnx(small))).toBe(0);
  });

  it.each(Object.entries(NETWORKS))(
    '%s is an ONNX model of an open number of square pictures to 100 classes',
    (_, network) => {
      const { graph, opsetImport } = onnxProto.onnx.ModelProto.decode(networkOnnx(network));
      expect(opsetImport.map(({ version }) => Number(version))).toEqual([13]);
      const sizes = [...(graph?.input ?? []), ...(graph?.output ?? [])].map(({ type }) =>
        type?.tensorType?.shape?.dim?.map(({ dimParam, dimValue }) => dimParam || Number(dimValue)),
      );
      expect(sizes).toEqual([
        ['batch', 3, network.side, network.side],
        ['batch', 100],
      ]);
      // One convolution before the stages, one after them; every step reads what the one before it gave.
      const steps = graph?.node ?? [];
      const convolutions = network.stages.reduce((sum, stage) => sum + stage, 2);
      expect(steps.filter(({ opType }) => opType === 'Conv')).toHaveLength(convolutions);
      expect(steps.map(({ input }) => input?.[0])).toEqual([
        'input',
        ...steps.slice(0, -1).map(({ output }) => output?.[0]),
      ]);
      expect(steps.at(-1)?.output).toEqual(['output']);
    },
  );

  it('have weights that are all there, finite, and not all alike', () => {
    const { graph } = onnxProto.onnx.ModelProto.decode(networkOnnx(small));
    for (const { dims, rawData } of graph?.initializer ?? []) {
      const bytes = rawData as Uint8Array;
      const values = new Float32Array(new Uint8Array(bytes).buffer);
      expect(values.length).toBe((dims ?? []).reduce((product, size) => product * Number(size), 1));
      expect(values.every(Number.isFinite)).toBe(true);
      expect(new Set(values).size).toBeGreaterThan(values.length / 2);
    }
  });
});

/** Two repetitions of one container: measured 100 and 200 ms; predicted 10 % less, then 30 % more. */
function run(repetition: number, load: number, measured: number, predicted: number): ExperimentRun {
  const times = { measuredMeanMs: measured, predictedMeanMs: predicted, replayedMeanMs: measured };
  const tails = { measuredP95Ms: 2 * measured, predictedP95Ms: null, replayedP95Ms: 2 * measured };
  const row = { model: 'net', requests: 1500, ...times, ibisMeanMs: null, ...tails };
  return {
    repetition,
    load,
    service: [40 + repetition],
    discipline: 'fcfs',
    interference: 1 + load / 10,
    foreignShare: load / 100,
    rows: [row],
    adjustedRows: [{ ...row, predictedMeanMs: measured, replayedMeanMs: 1.1 * measured }],
  };
}

function experiment(results: readonly ExperimentRun[]): Experiment {
  const system = { system: 'Linux 6', governor: null, runtime: 'onnxruntime-node 1.30.0', node: '20.0.0' };
  const machine = { processor: 'Some CPU', cores: 2, usedCores: [1], architecture: 'x64', ...system };
  return { date: '2026-01-01', duration: 10, repetitions: 2, machine, networks: ['net'], results };
}

/** Cells of the rows of a Markdown table that begin with these. */
function cells(text: string, ...first: readonly string[]): readonly (readonly string[])[] {
  return text
    .split('\n')
    .map((line) => line.split('|').map((cell) => cell.trim()))
    .map((line) => line.slice(1, -1))
    .filter((line) => first.every((cell, i) => line[i] === cell));
}

/** The whole of what is printed. */
function rendered(results: Experiment): string {
  const { made, summary, details } = renderExperiment(results);
  return `${made}\n${summary}\n${details}`;
}

describe('the documents', () => {
  const written = (document: string) => {
    const text = readFileSync(join(ROOT, document), 'utf8');
    return text.split('<!-- experiment: written by npm run experiment -->')[1]?.split('<!-- end of')[0] ?? '';
  };
  const tableRows = (text: string) => cells(text).filter((row) => row.length > 0);
  const references = written('src/predict/REFERENCES.md');
  const readme = written('README.md');

  it('say of the same measurement the same: the README has some columns of REFERENCES.md, rounded alike', () => {
    const [head = [], , ...rows] = tableRows(readme);
    expect(head).toEqual([
      'discipline',
      'load',
      'mean: ours',
      'mean: Ibis',
      'mean: replayed',
      'p95: ours',
      'p95: replayed',
    ]);
    const all = tableRows(references);
    const columns = head.map((title) => all[0]?.indexOf(title) as number);
    const own = all.slice(2, 2 + rows.length).map((line) => columns.map((column) => line[column]));
    expect(rows).toEqual(own);
    expect(readme.trim().split('\n')[0]).toBe(references.trim().split('\n')[0]);
  });

  it('show what was asked for: means within 10 % by the models and 7 % by the replay, at loads up to 0.7', () => {
    for (const discipline of ['time-slice', 'fcfs']) {
      const [row = []] = cells(readme, `**${discipline}**`, '**to 0.7**');
      const [ours = Number.NaN, , replayed = Number.NaN] = row.slice(2).map((cell) => Number.parseFloat(cell));
      expect([ours < 10, replayed < 7]).toEqual([true, true]);
      expect(row.every((cell) => cell.includes(' to ') || cell.startsWith('**'))).toBe(true);
    }
  });

  it('the changelog has its figures from the same table', () => {
    const figure = (discipline: string, column: number) =>
      Number.parseFloat(cells(readme, `**${discipline}**`)[0]?.[column] ?? '');
    const text = readFileSync(join(ROOT, 'CHANGELOG.md'), 'utf8').replace(/\s+/g, ' ');
    const [slice, fcfs] = ['time-slice', 'fcfs'].map((name) => [figure(name, 2), figure(name, 3)]);
    expect(text).toContain(
      `our means were ${slice?.[0]} % (\`time-slice\`) and ${fcfs?.[0]} % (\`fcfs\`) off, those of Ibis ${slice?.[1]} and ${fcfs?.[1]} %`,
    );
  });
});

describe('the table of the experiment', () => {
  const text = rendered(experiment([run(1, 0.5, 100, 90), run(2, 0.5, 200, 260), run(1, 0.8, 100, 100)]));

  it('has means over the repetitions and their range, and a dash where nothing is known', () => {
    const [summary, container] = cells(text, 'fcfs', '0.5');
    expect(summary?.slice(2)).toEqual([
      '20.0 % (10.0 % to 30.0 %)',
      '–',
      '0.0 % (0.0 % to 0.0 %)',
      '–',
      '0.0 % (0.0 % to 0.0 %)',
      '1.050 (1.050 to 1.050)',
      '0.0 % (0.0 % to 0.0 %)',
      '10.0 % (10.0 % to 10.0 %)',
    ]);
    expect(container?.slice(2)).toEqual(['net', '3,000', '150.0', '175.0', '–', '150.0', '300.0', '–', '300.0']);
  });

  it('is told in brief by means and p95', () => {
    const [brief] = cells(renderExperiment(experiment([run(1, 0.5, 100, 90)])).brief, 'fcfs', '0.5');
    expect(brief?.slice(2)).toEqual(['10.0 %', '–', '0.0 %', '–', '0.0 %']);
  });

  it('leaves loads above 0.7 out of the row that says so', () => {
    const [moderate] = cells(text, '**fcfs**', '**to 0.7**');
    expect(moderate?.[2]).toBe('20.0 % (10.0 % to 30.0 %)');
    expect(cells(text, 'fcfs', '0.8')[0]?.[2]).toBe('0.0 %');
  });

  it('says where it was measured, and the times alone of every repetition', () => {
    expect(text).toContain('Some CPU (x64), core 1 of 2, frequency governor not shown; Linux 6');
    expect(text).toContain('net 41.50 (41.00 to 42.00) ms alone');
    expect(text).toContain('Other programs took 0.8 % of the core at most.');
    const disturbed = { ...run(1, 0.5, 100, 90), profileForeignShare: 0.25 };
    expect(rendered(experiment([disturbed]))).toContain('Other programs took 25.0 % of the core at most.');
    const { machine, ...others } = experiment([run(1, 0.5, 100, 90)]);
    expect(rendered({ ...others, machine: { ...machine, usedCores: null } })).toContain('any of 2 cores');
  });

  it('has no line that is no row between rows', () => {
    for (const table of text.split('\n\n').filter((part) => part.startsWith('|'))) {
      const widths = new Set(
        table
          .trimEnd()
          .split('\n')
          .map((line) => line.split('|').length),
      );
      expect(widths.size).toBe(1);
    }
  });

  it('leaves out the row of moderate loads where none was measured', () => {
    const high = rendered(experiment([run(1, 0.8, 100, 90)]));
    expect(cells(high, '**fcfs**')).toEqual([]);
    expect(high).not.toContain('NaN');
  });
});
