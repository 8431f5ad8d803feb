import { describe, expect, it } from 'vitest';
import { problemsFrom } from '../reading.ts';
import { imported } from './importing.ts';

describe('files of one measurement become one row', () => {
  it('trtexec: time and variation of the queries, throughput, batch and model of the summary', async () => {
    for (const files of [
      ['trtexec/times-summary.log', 'trtexec/times.json'],
      ['trtexec/times.json', 'trtexec/times-summary.log'],
    ]) {
      const { rows } = await imported(files, { format: 'trtexec' });
      expect(rows).toHaveLength(1);
      const [row] = rows;
      expect(row?.model).toBe('mobilenet_v2');
      expect(row?.batch).toBe(1);
      expect(row?.serviceTime.value).toBeCloseTo(416 / 99, 9);
      expect(row?.scv?.from).toContain('variance ÷ mean²');
      expect(row?.samples?.value).toBe(99);
      expect(row?.runtime).toMatch(/^TensorRT v\d+$/);
      expect(row?.throughput?.value).toBeCloseTo(0.2174, 12);
      expect(row?.remarks.map(({ code }) => code)).not.toContain('times-differ');
      for (const file of files) expect(row?.source).toContain(file.split('/')[1]);
    }
  });

  it('edge TPU: the time of the benchmark, the sizes of the compiler', async () => {
    const { rows } = await imported(['edgetpu/facenet.csv', 'edgetpu/compiler.log']);
    expect(rows).toHaveLength(1);
    expect(rows[0]?.serviceTime.value).toBe(31.5);
    expect(rows[0]?.onChipMemory?.value).toBeCloseTo(7.04 * 2 ** 20, 6);
    expect(rows[0]?.offChipMemory?.value).toBeCloseTo(15.06 * 2 ** 20, 6);
    expect(rows[0]?.runtime).toBe('edgetpu Python API');
    expect(rows[0]?.conditions).toContain('3 operations run on the CPU');
  });

  it('edge TPU: a model that fits on the chip streams nothing, and an old compiler says so in other words', async () => {
    const alone = await imported(['edgetpu/compiler-older.log', 'samples/units.txt']);
    expect(alone.rows[0]?.model).toBe('mobilenet_v2_edgetpu');
    expect(alone.rows[0]?.onChipMemory?.value).toBeCloseTo(3.75 * 2 ** 20, 6);
    expect(alone.rows[0]?.offChipMemory?.value).toBe(0);
  });

  it('Model Analyzer: times of one file, GPU memory of the other, one GPU of two', async () => {
    const { rows, leftOut } = await imported(['model-analyzer/works.csv', 'model-analyzer/gpu.csv']);
    expect(rows).toHaveLength(1);
    expect(rows[0]?.serviceTime.value).toBeCloseTo(25, 9);
    expect(rows[0]?.memory?.value).toBe(1099e6);
    expect(leftOut.map(({ code }) => code)).toContain('another-gpu');
  });

  it('sizes of another model are not joined: the time is asked for', async () => {
    const found = await problemsFrom(() => imported(['edgetpu/works.csv', 'edgetpu/compiler.log']));
    expect(found.map(({ code }) => code)).toEqual(['time-missing']);
    expect(found[0]?.help).toContain('facenet_keras_edgetpu');
  });

  it('two times of one tool are two rows', async () => {
    const { rows } = await imported(['onnxruntime/works.log', 'onnxruntime/older.log'], { model: 'm', batch: 1 });
    expect(rows.map(({ serviceTime }) => serviceTime.value)).toEqual([1.85739, 58.8013]);
  });

  it('times that differ by more than a tenth are joined with a warning', async () => {
    const { rows } = await imported(['onnxruntime/works.log', 'onnxruntime/profile.json'], { model: 'm', batch: 1 });
    expect(rows).toHaveLength(1);
    expect(rows[0]?.remarks.map(({ code }) => code)).toContain('times-differ');
  });
});
