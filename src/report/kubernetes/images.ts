/** Which image runs a workload. */

import type { ExportOptions, ImageRow } from '../../domain/manifest.ts';
import type { Workload } from './workloads.ts';

/** A registry that can never exist (RFC 2606): a manifest with it is complete, and pulls nothing. */
const PLACEHOLDER = 'images.invalid';

/** The image, or `null` where rows are given and none fits. The first row that fits is taken. */
export function imageOf(workload: Workload, { images }: Pick<ExportOptions, 'images'>): string | null {
  if (images === null) return `${PLACEHOLDER}/${workload.role}:1`;
  return images.find((row) => fits(row, workload))?.image ?? null;
}

function fits({ role, app, model, device }: ImageRow, workload: Workload): boolean {
  const { frontend, models, node } = workload;
  if (role !== null && role !== workload.role) return false;
  if (device !== null && device !== node.device) return false;
  if (app !== null && (frontend === null || (app !== frontend.app && app !== frontend.group))) return false;
  return model === null || (models.length === 1 && models[0] === model);
}
