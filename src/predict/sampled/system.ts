/** The classes of a discipline as a system that can be sampled. */

import type { Discipline } from '../../domain/disciplines.ts';
import type { ArrivalMix } from '../arrivals.ts';
import { batchTimes } from '../batch.ts';
import type { BatchTimes } from '../bulk-chain.ts';
import { cacheGroups } from '../fcfs-swap.ts';
import type { RequestClass, Station } from '../model.ts';
import { speedsOf } from '../mps.ts';
import type { Stream } from './moments.ts';
import type { SampledSystem } from './samples.ts';
import { type Containers, inBatches, inOrder, type Server, sideBySide } from './servers.ts';

/** What of a class is sampled. */
export interface SampledClass {
  readonly arrivals: ArrivalMix;
  /** ms */
  readonly serviceTime: number;
  readonly scvService: number;
  /** As in `RequestClass`. */
  readonly containers: number;
}

/** Whose each stream is. */
export interface Sources {
  readonly classOf: Int32Array;
  readonly containers: Containers;
}

/** In order of arrival a request is a sum and a comparison. */
export function cheapnessOf(discipline: Discipline): number {
  return discipline === 'fcfs' || discipline === 'fcfs-swap' ? 4 : 1;
}

/** The server of a discipline. */
export function serverOf(
  discipline: Discipline,
  classes: readonly RequestClass[],
  station: Station,
): (sources: Sources) => Server {
  return ({ classOf, containers }) => SERVERS[discipline]({ classes, classOf, containers, station });
}

interface Accelerator extends Sources {
  readonly classes: readonly RequestClass[];
  readonly station: Station;
}

const SERVERS: Readonly<Record<Discipline, (accelerator: Accelerator) => Server>> = {
  fcfs: ({ classOf }) => inOrder(classOf, new Float64Array(classOf.length)),
  'fcfs-swap': ({ classes, classOf, station }) => {
    const groups = cacheGroups(classes, station);
    return inOrder(
      Int32Array.from(classOf, (c) => groups[c]!),
      Float64Array.from(classOf, (c) => classes[c]!.profile.swapTime),
    );
  },
  ps: ({ classOf }) => sideBySide(together(classOf), Number.POSITIVE_INFINITY, (_, present) => 1 / present),
  mps: ({ classes, classOf }) => {
    const curves = classes.map(({ profile }) => speedsOf(profile));
    const byClass = { of: classOf, count: classes.length };
    return sideBySide(byClass, Number.POSITIVE_INFINITY, (c, present) => {
      const curve = curves[c]!;
      return curve[Math.min(present, curve.length) - 1]! / present;
    });
  },
  // Containers have equal shares, which their workers divide.
  'time-slice': ({ containers, station }) =>
    sideBySide(containers, station.concurrency, (_, _present, own, busy) => 1 / (busy * own)),
  batch: ({ classes, classOf, containers, station }) => {
    const ofClass = classes.map(({ profile }) => batchTimes(profile, station));
    const batches: BatchTimes[] = [];
    classOf.forEach((c, s) => {
      batches[containers.of[s]!] = ofClass[c]!;
    });
    return inBatches(containers, batches, station.maxBatchDelay);
  },
};

function together(classOf: Int32Array): Containers {
  return { of: new Int32Array(classOf.length), count: 1 };
}

/** @returns the system, and of each class the kinds of its streams in their order */
export function systemOf(
  classes: readonly SampledClass[],
  utilization: number,
  server: (sources: Sources) => Server,
  cheapness = 1,
): { readonly system: SampledSystem; readonly kindsOf: readonly (readonly number[])[] } {
  const streams: Stream[] = [];
  const [classNumbers, kindNumbers, containerNumbers]: [number[], number[], number[]] = [[], [], []];
  const kindsOf: number[][] = [];
  let [kinds, containers] = [0, 0];
  classes.forEach((one, c) => {
    const isShared = one.containers === 1;
    kindsOf.push(
      one.arrivals.streams.map((stream) => {
        for (let k = 0; k < stream.count; k++) {
          streams.push(stream);
          classNumbers.push(c);
          kindNumbers.push(kinds);
          containerNumbers.push(isShared ? containers : containers + k);
        }
        return kinds++;
      }),
    );
    containers += one.containers;
  });
  const classOf = Int32Array.from(classNumbers);
  const system = {
    streams,
    kindOf: kindNumbers,
    kinds,
    serviceTime: Float64Array.from(classOf, (c) => classes[c]!.serviceTime),
    scvService: Float64Array.from(classOf, (c) => classes[c]!.scvService),
    server: server({ classOf, containers: { of: containerNumbers, count: containers } }),
    cheapness,
    utilization,
  };
  return { system, kindsOf };
}
