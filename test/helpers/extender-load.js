/**
 * Load for a running extender, and the truth about its answers. Every connection asks about nodes of its own, so that
 * what it is told depends on nothing but its own earlier questions; afterwards each answer is held against the
 * independent checker of placements, asked about the same companies one instance at a time.
 */

import { connect } from 'node:net';

export const MODELS = ['mobilenet_v2', 'inception_v3', 'efficientnet-S'];
const RATES = [2, 5];
const SLOS = ['p95 <= 120 ms', 'mean <= 90 ms'];
/** Pods that a connection asks about, again and again: each time the earlier reservation is replaced. */
const PODS = 4;

/** Nodes of one kind each, two of them for every connection. @param {number} connections */
export function loadScenario(connections) {
  return `version: 1
network: 5 ms
limits: { utilization: 0.8, memory: 0.8 }
cluster:
  - { node: coral, count: ${connections}, device: edgetpu-pi, memory: 4 GiB, cpu: { cores: 4 } }
  - { node: nano, count: ${connections}, device: jetson-nano, memory: 4 GiB, cpu: { cores: 4 } }
apps:
  - { app: any, model: mobilenet_v2, rate: 1 /s, slo: p95 <= 200 ms }
`;
}

/** A small generator with a fixed seed for each connection. @param {number} seed */
function generator(seed) {
  let state = (seed * 2654435761 + 12345) % 2147483648;
  return () => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return state / 2147483648;
  };
}

/** @param {() => number} random @param {number} freshShare */
function someNeeds(random, freshShare) {
  const pick = (/** @type {readonly any[]} */ list) => list[Math.floor(random() * list.length)];
  const isFresh = random() < freshShare;
  return { model: pick(MODELS), ratePerS: isFresh ? 1 + 6 * random() : pick(RATES), slo: pick(SLOS) };
}

/** @param {string} uid @param {{ model: string, ratePerS: number, slo: string }} needs @param {readonly string[]} nodes */
export function callBody(uid, needs, nodes) {
  const annotations = {
    'edge-plan.dev/model': needs.model,
    'edge-plan.dev/rate': String(needs.ratePerS),
    'edge-plan.dev/slo': needs.slo,
    'edge-plan.dev/memory': '50 MB',
    'edge-plan.dev/preprocess': '4 ms',
  };
  const spec = { containers: [{ name: 'c', resources: { limits: { 'nvidia.com/gpu': '1' } } }] };
  const metadata = { name: uid, namespace: 'default', uid, annotations };
  return JSON.stringify({ Pod: { metadata, spec, status: { phase: 'Pending' } }, Nodes: null, NodeNames: nodes });
}

/** One connection that asks, waits for the answer, and asks again. */
class Client {
  /** @param {number} port */
  constructor(port) {
    this.socket = connect(port, '127.0.0.1');
    this.socket.setNoDelay(true);
    this.received = '';
    /** @type {((answer: { status: number, body: string }) => void) | null} */
    this.waiting = null;
    this.socket.setEncoding('latin1');
    this.socket.on('data', (chunk) => this.take(String(chunk)));
    this.socket.on('error', (error) => {
      throw error;
    });
  }

  /** @param {string} chunk */
  take(chunk) {
    this.received += chunk;
    const end = this.received.indexOf('\r\n\r\n');
    if (end === -1) return;
    const length = Number(/content-length: (\d+)/i.exec(this.received.slice(0, end))?.[1]);
    if (this.received.length < end + 4 + length) return;
    const body = this.received.slice(end + 4, end + 4 + length);
    const status = Number(this.received.slice(9, 12));
    this.received = this.received.slice(end + 4 + length);
    this.waiting?.({ status, body });
  }

