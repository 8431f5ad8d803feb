/** Profile files into a catalogue: what was measured, device by device, with every row and its source. */

import type { Catalogue, CatalogueDevice, MeasuredPair, Measurement } from './domain/catalogue.ts';
import type { FileAccess, TextFile } from './domain/files.ts';
import { type Device, readDevices } from './read/devices.ts';
import { type ProfileTable, readMeasurements, readProfiles } from './read/profiles.ts';
import { DEVICES_FILE, shippedProfiles } from './read/scenario.ts';

/** The catalogue of some profile files, or of the shipped ones where none is named. Throws a `ProblemError`. */
export async function loadCatalogue(paths: readonly string[], files: FileAccess): Promise<Catalogue> {
  const tables: TextFile[] = [];
  for (const path of paths) tables.push(await files.openNamed(path));
  if (paths.length === 0) for (const path of await shippedProfiles(files)) tables.push(await files.openShipped(path));
  const devices = readDevices(await files.openShipped(DEVICES_FILE));
  const rows = readMeasurements(tables);
  return { devices: cataloguedDevices(rows, readProfiles(tables), devices) };
}

function cataloguedDevices(
  rows: readonly Measurement[],
  profiles: ProfileTable,
  devices: ReadonlyMap<string, Device>,
): CatalogueDevice[] {
  const byDevice = rowsBy(rows, 'device');
  const names = [...devices.keys(), ...byDevice.keys()].filter((name) => byDevice.has(name));
  return [...new Set(names)].map((device) => {
    const known = devices.get(device);
    return {
      device,
      discipline: known?.discipline ?? profiles.disciplineOf(device),
      memory: known?.memory ?? null,
      cores: known?.cores ?? null,
      description: known?.description ?? null,
      pairs: pairsOf(byDevice.get(device) ?? [], profiles),
    };
  });
}

function pairsOf(rows: readonly Measurement[], profiles: ProfileTable): MeasuredPair[] {
  const byModel = rowsBy(rows, 'model');
  return [...byModel].map(([model, measured]) => {
    const device = (measured[0] as Measurement).device;
    const profile = profiles.find(model, device);
    return {
      model,
      device,
      serviceTime: profile?.serviceTime ?? null,
      memory: profile?.memory ?? null,
      rows: measured,
    };
  });
}

function rowsBy(rows: readonly Measurement[], key: 'device' | 'model'): ReadonlyMap<string, readonly Measurement[]> {
  const groups = new Map<string, Measurement[]>();
  for (const row of rows) {
    const group = groups.get(row[key]);
    if (group === undefined) groups.set(row[key], [row]);
    else group.push(row);
  }
  return groups;
}
