/** A scenario as plain data that can be sent to a thread: the profiles listed that its cluster can ask for. */

import type { Profile, Scenario } from './domain/scenario.ts';

export interface PortableScenario extends Omit<Scenario, 'profiles'> {
  readonly profiles: readonly Profile[];
  readonly models: readonly string[];
  readonly devices: readonly string[];
}

/** Only pairs with a device of the cluster: a book may measure thousands of others. */
export function packed(scenario: Scenario): PortableScenario {
  const { profiles } = scenario;
  const devices = [...new Set(scenario.nodes.map(({ device }) => device))];
  const known = devices.flatMap((device) => profiles.models.map((model) => profiles.find(model, device)));
  return {
    ...scenario,
    profiles: known.filter((profile) => profile !== null),
    models: profiles.models,
    devices: profiles.devices,
  };
}

export function unpacked({ profiles, models, devices, ...rest }: PortableScenario): Scenario {
  const byDevice = new Map<string, Map<string, Profile>>();
  for (const profile of profiles) {
    const onDevice = byDevice.get(profile.device) ?? new Map<string, Profile>();
    byDevice.set(profile.device, onDevice.set(profile.model, profile));
  }
  const find = (model: string, device: string) => byDevice.get(device)?.get(model) ?? null;
  return { ...rest, profiles: { find, models, devices } };
}
