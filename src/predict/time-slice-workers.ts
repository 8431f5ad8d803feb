/**
 * Several workers in a time-sliced container. A device slices among containers: one with several requests in service has
 * one share all the same, which they divide. So what a container has left to do goes on exactly as with one worker,
 * whoever of its own requests is served, and only how many requests that work belongs to differs. A request in service has
 * g = (1 + scv)/2 of a service left on average, one that waits all of it, so that with V the work and S a service
 *
 *     V/S = Q + g(N − Q),    Q = N rᶜ,    r = 1 − u/N,
 *
 * N being present and Q of them not yet in service, of c workers. Approximation: a geometric number is present (r its ratio,
 * u the chance of any), as in processor sharing, and its rest is g whatever the number. For one worker the first line is
 * exact; for many and one container it gives the mean of M/G/1 processor sharing.
 */

export interface WorkersLoad {
  /** ρ of the container and its u. */
  readonly load: number;
  readonly busy: number;
  /** E[S], ms. */
  readonly service: number;
  readonly scv: number;
  /** E[W] with one worker, ms, before the service begins. */
  readonly wait: number;
}

export interface WorkersResponse {
  /** Mean time before a request is in service, ms. */
  readonly wait: number;
  /** The chance that it has to wait. */
  readonly waits: number;
  /** Mean time in service over the service time. */
  readonly slowdown: number;
}

const TOLERANCE = 1e-12;
const MOST_STEPS = 200;

/** @param workers c, from 1 */
export function withWorkers({ load, busy, service, scv, wait }: WorkersLoad, workers: number): WorkersResponse {
  const rest = (1 + scv) / 2;
  const work = (load * wait) / service + busy * rest;
  let present = work + busy * (1 - rest);
  for (let step = 0; step < MOST_STEPS; step++) {
    const queued = Math.max(0, 1 - busy / present) ** workers;
    const next = Math.max(busy, work / (queued + rest * (1 - queued)));
    const isNear = Math.abs(next - present) <= TOLERANCE * present;
    present = (present + next) / 2;
    if (isNear) break;
  }
  const ratio = Math.max(0, 1 - busy / present);
  const queued = present * ratio ** workers;
  return {
    wait: (queued * service) / load,
    waits: busy * ratio ** (workers - 1),
    slowdown: (present - queued) / load,
  };
}
