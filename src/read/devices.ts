/** What is known of each kind of device (`profiles/devices.csv`): the defaults of a node that does not say itself. */

import * as v from 'valibot';
import { DISCIPLINES, type Discipline } from '../domain/disciplines.ts';
import type { TextFile } from '../domain/files.ts';
import { printable } from '../domain/text.ts';
import { TableSource } from './csv.ts';
import { explain } from './explain.ts';
import { choice, type OwnMemory, ownMemory, sizeAbove0, text, wholeNumber } from './fields.ts';
import { mapping } from './mapping.ts';
import { ProblemList } from './problem-list.ts';
import { type Columns, readTable } from './table.ts';

export interface Device {
  readonly device: string;
  readonly discipline: Discipline | null;
  readonly accelerators: number | null;
  /** Memory of the node, bytes. */
  readonly memory: number | null;
  /** Memory that one accelerator has of its own, bytes; `shared`: it uses the node's. */
  readonly acceleratorMemory: OwnMemory;
  readonly cores: number | null;
  /** Bytes of parameters that an accelerator keeps on the chip at once. */
  readonly parameterCache: number | null;
  readonly description: string;
  readonly source: string;
}

export type DeviceBook = ReadonlyMap<string, Device>;

/** More accelerators or cores than one node has anywhere. */
export const MOST_PER_NODE = 1024;

const schema = mapping({
  device: text('the name of a device'),
  discipline: v.optional(choice(DISCIPLINES)),
  accelerators: v.optional(wholeNumber(MOST_PER_NODE)),
  memory: v.optional(sizeAbove0),
  accelerator_memory: v.optional(ownMemory, 'shared'),
  cores: v.optional(wholeNumber(MOST_PER_NODE)),
  parameter_cache: v.optional(sizeAbove0),
  description: v.optional(text('text'), '-'),
  source: v.optional(text('text'), '-'),
});

const COLUMNS: Columns = {
  rows: 'devices',
  required: ['device'],
  optional: [
    'discipline',
    'accelerators',
    'memory',
    'accelerator_memory',
    'cores',
    'parameter_cache',
    'description',
    'source',
  ],
};

/** The devices of one table. Throws a `ProblemError` with everything that is wrong in it. */
export function readDevices(file: TextFile): DeviceBook {
  const problems = new ProblemList();
  const devices = collectDevices(file, problems);
  problems.throwIfAny();
  return devices;
}

/** The same for a caller that collects problems itself. */
export function collectDevices(file: TextFile, problems: ProblemList): DeviceBook {
  const source = new TableSource(file);
  const devices = new Map<string, Device>();
  readTable(source, COLUMNS, problems, (row, line) => {
    const result = v.safeParse(schema, row);
    for (const issue of result.issues ?? []) problems.add(source, () => explain(issue, [line]));
    if (!result.success) return;
    const {
      device,
      discipline,
      accelerators,
      memory,
      accelerator_memory,
      cores,
      parameter_cache,
      description,
      source: origin,
    } = result.output;
    if (devices.has(device)) {
      const message = `the device "${printable(device)}" has a row already`;
      const path = [line, 'device'];
      problems.add(source, () => ({ code: 'device-twice', message, help: 'Keep one of them.', path, aim: 'value' }));
    }
    devices.set(device, {
      device,
      discipline: discipline ?? null,
      accelerators: accelerators ?? null,
      memory: memory ?? null,
      acceleratorMemory: accelerator_memory,
      cores: cores ?? null,
      parameterCache: parameter_cache ?? null,
      description,
      source: origin,
    });
  });
  return devices;
}

const INTEGRATED = /jetson|tegra|orin|xavier|-cpu(?:-|$)/i;
const CARD = /(?:^|-)(?:nvidia|geforce|rtx|gtx|quadro|tesla)(?:-|\d|$)/i;
const SLICE = /-mig-\d+g\.(\d+)gb/i;

/**
 * Memory that the accelerators of a device have that nobody describes. A slice says its size in its name; of a card it is
 * known only that it has some.
 */
export function ownMemoryByName(device: string): OwnMemory {
  const [, size] = SLICE.exec(device) ?? [];
  if (size !== undefined && Number(size) > 0) return Number(size) * 1e9;
  return CARD.test(device) && !INTEGRATED.test(device) ? 'unknown' : 'shared';
}
