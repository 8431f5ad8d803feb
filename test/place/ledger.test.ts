import { describe, expect, it } from 'vitest';
import { Ledger, type Resident } from '../../src/place/ledger.ts';
import { scores } from '../../src/place/scores.ts';
import { scenarioOf } from './toys.ts';

const [APP, OTHER] = scenarioOf({
  nodes: [],
  profiles: [],
  apps: [{ name: 'a' }, { name: 'b', arrivalRate: 0.5 }],
}).apps;

function resident(uid: string, node: number, rest: Partial<Resident> = {}): Resident {
  return { uid, name: `default/${uid}`, node, accelerator: 0, app: APP!, reason: null, ...rest };
}

function ledger(most = 100): Ledger {
  return new Ledger(() => 2, { lifetime: 1000, most, mostOnNode: 250 });
}

describe('the ledger', () => {
  it('counts a pod that is reserved twice once, where it was reserved last', () => {
    const one = ledger();
    one.reserve(resident('p', 3), 0);
    one.reserve(resident('p', 4), 10);
    expect(one.reserved).toBe(1);
    expect(one.standingOn(3).company.size).toBe(0);
    expect(one.standingOn(4).company.size).toBe(1);
  });

  it('counts a pod that left no more, though others stay', () => {
    const one = ledger();
    one.reserve(resident('p', 0), 0);
    one.reserve(resident('q', 0), 0);
    expect(one.standingOn(0).company.size).toBe(2);
    one.release('p');
    expect(one.standingOn(0).company.size).toBe(1);
    one.reserve(resident('r', 0), 0);
    expect(one.standingOn(0).company.size).toBe(2);
  });

  it('lets a reservation go when its time is over, and not before', () => {
    const one = ledger();
    one.reserve(resident('p', 0), 0);
    one.reserve(resident('q', 0), 500);
    one.expire(999);
    expect(one.reserved).toBe(2);
    one.expire(1000);
    expect(one.find('p')).toBeNull();
    expect(one.standingOn(0).company.size).toBe(1);
  });

  it('counts the time from the last reservation of a pod', () => {
    const one = ledger();
    one.reserve(resident('p', 0), 0);
    one.reserve(resident('q', 0), 100);
    one.reserve(resident('p', 0), 900);
    one.expire(1150);
    expect(one.find('q')).toBeNull();
    expect(one.find('p')).not.toBeNull();
  });

  it('keeps a confirmed pod whatever the time, and no reservation beside it', () => {
    const one = ledger();
    one.reserve(resident('p', 0), 0);
    one.confirm(resident('p', 1));
    one.expire(1e9);
    expect([one.confirmed, one.reserved]).toEqual([1, 0]);
    expect(one.standingOn(0).company.size).toBe(0);
    expect(one.find('p')).toMatchObject({ node: 1, isConfirmed: true });
    one.reserve(resident('p', 2), 5);
    expect(one.find('p')).toMatchObject({ node: 1, isConfirmed: true });
  });

  it('takes out confirmed pods that are not shown any more, and leaves reservations alone', () => {
    const one = ledger();
    one.confirm(resident('gone', 0));
    one.confirm(resident('there', 0));
    one.reserve(resident('new', 0), 0);
    one.retain((uid) => uid === 'there');
    expect(one.find('gone')).toBeNull();
    expect([one.confirmed, one.reserved]).toEqual([1, 1]);
  });

  it('leaves one pod out of the company where it is the one asked about', () => {
    const one = ledger();
    one.confirm(resident('p', 0));
    one.confirm(resident('q', 0, { accelerator: 1, app: OTHER! }));
    expect(one.standingOn(0, 'p').company.tenancy).toEqual([[], [{ app: OTHER, count: 1 }]]);
    expect(one.standingOn(0, 'elsewhere').company.size).toBe(2);
  });

  it('remembers a pod whose load is not known, and forgets it with the pod', () => {
    const one = ledger();
    one.confirm(resident('p', 0, { app: null, reason: 'why' }));
    expect(one.standingOn(0)).toMatchObject({ unknown: { uid: 'p' }, company: { size: 0 } });
    one.remove('p');
    expect(one.standingOn(0).unknown).toBeNull();
  });

  it('names another pod of the same needs, never the one asked about', () => {
    const one = ledger();
    one.confirm(resident('p', 0));
    one.confirm(resident('q', 0));
    expect(one.nameOn(0, { ...APP!, name: 'renamed' }, 'p')).toBe('default/q');
    expect(one.nameOn(0, OTHER!, 'p')).toBeNull();
  });

  it('takes no more pods than it may', () => {
    const one = ledger(2);
    expect([0, 1, 2].map((k) => one.reserve(resident(`p${k}`, 0), 0))).toEqual([true, true, false]);
    one.expire(1000);
    expect(one.reserve(resident('p2', 0), 1000)).toBe(true);
  });
});

describe('scores', () => {
  const admitted = (addedLoad: number, utilization: number) => {
    return { isAdmitted: true as const, accelerator: 0, addedLoad, utilization };
  };
  const refused = { isAdmitted: false as const, violation: null, isAlone: false };

  it('gives the least added load 9 points, others their share of it, and a refused place none', () => {
    expect(scores([admitted(0.1, 0), admitted(0.3, 0), refused, admitted(10, 0)])).toEqual([9, 3, 0, 1]);
  });

  it('prefers the fuller of two nodes that would take equal load', () => {
    expect(scores([admitted(0.1, 0), admitted(0.1, 0.6)])).toEqual([9, 10]);
  });

  it('stays between 0 and 10 for any load, also none and less than none', () => {
    const loads = [-0.1, 0, 1e-300, 1e300, Number.POSITIVE_INFINITY];
    const all = scores(loads.map((load) => admitted(load, 0.99)));
    for (const score of all) {
      expect(Number.isInteger(score)).toBe(true);
      expect(score).toBeGreaterThanOrEqual(1);
      expect(score).toBeLessThanOrEqual(10);
    }
    expect(scores([])).toEqual([]);
  });
});
