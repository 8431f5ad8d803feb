/**
 * Whole commands on random scenarios, through the same door as a shell: text files in, exit code, document and messages out.
 * Ranges are those that readers accept, extremes included; some scenarios are broken on purpose.
 */

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { main } from '../../dist/cli/main.js';

/** CPU seconds in which every command on such a small input must have answered. */
const MOST_CPU_SECONDS = 10;
/** Relative room between a figure printed with seven digits and its limit, within which both verdicts are right. */
const PRINTED = 1e-5;

const DISCIPLINES = ['ps', 'fcfs', 'fcfs-swap', 'time-slice', 'mps', 'batch'];
const METRICS = ['mean', 'p50', 'p90', 'p95', 'p99'];
/** Names that a stranger may choose: workflow commands, escapes, direction changes, keys of every object. */
const NASTY_NAMES = [
  '"m ::stop-commands::t"',
  '"##[group]x"',
  '"\\e[31mred"',
  '"a\\u202Eb"',
  'toString',
  '__proto__',
  '"é, ü"',
];

/**
 * @typedef {object} CommandCase
 * @property {Record<string, string>} files text by name
 * @property {string[]} argv
 */

/**
 * @param {import('./random.js').Random} random
 * @returns {CommandCase}
 */
export function randomCommand(random) {
  const isExtreme = random.chance(0.3);
  const models = Array.from({ length: random.int(1, 3) }, (_, k) =>
    random.chance(0.06) ? random.pick(NASTY_NAMES) : `m${k}`,
  );
  const rows = models.map((model) => profileRow(random, model, isExtreme));
  const cluster = Array.from({ length: random.int(1, 2) }, (_, k) => nodeLine(random, k));
  const apps = Array.from({ length: random.int(1, 4) }, (_, k) =>
    appLine(random, `app${k}`, random.pick(models), isExtreme),
  );
  const limits = `{ utilization: ${random.pick([0.5, 0.8, 0.95, 1])}, memory: ${random.pick([0.5, 1])} }`;
  const scenario = ['version: 1', 'profiles: [p.csv]', `network: ${random.int(0, 20)} ms`, `limits: ${limits}`];
  scenario.push('cluster:', ...cluster, 'apps:', ...apps);
  const files = {
    'p.csv': `model,device,service_ms,service_scv,swap_ms,memory_mb,preprocess_ms,batch\n${rows.join('\n')}\n`,
    's.yaml': `${scenario.join('\n')}\n`,
  };
  if (random.chance(0.1)) {
    const name = random.pick(Object.keys(files));
    files[name] = damaged(random, files[name]);
  }
  return { files, argv: [...commandWords(random), '--json'] };
}

function commandWords(random) {
  const command = random.pick(['fit', 'fit', 'gate', 'gate', 'size']);
  if (command === 'gate')
    return [
      'gate',
      's.yaml',
      '--require',
      'violations <= 0',
      '--require',
      random.pick(['placed >= 100 %', 'placed >= 1', 'slack-p95 >= 0 %']),
    ];
  if (command === 'size') return ['size', 's.yaml'];
  return [
    'fit',
    's.yaml',
    '--policy',
    random.pick(['auto', 'auto', 'optimal', 'greedy', 'greedy-online', 'knapsack', 'ibis-bfs']),
  ];
}

function profileRow(random, model, isExtreme) {
  const service = isExtreme ? random.spread(1e-3, 1e5) : random.spread(2, 200);
  const scv = random.chance(0.5) ? '' : isExtreme ? random.spread(1e-3, 1e6) : random.pick([0.01, 0.25, 1, 4]);
  const memory = random.chance(0.3) ? '' : random.int(10, 4000);
  const preprocess = random.chance(0.7) ? '' : random.int(1, 30);
  return [
    model,
    'dev',
    rounded(service),
    scv === '' ? '' : rounded(scv),
    random.pick(['', 5, 40]),
    memory,
    preprocess,
    1,
  ].join(',');
}

function nodeLine(random, k) {
  const extras = random.chance(0.3) ? `, accelerators: ${random.int(1, 2)}` : '';
  return `  - { node: n${k}, count: ${random.int(1, 3)}, device: dev, discipline: ${random.pick(DISCIPLINES)}, memory: ${random.int(2, 16)} GB, cpu: { cores: ${random.int(1, 4)} }${extras} }`;
}