  /** @param {string} verb @param {string} body @returns {Promise<{ status: number, body: string }>} */
  ask(verb, body) {
    return new Promise((resolve) => {
      this.waiting = resolve;
      const head = `POST /edge-plan/${verb} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n`;
      this.socket.write(`${head}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
    });
  }

  end() {
    this.socket.destroy();
  }
}

/**
 * @typedef {{ verb: string, uid: string, needs: ReturnType<typeof someNeeds>, nodes: readonly string[],
 *   status: number, body: string, ms: number }} Step
 */

/**
 * Asks until `isOver`, each connection as fast as it is answered; the steps of every connection in their order.
 * @param {number} port @param {{ connections: number, freshShare: number, isOver: () => boolean }} options
 * @returns {Promise<Step[][]>}
 */
export function runLoad(port, { connections, freshShare, isOver }) {
  return Promise.all(
    Array.from({ length: connections }, async (_, k) => {
      const client = new Client(port);
      const random = generator(k + 1);
      const own = [`coral-${k + 1}`, `nano-${k + 1}`];
      /** @type {Step[]} */
      const steps = [];
      const ask = async (
        /** @type {string} */ verb,
        /** @type {string} */ uid,
        needs = someNeeds(random, 0),
        nodes = own,
      ) => {
        const start = performance.now();
        const { status, body } = await client.ask(verb, callBody(uid, needs, nodes));
        steps.push({ verb, uid, needs, nodes, status, body, ms: performance.now() - start });
        return status === 200 ? JSON.parse(body) : null;
      };
      while (!isOver()) {
        const uid = `pod-${k}-${Math.floor(random() * PODS)}`;
        const needs = someNeeds(random, freshShare);
        const answer = await ask('filter', uid, needs);
        if (answer?.NodeNames.length > 1) await ask('prioritize', uid, needs, answer.NodeNames);
      }
      client.end();
      return steps;
    }),
  );
}

/** What the built program is asked by the truth. @typedef {{ checkPlacement: Function, sloValue: Function }} Tools */

/** The truth about one scenario of `loadScenario`, made of the checker and the latency question alone. */
export class Truth {
  /** @param {any} scenario @param {Function} latency @param {Tools} tools */
  constructor(scenario, latency, { checkPlacement, sloValue }) {
    this.scenario = scenario;
    this.latency = latency;
    this.checkPlacement = checkPlacement;
    this.sloValue = sloValue;
    /** @type {Map<string, any>} */
    this.known = new Map();
  }

  /** Wrong answers among the steps of one connection, each in words. @param {readonly Step[]} steps */
  wrongAnswers(steps) {
    /** @type {Map<string, { needs: Step['needs'], node: string }>} */
    const reserved = new Map();
    /** @type {string[]} */
    const wrong = [];
    for (const step of steps) {
      reserved.delete(step.uid);
      const judged = step.nodes.map((node) => {
        const there = [...reserved.values()].filter((pod) => pod.node === node).map(({ needs }) => needs);
        const kind = node.split('-')[0] ?? '';
        return { node, ...this.judge(kind, there, step.needs), alone: this.judge(kind, [], step.needs).figures };
      });
      const fit = judged.filter(({ violations }) => violations === 0);
      const least = Math.min(...fit.map(({ added }) => added));
      const scored = judged.map(({ node, violations, added, before }) => {
        const points = Math.round((9 * least) / added + before);
        return { Host: node, Score: violations > 0 ? 0 : Math.min(10, Math.max(1, points)), before };
      });
      const complaint = step.verb === 'filter' ? filterFault(step, judged) : scoreFault(step, scored);
      if (complaint !== null) wrong.push(`${step.verb} ${JSON.stringify(step.needs)}: ${complaint}: ${step.body}`);
      const best = scored.filter(({ Score }) => Score > 0).sort((a, b) => b.Score - a.Score || b.before - a.before)[0];
      if (best !== undefined) reserved.set(step.uid, { needs: step.needs, node: best.Host });
    }
    return wrong;
  }

  /** @param {string} kind @param {readonly Step['needs'][]} there @param {Step['needs']} newcomer */
  judge(kind, there, newcomer) {
    const company = [...there.map((needs) => JSON.stringify(needs)).sort(), JSON.stringify(newcomer)];
    const key = `${kind} ${company.join()}`;
    const known =
      this.known.get(key) ??
      this.ask(
        kind,
        company.map((text) => JSON.parse(text)),
      );
    this.known.set(key, known);
    return known;
  }

  /** Every application a group of its own, all on one node. @param {string} kind @param {Step['needs'][]} company */
  ask(kind, company) {
    const group = this.scenario.nodes.find((/** @type {any} */ node) => node.name === kind);
    const node = { ...group, index: 0, firstIndex: 0, count: 1 };
    const apps = company.map(({ model, ratePerS, slo }, index) => {
      const [, metric, limit] = /^(\w+) <= (\d+) ms$/.exec(slo) ?? [];
      return {
        index,
        name: `app${index}`,
        isCounted: false,
        count: 1,
        firstIndex: index,
        model,
        arrivalRate: ratePerS / 1e3,
        slo: { metric, limit: Number(limit) },
        preprocessTime: 4,
        memory: 5e7,
        sharing: 'none',
        arrivals: { kind: 'poisson' },
        weight: 1,
        origin: null,
      };
    });
    const scenario = { ...this.scenario, nodes: [node], apps };
    const zeros = new Int32Array(apps.length);
    const violations = this.checkPlacement(scenario, this.latency, { node: zeros, accelerator: zeros });
    const isMeasured = this.scenario.profiles.find(apps.at(-1)?.model, node.device) !== null;
    if (!isMeasured) return { violations: violations.length, added: Number.POSITIVE_INFINITY, before: 0, figures: [] };
    const load = (/** @type {any[]} */ some) => {
      if (some.length === 0) return 0;
      return this.latency(node, [some.map((app) => ({ app, count: 1 }))]).accelerators[0].utilization;
    };
    const before = load(apps.slice(0, -1));
    return { violations: violations.length, added: load(apps) - before, before, figures: this.figures(node, apps) };
  }

  /** ms of every SLO's metric, `null` without a finite one; the newcomer's last. @param {any} node @param {any[]} apps */
  figures(node, apps) {
    const { tenants } = this.latency(node, [apps.map((app) => ({ app, count: 1 }))]).accelerators[0];
    return apps.map(({ slo }, t) => {
      const { response } = tenants[t];
      return response === null ? null : this.sloValue(response, slo);
    });
  }
}

/** @param {Step} step @param {readonly { node: string, violations: number, figures: (number | null)[], alone: (number | null)[] }[]} judged */
function filterFault({ status, body }, judged) {
  if (status !== 200) return `status ${status}`;
  const { NodeNames, FailedNodes, FailedAndUnresolvableNodes } = JSON.parse(body);
  const failed = { ...FailedNodes, ...FailedAndUnresolvableNodes };
  const able = judged.filter(({ violations }) => violations === 0);
  if (NodeNames.length !== Math.min(1, able.length))
    return `${NodeNames.length} nodes are passed, ${able.length} could be`;
  for (const { node, violations, figures, alone } of judged) {
    if (NodeNames.includes(node) && violations > 0) return `${node} has ${violations} violations`;
    if (violations > 0 && !(node in failed)) return `${node} is neither passed nor refused`;
    const shown = /predicted (?:mean|p\d+)(?: of \S+)? ([\d.,]+) ms/.exec(failed[node] ?? '')?.[1];
    if (shown === undefined) continue;
    const value = Number(shown.replaceAll(',', ''));
    const those = failed[node].startsWith('even alone') ? alone : figures;
    if (!those.some((figure) => figure !== null && Math.abs(figure / value - 1) < 0.006)) {
      return `${node} should show one of ${those.join()} ms`;
    }
  }
  return null;
}

/** @param {Step} step @param {readonly { Host: string, Score: number }[]} scored */
function scoreFault({ status, body }, scored) {
  if (status !== 200) return `status ${status}`;
  const expected = JSON.stringify(scored.map(({ Host, Score }) => ({ Host, Score })));
  return JSON.stringify(JSON.parse(body)) === expected ? null : `expected ${expected}`;
}

/** @param {readonly number[]} sorted ascending @param {number} p */
export function quantile(sorted, p) {
  return sorted[Math.min(sorted.length - 1, Math.floor(p * sorted.length))] ?? Number.NaN;
}
