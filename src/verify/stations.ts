/** Which station simulates which discipline: a new discipline is one record here and one station. */

import type { Discipline } from '../domain/disciplines.ts';
import type { RequestPool } from './requests.ts';
import { BatchStation } from './stations/batch.ts';
import { FcfsStation } from './stations/fcfs.ts';
import { measuredSharing, processorSharing } from './stations/shared.ts';
import type { Station } from './stations/station.ts';
import { TimeSliceStation } from './stations/time-slice.ts';
import type { Accelerator, Source } from './system.ts';
import type { RandomFor } from './variates.ts';

/** `sources`: all sources of the node, by name, since requests carry their position in that order. */
type StationBuilder = (
  pool: RequestPool,
  sources: readonly Source[],
  index: number,
  accelerator: Accelerator,
  randomFor: RandomFor,
) => Station;

const STATION: Readonly<Record<Discipline, StationBuilder>> = {
  ps: (pool, sources) => processorSharing(pool, sources.length),
  mps: measuredSharing,
  fcfs: (pool, sources) => new FcfsStation(pool, sources, false),
  'fcfs-swap': (pool, sources) => new FcfsStation(pool, sources, true),
  'time-slice': (pool, sources, index, accelerator) => new TimeSliceStation(pool, sources, index, accelerator),
  batch: (pool, sources, index, accelerator, random) => new BatchStation(pool, sources, index, accelerator, random),
};

/** The station of the accelerator at `index`. */
export function stationFor(
  pool: RequestPool,
  sources: readonly Source[],
  index: number,
  accelerator: Accelerator,
  randomFor: RandomFor,
): Station {
  return STATION[accelerator.discipline](pool, sources, index, accelerator, randomFor);
}
