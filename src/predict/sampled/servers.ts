/**
 * One accelerator as a recursion over drawn arrivals: when each request leaves. A numerical method of the models, written
 * apart from the simulator, which is to check it.
 */

import type { BatchTimes } from '../bulk-chain.ts';
import type { DrawnArrivals } from './drawn-arrivals.ts';
import { WorkHeap } from './work-heap.ts';

/** Draws service times. */
export interface Services {
  /** Of a request of this stream, ms. */
  of(stream: number): number;
  /** A gamma-distributed factor of mean 1 with this squared coefficient of variation; 1 where that is 0. */
  factor(scv: number): number;
}

/** Told of a request that left: its stream, when it came and its response time, ms. */
export type Report = (stream: number, time: number, response: number) => void;

/**
 * Serves arrivals from time 0 until all that came before `until`, ms, have left, and reports each that leaves: others
 * come on meanwhile.
 */
export type Server = (arrivals: DrawnArrivals, until: number, services: Services, report: Report) => void;

/** So many times as long is waited for those who are still there: a queue that is as good as lost is left. */
const PATIENCE = 20;

/**
 * In order of arrival, with a swap where the request before was of another group: W′ = max(0, W + S − A) (Lindley 1952).
 * Exact.
 */
export function inOrder(groupOf: ArrayLike<number>, swapTime: ArrayLike<number>): Server {
  return (arrivals, until, services, report) => {
    let free = 0;
    let loaded = -1;
    while (arrivals.time < until) {
      const { time, stream } = arrivals;
      arrivals.take();
      const group = groupOf[stream]!;
      const swap = group === loaded ? 0 : swapTime[stream]!;
      loaded = group;
      free = Math.max(free, time) + swap + services.of(stream);
      report(stream, time, free - time);
    }
  };
}

export interface Containers {
  /** The container of each stream. */
  readonly of: ArrayLike<number>;
  readonly count: number;
}

/** Speed of each request in service of a container: `present` of all containers, `own` of it, `busy` containers. */
export type Speed = (container: number, present: number, own: number, busy: number) => number;

/**
 * Requests side by side. A container serves `workers` at once in order of arrival, and each in service at the same speed,
 * so that a clock of the container tells the work that each has received: one is done when the clock has gone on by its
 * own work. Exact.
 */
export function sideBySide(containers: Containers, workers: number, speed: Speed): Server {
  return (arrivals, until, services, report) => {
    const [came, streamOf, work]: [number[], number[], number[]] = [[], [], []];
    const clock = new Float64Array(containers.count);
    const inService = Array.from({ length: containers.count }, () => new WorkHeap());
    const waiting = Array.from({ length: containers.count }, (): number[] => []);
    let [present, busy, awaited, now] = [0, 0, 0, 0];
    const admit = (container: number, request: number) => {
      const heap = inService[container]!;
      if (heap.size === 0) {
        busy++;
        clock[container] = 0;
      }
      heap.push(clock[container]! + work[request]!, request);
      present++;
    };
    while (awaited > 0 || arrivals.time < until) {
      let [wait, next] = [Number.POSITIVE_INFINITY, -1];
      for (let c = 0; present > 0 && c < containers.count; c++) {
        const heap = inService[c]!;
        if (heap.size === 0) continue;
        const until = (heap.least - clock[c]!) / speed(c, present, heap.size, busy);
        if (until < wait) [wait, next] = [until, c];
      }
      const isArrival = arrivals.time < PATIENCE * until && arrivals.time <= now + wait;
      const elapsed = isArrival ? arrivals.time - now : Math.max(0, wait);
      for (let c = 0; present > 0 && c < containers.count; c++) {
        const own = inService[c]!.size;
        if (own > 0) clock[c]! += elapsed * speed(c, present, own, busy);
      }
      now += elapsed;
      if (isArrival) {
        const { stream } = arrivals;
        const request = came.push(now) - 1;
        if (now < until) awaited++;
        streamOf.push(stream);
        work.push(services.of(stream));
        arrivals.take();
        const container = containers.of[stream]!;
        if (inService[container]!.size < workers) admit(container, request);
        else waiting[container]!.push(request);
        continue;
      }
      const heap = inService[next]!;
      const request = heap.pop();
      if (came[request]! < until) awaited--;
      present--;
      if (heap.size === 0) busy--;
      const head = waiting[next]!.shift();
      if (head !== undefined) admit(next, head);
      report(streamOf[request]!, came[request]!, now - came[request]!);
    }
  };
}

/**
 * Batches: a free device serves the ready container whose oldest request came first, with as many as wait up to the
 * largest batch; ready is one with a full batch, or whose oldest has waited `delay`. Exact.
 *
 * @param batches of each container: mean, ms, and scv of a batch of 1, 2, …
 */
export function inBatches(containers: Containers, batches: readonly BatchTimes[], delay: number): Server {
  return (arrivals, until, services, report) => {
    const [came, streamOf]: [number[], number[]] = [[], []];
    const waiting = Array.from({ length: containers.count }, (): number[] => []);
    let [awaited, now] = [0, 0];
    while (awaited > 0 || arrivals.time < until) {
      let [start, oldest, chosen] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, -1];
      waiting.forEach((queue, c) => {
        if (queue.length === 0) return;
        const head = came[queue[0]!]!;
        const ready = queue.length >= batches[c]!.times.length ? now : Math.max(now, head + delay);
        if (ready < start || (ready === start && head < oldest)) [start, oldest, chosen] = [ready, head, c];
      });
      if (arrivals.time < PATIENCE * until && arrivals.time <= start) {
        const request = came.push(arrivals.time) - 1;
        if (arrivals.time < until) awaited++;
        streamOf.push(arrivals.stream);
        now = Math.max(now, arrivals.time);
        waiting[containers.of[arrivals.stream]!]!.push(request);
        arrivals.take();
        continue;
      }
      const batch = waiting[chosen]!.splice(0, batches[chosen]!.times.length);
      const { times, scv } = batches[chosen]!;
      now = start + times[batch.length - 1]! * services.factor(scv[batch.length - 1]!);
      for (const request of batch) {
        if (came[request]! < until) awaited--;
        report(streamOf[request]!, came[request]!, now - came[request]!);
      }
    }
  };
}
