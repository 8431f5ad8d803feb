/**
 * HTTP for one service, bounded in everything that a client decides: connections, sizes, memory and time. A request
 * that breaks a bound gets a 4xx and costs no more than its bound; nothing that a client sends ends the process.
 */

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { type HttpAnswer, type HttpHead, type HttpService, httpError } from '../domain/http.ts';
import { ProblemError, problem } from '../domain/problem.ts';
import { printable } from '../domain/text.ts';
import { reasonOf } from './files.ts';

export interface HttpLimits {
  /** Bytes of one body. */
  readonly bodyBytes: number;
  /** Bytes of all bodies that are being received or answered. */
  readonly bufferedBytes: number;
  readonly connections: number;
  /** Until the head is there, and until the whole request is, ms. */
  readonly headMs: number;
  readonly requestMs: number;
  /** A connection without a request, ms. */
  readonly idleMs: number;
}

export const HTTP_LIMITS: HttpLimits = {
  bodyBytes: 4 * 2 ** 20,
  bufferedBytes: 64 * 2 ** 20,
  connections: 1024,
  headMs: 5_000,
  requestMs: 10_000,
  idleMs: 60_000,
};

const HEAD_BYTES = 16 * 2 ** 10;

export interface RunningServer {
  readonly port: number;
  /** Takes no more connections, answers what is in flight, and ends after `graceMs` whatever is left. */
  stop(graceMs: number): Promise<void>;
}

/** Starts to listen; `port` 0 takes a free one. Throws a `ProblemError` when that cannot be done. */
export async function startHttpServer(
  service: HttpService,
  { host, port, limits = HTTP_LIMITS }: { host: string; port: number; limits?: HttpLimits },
): Promise<RunningServer> {
  const server = createServer({
    headersTimeout: limits.headMs,
    requestTimeout: limits.requestMs,
    keepAliveTimeout: limits.idleMs,
    connectionsCheckingInterval: Math.min(1_000, limits.headMs / 2),
    maxHeaderSize: HEAD_BYTES,
  });
  server.maxConnections = limits.connections;
  server.timeout = limits.idleMs;
  const exchange = new Exchange(service, limits);
  server.on('connection', (socket) => exchange.watch(socket));
  server.on('request', (request, response) => void exchange.serve(request, response));
  server.on('clientError', (error, socket) => exchange.refuseUnread(error, socket));
  await listening(server, host, port);
  // A connection that cannot be accepted (no file handle left) is that client's loss only.
  server.on('error', ignore);
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : port,
    stop: (graceMs) => stopped(server, exchange, graceMs),
  };
}

function listening(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => reject(cannotListen(error, host, port)));
    server.listen({ host, port }, resolve);
  });
}

function cannotListen(error: Error, host: string, port: number): ProblemError {
  const code = (error as NodeJS.ErrnoException).code ?? '';
  const where = `${printable(host)} port ${port}`;
  if (code === 'EADDRINUSE') {
    const help = 'Stop that program, or give another port with --port; 0 takes a free one.';
    return new ProblemError([problem('port-in-use', `another program listens on ${where}`, help)]);
  }
  const isName = code === 'ENOTFOUND' || code === 'EAI_AGAIN' || code === 'EADDRNOTAVAIL';
  const reason = isName ? 'this machine has no such address' : reasonOf(error);
  return new ProblemError([problem('cannot-listen', `cannot listen on ${where}: ${reason}`)]);
}

async function stopped(server: Server, exchange: Exchange, graceMs: number): Promise<void> {
  const closed = new Promise<void>((resolve) => {
    server.close(() => resolve());
  });
  exchange.stop();
  const end = setTimeout(() => server.closeAllConnections(), graceMs);
  await closed;
  clearTimeout(end);
}

type Socket = IncomingMessage['socket'];

/** What became of a body: its text, an answer that refuses it, or nothing, because the client is gone. */
type ReadBody = { readonly text: string } | { readonly refusal: HttpAnswer } | null;

class Exchange {
  #isStopping = false;
  /** Requests that are being answered, by connection. */
  readonly #inFlight = new Map<Socket, number>();
  readonly #service: HttpService;
  readonly #limits: HttpLimits;
  readonly #tooLong: HttpAnswer;
  readonly #held = { bytes: 0 };

  constructor(service: HttpService, limits: HttpLimits) {
    this.#service = service;
    this.#limits = limits;
    this.#tooLong = httpError(413, 'body-too-large', `the body is larger than ${limits.bodyBytes} bytes`);
  }

  watch(socket: Socket): void {
    this.#inFlight.set(socket, 0);
    socket.once('close', () => this.#inFlight.delete(socket));
  }

  /** Ends the connections on which nothing is being answered, also those that never asked anything. */
  stop(): void {
    this.#isStopping = true;
    for (const [socket, requests] of this.#inFlight) if (requests === 0) socket.destroy();
  }

  #countInFlight(socket: Socket, change: 1 | -1): void {
    const requests = this.#inFlight.get(socket);
    if (requests !== undefined) this.#inFlight.set(socket, requests + change);
  }

  async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const start = performance.now();
    const head = headOf(request);
    const held = new Held(this.#held, this.#limits.bufferedBytes);
    request.on('error', ignore);
    response.on('error', ignore);
    this.#countInFlight(request.socket, 1);
    response.once('close', () => {
      held.release();
      this.#countInFlight(request.socket, -1);
    });
    const answer = this.#service.answerHead(head) ?? (await this.#answer(request, response, head, held));
    if (answer === null || response.destroyed) return;
    const sent = held.add(Buffer.byteLength(answer.body)) ? answer : BUSY;
    this.#send(request, response, sent);
    this.#service.count(head, sent.status, performance.now() - start);
  }

  async #answer(
    request: IncomingMessage,
    response: ServerResponse,
    head: HttpHead,
    held: Held,
  ): Promise<HttpAnswer | null> {
    const body = await this.#read(request, held);
    if (body === null) return null;
    if ('refusal' in body) return body.refusal;
    return this.#service.answer(head, body.text, () => response.destroyed);
  }

