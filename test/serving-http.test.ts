import { connect } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { HttpLimits } from '../src/io/http-exchange.ts';
import { HTTP_LIMITS, type RunningServer, startHttpServer } from '../src/io/http-server.ts';
import { readPodList } from '../src/read/extender.ts';
import { Extender } from '../src/serving.ts';
import { ExtenderService } from '../src/serving-http.ts';
import { callBody } from './helpers/extender-load.js';
import { HOSTILE, SLOW, send } from './helpers/hostile-requests.js';
import { GB, scenarioOf } from './place/toys.ts';

const SCENARIO = scenarioOf({
  nodes: [{ name: 'nano', count: 2, discipline: 'ps', memory: 4 * GB }],
  profiles: [{ model: 'mobilenet_v2', serviceTime: 10 }],
  apps: [{ name: 'doorbell', model: 'mobilenet_v2' }],
});

let running: RunningServer | null = null;
const bugs: unknown[] = [];

afterEach(async () => {
  await running?.stop(100);
  running = null;
  expect(bugs).toEqual([]);
});

interface Started {
  readonly port: number;
  readonly extender: Extender;
  readonly service: ExtenderService;
}

async function start(limits: Partial<HttpLimits> = {}, options: { awaitsPods?: boolean } = {}): Promise<Started> {
  const pause = () => new Promise<void>((resolve) => setImmediate(resolve));
  const extender = new Extender(SCENARIO, { unknownPods: 'refuse', reservation: 1e6, clock: () => 0, pause });
  const onBug = (error: unknown) => bugs.push(error);
  const service = new ExtenderService(extender, {
    awaitsPods: false,
    clock: () => 0,
    readPods: async (text) => readPodList(text),
    host: '127.0.0.1',
    onBug,
    ...options,
  });
  running = await startHttpServer(service, { host: '127.0.0.1', port: 0, limits: { ...HTTP_LIMITS, ...limits } });
  return { port: running.port, extender, service };
}

const NEEDS = { model: 'mobilenet_v2', ratePerS: 5, slo: 'mean <= 90 ms' };
const BODY = callBody('p', NEEDS, ['nano-1', 'nano-2']);

function post(port: number, path: string, body: string): Promise<Response> {
  const headers = { 'content-type': 'application/json; charset=utf-8' };
  return fetch(`http://127.0.0.1:${port}${path}`, { method: 'POST', headers, body });
}

function raw(path: string, body: string, headers = ''): string {
  return `POST ${path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n${headers}Content-Length: ${body.length}\r\n\r\n${body}`;
}

