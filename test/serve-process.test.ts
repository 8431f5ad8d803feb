import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sloValue } from '../src/domain/latency.ts';
import { createFileAccess } from '../src/io/files.ts';
import { checkPlacement } from '../src/place/check.ts';
import { loadScenario as readSite } from '../src/plan.ts';
import { createLatencyQuestion } from '../src/predict/node.ts';
import { edgePlan, ROOT } from './helpers/binary.ts';
import { callBody, loadScenario, runLoad, type Step, Truth } from './helpers/extender-load.js';
import { type ServeProcess, startServe } from './helpers/serve-process.ts';

let folder: string;
let site: string;
let running: ServeProcess | null = null;

const CONNECTIONS = 50;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'edge-plan-serve-'));
  site = join(folder, 'site.yaml');
  writeFileSync(site, loadScenario(CONNECTIONS));
});

afterEach(async () => {
  if (running?.child.exitCode === null) await running.end('SIGKILL');
  rmSync(folder, { recursive: true });
});

const NEEDS = { model: 'mobilenet_v2', ratePerS: 5, slo: 'p95 <= 120 ms' };

function raw(body: string): string {
  return `POST /filter HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
}

async function metric(port: number, name: string): Promise<number> {
  const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  return Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1]);
}

describe('edge-plan serve as a process', () => {
  it('says in one line where it listens, on loopback', async () => {
    running = await startServe([site]);
    expect(running.said()).toMatch(
      /^edge-plan: serving 100 nodes of .*site\.yaml on http:\/\/127\.0\.0\.1:\d+\/edge-plan$/m,
    );
    expect(running.port).toBeGreaterThan(0);
  });

  it.each(['SIGTERM', 'SIGINT'] as const)(
    'ends with 0 on %s, answers what is in flight, and waits for nobody',
    async (signal) => {
      running = await startServe([site]);
      const text = raw(callBody('p', NEEDS, ['coral-1', 'nano-1']));
      const [idle, busy] = [connect(running.port, '127.0.0.1'), connect(running.port, '127.0.0.1')];
      let received = '';
      busy.on('data', (chunk) => {
        received += String(chunk);
      });
      idle.on('error', () => undefined);
      await Promise.all([idle, busy].map((socket) => new Promise((resolve) => socket.once('connect', resolve))));
      busy.write(text.slice(0, -10));
      await expect.poll(() => metric(running?.port ?? 0, 'edge_plan_latency_questions_total')).toBe(0);
      const closed = new Promise((resolve) => idle.once('close', resolve));
      const ended = running.end(signal);
      // Who asks nothing is let go at once; who is in the middle of a request is waited for.
      await closed;
      busy.write(text.slice(-10));
      expect(await ended).toBe(0);
      expect(received).toContain('HTTP/1.1 200');
      expect(received.toLowerCase()).toContain('connection: close');
      for (const socket of [idle, busy]) socket.destroy();
    },
  );

  it('reads the pods again when their file changes, and keeps the last good list when it is half written', async () => {
    const pods = join(folder, 'pods.json');
    const pod = (uid: string) => {
      const annotations = { 'edge-plan.dev/app': 'any' };
      return { metadata: { uid, annotations }, spec: { nodeName: 'coral-1' }, status: { phase: 'Running' } };
    };
    const confirmed = () => metric(running?.port ?? 0, 'edge_plan_ledger_pods\\{state="confirmed"\\}');
    writeFileSync(pods, JSON.stringify({ kind: 'List', items: [pod('a')] }));
    running = await startServe([site, '--pods', pods]);
    expect(await confirmed()).toBe(1);
    const next = JSON.stringify({ kind: 'List', items: [pod('a'), pod('b')] });
    writeFileSync(pods, next.slice(0, -20));
    await expect.poll(() => metric(running?.port ?? 0, 'edge_plan_snapshot_errors_total'), { timeout: 10_000 }).toBe(1);
    expect(await confirmed()).toBe(1);
    expect(running.said()).toContain('pods are not taken over: this is not JSON');
    writeFileSync(pods, next);
    await expect.poll(confirmed, { timeout: 10_000 }).toBe(2);
  });

  it('starts without the file of pods, and is ready once it is there', async () => {
    const pods = join(folder, 'pods.json');
    running = await startServe([site, '--pods', pods]);
    const ready = async () => (await fetch(`http://127.0.0.1:${running?.port}/readyz`)).status;
    expect(await ready()).toBe(503);
    writeFileSync(pods, '{"kind":"List","items":[]}');
    await expect.poll(ready, { timeout: 10_000 }).toBe(200);
  });

  it('gives 50 connections at once no wrong answer', async () => {
    running = await startServe([site]);
    let asked = 0;
    const isOver = () => ++asked > 40 * CONNECTIONS;
    const steps = (await runLoad(running.port, { connections: CONNECTIONS, freshShare: 0.1, isOver })) as Step[][];
    const files = createFileAccess({ cwd: folder, packageRoot: ROOT, stdin: process.stdin });
    const scenario = await readSite(site, files);
    const truth = new Truth(scenario, createLatencyQuestion(scenario), { checkPlacement, sloValue });
    expect(steps.flat().length).toBeGreaterThan(30 * CONNECTIONS);
    expect(steps.flatMap((own) => truth.wrongAnswers(own))).toEqual([]);
    const verdicts = steps.flat().map(({ body }) => body);
    expect(verdicts.filter((body) => body.includes('predicted')).length).toBeGreaterThan(100);
  }, 60_000);

  it.each([
    [['--port', '70000'], '--port must be at most 65535; found 70000'],
    [['--reservation', '5'], '--reservation must be a time above zero and up to 24 h; found "5"'],
    [['--host', ''], '--host must name an address'],
    [['--host', 'no-such-host.invalid'], 'cannot listen on no-such-host.invalid'],
  ])('does not start with %j', (words, message) => {
    const { status, stderr } = edgePlan(['serve', site, ...words]);
    expect(status).toBe(2);
    expect(stderr).toContain(message);
  });
});
