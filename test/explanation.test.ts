import { describe, expect, it } from 'vitest';
import { findApplications } from '../src/explanation.ts';
import { scenarioOf } from './place/toys.ts';

const scenario = scenarioOf({
  nodes: [{ name: 'n' }],
  profiles: [{ model: 'm', serviceTime: 5 }],
  apps: [{ name: 'doorbell', count: 3 }, { name: 'lobby' }],
});

describe('an application asked about', () => {
  it('is a group by its name, an instance by its own, and each only once', () => {
    const found = findApplications(scenario, ['doorbell', 'doorbell-2', 'lobby', 'doorbell']);
    expect(found.map(({ app, instance }) => [app.name, instance])).toEqual([
      ['doorbell', null],
      ['doorbell', 1],
      ['lobby', null],
    ]);
  });

  it('is a problem for every name that is none, with the nearest', () => {
    const asked = () => findApplications(scenario, ['doorbel', 'doorbell-4', 'lobby']);
    expect(asked).toThrow('no application is called "doorbel"; no application is called "doorbell-4"');
    expect(asked).toThrow(
      expect.objectContaining({
        problems: [
          expect.objectContaining({
            code: 'app-unknown',
            help: 'Did you mean "doorbell", "doorbell-1" or "doorbell-3"?',
          }),
          expect.objectContaining({
            code: 'app-unknown',
            help: 'Another one, but near it: "doorbell", "doorbell-1", "doorbell-3".',
          }),
        ],
      }),
    );
  });
});
