/** What a running extender counts, as Prometheus reads it. */

import type { FilterAnswer } from './domain/extender.ts';
import type { MetricFamily, MetricSample } from './report/prometheus.ts';

/** Upper ends of the buckets, seconds. */
const BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5];

class Histogram {
  readonly #counts = new Float64Array(BUCKETS.length + 1);
  #sum = 0;

  add(seconds: number): void {
    const bucket = BUCKETS.findIndex((end) => seconds <= end);
    this.#counts[bucket === -1 ? BUCKETS.length : bucket]! += 1;
    this.#sum += seconds;
  }

  samples(verb: string): MetricSample[] {
    let below = 0;
    const buckets = [...BUCKETS, Number.POSITIVE_INFINITY].map((end, index) => {
      below += this.#counts[index]!;
      return {
        suffix: '_bucket',
        labels: { verb, le: end === Number.POSITIVE_INFINITY ? '+Inf' : String(end) },
        value: below,
      };
    });
    const labels = { verb };
    return [...buckets, { suffix: '_sum', labels, value: this.#sum }, { suffix: '_count', labels, value: below }];
  }
}

/** Counts since the start. Verbs and codes are of a fixed small set, whatever a client asks for. */
export class ServingMetrics {
  readonly #requests = new Map<string, { verb: string; code: number; count: number }>();
  readonly #durations = new Map<string, Histogram>();
  #refusedPods = 0;
  #refusedNodes = 0;
  #snapshots = 0;
  #snapshotErrors = 0;

  request(verb: string, code: number, seconds: number): void {
    const key = `${verb} ${code}`;
    const known = this.#requests.get(key) ?? { verb, code, count: 0 };
    known.count += 1;
    this.#requests.set(key, known);
    const durations = this.#durations.get(verb) ?? new Histogram();
    durations.add(seconds);
    this.#durations.set(verb, durations);
  }

  filtered({ passed, refused }: FilterAnswer): void {
    this.#refusedNodes += refused.length;
    if (passed.length === 0) this.#refusedPods += 1;
  }

  snapshot(isGood: boolean): void {
    if (isGood) this.#snapshots += 1;
    else this.#snapshotErrors += 1;
  }

  families(): MetricFamily[] {
    const counter = (name: string, help: string, value: number): MetricFamily => {
      return { name, type: 'counter', help, samples: [{ value }] };
    };
    const requests = [...this.#requests.values()].map(({ verb, code, count }) => {
      return { labels: { verb, code: String(code) }, value: count };
    });
    const durations = [...this.#durations].flatMap(([verb, histogram]) => histogram.samples(verb));
    return [
      { name: 'edge_plan_requests_total', type: 'counter', help: 'Requests answered.', samples: requests },
      {
        name: 'edge_plan_request_duration_seconds',
        type: 'histogram',
        help: 'From the head of a request to its answer.',
        samples: durations,
      },
      counter('edge_plan_refused_nodes_total', 'Nodes that filter refused.', this.#refusedNodes),
      counter('edge_plan_refused_pods_total', 'Calls of filter that left no node.', this.#refusedPods),
      counter('edge_plan_snapshots_total', 'Lists of pods taken over.', this.#snapshots),
      counter('edge_plan_snapshot_errors_total', 'Lists of pods that could not be read.', this.#snapshotErrors),
    ];
  }
}
