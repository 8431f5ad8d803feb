/** What profiles say, arranged for a person who looks for a model or a device. */

import type { Discipline } from './disciplines.ts';
import type { Origin } from './scenario.ts';

/** One row of a profile file, whole: `null` where a cell is blank. */
export interface Measurement {
  readonly model: string;
  readonly device: string;
  /** Mean service time of the whole batch, among `concurrency` copies; ms, above 0. */
  readonly serviceTime: number;
  /** Squared coefficient of variation. */
  readonly scvService: number | null;
  /** ms. */
  readonly swapTime: number | null;
  /** Container of one copy, bytes. */
  readonly memory: number | null;
  /** Parameters kept on the chip, and streamed; bytes. */
  readonly onChipMemory: number | null;
  readonly offChipMemory: number | null;
  /** CPU time of one request, ms. */
  readonly preprocessTime: number | null;
  readonly batch: number;
  readonly concurrency: number;
  readonly runtime: string | null;
  readonly precision: string | null;
  readonly conditions: string | null;
  readonly samples: number | null;
  readonly source: string | null;
  readonly origin: Origin;
}

/** A model on a device: the row that plans use, and every row that there is. */
export interface MeasuredPair {
  readonly model: string;
  readonly device: string;
  /** ms of one request alone; `null`: only batches or concurrent copies were measured, and no plan can use it. */
  readonly serviceTime: number | null;
  /** Container of one copy, bytes; `null`: not measured. */
  readonly memory: number | null;
  readonly rows: readonly Measurement[];
}

export interface CatalogueDevice {
  readonly device: string;
  readonly discipline: Discipline | null;
  /** Memory of a node, bytes, and CPU cores; `null`: not published, the scenario must say. */
  readonly memory: number | null;
  readonly cores: number | null;
  readonly description: string | null;
  /** In the order of the profiles. */
  readonly pairs: readonly MeasuredPair[];
}

/** Devices that were measured, in the order of `devices.csv`, those that it does not name behind them. */
export interface Catalogue {
  readonly devices: readonly CatalogueDevice[];
}

/** The models that a plan can place on at least one of `devices`, by name. */
export function placeableModels(catalogue: Catalogue, devices: readonly string[]): ReadonlyMap<string, MeasuredPair[]> {
  const models = new Map<string, MeasuredPair[]>();
  for (const { device, pairs } of catalogue.devices) {
    if (!devices.includes(device)) continue;
    for (const pair of pairs) {
      if (pair.serviceTime === null) continue;
      const known = models.get(pair.model);
      if (known === undefined) models.set(pair.model, [pair]);
      else known.push(pair);
    }
  }
  return new Map([...models].sort(([a], [b]) => (a < b ? -1 : 1)));
}
