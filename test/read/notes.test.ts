import { describe, expect, it } from 'vitest';
import { scenarioNotes } from '../../src/read/notes.ts';
import { type ProfileToy, type ScenarioToy, scenarioOf } from '../place/toys.ts';

const MODELS = ['a', 'b', 'c'];
const profiles: readonly ProfileToy[] = MODELS.map((model) => ({
  model,
  serviceTime: 5,
  isSwapUnknown: model !== 'a',
}));
const TPU: ScenarioToy = {
  nodes: [
    { name: 'coral', discipline: 'fcfs-swap' },
    { name: 'more', discipline: 'fcfs-swap' },
  ],
  profiles,
  apps: MODELS.map((model) => ({ name: model, model })),
};
const notes = (toy: ScenarioToy) => scenarioNotes(scenarioOf(toy));

describe('the notes of a scenario', () => {
  it('name the models whose swap time was not measured, once for each device that swaps', () => {
    expect(notes(TPU)).toEqual([
      'The profiles give no swap_ms for b, c on dev: loading them after another model is taken to cost no time.',
    ]);
  });

  it('are none where swaps were measured, where the device does not swap, or where there is one model only', () => {
    expect(notes({ ...TPU, profiles: profiles.map((one) => ({ ...one, isSwapUnknown: false })) })).toEqual([]);
    expect(notes({ ...TPU, nodes: [{ name: 'box', discipline: 'ps' }] })).toEqual([]);
    expect(notes({ ...TPU, apps: [{ name: 'b', model: 'b', count: 9 }] })).toEqual([]);
  });

  it('stay short, and carry no control character of an input', () => {
    const models = Array.from({ length: 40 }, (_, k) => `m${k}\u001b[2J`);
    const many = {
      ...TPU,
      profiles: models.map((model) => ({ model, serviceTime: 5, isSwapUnknown: true })),
      apps: models.map((model) => ({ name: model, model })),
    };
    const [note] = notes(many);
    expect(note).toContain(' and 35 more on dev');
    expect(note).not.toContain('\u001b');
  });
});
