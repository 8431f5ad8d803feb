/**
 * `npm run experiment`: three networks share one core of this machine, as containers (time-slice) and behind one queue
 * (fcfs), at several loads; measured beside predicted, replayed and Ibis. Needs onnxruntime-node (`.ci/runtime`), and
 * nothing else running. Settings, here with what they are if left out:
 *
 *   npm run experiment -- --duration 100 --repeat 3 --loads 0.3,0.5,0.7,0.8 --disciplines time-slice,fcfs
 *     --networks conv-s,conv-m,conv-l --keep FOLDER --write
 *   npm run experiment -- --from FOLDER --write
 *
 * `--duration` of a run in seconds; `--keep` writes networks, profiles, scenarios, recordings and results.json there;
 * `--from` measures nothing: it asks the models of today about the recordings kept there; `--write` puts the table into
 * src/predict/REFERENCES.md and its summary into README.md, between their marks.
 */

import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { parse } from 'csv-parse/sync';
import { csvLines } from '../../dist/report/csv-cells.js';
import { NETWORKS, networkOnnx } from './networks.js';
import { renderExperiment } from './table.js';

const BINARY = fileURLToPath(new URL('../../bin/edge-plan.js', import.meta.url));
const DEVICE = 'this-core';
/** Seconds of a profile, measured anew before every repetition: machines drift. */
const PROFILE_SECONDS = 10;

const { values } = parseArgs({
  options: {
    duration: { type: 'string', default: '100' },
    repeat: { type: 'string', default: '3' },
    loads: { type: 'string', default: '0.3,0.5,0.7,0.8' },
    disciplines: { type: 'string', default: 'time-slice,fcfs' },
    networks: { type: 'string', default: 'conv-s,conv-m,conv-l' },
    keep: { type: 'string' },
    from: { type: 'string' },
    write: { type: 'boolean', default: false },
  },
});
const duration = Number(values.duration);
const repetitions = Number(values.repeat);
const loads = values.loads.split(',').map(Number);
const disciplines = values.disciplines.split(',');
const networks = values.networks.split(',');

const folder = values.from ?? values.keep ?? mkdtempSync(join(tmpdir(), 'edge-plan-experiment-'));
try {
  if (values.from === undefined) measureAll();
  const experiment = asked();
  const { made, brief, summary, details } = renderExperiment(experiment);
  const all = `${made}\n${summary}\n${details}`;
  process.stdout.write(all);
  if (values.write) {
    write('../../src/predict/REFERENCES.md', all);
    write('../../README.md', `${made}\n${brief}`);
  }
} finally {
  if (values.keep === undefined && values.from === undefined) rmSync(folder, { recursive: true, force: true });
}

function measureAll() {
  mkdirSync(folder, { recursive: true });
  for (const name of networks) writeFileSync(join(folder, `${name}.onnx`), networkOnnx(NETWORKS[name]));
  const results = [];
  for (let repetition = 1; repetition <= repetitions; repetition++) results.push(...repeat(repetition));
  const [{ machine }] = results;
  const experiment = { date: new Date().toISOString().slice(0, 10), duration, repetitions, machine, networks, results };
  writeFileSync(join(folder, 'results.json'), `${JSON.stringify(experiment, null, 2)}\n`);
}

/**
 * The kept results with what the models, the Ibis formulas and the simulator say of them today: by the profiles, and by
 * the same profiles times the interference factor of the run, which is then off by what is not interference.
 */
function asked() {
  const experiment = JSON.parse(readFileSync(join(folder, 'results.json'), 'utf8'));
  const results = experiment.results.map((result) => {
    const profiles = join(folder, profilesName(result.repetition));
    const longer = join(folder, 'profiles-longer.csv');
    writeFileSync(longer, withLongerServices(readFileSync(profiles, 'utf8'), result.interference));
    return { ...result, rows: rowsOf(result, profiles), adjustedRows: rowsOf(result, longer) };
  });
  return { ...experiment, results };
}

function rowsOf({ run, discipline, seed }, profiles) {
  const words = ['validate', join(folder, `${run}.csv`), '--app-by', 'container', '--device', DEVICE];
  return edgePlan([...words, '--profiles', profiles, '--discipline', discipline, '--seed', String(seed)]).rows;
}

function withLongerServices(csv, factor) {
  const [header, ...records] = parse(csv);
  const service = header.indexOf('service_ms');
  const longer = records.map((record) => record.with(service, String(record[service] * factor)));
  return csvLines([header, ...longer]);
}

function profilesName(repetition) {
  return `profiles-${repetition}.csv`;
}

/** Profiles, then every load under every discipline. The arrivals of a repetition are the same for all disciplines. */
function repeat(repetition) {
  const profiles = profilesName(repetition);
  rmSync(join(folder, profiles), { force: true });
  const measured = networks.map((name) => {
    const words = ['measure', join(folder, `${name}.onnx`), '--device', DEVICE, '--duration', `${PROFILE_SECONDS}s`];
    const document = edgePlan([...words, '--append', join(folder, profiles)]);
    for (const { text } of document.remarks) process.stderr.write(`${name}: ${text}\n`);
    return document;
  });
  const service = measured.map(({ rows }) => rows[0].serviceMs);
  const profileForeignShare = Math.max(...measured.map(({ foreignShare }) => foreignShare ?? 0));
  return loads.flatMap((load) =>
    disciplines.map((discipline) => {
      const name = `${discipline}-${load}-${repetition}`;
      const scenario = join(folder, `${name}.yaml`);
      writeFileSync(scenario, scenarioYaml(profiles, discipline, load, service));
      const words = ['measure', '--co-locate', scenario, '--models', folder, '--discipline', discipline];
      const run = ['--duration', `${duration}s`, '--run', name, '--seed', String(repetition)];
      const document = edgePlan([...words, ...run, '--out', join(folder, `${name}.csv`)]);
      const { interference, foreignShare, summary } = document;
      process.stderr.write(`${name}: interference ${interference}, others ${foreignShare}, mape ${summary.mape}\n`);
      return { repetition, load, service, profileForeignShare, ...document };
    }),
  );
}

/** Every container gets an equal part of the load. */
function scenarioYaml(profiles, discipline, load, service) {
  const apps = networks.map((name, i) => {
    const rate = (1000 * load) / networks.length / service[i];
    return `  - { app: ${name}, model: ${name}, rate: ${rate.toPrecision(6)} /s, slo: mean <= 10 s }`;
  });
  return [
    'version: 1',
    `profiles: [${profiles}]`,
    'cluster:',
    `  - { node: core, device: ${DEVICE}, discipline: ${discipline}, memory: 8 GB }`,
    'apps:',
    ...apps,
    '',
  ].join('\n');
}

function edgePlan(words) {
  return JSON.parse(execFileSync(process.execPath, [BINARY, ...words, '--json', '--quiet'], { encoding: 'utf8' }));
}

function write(file, text) {
  const url = new URL(file, import.meta.url);
  const [begin, end] = ['<!-- experiment: written by npm run experiment -->', '<!-- end of experiment -->'];
  const [before, rest] = readFileSync(url, 'utf8').split(begin);
  const after = rest?.split(end)[1];
  if (after === undefined) throw new Error(`${file} lacks the marks of the experiment`);
  writeFileSync(url, `${before}${begin}\n\n${text}\n${end}${after}`);
}
