import type { NodeGroup, Profile, ProfileBook } from '../domain/scenario.ts';

/** Largest speed-up in a measured curve: n requests done in the time measured, against n times the time of one. */
function speedUp(curve: readonly (readonly [number, number])[]): number {
  const alone = curve.find(([n]) => n === 1);
  return alone === undefined ? 1 : Math.max(1, ...curve.map(([n, measured]) => (n * alone[1]) / measured));
}

/**
 * Least accelerator time, ms, that one request of a model can cost on a node, in any company: its service time, less
 * the largest speed-up measured on the device where the discipline has one (requests side by side, or in batches).
 * The speed-up of the best model counts for all, because a model may ride along with another's.
 */
export function leastWork({ serviceTime, device }: Profile, node: NodeGroup, profiles: ProfileBook): number {
  if (node.discipline !== 'mps' && node.discipline !== 'batch') return serviceTime;
  const measured = profiles.models.flatMap((model) => profiles.find(model, device) ?? []);
  const curves = measured.map((profile) =>
    node.discipline === 'batch' ? profile.batchServiceTimes : profile.concurrentServiceTimes,
  );
  return serviceTime / Math.max(1, ...curves.map(speedUp));
}