function appLine(random, name, model, isExtreme) {
  const rate = isExtreme ? random.spread(1e-6, 1e5) : random.spread(0.2, 60);
  const limit = isExtreme ? random.spread(1e-3, 1e6) : random.spread(10, 1000);
  const keys = [
    `app: ${name}`,
    `model: ${model}`,
    `rate: ${rounded(rate)} /s`,
    `slo: ${random.pick(METRICS)} <= ${rounded(limit)} ms`,
  ];
  if (random.chance(0.6)) keys.push(`count: ${random.int(1, 5)}`);
  if (random.chance(0.5)) keys.push('sharing: model');
  if (random.chance(0.1))
    keys.push(
      `arrivals: ${random.pick(['periodic', 'poisson', `{ scv: ${isExtreme ? rounded(random.spread(1e-3, 1e6)) : random.pick([0, 0.25, 1, 4, 16])} }`])}`,
    );
  if (random.chance(0.2)) keys.push(`weight: ${random.pick([2, 0.1, 0.7, 1.5])}`);
  if (random.chance(0.2)) keys.push(`preprocess: ${random.int(1, 40)} ms`);
  return `  - { ${keys.join(', ')} }`;
}

/** Six significant digits, without an exponent: what a user would type. */
function rounded(value) {
  const text = String(Number(value.toPrecision(6)));
  return text.includes('e') ? value.toFixed(15).replace(/\.?0+$/, '') : text;
}

/** A line lost, a character changed, a number out of every range. */
function damaged(random, text) {
  const at = random.int(0, text.length - 1);
  switch (random.int(0, 3)) {
    case 0:
      return text.slice(0, at);
    case 1:
      return (
        text.slice(0, at) +
        random.pick(['\u0000', ':', '{', '\t', '"', '\r', '\u2028', '1e400', '-']) +
        text.slice(at + 1)
      );
    case 2:
      return text.replace(/\d+(\.\d+)?/g, (number) =>
        random.chance(0.1) ? random.pick(['1e400', 'NaN', '-1', '.inf', '0', '9007199254740993']) : number,
      );
    default:
      return text
        .split('\n')
        .filter(() => random.chance(0.9))
        .join('\n');
  }
}

/**
 * Runs the case in `folder` and says what it violates; empty where nothing is.
 *
 * @param {CommandCase} given
 * @param {string} folder absolute path of a folder that the case may write into
 * @returns {Promise<string[]>}
 */
export async function commandViolations({ files, argv }, folder) {
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  const out = { stdout: '', stderr: '' };
  const stream = (name) => ({
    write(text, done) {
      out[name] += text;
      done?.();
      return true;
    },
    on() {},
  });
  const before = process.cpuUsage();
  const world = {
    stdin: emptyInput(),
    stdout: stream('stdout'),
    stderr: stream('stderr'),
    env: { NO_COLOR: '1' },
    cwd: () => folder,
  };
  const code = await main(argv, world);
  const { user, system } = process.cpuUsage(before);
  const seconds = (user + system) / 1e6;
  const found = [];
  const isSaid = out.stderr.replace(/\s+/g, ' ').includes('this may take longer than 10 s');
  if (seconds > MOST_CPU_SECONDS && !isSaid) found.push(`took ${seconds.toFixed(1)} s of CPU`);
  if (code !== 0 && code !== 1 && code !== 2) found.push(`exit code ${code}: ${out.stderr.slice(0, 300)}`);
  found.push(...textViolations(out.stderr, 'stderr'), ...textViolations(out.stdout, 'stdout'));
  // `gate` prints its document with exit code 2 where a gate is undecided.
  if (code === 2 && out.stdout === '' && out.stderr.trim() === '') found.push('nothing was said with exit code 2');
  if (code !== 2 && out.stdout === '') found.push(`exit code ${code} without a document`);
  if (out.stdout !== '') found.push(...documentViolations(out.stdout, argv[0], code));
  return found;
}

async function* emptyInput() {}

