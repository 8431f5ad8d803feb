import { describe, expect, it } from 'vitest';
import { renderCoLocationJson, renderMeasureJson } from '../../src/report/measure-json.ts';
import { renderCoLocationText, renderMeasureText } from '../../src/report/measure-text.ts';
import { renderProfileCsv } from '../../src/report/profile-csv.ts';
import { renderRecordingCsv } from '../../src/report/recording-csv.ts';
import { createStyle } from '../../src/report/style.ts';
import { coLocation, MACHINE, MEASURED } from '../helpers/measured.ts';

const TABLE = { style: createStyle(false), width: 80, isVerbose: false };

describe('the report of a model', () => {
  it('has a row for each batch and number of copies, and φ against one copy', () => {
    expect(
      renderMeasureText(MEASURED, TABLE),
    ).toBe(`✓ 3 profile rows from /home/someone/net.onnx added to the new file /home/someone/mine.csv.

batch  copies  mean     scv  p50   p95   p99  samples  inferences     φ
    1       1     4  0.0012    6   7.8  7.96    1,200      250 /s  1.00
    2       1     8  0.0012   12  15.6  15.9    1,200      250 /s  1.00
    1       2     5  0.0012  7.5  9.75  9.95    1,200      400 /s  1.60
Note: times in ms; φ: throughput of so many copies over that of one.
Note: 100 MiB of memory for one copy, the runtime included.
Note: measured on Some CPU, core 3 of 4; Linux 6.1; onnxruntime-node 1.30.0,
  Node.js 22.0.0; frequency governor performance.

Note: the device "here" is not in profiles/devices.csv.
Note: batch 2: only 12 samples.
`);
  });

  it('says where cores were not chosen and the governor is not shown', () => {
    const machine = { ...MACHINE, governor: null };
    const text = renderMeasureText({ ...MEASURED, machine, cores: null, appended: null }, TABLE);
    expect(text.replace(/\s+/g, ' ')).toContain('Some CPU, any of 4 cores; Linux 6.1;');
    expect(text).toContain('frequency governor not shown');
  });

  it('is the same in JSON, with units in the names and no folder of this machine', () => {
    const { machine, rows, ...rest } = JSON.parse(renderMeasureJson(MEASURED));
    expect(rest).toEqual({
      schemaVersion: 1,
      command: 'measure',
      scenario: null,
      seed: null,
      file: 'net.onnx',
      foreignShare: 0.01,
      remarks: MEASURED.remarks,
      appended: { file: 'mine.csv', added: 3, isNew: true },
    });
    expect(machine).toEqual({ ...MACHINE, usedCores: [3] });
    expect(rows[2]).toMatchObject({ batch: 1, concurrency: 2, serviceMs: 5, throughputPerS: 400, memoryBytes: null });
  });

  it('is rows of a profile table, copies in their column', () => {
    const [header = '', ...lines] = renderProfileCsv(MEASURED.rows).trimEnd().split('\n');
    const column = header.split(',').indexOf('concurrency');
    expect(lines.map((line) => line.split(',')[column])).toEqual(['1', '1', '2']);
  });
});

describe('the report of a co-location', () => {
  it('has what was measured beside what was predicted, what sharing cost, and what disturbed it', async () => {
    expect(
      renderCoLocationText(await coLocation(), 'run.csv', TABLE),
    ).toBe(`run.csv: 2 recorded requests on here (time-slice)

Means, off on average and at worst: models 20.0 % and 20.0 %; Ibis 20.0 % and
20.0 %; replay 0.0 % and 0.0 %.
p95: models 20.0 % and 20.0 %; replay 0.0 % and 0.0 %.

run    model       count  mean   ours   Ibis  replay  p95   ours  replay
first  door (net)      2     5  −20.0  +20.0    +0.0    5  −20.0    +0.0

Note: times in ms; ours, Ibis and replay: error in % of the measured value.
Note: interference factor 1.100: the work took 10.0 % more processor time
  together than alone by the profiles.
Note: 2 requests that found nobody present were taken up 0.375 ms after the
  schedule on average, 0.5 ms at worst.
Note: measured on Some CPU, core 3 of 4; Linux 6.1; onnxruntime-node 1.30.0,
  Node.js 22.0.0; frequency governor performance.
Warning: something else took 25 % of the cores meanwhile: the times are too
  long. Stop it and measure again.
Warning: the machine woke late, by 9 % of a service time on average: no model
  knows of that, and short services suffer most.
`);
  });

  it('warns where containers ran beside each other on several cores', async () => {
    const { scenario, ...others } = await coLocation();
    const text = renderCoLocationText({ scenario, ...others, cores: [0, 1] }, null, TABLE);
    expect(text).toContain('Warning: containers were not held to one core');
  });

  it('warns of nothing where nothing disturbed it, and counts requests without a worker', async () => {
    const lateness = { requests: 1, mean: 0.1, worst: 3 };
    const calm = { ...(await coLocation()), foreignShare: 0.01, withoutWorker: 3, lateness };
    const text = renderCoLocationText(calm, null, TABLE);
    expect(text).not.toContain('Warning:');
    expect(text).toContain('test.yaml, 2 s: 2 recorded requests');
    expect(text).toContain('3 requests found every worker busy and waited');
    expect(text).toContain('1 request that found nobody present was taken up 0.1 ms after');
    expect(renderCoLocationText({ ...calm, lateness: null }, null, TABLE)).not.toContain('nobody present');
    expect(renderCoLocationText({ ...calm, foreignShare: null }, null, TABLE)).not.toContain('Warning:');
  });

  it('is the same in JSON', async () => {
    const { machine, rows, summary, ...rest } = JSON.parse(renderCoLocationJson(await coLocation()));
    expect(rest).toEqual({
      schemaVersion: 1,
      command: 'measure',
      scenario: 'test.yaml',
      seed: 7,
      discipline: 'time-slice',
      run: 'first, "quoted"',
      durationMs: 2000,
      requests: 2,
      processorTimeMs: 8.8,
      soloTimeMs: 8,
      interference: 1.1,
      withoutWorker: 0,
      lateness: { requests: 2, meanMs: 0.375, worstMs: 0.5 },
      foreignShare: 0.25,
    });
    expect([machine.usedCores, rows.length, summary.mape]).toEqual([[3], 1, 0.2]);
  });

  it('is a recording in seconds, to the microsecond, with what needs quotes in quotes', async () => {
    expect(renderRecordingCsv(await coLocation())).toBe(`run,app,container,model,start_time,begin_time,end_time
"first, ""quoted""",door,door,net,0.000000,0.000250,0.004250
"first, ""quoted""",door,door,net,1.000000,1.000500,1.005000
`);
  });
});