  /** The whole body as text. What is too long is refused as soon as that is known. */
  #read(request: IncomingMessage, held: Held): Promise<ReadBody> {
    const { bodyBytes } = this.#limits;
    const tooLong = this.#tooLong;
    if (Number(request.headers['content-length'] ?? 0) > bodyBytes) return Promise.resolve({ refusal: tooLong });
    return new Promise((resolve) => {
      const chunks: Buffer[] = [];
      let length = 0;
      const refuse = (refusal: HttpAnswer) => {
        chunks.length = 0;
        request.off('data', take);
        resolve({ refusal });
      };
      const take = (chunk: Buffer) => {
        length += chunk.length;
        if (length > bodyBytes) refuse(tooLong);
        else if (held.add(chunk.length)) chunks.push(chunk);
        else refuse(BUSY);
      };
      request.on('data', take);
      request.once('end', () => resolve(decoded(Buffer.concat(chunks))));
      request.once('close', () => resolve(null));
    });
  }

  /** After an answer to a request that was not read to its end, the rest is swallowed and the connection ends. */
  #send(request: IncomingMessage, response: ServerResponse, { status, contentType, body }: HttpAnswer): void {
    const isRead = request.complete || !hasBody(request);
    if (!isRead || this.#isStopping) response.setHeader('connection', 'close');
    response.writeHead(status, { 'content-type': contentType, 'content-length': Buffer.byteLength(body) });
    if (isRead) {
      response.end(body);
      return;
    }
    // Closing at once would reset the connection, and the answer could be lost on its way.
    response.write(body);
    request.once('end', () => response.end());
    request.once('close', () => response.end());
    this.#boundSwallowing(request, response);
    request.resume();
  }

  #boundSwallowing(request: IncomingMessage, response: ServerResponse): void {
    let swallowed = 0;
    request.on('data', (chunk: Buffer) => {
      swallowed += chunk.length;
      if (swallowed > 4 * this.#limits.bodyBytes) response.destroy();
    });
  }

  /** What is no HTTP, ends too early, comes too slowly or has too long a head. */
  refuseUnread(error: Error, socket: Duplex): void {
    const code = (error as NodeJS.ErrnoException).code ?? '';
    if (code === 'ECONNRESET' || !socket.writable) {
      socket.destroy();
      return;
    }
    const [status, reason, name] = UNREAD[code] ?? [400, 'Bad Request', 'http-malformed'];
    const { body } = httpError(status, name, UNREAD_MESSAGE[name] ?? 'this is not a whole HTTP/1.1 request');
    const head = `HTTP/1.1 ${status} ${reason}\r\nContent-Type: application/json\r\nConnection: close\r\n`;
    socket.end(`${head}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
    this.#service.count(null, status, 0);
  }
}

const BUSY = httpError(503, 'busy', 'too many bytes are in flight; ask again');

/** What one exchange holds of the bytes that all may hold together. */
class Held {
  readonly #all: { bytes: number };
  readonly #most: number;
  #own = 0;

  constructor(all: { bytes: number }, most: number) {
    this.#all = all;
    this.#most = most;
  }

  /** False, and nothing held, where that would be too much. */
  add(bytes: number): boolean {
    if (this.#all.bytes + bytes > this.#most) return false;
    this.#own += bytes;
    this.#all.bytes += bytes;
    return true;
  }

  release(): void {
    this.#all.bytes -= this.#own;
    this.#own = 0;
  }
}

function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

const UNREAD: Readonly<Record<string, readonly [number, string, string]>> = {
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'Request Timeout', 'too-slow'],
  HPE_HEADER_OVERFLOW: [431, 'Request Header Fields Too Large', 'head-too-large'],
  HPE_CHUNK_EXTENSIONS_OVERFLOW: [413, 'Payload Too Large', 'body-too-large'],
};
const UNREAD_MESSAGE: Readonly<Record<string, string>> = {
  'too-slow': 'the request did not come in time',
  'head-too-large': `the head of a request may have ${HEAD_BYTES} bytes`,
  'body-too-large': 'the body is too large',
};

function decoded(bytes: Buffer): ReadBody {
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch {
    return { refusal: httpError(400, 'body-not-text', 'the body is not UTF-8') };
  }
}

function headOf({ method, url, headers }: IncomingMessage): HttpHead {
  return {
    method: method ?? '',
    path: (url ?? '').split('?', 1)[0] ?? '',
    contentType: headers['content-type'] ?? null,
    contentEncoding: headers['content-encoding'] ?? null,
    hasOrigin: headers.origin !== undefined,
  };
}

/** A client that goes away is no error of ours; without a listener Node would end the process. */
function ignore(): void {}
