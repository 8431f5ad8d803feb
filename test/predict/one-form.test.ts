import { describe, expect, it } from 'vitest';
import { DISCIPLINES } from '../../src/domain/disciplines.ts';
import type { Tenant } from '../../src/domain/latency.ts';
import { createLatencyQuestion } from '../../src/predict/node.ts';
import { randomCompany, theNode } from '../place/random-company.ts';

/** One tenant each for the instances of a tenant, each from an entry of its own. */
function inRows({ app, count }: Tenant): Tenant[] {
  return Array.from({ length: count }, (_, k) => ({ app: { ...app, index: 1000 + k, name: `row${k}` }, count: 1 }));
}

describe('the answer of the models', () => {
  it.each(DISCIPLINES)('%s: has the same bits for entries and counts, in whichever order', (discipline) => {
    for (let seed = 1; seed <= 25; seed++) {
      const { scenario } = randomCompany(discipline, seed);
      const latency = createLatencyQuestion(scenario);
      const tenants = scenario.apps.map((app) => ({ app, count: app.count }));
      const rows = tenants.flatMap(inRows).reverse();
      const [counted, listed] = [tenants, rows].map((all) => latency(theNode(scenario), [all]));
      expect(listed?.cpuUtilization).toBe(counted?.cpuUtilization);
      expect(listed?.accelerators[0]?.utilization).toBe(counted?.accelerators[0]?.utilization);
      for (const [t, { app, count }] of tenants.entries()) {
        const one = counted?.accelerators[0]?.tenants[t]?.response ?? null;
        const last = rows.length - tenants.slice(0, t).reduce((sum, before) => sum + before.count, 0);
        for (let at = last - count; at < last; at++) {
          const other = listed?.accelerators[0]?.tenants[at]?.response ?? null;
          expect(other?.mean).toBe(one?.mean);
          expect(other?.tail(app.slo.limit)).toBe(one?.tail(app.slo.limit));
        }
      }
    }
  });
});
