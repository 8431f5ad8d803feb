/**
 * HTTP for one service, bounded in everything that a client decides: connections, sizes, memory and time. Nothing that
 * a client sends ends the process. What one request may do is `http-exchange.ts`.
 */

import { createServer, type Server } from 'node:http';
import type { HttpService } from '../domain/http.ts';
import { ProblemError, problem } from '../domain/problem.ts';
import { printable } from '../domain/text.ts';
import { reasonOf } from './files.ts';
import { Exchange, HEAD_BYTES, type HttpLimits, ignore } from './http-exchange.ts';

export const HTTP_LIMITS: HttpLimits = {
  bodyBytes: 4 * 2 ** 20,
  bufferedBytes: 64 * 2 ** 20,
  connections: 1024,
  headMs: 5_000,
  requestMs: 10_000,
  idleMs: 60_000,
};

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
