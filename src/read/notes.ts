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
  return [...(scenario.notices ?? []), ...swaps, ...memoryNotes(scenario)];
}

/** What is not known of memory, and so limits nothing; and what is taken for something else. */
function memoryNotes({ nodes, apps, profiles }: Scenario): readonly string[] {
  const models = [...new Set(apps.map(({ model }) => model))];
  return [...new Set(nodes.map(({ device }) => device))].flatMap((name) => {
    const device = printable(name);
    const measured = models.flatMap((model) => profiles.find(model, name) ?? []);
    const unknown = measured.filter(({ memory }) => memory === null);
    const own = nodes.filter((node) => node.device === name).map(({ acceleratorMemory = null }) => acceleratorMemory);
    const assumed = measured.filter(
      ({ memory, acceleratorMemory = null }) => memory !== null && acceleratorMemory === null,
    );
    const notes: string[] = [];
    if (unknown.length > 0) {
      notes.push(
        `Memory of ${named(unknown)} on ${device} is not known: it is not limited. Put memory_mb into a row of your own.`,
      );
    }
    if (own.includes('unknown') && measured.length > 0) {
      notes.push(
        `How much memory an accelerator of ${device} has is not known: it is not limited. Say accelerator_memory.`,
      );
    }
    if (own.some((size) => typeof size === 'number') && assumed.length > 0) {
      notes.push(
        `The profiles give only memory_mb for ${named(assumed)} on ${device}: as much is taken of the node's memory and of the accelerator's own. accelerator_memory_mb says otherwise.`,
      );
    }
    return notes;
  });
}

function named(profiles: readonly Profile[]): string {
  const names = profiles.slice(0, MOST_NAMES).map(({ model }) => printable(model));
  const rest = profiles.length - names.length;
  return `${names.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
}

function swapNote(device: string, unknown: readonly Profile[]): string {
  return (
    `The profiles give no swap_ms for ${named(unknown)} on ${printable(device)}: ` +
    'loading them after another model is taken to cost no time.'
  );
}