describe('the extender over HTTP', () => {
  it('answers filter and prioritize, with and without the prefix of its address', async () => {
    const { port } = await start();
    for (const prefix of ['', '/edge-plan']) {
      const filtered = await post(port, `${prefix}/filter`, BODY);
      expect(filtered.headers.get('content-type')).toBe('application/json');
      expect(await filtered.json()).toMatchObject({ NodeNames: ['nano-1'], Error: '' });
      expect(await (await post(port, `${prefix}/prioritize`, BODY)).json()).toMatchObject([{ Host: 'nano-1' }, {}]);
    }
  });

  it('takes a list of pods over, and keeps the last good one when the next is broken', async () => {
    const { port, extender } = await start();
    const pod = {
      metadata: { uid: 'u', annotations: { 'edge-plan.dev/app': 'doorbell' } },
      spec: { nodeName: 'nano-1' },
    };
    const good = await post(port, '/reconcile', JSON.stringify({ kind: 'PodList', items: [pod] }));
    expect(await good.json()).toEqual({ pods: 1 });
    const bad = await post(port, '/reconcile', JSON.stringify({ kind: 'PodList', items: [{}] }));
    expect([bad.status, await bad.json()]).toEqual([
      400,
      { error: { code: 'json-shape', message: 'metadata is missing' } },
    ]);
    expect(extender.ledger.confirmed).toBe(1);
    const metrics = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
    expect(metrics).toContain('\nedge_plan_snapshots_total 1\n');
    expect(metrics).toContain('\nedge_plan_snapshot_errors_total 1\n');
  });

  it('is not ready, and judges no pod, before the list of pods that it waits for', async () => {
    const { port, service } = await start({}, { awaitsPods: true });
    expect((await fetch(`http://127.0.0.1:${port}/healthz`)).status).toBe(200);
    expect((await fetch(`http://127.0.0.1:${port}/readyz`)).status).toBe(503);
    expect((await post(port, '/filter', BODY)).status).toBe(503);
    await service.takePods('{"items":[]}');
    expect((await fetch(`http://127.0.0.1:${port}/readyz`)).status).toBe(200);
    expect((await post(port, '/filter', BODY)).status).toBe(200);
  });

  it('counts what it answers in the text format of Prometheus', async () => {
    const { port } = await start();
    await post(port, '/filter', BODY);
    await post(port, '/filter', '{');
    const response = await fetch(`http://127.0.0.1:${port}/metrics`);
    const text = await response.text();
    expect(response.headers.get('content-type')).toContain('version=0.0.4');
    expect(text).toContain('edge_plan_requests_total{verb="filter",code="200"} 1\n');
    expect(text).toContain('edge_plan_requests_total{verb="filter",code="400"} 1\n');
    expect(text).toContain('edge_plan_request_duration_seconds_bucket{verb="filter",le="+Inf"} 2\n');
    expect(text).toContain('edge_plan_ledger_pods{state="reserved"} 1\n');
    for (const line of text.trimEnd().split('\n')) {
      expect(line).toMatch(/^(?:# (?:HELP|TYPE) edge_plan_\w+ .+|edge_plan_\w+(?:\{[^}]*\})? (?:[\d.e+-]+|NaN))$/);
    }
  });

  it('keeps a connection for the next request', async () => {
    const { port } = await start();
    const { text } = await send(port, { parts: ['GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n'] });
    expect(text.toLowerCase()).toContain('connection: keep-alive');
  });

  it('answers pipelined requests in their order', async () => {
    const { port } = await start();
    const other = callBody('q', NEEDS, ['nano-2']);
    const parts = [raw('/filter', BODY) + raw('/filter', other) + raw('/nothing', 'x')];
    const text = await new Promise<string>((resolve) => {
      let received = '';
      const socket = connect(port, '127.0.0.1', () => socket.write(parts[0] as string));
      socket.on('data', (chunk) => {
        received += String(chunk);
      });
      socket.on('close', () => resolve(received));
    });
    expect(text.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 200', 'HTTP/1.1 200', 'HTTP/1.1 404']);
    expect(text.match(/"NodeNames":\[[^\]]*\]/g)).toEqual(['"NodeNames":["nano-1"]', '"NodeNames":["nano-2"]']);
  });
});

describe('requests that no scheduler sends', () => {
  it.each(HOSTILE)('$name: $status', async (request) => {
    const { port } = await start();
    const { status, text } = await send(port, request);
    expect(status).toBe(request.status);
    expect(text).not.toMatch(/\.(?:ts|js):\d+/);
    expect((await post(port, '/filter', BODY)).status).toBe(200);
  });

  it.each(SLOW)('$name: $status when the time is over', async (request) => {
    const { port } = await start({ headMs: 60, requestMs: 120 });
    const { status } = await send(port, request);
    expect(status).toBe(request.status);
  });

  it('get no more connections than there may be, and the others are served', async () => {
    const { port } = await start({ connections: 3 });
    const idle = [1, 2, 3].map(() => connect(port, '127.0.0.1'));
    await Promise.all(idle.map((socket) => new Promise((resolve) => socket.once('connect', resolve))));
    const { status } = await send(port, { parts: [raw('/filter', BODY)] });
    expect(status).toBeNull();
    idle[0]?.write(raw('/filter', BODY));
    await new Promise((resolve) => idle[0]?.once('data', resolve));
    for (const socket of idle) socket.destroy();
  });

  it('cannot fill the memory with bodies that never end', async () => {
    const { port } = await start({ bodyBytes: 1000, bufferedBytes: 2000 });
    const open = [1, 2, 3].map(() => connect(port, '127.0.0.1'));
    for (const socket of open) {
      socket.on('error', () => undefined);
      socket.write(`${raw('/filter', 'x'.repeat(900)).slice(0, -1)}`);
    }
    await Promise.all(open.slice(2).map((socket) => new Promise((resolve) => socket.once('data', resolve))));
    for (const socket of open) socket.destroy();
    // What they held is given back once the server has seen them go.
    await expect.poll(async () => (await post(port, '/filter', BODY)).status).toBe(200);
  });

  it('leave no reservation behind when the client is gone before the answer', async () => {
    const { port, extender } = await start();
    const socket = connect(port, '127.0.0.1', () => {
      socket.write(raw('/filter', BODY).slice(0, -5));
      socket.destroy();
    });
    await new Promise((resolve) => socket.once('close', resolve));
    expect((await post(port, '/filter', callBody('q', NEEDS, ['nano-1']))).status).toBe(200);
    expect(extender.ledger.find('p')).toBeNull();
  });
});

describe('an address that cannot be had', () => {
  it('is a problem in words', async () => {
    const { port, service } = await start();
    await expect(startHttpServer(service, { host: '127.0.0.1', port })).rejects.toMatchObject({
      problems: [{ code: 'port-in-use' }],
    });
    await expect(startHttpServer(service, { host: '192.0.2.1', port: 0 })).rejects.toMatchObject({
      problems: [{ code: 'cannot-listen' }],
    });
  });
});
