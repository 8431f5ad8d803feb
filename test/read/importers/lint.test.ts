import { describe, expect, it } from 'vitest';
import type { ImportOptions } from '../../../src/importing.ts';
import { profileRows } from '../../../src/read/profile-rows.ts';
import { textFile } from '../reading.ts';
import { fixture, imported, readText, SAID } from './importing.ts';

const ONE = { model: 'm', batch: 1 };

async function codes(file: string, said: Partial<ImportOptions> = ONE): Promise<string[]> {
  const { rows, remarks } = await imported([file], said);
  return [...remarks, ...rows.flatMap((row) => row.remarks)].map(({ code }) => code);
}

describe('what a measurement leaves open is said before anybody plans with it', () => {
  it('few samples, and samples that are not counted', async () => {
    expect(await codes('samples/units.txt')).toContain('few-samples');
    expect(await codes('onnxruntime/works.log')).not.toContain('few-samples');
    expect(await codes('mlperf/single-stream.txt', { model: 'm' })).toContain('samples-unknown');
  });

  it('a power mode that is not said, until it is', async () => {
    expect(await codes('trtexec/works.log', {})).toContain('power-unknown');
    for (const conditions of ['MAXN, clocks locked', '15 W', 'governor performance']) {
      expect(await codes('trtexec/works.log', { conditions }), conditions).not.toContain('power-unknown');
    }
    expect(await codes('trtexec/works.log', { conditions: 'in a warm room' })).toContain('power-unknown');
  });

  it('a delegate that benchmark_model does not name', async () => {
    expect(await codes('tflite/works.log', { batch: 1 })).not.toContain('delegate-unknown');
    expect(await codes('tflite/older.log', { batch: 1 })).toContain('delegate-unknown');
    expect(await codes('tflite/older.log', { batch: 1, conditions: 'no delegate' })).not.toContain('delegate-unknown');
  });

  it('a response time that stands in for a service time', async () => {
    expect(await codes('model-analyzer/works.csv', {})).toContain('response-as-service');
    expect(await codes('perf-analyzer/works.csv')).not.toContain('response-as-service');
  });

  it('memory of a whole server', async () => {
    expect(await codes('model-analyzer/older.csv', {})).toContain('memory-of-server');
  });

  it('a pipelined device: what a request takes beyond 1 ÷ FPS', async () => {
    const { rows } = await imported(['hailo/works.log']);
    // 2.93646 − 1000 ÷ 1328.83 = 2.184 ms.
    expect(rows[0]?.remarks.find(({ code }) => code === 'pipelined')?.text).toContain('another 2.184 ms');
  });

  it('times that were measured under load', async () => {
    expect(await codes('perf-analyzer/request-rate.csv')).toContain('under-load');
    expect(await codes('perf-analyzer/works.csv')).not.toContain('under-load');
  });

  it('no variation, and outliers that a fit to quantiles cannot see', async () => {
    expect(await codes('edgetpu/facenet.csv', {})).toContain('scv-missing');
    expect(await codes('mlperf/single-stream.txt', { model: 'm' })).toContain('outliers');
    expect(await codes('trtexec/works.log', {})).not.toContain('outliers');
  });

  it('a law that misses a quantile', () => {
    const codesOf = (text: string) => {
      const said = { ...SAID, ...ONE };
      return profileRows(readText(textFile(text)).measurements, said, () => '').flatMap(({ remarks }) => remarks);
    };
    const { text } = fixture('onnxruntime/works.log');
    expect(codesOf(text).map(({ code }) => code)).not.toContain('scv-poor-fit');
    const bent = text.replace('P50 Latency: 0.00185674', 'P50 Latency: 0.00085674');
    expect(codesOf(bent).map(({ code }) => code)).toContain('scv-poor-fit');
  });

  it('benchmark_app that does not say how many requests were in flight', async () => {
    const text = fixture('openvino/report.csv')
      .text.replace('api;sync\n', '')
      .replace(/number of parallel.*\n|total .*\n/g, '');
    const { measurements } = readText(textFile(text));
    expect(measurements[0]?.remarks.map(({ code }) => code)).toEqual(['in-flight-unknown']);
    expect(await codes('openvino/report.csv', {})).not.toContain('in-flight-unknown');
  });

  it('two rows of one model, of which a plan uses the first', async () => {
    expect(await codes('edgetpu/images.csv', {})).toContain('rows-rival');
    expect(await codes('edgetpu/works.csv', {})).not.toContain('rows-rival');
  });

  it('a batch without the single request that a plan looks for', async () => {
    expect(await codes('trtexec/works.log', {})).toContain('batch-1-missing');
    expect(await codes('hailo/works.log', {})).not.toContain('batch-1-missing');
  });

  it('a device that is in no list', async () => {
    expect(await codes('hailo/works.log', { device: 'jetson-nanoo' })).toContain('device-unknown');
    expect(await codes('hailo/works.log', {})).not.toContain('device-unknown');
  });

  it('samples that drift to their end', async () => {
    const drifting = Array.from({ length: 200 }, (_, i) => `${10 + i} ms`).join('\n');
    const { measurements } = readText(textFile(drifting));
    expect(measurements[0]?.remarks.map(({ code }) => code)).toContain('not-settled');
  });

  it('rows that a profile may not hold are listed with their lines', async () => {
    const { leftOut } = await imported(['perf-analyzer/works.csv'], ONE);
    expect(leftOut.map(({ line, code }) => [line, code])).toEqual([
      [2, 'response-time'],
      [4, 'response-time'],
      [5, 'response-time'],
    ]);
  });
});
