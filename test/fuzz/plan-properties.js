/**
 * Small whole scenarios at random, and everything that must be true of their plans. A case is plain JSON, so that a
 * failure can be kept; the truth is found by trying every mix of every node, without any code of the searches: only
 * response times are asked of the program.
 */

import { planTotals } from '../../dist/domain/plan.js';
import { gate } from '../../dist/gating.js';
import { checkPlacement } from '../../dist/place/check.js';
import { fit as searched } from '../../dist/plan.js';
import { createLatencyQuestion } from '../../dist/predict/node.js';
import { renderPlanJson } from '../../dist/report/json.js';
import { renderSizingJson } from '../../dist/report/sizing-json.js';
import { size } from '../../dist/sizing.js';

/** @typedef {import('../../src/domain/scenario.ts').Scenario} Scenario */
/** @typedef {import('../../src/domain/scenario.ts').NodeGroup} NodeGroup */
/** @typedef {import('../../src/domain/latency.ts').LatencyQuestion} LatencyQuestion */
/** @typedef {import('../../src/domain/plan.ts').Plan} Plan */
/** @typedef {() => number} Random uniform from 0 to 1 */

/**
 * @typedef {object} PlanCase
 * @property {number} network ms
 * @property {{ utilization: number, memory: number }} limits
 * @property {Record<string, any>[]} nodes what differs from a plain node
 * @property {Record<string, any>[]} profiles
 * @property {Record<string, any>[]} apps
 * @property {string[]} [asks] what is asked besides `fit`; left out: everything
 */

const DISCIPLINES = /** @type {const} */ (['ps', 'fcfs', 'fcfs-swap', 'time-slice', 'mps', 'batch']);
const METRICS = /** @type {const} */ (['mean', 'p50', 'p90', 'p95', 'p99']);
const ALLOWED = { mean: null, p50: 0.5, p90: 0.1, p95: 0.05, p99: 0.01 };
const GB = 1e9;

/**
 * A random number generator (mulberry32) by seed, for callers that have none.
 *
 * @param {number} seed
 * @returns {Random}
 */
