/** A request and its answer as plain values: what a service sees of HTTP. `io/http-server.ts` does the rest. */

export interface HttpHead {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly contentType: string | null;
  readonly contentEncoding: string | null;
  /** Whether a page of a browser sends it: no scheduler does. */
  readonly hasOrigin: boolean;
  /** The host that the request names, with its port; `null` where it names none. */
  readonly host: string | null;
}

export interface HttpAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

export interface HttpService {
  /** What the head alone decides: an answer, or `null` where the body must be read. */
  answerHead(head: HttpHead): HttpAnswer | null;
  /** `null`: nobody waits for an answer any more. `isAbandoned` tells whether that is so. Never rejects. */
  answer(head: HttpHead, body: string, isAbandoned: () => boolean): Promise<HttpAnswer | null>;
  /** Called once for every answer sent; `head` is `null` where a request had none that could be read. */
  count(head: HttpHead | null, status: number, ms: number): void;
}

/** An error as a client sees it: a stable code, and what is wrong in words. Never a stack. */
export function httpError(status: number, code: string, message: string): HttpAnswer {
  return { status, contentType: 'application/json', body: `${JSON.stringify({ error: { code, message } })}\n` };
}
