/** What a pod says of itself to edge-plan, in annotations: `export` writes them, `import` and `serve` read them. */

export const ANNOTATION_PREFIX = 'edge-plan.dev/';

export const ANNOTATION = {
  /** `frontend`: an application's own pod. `backend`: the container of a model, whose load its frontends say. */
  role: `${ANNOTATION_PREFIX}role`,
  /** The application of the scenario that it is an instance of: what the other annotations leave out is taken from it. */
  app: `${ANNOTATION_PREFIX}app`,
  /** The model, as the profiles call it; `models` is a JSON list, for a container that serves several. */
  model: `${ANNOTATION_PREFIX}model`,
  models: `${ANNOTATION_PREFIX}models`,
  /** Requests per second: a plain number, or a rate with its unit. */
  rate: `${ANNOTATION_PREFIX}rate`,
  /** `p95 <= 200 ms`. */
  slo: `${ANNOTATION_PREFIX}slo`,
  /** The same in two parts, for programs: `p95` (`mean` where it is left out), and a plain number of ms. */
  sloMetric: `${ANNOTATION_PREFIX}slo-metric`,
  sloMs: `${ANNOTATION_PREFIX}slo-ms`,
  /** CPU time of one request, with its unit. */
  preprocess: `${ANNOTATION_PREFIX}preprocess`,
  /** The application's own container, a size with its unit. */
  memory: `${ANNOTATION_PREFIX}memory`,
  /** `model` or `none`. */
  sharing: `${ANNOTATION_PREFIX}sharing`,
  /** The node that a plan gave it, as the plan calls it, and its accelerator there, from 0. */
  node: `${ANNOTATION_PREFIX}node`,
  accelerator: `${ANNOTATION_PREFIX}accelerator`,
  /** What the plan expected, ms: of a request alone, of the SLO's metric, on average. */
  serviceMs: `${ANNOTATION_PREFIX}service-ms`,
  predictedMs: `${ANNOTATION_PREFIX}predicted-ms`,
  predictedMeanMs: `${ANNOTATION_PREFIX}predicted-mean-ms`,
} as const;