export function randomBySeed(seed) {
  let a = (seed * 2654435761) >>> 0;
  return () => {
    a = (a + 0x6d2b79f5) >>> 0;
    let t = a;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/**
 * One to three kinds of node, a handful of applications, everything that can bind made to bind sometimes.
 *
 * @param {Random} random
 * @returns {PlanCase}
 */
export function randomPlanCase(random) {
  const between = (low, high) => low + (high - low) * random();
  const int = (low, high) => low + Math.floor((high - low + 1) * random());
  const chance = (share) => random() < share;
  const pick = (list) => list[int(0, list.length - 1)];
  const rounded = (value, digits) => Number(value.toPrecision(digits));

  const models = ['a', 'b', 'c', 'd'].slice(0, int(1, 4));
  const isWide = chance(0.3);
  const base = Object.fromEntries(
    models.map((model) => [
      model,
      rounded(Math.exp(between(Math.log(isWide ? 1 : 4), Math.log(isWide ? 400 : 100))), pick([1, 2, 4])),
    ]),
  );
  const isVaried = chance(0.25);
  const nodes = Array.from({ length: pick([1, 1, 2, 2, 3]) }, (_, k) => {
    const discipline = pick(DISCIPLINES);
    return {
      name: `n${k}`,
      device: `dev${k}`,
      discipline,
      count: pick([1, 1, 2, 3]),
      accelerators: pick([1, 1, 1, 2]),
      memory: rounded(between(0.5, 4), 2) * GB,
      cores: pick([1, 2, 3, null]),
      cost: pick([1, 1, 2, 2.5]),
      concurrency: discipline === 'time-slice' ? int(1, 2) : 1,
      maxBatch: discipline === 'batch' ? pick([null, 2, 4]) : null,
      maxBatchDelay: discipline === 'batch' ? pick([0, 5, 20]) : 0,
      ...(discipline === 'fcfs-swap' && models.length > 1 && chance(0.2) && { compiledTogether: [models.slice(0, 2)] }),
    };
  });
  const profiles = nodes.flatMap(({ device }) =>
    models
      .filter((_, k) => k === 0 || chance(0.85))
      .map((model) => {
        const serviceTime = rounded(base[model] * between(0.7, 1.4), pick([1, 2, 5]));
        return {
          model,
          device,
          serviceTime,
          scvService: isVaried && chance(0.6) ? rounded(between(0.05, 2), 2) : 0,
          swapTime: rounded(between(0, 30), 2),
          memory: pick([0, rounded(between(0, 0.8), 2) * GB]),
          preprocessTime: pick([null, null, rounded(between(1, 20), 2)]),
          batchServiceTimes: [
            [1, serviceTime],
            [4, serviceTime * between(1.2, 4)],
          ],
          concurrentServiceTimes: [
            [1, serviceTime],
            [2, serviceTime * between(1, 2)],
          ],
        };
      }),
  );
  const isPoisson = chance(0.92);
  const arrivals = () =>
    isPoisson
      ? { kind: 'poisson' }
      : pick([{ kind: 'poisson' }, { kind: 'periodic' }, { kind: 'scv', scv: pick([0.25, 4]) }]);
  const weightOf = pick([
    () => 1,
    () => 1,
    () => int(1, 5),
    () => int(1, 5) / 10,
    () => int(1, 4) * 0.3,
    () => random() + 0.1,
  ]);
  const apps = Array.from({ length: int(1, 4) }, (_, k) => {
    const model = pick(models);
    const service = base[model];
    // Sums of up to three equal rates are the same bits however they are grouped; of more they are not.
    const count = chance(0.2) ? int(4, 8) : int(1, 3);
    const rate = rounded(between(0.03, 0.45) / service / (count > 3 ? 3 : 1), pick([1, 2, 4]));
    return {
      name: `app${k}`,
      count,
      isCounted: true,
      model,
      arrivalRate: rate,
      slo: { metric: pick(METRICS), limit: rounded(5 + service * between(1.1, 8), pick([1, 2, 3])) },
      preprocessTime: pick([0, 0, null, rounded(between(1, 25), 2)]),
      memory: pick([0, rounded(between(0, 0.5), 2) * GB]),
      sharing: pick(['model', 'none']),
      arrivals: arrivals(),
      weight: weightOf(),
    };
  });
  const limits = { utilization: pick([0.8, 1, rounded(between(0.5, 1), 2)]), memory: pick([1, 0.8]) };
  const network = pick([0, 5, rounded(between(0, 10), 2)]);
  const plain = { network, limits, nodes, profiles, apps, asks: ASKS.filter(() => chance(0.35)) };
  return chance(0.5) ? withTies(plain, random) : plain;
}

/**
 * Cases that were once answered wrongly, by what was wrong.
 *
 * @type {Record<string, PlanCase>}
 */
export const KNOWN_CASES = {
  'a limit that six equal rates reach in the last bit': onOneNode('ps', 0.95, { m: 10 }, [
    ['cam', 6, 'm', 0.01, 'mean', 25],
  ]),
  'a limit that ten equal rates reach exactly': onOneNode('ps', 0.95, { m: 12 }, [['cam', 10, 'm', 0.005, 'mean', 30]]),
  'a percentile that company shortens': onOneNode('time-slice', 1, { m0: 67.97, m1: 3.684, m2: 6.274 }, [
    ['a0', 2, 'm1', 0.03613, 'p99', 40.82],
    ['a1', 1, 'm0', 0.001516, 'mean', 1e6],
    ['a2', 1, 'm2', 0.02288, 'mean', 1e6],
    ['a3', 2, 'm0', 0.002158, 'mean', 1e6],
  ]),
};

/**
 * @param {string} discipline
 * @param {number} utilization limit
 * @param {Record<string, number>} services ms
 * @param {[string, number, string, number, string, number][]} apps name, count, model, rate per ms, metric, limit in ms
 * @returns {PlanCase}
 */
function onOneNode(discipline, utilization, services, apps) {
  const plain = { accelerators: 1, memory: GB, cores: 2, cost: 1, concurrency: 1, maxBatch: null, maxBatchDelay: 0 };
  return {
    network: 0,
    limits: { utilization, memory: 1 },
    nodes: [{ name: 'n', device: 'dev', discipline, count: 1, ...plain }],
    profiles: Object.entries(services).map(([model, serviceTime]) => ({
      ...{ model, device: 'dev', serviceTime, scvService: 0, swapTime: 0, memory: 0, preprocessTime: null },
      batchServiceTimes: [[1, serviceTime]],
      concurrentServiceTimes: [[1, serviceTime]],
    })),
    apps: apps.map(([name, count, model, arrivalRate, metric, limit]) => ({
      ...{ name, count, isCounted: true, model, arrivalRate, slo: { metric, limit } },
      ...{ preprocessTime: 0, memory: 0, sharing: 'model', arrivals: { kind: 'poisson' }, weight: 1 },
    })),
  };
}

/** Percentiles are made limits with this much to spare: what is found of them is not exact to the last bit. */
const SPARE = 1e-6;

/**
 * Limits that some company on a node only just keeps: the last bit decides of a mean, and whoever leaves may break them
 * where company helps.
 *
 * @param {PlanCase} one
 * @param {Random} random
 * @returns {PlanCase}
 */
function withTies(one, random) {
  const scenario = scenarioOfCase(one);
  const latency = createLatencyQuestion(scenario);
  const node = scenario.nodes[Math.floor(random() * scenario.nodes.length)];
  const isFull = random() < 0.5;
  const tenants = scenario.apps
    .filter(({ model }) => scenario.profiles.find(model, node.device) !== null)
    .map((app) => ({ app, count: isFull ? app.count : Math.floor(random() * (app.count + 1)) }))
    .filter(({ count }) => count > 0);
  if (tenants.length === 0) return one;
  const idle = Array.from({ length: node.accelerators - 1 }, () => []);
  const answer = latency(node, [tenants, ...idle]).accelerators[0];
  const limits = new Map(
    tenants.map(({ app }, t) => [app.index, justKept(answer.tenants[t].response, app.slo.metric, random() < 0.5)]),
  );
  const apps = one.apps.map((app, k) => {
    const limit = limits.get(k) ?? null;
    return limit === null || random() < 0.3 ? app : { ...app, slo: { ...app.slo, limit } };
  });
  return { ...one, apps };
}

function justKept(response, metric, isRound) {
  if (response === null) return null;
  const share = ALLOWED[metric];
  const value = share === null ? response.mean : response.quantile(1 - share) * (1 + SPARE);
  return isRound && share === null ? Number(value.toPrecision(12)) : value;
}

/**
 * The scenario of a case.
 *
 * @param {PlanCase} one
 * @returns {Scenario}
 */
export function scenarioOfCase({ network, limits, nodes, profiles, apps }) {
  const numbered = (groups, plain) => {
    let firstIndex = 0;
    return groups.map((group, index) => {
      const made = { isCounted: false, origin: null, ...plain, ...group, index, firstIndex };
      firstIndex += made.count;
      return made;
    });
  };
  const book = profiles.map((profile) => ({
    onChipMemory: null,
    offChipMemory: null,
    samples: null,
    source: 'made up',
    origin: null,
    ...profile,
  }));
  const byName = new Map(book.map((profile) => [`${profile.model} ${profile.device}`, profile]));
  return /** @type {any} */ ({
    name: 'case',
    network,
    limits,
    nodes: numbered(nodes, {}),
    apps: numbered(apps, {}),
    profiles: {
      find: (model, device) => byName.get(`${model} ${device}`) ?? null,
      models: [...new Set(book.map(({ model }) => model))],
      devices: [...new Set(book.map(({ device }) => device))],
    },
    placement: null,
    gates: [],
  });
}

/**
 * Every group of applications as rows of one, where it stands.
 *
 * @param {PlanCase} one
 * @returns {PlanCase}
 */
function inRows(one) {
  const apps = one.apps.flatMap((app) =>
    Array.from({ length: app.count }, (_, k) => ({ ...app, name: `${app.name}-row${k}`, count: 1, isCounted: false })),
  );
  return { ...one, apps };
}

/** @param {PlanCase} one */
function reversed(one) {
  return { ...one, apps: [...one.apps].reverse() };
}

/**
 * @param {PlanCase} one
 * @param {number} scale
 */
function inWeights(one, scale) {
  return { ...one, apps: one.apps.map((app) => ({ ...app, weight: app.weight * scale })) };
}

/** Steps of each search: enough to prove most of what is this small. */
const STEPS = { auto: 150, optimal: 1000, greedy: 50, size: 200 };
/** What may be asked of a case besides `fit`. */
const ASKS = ['greedy', 'optimal', 'reversed', 'scaled', 'gate', 'size'];
/** What weights are multiplied by. */
const SCALES = [0.1, 0.3, 1e-3, 1e6];
/** Instances and nodes up to which every mix is tried. */
const FEW_INSTANCES = 6;
const FEW_NODES = 2;
/** Below the slack that the searches give an SLO or a limit, and above it. */
const STRICT = 5e-10;
const LOOSE = 2e-9;
/** Relative rounding in sums of weights. */
const ROUNDING = 1e-8;

/**
 * What is not as it must be in the plans of a case, one sentence each; empty where all is well.
 *
 * @param {PlanCase} one
 * @param {(plan: Plan) => Plan} [tampered] makes the first plan another, to see that this is found
 * @returns {Promise<string[]>}
 */
export async function planViolations(one, tampered = (plan) => plan) {
  const found = /** @type {string[]} */ ([]);
  const check = (isTrue, sentence) => {
    if (!isTrue) found.push(sentence());
  };
  try {
    await checkAll(one, check, tampered);
  } catch (error) {
    found.push(`it throws: ${error instanceof Error ? error.stack : error}`);
  }
  return found;
}

async function checkAll(one, check, tampered) {
  const scenario = scenarioOfCase(one);
  const latency = createLatencyQuestion(scenario);
  const instances = scenario.apps.reduce((sum, { count }) => sum + count, 0);
  const nodeTotal = scenario.nodes.reduce((sum, { count }) => sum + count, 0);
  const isTiny = instances <= FEW_INSTANCES && nodeTotal <= FEW_NODES;
  const answerTo = rememberedByMix(latency);
  const [strict, loose] = isTiny ? [STRICT, LOOSE].map((slack) => truthOf(scenario, answerTo, slack)) : [null, null];

  const auto = tampered(await planned(scenario, 'auto', STEPS.auto));
  const plans = [auto];
  const isAsked = (what) => (one.asks ?? ASKS).includes(what);
  if (isAsked('greedy')) plans.push(await planned(scenario, 'greedy', STEPS.greedy));
  if (isAsked('optimal')) plans.push(await planned(scenario, 'optimal', STEPS.optimal));
  for (const plan of plans) {
    const said = () => `${plan.policy}: ${described(plan)}`;
    checkPlan(scenario, latency, plan, check, said);
    if (strict === null) continue;
    const { placedWeight } = planTotals(plan);
    check(!isLess(plan.upperBound, strict.weight), () => `${said()}, but ${strict.weight} can be hosted`);
    check(!isLess(loose.weight, placedWeight), () => `${said()}, but only ${loose.weight} can be hosted`);
    check(plan.status !== 'optimal' || !isLess(placedWeight, strict.weight), () => `${said()} of ${strict.weight}`);
  }
  for (const other of plans.slice(1)) {
    check(!isLess(other.upperBound, planTotals(auto).placedWeight), () => `auto hosts more than ${described(other)}`);
    check(
      !isLess(auto.upperBound, planTotals(other).placedWeight),
      () => `${described(other)} is above ${described(auto)}`,
    );
  }

  const rows = await planned(scenarioOfCase(inRows(one)), 'auto', STEPS.auto);
  check(described(rows) === described(auto), () => `counted: ${described(auto)}; in rows: ${described(rows)}`);
  if (isAsked('reversed')) {
    const turned = await planned(scenarioOfCase(reversed(inRows(one))), 'auto', STEPS.auto);
    const [weight, other] = [auto, turned].map((plan) => planTotals(plan).placedWeight);
    const areBothProved = turned.status === 'optimal' && auto.status === 'optimal';
    const isOne = !isLess(turned.upperBound, weight) && !isLess(auto.upperBound, other);
    const said = () => `in order: ${described(auto)}; the other way round: ${described(turned)}`;
    check(isOne && (!areBothProved || isNear(weight, other)), said);
  }
  if (isAsked('scaled')) {
    const scale = SCALES[instances % SCALES.length];
    const scaled = await planned(scenarioOfCase(inWeights(one, scale)), 'auto', STEPS.auto);
    const isSame =
      scaled.status === auto.status && isNear(planTotals(scaled).placedWeight, scale * planTotals(auto).placedWeight);
    check(isSame, () => `${described(auto)}; weights times ${scale}: ${described(scaled)}`);
  }
  if (isAsked('gate')) await checkGate(scenario, auto, check);
  if (isAsked('size')) await checkSizing(scenario, strict, loose, check);
}

/**
 * @param {Scenario} scenario
 * @param {'auto' | 'greedy' | 'optimal'} policy
 * @param {number} steps
 * @returns {Promise<Plan>}
 */
function planned(scenario, policy, steps) {
  return searched(scenario, { policy, seed: 1, steps });
}

function isLess(a, b) {
  return a < b * (1 - ROUNDING);
}

function isNear(a, b) {
  return !isLess(a, b) && !isLess(b, a);
}

/** What two plans of the same question must share. */
function described(plan) {
  const { placed, placedWeight, violating } = planTotals(plan);
  const numbers = [placedWeight, plan.upperBound].map((value) => Number(value.toPrecision(9)));
  return `${plan.status}, ${placed} placed, weight ${numbers[0]} of at most ${numbers[1]}, ${violating} broken`;
}

function checkPlan(scenario, latency, plan, check, said) {
  const [violation] = checkPlacement(scenario, latency, plan.placement);
  check(violation === undefined, () => `${said()}: ${JSON.stringify(violation)}`);
  const { placedWeight, offeredWeight, violating, placed } = planTotals(plan);
  check(violating === 0, () => `${said()}: ${violating} of ${placed} break their SLO`);
  check(!isLess(plan.upperBound, placedWeight), () => `${said()}: more than its bound`);
  check(!isLess(offeredWeight, plan.upperBound), () => `${said()}: the bound is above all that there is`);
  check(plan.status !== 'optimal' || isNear(placedWeight, plan.upperBound), () => `${said()}: proved below its bound`);
  checkNumbers(JSON.parse(renderPlanJson(plan)), 'plan', said, check);
  for (const node of plan.nodes) {
    for (const { response } of node?.answer.accelerators.flatMap(({ tenants }) => tenants) ?? []) {
      const figures =
        response === null ? [] : [response.mean, ...[0.5, 0.9, 0.95, 0.99].map((p) => response.quantile(p))];
      check(
        figures.every((value) => Number.isFinite(value) && value >= 0),
        () => `${said()}: a response time of ${figures}`,
      );
    }
  }
}

/** `null` where a document has a number otherwise is a number that JSON has no word for. */
const NUMBERS =
  /^(placed|placedWeight|offered|offeredWeight|violating|okWeight|utilization|memoryBytes|meanMs|cost|needed|weight|limitMs)$/;

function checkNumbers(value, path, said, check) {
  if (typeof value === 'number') check(Number.isFinite(value), () => `${said()}: ${path} is ${value}`);
  if (value === null || typeof value !== 'object') return;
  for (const [key, inner] of Object.entries(value)) {
    const isFigure = NUMBERS.test(key) && !Array.isArray(value) && path !== 'plan.kinds';
    check(!(isFigure && inner === null && value.status === 'ok'), () => `${said()}: ${path}.${key} is null`);
    checkNumbers(inner, `${path}.${key}`, said, check);
  }
}

/** The gates of what was placed pass, and one more than that never does. */
async function checkGate(scenario, auto, check) {
  const { placed } = planTotals(auto);
  const files = /** @type {any} */ ({});
  const judged = async (requirements) => {
    const options = {
      policy: null,
      seed: 1,
      steps: STEPS.auto,
      requirements,
      baseline: null,
      isBaselineOptional: false,
    };
    return gate(scenario, options, files);
  };
  const { verdict, plan, checks } = await judged([`placed >= ${placed}`, 'violations <= 0', `placed >= ${placed + 1}`]);
  check(described(plan) === described(auto), () => `fit: ${described(auto)}; gate: ${described(plan)}`);
  const outcomes = checks.map(({ verdict: one }) => one);
  const isKept = placed === 0 || (outcomes[0] === 'pass' && outcomes[1] === 'pass');
  check(
    isKept && outcomes[2] !== 'pass' && verdict !== 'pass',
    () => `gate of ${described(auto)}: ${outcomes}, ${verdict}`,
  );
}

/** Nodes that host everything, with a bound that is neither above the truth nor below what load alone says. */
async function checkSizing(scenario, strict, loose, check) {
  const sizing = await size(scenario, { seed: 1, steps: STEPS.size, goal: 'nodes' });
  const { plan, status, lowerBound } = sizing;
  const nodes = sizing.kinds.reduce((sum, { needed }) => sum + (needed ?? 0), 0);
  const said = () => `size: ${status}, ${plan === null ? 'no' : nodes} nodes of at least ${lowerBound}`;
  JSON.parse(renderSizingJson(sizing));
  if (plan !== null) {
    const sizedLatency = createLatencyQuestion(plan.scenario);
    const [violation] = checkPlacement(plan.scenario, sizedLatency, plan.placement);
    const { placed, apps, violating } = planTotals(plan);
    check(
      violation === undefined && placed === apps && violating === 0,
      () => `${said()}: ${placed} of ${apps} hosted`,
    );
    check(!isLess(nodes, lowerBound), () => `${said()}: the bound is above the answer`);
    check(status !== 'optimal' || isNear(nodes, lowerBound), () => `${said()}: proved above its bound`);
    const least = leastByLoad(scenario);
    check(lowerBound >= least - ROUNDING, () => `${said()}: load alone asks for ${least}`);
  }
  if (strict === null) return;
  check(plan === null || lowerBound <= strict.nodes, () => `${said()}: ${strict.nodes} suffice`);
  check(
    status !== 'infeasible' || strict.nodes === Number.POSITIVE_INFINITY,
    () => `${said()}: ${strict.nodes} suffice`,
  );
  check(plan === null || nodes >= loose.nodes, () => `${said()}: ${loose.nodes} are needed`);
}

/** Nodes that the load of all applications fills wherever it is least; 0 where some device does better in company. */
function leastByLoad({ nodes, apps, profiles, limits }) {
  if (nodes.some(({ discipline }) => discipline === 'mps' || discipline === 'batch')) return 0;
  const share = ({ model, arrivalRate, count }) =>
    count *
    arrivalRate *
    Math.min(
      ...nodes.map(
        ({ device, accelerators }) => (profiles.find(model, device)?.serviceTime ?? Infinity) / accelerators,
      ),
    );
  const total = apps.reduce((sum, app) => sum + share(app), 0) / limits.utilization;
  return Number.isFinite(total) ? Math.ceil(total * (1 - ROUNDING)) : 0;
}

/**
 * The greatest weight that the nodes host, and the fewest nodes of any kinds that host everything, by trying all.
 *
 * @param {Scenario} scenario
 * @param {(node: NodeGroup, tenancy: import('../../src/domain/latency.ts').Tenancy, mixes: number[][]) => import('../../src/domain/latency.ts').NodeAnswer} latency
 * @param {number} slack relative, of every limit
 * @returns {{ weight: number, nodes: number }}
 */
function truthOf(scenario, latency, slack) {
  const counts = scenario.apps.map(({ count }) => count);
  const hosts = scenario.nodes.map((node) => hostable(scenario, latency, node, counts, slack));
  const isWhole = (vector) => vector.every((n, k) => n === counts[k]);
  let reached = [counts.map(() => 0)];
  for (const [k, { count }] of scenario.nodes.entries()) {
    for (let n = 0; n < count; n++) reached = sums(reached, hosts[k], counts);
  }
  const weightOf = (vector) => vector.reduce((sum, n, k) => sum + n * scenario.apps[k].weight, 0);
  const weight = Math.max(...reached.map(weightOf));
  let nodes = 0;
  for (let all = [counts.map(() => 0)]; !all.some(isWhole); nodes++) {
    const next = hosts.flatMap((one) => sums(all, one, counts));
    const distinct = [...new Map(next.map((vector) => [String(vector), vector])).values()];
    if (distinct.length === all.length) return { weight, nodes: Number.POSITIVE_INFINITY };
    all = distinct;
  }
  return { weight, nodes };
}

/** All sums of one of each, up to the counts; each once. */
function sums(some, others, counts) {
  const all = new Map();
  for (const one of some) {
    for (const other of others) {
      const sum = one.map((n, k) => n + other[k]);
      if (sum.every((n, k) => n <= counts[k])) all.set(String(sum), sum);
    }
  }
  return [...all.values()];
}

/** Everything that one node hosts, as counts of each group, nothing among it. */
function hostable(scenario, latency, node, counts, slack) {
  const found = new Map();
  const visit = (done, left) => {
    if (done.length === node.accelerators) {
      const total = counts.map((n, k) => n - left[k]);
      const key = String(total);
      if (!found.has(key) && keepsAll(scenario, latency, node, done, slack)) found.set(key, total);
      return;
    }
    for (const mix of vectors(left))
      visit(
        [...done, mix],
        left.map((n, k) => n - mix[k]),
      );
  };
  visit([], counts);
  return [...found.values()];
}

/** The question with the counts of each group beside it, by which answers are remembered. */
function rememberedByMix(latency) {
  const answers = new Map();
  return (node, tenancy, mixes) => {
    const key = `${node.index}/${mixes.join('/')}`;
    const answer = answers.get(key) ?? latency(node, tenancy);
    answers.set(key, answer);
    return answer;
  };
}

function* vectors([most, ...others]) {
  if (most === undefined) yield [];
  else for (const rest of vectors(others)) for (let n = 0; n <= most; n++) yield [n, ...rest];
}

/** Memory, load, CPU, stability and SLOs of one node, `mixes` counting each group on each accelerator. */
function keepsAll({ apps, profiles, limits }, latency, node, mixes, slack) {
  const tenancy = mixes.map((mix) => apps.map((app, k) => ({ app, count: mix[k] })).filter(({ count }) => count > 0));
  const tenants = tenancy.flat();
  if (!tenants.every(({ app }) => profiles.find(app.model, node.device) !== null)) return false;
  const copy = (app) => profiles.find(app.model, node.device).memory;
  const shared = (list) => [
    ...new Map(list.filter(({ app }) => app.sharing === 'model').map(({ app }) => [app.model, app])).values(),
  ];
  const bytes =
    tenants.reduce((sum, { app, count }) => sum + count * (app.memory + (app.sharing === 'none' ? copy(app) : 0)), 0) +
    tenancy.flatMap(shared).reduce((sum, app) => sum + copy(app), 0);
  if (!(bytes <= limits.memory * node.memory * (1 + slack))) return false;
  if (tenants.length === 0) return true;
  return latency(node, tenancy, mixes).accelerators.every(
    ({ utilization, tenants: answers }, a) =>
      utilization <= limits.utilization * (1 + slack) &&
      answers.every(({ response }, t) => response !== null && keepsSlo(response, tenancy[a][t].app.slo, slack)),
  );
}

function keepsSlo(response, { metric, limit }, slack) {
  const allowed = ALLOWED[metric];
  const most = limit * (1 + slack);
  return allowed === null ? response.mean <= most : response.tail(most) <= allowed * (1 + slack);
}
