/**
 * What a scenario leaves unsaid and the models then take for granted, and which nodes of an inventory it leaves out:
 * nothing wrong, but not to be passed over.
 */

import type { Profile, Scenario } from '../domain/scenario.ts';
import { printable } from '../domain/text.ts';

/** Models named in one note. */
const MOST_NAMES = 5;

/** Nodes left out, then one sentence for each device, in the order of the nodes; none where nothing is to be told. */
export function scenarioNotes(scenario: Scenario): readonly string[] {
  const devices = new Set(
    scenario.nodes.filter(({ discipline }) => discipline === 'fcfs-swap').map(({ device }) => device),
  );
  const swaps = [...devices].flatMap((device) => {
    const models = [...new Set(scenario.apps.map(({ model }) => model))];
    const profiles = models.flatMap((model) => scenario.profiles.find(model, device) ?? []);
    const unknown = profiles.filter(({ isSwapUnknown }) => isSwapUnknown);
    // A device that only ever sees one model never swaps.
    return profiles.length < 2 || unknown.length === 0 ? [] : [swapNote(device, unknown)];
  });
  return [...(scenario.notices ?? []), ...swaps];
}

function swapNote(device: string, unknown: readonly Profile[]): string {
  const names = unknown.slice(0, MOST_NAMES).map(({ model }) => printable(model));
  const rest = unknown.length - names.length;
  const models = `${names.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
  return (
    `The profiles give no swap_ms for ${models} on ${printable(device)}: ` +
    'loading them after another model is taken to cost no time.'
  );
}
