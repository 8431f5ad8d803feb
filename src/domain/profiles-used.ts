import type { Profile, Scenario } from './scenario.ts';

/**
 * The rows of every model that an application runs on every device of the cluster, each once: whatever a plan of the
 * scenario says follows from these. In the order of the applications, then of the nodes.
 */
export function profilesAskedFor({ apps, nodes, profiles }: Scenario): readonly Profile[] {
  const models = new Set(apps.map(({ model }) => model));
  const devices = new Set(nodes.map(({ device }) => device));
  return [...models].flatMap((model) =>
    [...devices].flatMap((device) => {
      const profile = profiles.find(model, device);
      return profile === null ? [] : [profile];
    }),
  );
}
