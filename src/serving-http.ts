/** The extender over HTTP: paths and verbs → calls of `serving.ts`, and its answers → text. */

import { type HttpAnswer, type HttpHead, type HttpService, httpError } from './domain/http.ts';
import type { Pod } from './domain/pod.ts';
import { ProblemError } from './domain/problem.ts';
import { readExtenderCall } from './read/extender.ts';
import { renderFilterAnswer, renderPriorities } from './report/extender-answer.ts';
import { type MetricFamily, PROMETHEUS_TYPE, renderMetrics } from './report/prometheus.ts';
import { CallAbandoned, type Extender } from './serving.ts';
import { ServingMetrics } from './serving-metrics.ts';

/** The first part of the path may be this, so that the scheduler's `urlPrefix` can say whose address it is. */
export const URL_PREFIX = '/edge-plan';

type PostVerb = 'filter' | 'prioritize' | 'reconcile';
type GetVerb = 'healthz' | 'readyz' | 'metrics';
const POST_VERBS: readonly string[] = ['filter', 'prioritize', 'reconcile'] satisfies PostVerb[];
const GET_VERBS: readonly string[] = ['healthz', 'readyz', 'metrics'] satisfies GetVerb[];

export interface ServiceOptions {
  /** Whether a list of pods must have been read before pods are judged. */
  readonly awaitsPods: boolean;
  /** ms since any fixed moment. */
  readonly clock: () => number;
  /** Reads a list of pods, best not on the thread that answers. Rejects with a `ProblemError` where it is none. */
  readonly readPods: (text: string) => Promise<readonly Pod[]>;
  /** The name of the address that is listened on, beside those that no page of a browser can take. */
  readonly host: string;
  /** Told of an error that is ours; the client learns only that there was one. */
  readonly onBug: (error: unknown) => void;
}

export class ExtenderService implements HttpService {
  readonly #extender: Extender;
  readonly #options: ServiceOptions;
  readonly #metrics = new ServingMetrics();
  /** When the last good list of pods was taken over. */
  #snapshotAt: number | null = null;

  constructor(extender: Extender, options: ServiceOptions) {
    this.#extender = extender;
    this.#options = options;
  }

  /** Takes a list of pods over, and says how many there were. A bad one throws a `ProblemError` and changes nothing. */
  async takePods(text: string): Promise<number> {
    const pods = await this.#options.readPods(text);
    await this.#extender.reconcile(pods);
    this.#snapshotAt = this.#options.clock();
    this.#metrics.snapshot(true);
    return new Set(pods.map(({ uid }) => uid)).size;
  }

  /** A list of pods could not be had. */
  countBadPods(): void {
    this.#metrics.snapshot(false);
  }

