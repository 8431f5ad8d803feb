import { describe, expect, it } from 'vitest';
import type { Scenario } from '../../src/domain/scenario.ts';
import { readEarlierPlan, readPlanFile } from '../../src/read/plan-file.ts';
import { at, problemsFrom, read, SOUND, textFile } from './reading.ts';

/** Two coral nodes and three doorbells; a second model that no profile of the fixture measures on them. */
const scenario: Scenario = await read(SOUND);

function plan(apps: readonly unknown[], schemaVersion: unknown = 1): string {
  return JSON.stringify({ schemaVersion, apps }, null, 2);
}

const placed = (app: string, node: string | null, accelerator: number | null = 0) => ({ app, node, accelerator });

function problemsOf(text: string) {
  return problemsFrom(() => readPlanFile(textFile(text, 'plan.json'), scenario));
}

describe('a plan file', () => {
  it('places each application where it says, whatever the order of its entries', () => {
    const entries = [
      placed('doorbell-1', 'coral-2'),
      { ...placed('doorbell-2', null, null), reason: 'no room' },
      placed('doorbell-3', 'coral-1'),
    ];
    const expected = { node: Int32Array.of(1, -1, 0), accelerator: Int32Array.of(0, -1, 0) };
    expect(readPlanFile(textFile(plan(entries)), scenario)).toEqual(expected);
    expect(readPlanFile(textFile(plan(entries.toReversed())), scenario)).toEqual(expected);
  });

  it('leaves out the applications that it does not name', () => {
    expect(readPlanFile(textFile(plan([placed('doorbell-2', 'coral-1')])), scenario).node).toEqual(
      Int32Array.of(-1, 0, -1),
    );
  });

  it.each([
    ['an unknown application', [placed('dorbell-1', 'coral-1')], 'app-unknown', 5, 14],
    ['an unknown node', [placed('doorbell-1', 'corall-1')], 'node-unknown', 6, 15],
    ['an accelerator that is not there', [placed('doorbell-1', 'coral-1', 1)], 'plan-accelerator', 7, 22],
    ['half an accelerator', [placed('doorbell-1', 'coral-1', 0.5)], 'plan-accelerator', 7, 22],
    ['a name that is a number', [{ app: 7, node: null }], 'app-unknown', 5, 14],
    ['an entry that is a list', [[1]], 'plan-form', 4, 5],
    ['no accelerator', [{ app: 'doorbell-1', node: 'coral-1' }], 'plan-accelerator', 4, 5],
    [
      'an application listed twice',
      [placed('doorbell-1', 'coral-1'), placed('doorbell-1', 'coral-2')],
      'app-placed-twice',
      10,
      14,
    ],
  ])('with %s is refused at its line and column', async (_, entries, code, line, column) => {
    expect((await problemsOf(plan(entries))).map(at)).toEqual([[code, line, column]]);
  });

  it('with several faults is refused for all of them', async () => {
    const text = plan([placed('nobody', 'coral-1'), placed('doorbell-1', 'nowhere')], 2);
    expect((await problemsOf(text)).map(({ code }) => code)).toEqual(['plan-version', 'app-unknown', 'node-unknown']);
  });

  it.each([
    ['[1, 2]', 'plan-form'],
    ['{"schemaVersion": 1}', 'plan-form'],
    ['{"schemaVersion": 1, "apps": {}}', 'plan-form'],
    ['{"schemaVersion": 1, "apps": [', 'json-syntax'],
    ['{"schemaVersion": 1 "apps": []}', 'json-syntax'],
    ['', 'json-syntax'],
    ['not json', 'json-syntax'],
  ])('that is %s is refused', async (text, code) => {
    expect((await problemsOf(text)).map((found) => found.code)).toEqual([code]);
  });

  it('cannot reach the prototype of anything, nor steer a terminal', async () => {
    const text =
      '{"schemaVersion": 1, "apps": [{"app": "__proto__", "node": null}, {"app": "\\u001b[2J", "node": null}]}';
    const found = await problemsOf(text);
    expect(found.map(({ code }) => code)).toEqual(['app-unknown', 'app-unknown']);
    expect(found.map(({ message, place }) => `${message}${place?.quote}`).join('')).not.toContain('\u001b');
  });

  it('nested a million deep is refused like any other', async () => {
    expect((await problemsOf('['.repeat(1e6) + ']'.repeat(1e6))).map(({ code }) => code)).toEqual(['plan-form']);
  });
});

describe('an earlier plan', () => {
  const earlier = (entries: readonly unknown[]) => readEarlierPlan(textFile(plan(entries), 'plan.json'), scenario);

  it('keeps what the scenario still knows and tells what is gone', () => {
    const { placement, displaced, goneApps, newApps } = earlier([
      placed('doorbell-1', 'coral-2'),
      placed('doorbell-2', 'coral-9'),
      placed('doorbell-3', 'coral-1', 3),
      placed('siren-1', 'coral-1'),
      placed('siren-1', 'coral-1'),
      placed('siren-2', null, null),
    ]);
    expect(placement.node).toEqual(Int32Array.of(1, -1, -1));
    expect(displaced).toEqual([
      { instance: 1, node: 'coral-9', gone: 'node' },
      { instance: 2, node: 'coral-1', gone: 'accelerator' },
    ]);
    expect(goneApps).toEqual(['siren-1']);
    expect(newApps).toEqual([]);
  });

  it('tells who is new from who was left out', () => {
    const { placement, newApps } = earlier([placed('doorbell-1', 'coral-2'), placed('doorbell-2', null, null)]);
    expect(placement.node).toEqual(Int32Array.of(1, -1, -1));
    expect(newApps).toEqual([2]);
  });

  it.each([
    ['half an accelerator', [placed('doorbell-1', 'coral-1', 0.5)], 'plan-accelerator'],
    ['a node that is a number', [{ app: 'doorbell-1', node: 7 }], 'node-unknown'],
    ['an application that is a number', [{ app: 7, node: 'coral-1' }], 'app-unknown'],
    ['an application listed twice', [placed('doorbell-1', 'x'), placed('doorbell-1', 'y')], 'app-placed-twice'],
  ])('with %s is refused', async (_, entries, code) => {
    const found = await problemsFrom(() => earlier(entries));
    expect(found.map((problem) => problem.code)).toEqual([code]);
  });
});
