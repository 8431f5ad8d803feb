import { describe, expect, it } from 'vitest';
import { applicationCount, instanceName, nodeCount } from '../../src/domain/scenario.ts';
import { onNodes, withoutNodes, withRates } from '../../src/domain/scenario-changes.ts';
import { placementOf, scenarioOf } from '../place/toys.ts';

const scenario = scenarioOf({
  nodes: [{ name: 'pi', count: 4 }, { name: 'hub' }],
  apps: [
    { name: 'door', count: 5, arrivalRate: 1 },
    { name: 'till', arrivalRate: 2 },
  ],
  profiles: [],
});
const names = (groups: typeof scenario.apps | typeof scenario.nodes, count: number) =>
  Array.from({ length: count }, (_, k) => instanceName(groups, k));

describe('a scenario with other rates', () => {
  it('is parted where one instance differs, and every instance keeps its index and name', () => {
    const { apps } = withRates(scenario, [{ first: 1, count: 1, arrivalRate: 9 }]);
    expect(apps.map(({ count, arrivalRate }) => [count, arrivalRate])).toEqual([
      [1, 1],
      [1, 9],
      [3, 1],
      [1, 2],
    ]);
    expect(apps.map(({ index }) => index)).toEqual([0, 1, 2, 3]);
    expect(names(apps, applicationCount({ apps }))).toEqual(names(scenario.apps, 6));
  });

  it('takes the later of two changes of one instance', () => {
    const one = { first: 2, count: 1, arrivalRate: 7 };
    const all = { first: 0, count: 5, arrivalRate: 3 };
    const rates = (changes: Parameters<typeof withRates>[1]) =>
      withRates(scenario, changes).apps.map(({ count, arrivalRate }) => `${count}x${arrivalRate}`);
    expect(rates([one, all])).toEqual(['5x3', '1x2']);
    expect(rates([all, one])).toEqual(['2x3', '1x7', '2x3', '1x2']);
  });

  it('is the same scenario where nothing changes', () => {
    expect(withRates(scenario, [])).toBe(scenario);
  });
});

describe('a scenario without some nodes', () => {
  it('keeps the names of the others and says where they are now', () => {
    const { scenario: smaller, indexOf } = withoutNodes(scenario, new Set([1]));
    expect([...indexOf]).toEqual([0, -1, 1, 2, 3]);
    expect(names(smaller.nodes, nodeCount(smaller))).toEqual(['pi-1', 'pi-3', 'pi-4', 'hub']);
  });

  it('may lose a whole group, and everything', () => {
    expect(withoutNodes(scenario, new Set([4])).scenario.nodes.map(({ name }) => name)).toEqual(['pi']);
    expect(withoutNodes(scenario, new Set([0, 1, 2, 3, 4])).scenario.nodes).toEqual([]);
  });

  it('places no longer who was on a node that is gone', () => {
    const before = placementOf([[0, 0], [1, 0], [4, 1], null]);
    const after = onNodes(before, withoutNodes(scenario, new Set([1])).indexOf);
    expect(after).toEqual(placementOf([[0, 0], null, [3, 1], null]));
  });
});
