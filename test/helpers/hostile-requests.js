/** Requests that no scheduler sends. Each gets a 4xx, or nothing at all, and harms nobody. */

import { connect } from 'node:net';

const HEAD = 'POST /edge-plan/filter HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n';
const OVER = 4 * 2 ** 20 + 1;

/**
 * What is sent, in parts with a pause before each but the first, and the status that must come back.
 * @type {readonly { name: string, parts: readonly string[], pauseMs?: number, isHalfClosed?: boolean, status: number }[]}
 */
export const HOSTILE = [
  { name: 'no HTTP', parts: ['\x00\x01\x02garbage\r\n\r\n'], status: 400 },
  { name: 'a body that is no JSON', parts: [`${HEAD}Content-Length: 9\r\n\r\n{"Pod": {`], status: 400 },
  { name: 'JSON of another shape', parts: [`${HEAD}Content-Length: 12\r\n\r\n{"Pod":null}`], status: 400 },
  {
    name: 'JSON nested without end',
    parts: [`${HEAD}Content-Length: 100000\r\n\r\n${'['.repeat(100_000)}`],
    status: 400,
  },
  { name: 'a body that says it is too long', parts: [`${HEAD}Content-Length: ${OVER}\r\n\r\n{`], status: 413 },
  {
    name: 'a body that is too long in chunks',
    parts: [`${HEAD}Transfer-Encoding: chunked\r\n\r\n500000\r\n${'x'.repeat(0x500000)}\r\n0\r\n\r\n`],
    status: 413,
  },
  { name: 'a head that is too long', parts: [`${HEAD}X-Long: ${'x'.repeat(20_000)}\r\n\r\n`], status: 431 },
  { name: 'two lengths', parts: [`${HEAD}Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}`], status: 400 },
  {
    name: 'a length and chunks',
    parts: [`${HEAD}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n{}`],
    status: 400,
  },
  {
    name: 'a truncated body',
    parts: [`${HEAD}Content-Length: 100\r\n\r\n{"Pod":`],
    isHalfClosed: true,
    status: 400,
  },
  {
    name: 'bytes that are not UTF-8',
    parts: [`${HEAD}Content-Length: 51\r\n\r\n{"Pod":{"metadata":{"uid":"\xff"}},"NodeNames":[]}    `],
    status: 400,
  },
  {
    name: 'a type that is not JSON',
    parts: ['POST /filter HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\n{}'],
    status: 415,
  },
  { name: 'another path', parts: ['GET /etc/passwd HTTP/1.1\r\nHost: x\r\n\r\n'], status: 404 },
  { name: 'another method', parts: ['DELETE /filter HTTP/1.1\r\nHost: x\r\n\r\n'], status: 405 },
  {
    name: 'a page of a browser',
    parts: [`${HEAD}Origin: http://example.test\r\nContent-Length: 2\r\n\r\n{}`],
    status: 403,
  },
];

/** Never finished: answered with 408 once the time for it is over. */
export const SLOW = [
  { name: 'a head that does not end', parts: ['POST /filter HTTP/1.1\r\n'], status: 408 },
  { name: 'a body that does not come', parts: [`${HEAD}Content-Length: 100\r\n\r\n{`], status: 408 },
];

/**
 * Sends the parts as they are, and reads until the server ends the connection or a whole answer is there.
 * @param {number} port @param {{ parts: readonly string[], pauseMs?: number, isHalfClosed?: boolean }} request
 * @returns {Promise<{ status: number | null, text: string }>} `null`: no answer came before the end
 */
export function send(port, { parts, pauseMs = 0, isHalfClosed = false }) {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    let text = '';
    const finish = () => {
      socket.destroy();
      resolve({ status: text.startsWith('HTTP/1.1 ') ? Number(text.slice(9, 12)) : null, text });
    };
    socket.setEncoding('latin1');
    socket.on('data', (chunk) => {
      text += chunk;
      const end = text.indexOf('\r\n\r\n');
      const length = Number(/content-length: (\d+)/i.exec(text)?.[1] ?? 0);
      if (end !== -1 && text.length >= end + 4 + length) finish();
    });
    socket.on('end', finish);
    socket.on('error', finish);
    void (async () => {
      for (const [index, part] of parts.entries()) {
        if (index > 0) await new Promise((next) => setTimeout(next, pauseMs));
        socket.write(part, 'latin1');
      }
      if (isHalfClosed) socket.end();
    })();
  });
}