/** What no line of a terminal or of a CI log may hold. */
function textViolations(text, name) {
  const found = [];
  // biome-ignore lint/suspicious/noControlCharactersInRegex: those are what is looked for
  const odd = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069\u2028\u2029]/.exec(text);
  if (odd) found.push(`${name} has the raw character U+${odd[0].charCodeAt(0).toString(16)}`);
  if (/^\s*(::|##\[)/m.test(text)) found.push(`a line of ${name} begins with a workflow command`);
  if (
    name === 'stderr' &&
    /\bNaN\b|\bInfinity\b|\bundefined\b|\[object /.test(
      text.replace(/found "?[^\n]*/g, '').replace(/^\s*\d+ \|.*$/gm, ''),
    )
  ) {
    found.push(`${name} speaks of NaN, Infinity, undefined or an object: ${text.slice(0, 200)}`);
  }
  return found;
}

function documentViolations(text, command, code) {
  let document;
  try {
    document = JSON.parse(text);
  } catch {
    return ['stdout is not one JSON document'];
  }
  const found = [];
  if (/\b(NaN|Infinity)\b/.test(text)) found.push('the document names NaN or Infinity');
  for (const app of document.apps ?? []) found.push(...appViolations(app));
  if (command === 'fit') found.push(...fitViolations(document));
  if (command === 'gate') found.push(...gateViolations(document, code));
  if (
    command === 'size' &&
    document.summary?.nodes !== null &&
    document.summary?.lowerBound > document.summary?.nodes
  ) {
    found.push(`size: at least ${document.summary.lowerBound} needed, ${document.summary.nodes} found`);
  }
  return found;
}

/** A response time is whole and ordered, and the verdict is the comparison of the figure that is printed. */
function appViolations({ app, node, predicted, ok, slo, reason }) {
  const found = [];
  if (ok && (node === null || predicted === null)) found.push(`${app} is ok without a place or a prediction`);
  if (!ok && reason === null) found.push(`${app} is not ok, and no reason is given`);
  if (node === null || predicted === null || predicted === undefined) return found;
  const { meanMs, p50Ms, p90Ms, p95Ms, p99Ms } = predicted;
  const figures = { mean: meanMs, p50: p50Ms, p90: p90Ms, p95: p95Ms, p99: p99Ms };
  // A policy that ignores SLOs may overload a place: then there is no figure at all, and the reason says so.
  if (Object.values(figures).every((value) => value === null)) {
    if (ok || !/overloaded|no finite/.test(reason)) found.push(`${app} has no figures: ${ok ? 'ok' : reason}`);
    return found;
  }
  for (const [name, value] of Object.entries(figures)) {
    if (!Number.isFinite(value)) found.push(`${app}: ${name} is ${value}`);
    else if (value < 0) found.push(`${app}: ${name} is negative: ${value}`);
  }
  if (!(p50Ms <= p90Ms && p90Ms <= p95Ms && p95Ms <= p99Ms))
    found.push(`${app}: percentiles ${p50Ms}, ${p90Ms}, ${p95Ms}, ${p99Ms} are not in order`);
  const value = figures[slo.metric];
  if (ok && value > slo.limitMs * (1 + PRINTED))
    found.push(`${app} is ok with ${slo.metric} ${value} of ${slo.limitMs} ms`);
  if (!ok && reason !== null && /SLO|p\d\d|mean/.test(reason) && value < slo.limitMs * (1 - PRINTED)) {
    found.push(`${app} is not ok with ${slo.metric} ${value} of ${slo.limitMs} ms: ${reason}`);
  }
  return found;
}

function fitViolations({ summary, apps }) {
  const found = [];
  const placed = apps.filter(({ node }) => node !== null).length;
  const kept = apps.filter(({ ok }) => ok).length;
  if (summary.placed !== placed || summary.ok !== kept)
    found.push(`summary says ${summary.placed} placed, ${summary.ok} ok; listed are ${placed}, ${kept}`);
  if (summary.upperBound !== null && summary.placedWeight > summary.upperBound * (1 + 1e-9)) {
    found.push(`hosts ${summary.placedWeight}, above its bound ${summary.upperBound}`);
  }
  if (summary.status === 'optimal' && summary.gap !== 0) found.push(`optimal with a gap of ${summary.gap}`);
  return found;
}

function gateViolations({ verdict, checks }, code) {
  const found = [];
  const expected = { pass: 0, fail: 1, undecided: 2 }[verdict];
  if (expected !== code) found.push(`verdict ${verdict} with exit code ${code}`);
  if (verdict === 'pass' && checks.some(({ passed, level }) => level === 'error' && passed !== true))
    found.push('pass with a check that did not');
  for (const { gate, actual } of checks)
    if (/NaN|Infinity/.test(String(actual))) found.push(`gate ${gate} measured ${actual}`);
  return found;
}
