/**
 * One request and its answer, bounded in what a client may make the process hold. A request that breaks a bound gets a
 * 4xx and costs no more than its bound.
 */

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { type HttpAnswer, type HttpHead, type HttpService, httpError } from '../domain/http.ts';

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

/** Bytes of a request's head. */
export const HEAD_BYTES = 16 * 2 ** 10;

type Socket = IncomingMessage['socket'];

/** What became of a body: its text, an answer that refuses it, or nothing, because the client is gone. */
type ReadBody = { readonly text: string } | { readonly refusal: HttpAnswer } | null;

/** What all requests of a server share. */
export class Exchange {
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
    host: headers.host ?? null,
  };
}

/** A client that goes away is no error of ours; without a listener Node would end the process. */
export function ignore(): void {}