  answerHead({ method, path, contentType, contentEncoding, hasOrigin, host }: HttpHead): HttpAnswer | null {
    const verb = verbOf(path);
    if (verb === null) return httpError(404, 'path-unknown', `there are ${[...POST_VERBS, ...GET_VERBS].join(', ')}`);
    if (hasOrigin) return httpError(403, 'browser', 'pages of a browser are not answered');
    if (!isOwnName(host, this.#options.host)) return httpError(421, 'host', 'this host is not known here');
    if (GET_VERBS.includes(verb)) {
      if (method !== 'GET' && method !== 'HEAD') return httpError(405, 'method', `${verb} takes GET`);
      return this.#report(verb as GetVerb);
    }
    if (method !== 'POST') return httpError(405, 'method', `${verb} takes POST`);
    const isJson = /^application\/json(?:\s*;|$)/i.test(contentType?.trim() ?? '');
    if (!isJson || (contentEncoding !== null && contentEncoding !== 'identity')) {
      return httpError(415, 'content-type', 'the body must be application/json, not compressed');
    }
    return null;
  }

  async answer({ path }: HttpHead, body: string, isAbandoned: () => boolean): Promise<HttpAnswer | null> {
    const verb = verbOf(path) as PostVerb; // `answerHead` let it pass
    try {
      return await this.#act(verb, body, isAbandoned);
    } catch (error) {
      if (error instanceof CallAbandoned) return null;
      if (!(error instanceof ProblemError)) {
        this.#options.onBug(error);
        return httpError(500, 'bug', 'this is a bug in edge-plan');
      }
      if (verb === 'reconcile') this.countBadPods();
      const { code = 'unreadable' } = error.problems[0] ?? {};
      return httpError(400, code, error.message);
    }
  }

  count(head: HttpHead | null, status: number, ms: number): void {
    this.#metrics.request((head === null ? null : verbOf(head.path)) ?? 'none', status, ms / 1e3);
  }

  async #act(verb: PostVerb, body: string, isAbandoned: () => boolean): Promise<HttpAnswer> {
    if (verb === 'reconcile') return json(`${JSON.stringify({ pods: await this.takePods(body) })}\n`);
    const call = readExtenderCall(body);
    const waiting = this.#waiting();
    if (waiting !== null) return waiting;
    if (verb === 'prioritize') return json(renderPriorities(await this.#extender.prioritize(call, isAbandoned)));
    const answer = await this.#extender.filter(call, isAbandoned);
    this.#metrics.filtered(answer);
    return json(renderFilterAnswer(answer));
  }

  #report(verb: GetVerb): HttpAnswer {
    if (verb === 'metrics') {
      return {
        status: 200,
        contentType: PROMETHEUS_TYPE,
        body: renderMetrics([...this.#metrics.families(), ...this.#state()]),
      };
    }
    const waiting = verb === 'readyz' ? this.#waiting() : null;
    return waiting ?? { status: 200, contentType: 'text/plain; charset=utf-8', body: 'ok\n' };
  }

  /** Without the pods that run, every answer would be as if the cluster were idle. */
  #waiting(): HttpAnswer | null {
    if (!this.#options.awaitsPods || this.#snapshotAt !== null) return null;
    return httpError(503, 'pods-awaited', 'the list of pods was not read yet');
  }

  #state(): MetricFamily[] {
    const { ledger, admission } = this.#extender;
    const gauge = (name: string, help: string, samples: MetricFamily['samples']): MetricFamily => {
      return { name, type: 'gauge', help, samples };
    };
    const age = this.#snapshotAt === null ? Number.NaN : (this.#options.clock() - this.#snapshotAt) / 1e3;
    return [
      gauge('edge_plan_ledger_pods', 'Pods that the ledger holds.', [
        { labels: { state: 'confirmed' }, value: ledger.confirmed },
        { labels: { state: 'reserved' }, value: ledger.reserved },
      ]),
      gauge('edge_plan_snapshot_age_seconds', 'Since the last list of pods was taken over.', [{ value: age }]),
      gauge('edge_plan_cached_verdicts', 'Verdicts remembered.', [{ value: admission.remembered }]),
      {
        name: 'edge_plan_latency_questions_total',
        type: 'counter',
        help: 'Questions put to the latency models.',
        samples: [{ value: admission.questions }],
      },
    ];
  }
}

/**
 * Whether a request may name this host: an address, a name without a dot, one of a cluster, or the one that is listened
 * on. A page of a browser that makes its own name lead here (DNS rebinding) has to send that name.
 */
function isOwnName(host: string | null, own: string): boolean {
  if (host === null) return true;
  const name = host.replace(/:\d*$/, '').toLowerCase();
  const isAddress = /^\[[\da-f:.%]+\]$/.test(name) || /^\d{1,3}(?:\.\d{1,3}){3}$/.test(name);
  return (
    isAddress || !name.includes('.') || name === own.toLowerCase() || /\.(?:svc|local|internal|localhost)$/.test(name)
  );
}

function json(body: string): HttpAnswer {
  return { status: 200, contentType: 'application/json', body };
}

/** The verb that a path names, with or without the prefix; `null` for any other path. */
function verbOf(path: string): PostVerb | GetVerb | null {
  const rest = path.startsWith(`${URL_PREFIX}/`) ? path.slice(URL_PREFIX.length) : path;
  const verb = rest.slice(1);
  return rest.startsWith('/') && (POST_VERBS.includes(verb) || GET_VERBS.includes(verb))
    ? (verb as PostVerb | GetVerb)
    : null;
}
