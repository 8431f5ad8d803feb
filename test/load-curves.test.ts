import { describe, expect, it } from 'vitest';
import { loadCurves } from '../src/load-curves.ts';
import { planOfText } from './helpers/report.ts';

/** One M/D/1 queue: mobilenet_v2 alone on an edgeTPU that swaps nothing; network 0, so R = S + ρS/(2(1 − ρ)). */
const ONE = `version: 1
profiles: [profiles/ibis-edgetpu.csv]
cluster: [{ node: pi, device: edgetpu-pi, discipline: fcfs, memory: 4 GiB }]
apps: [{ app: door, model: inception_v4, rate: 4 /s, slo: mean <= 300 ms }]
placement: { pi: [door] }
`;

describe('response times over the load of an accelerator', () => {
  it('follow Pollaczek and Khinchine for one deterministic service, to saturation at 1/ρ, and name the last load kept', async () => {
    const plan = await planOfText(ONE);
    const service = plan.scenario.profiles.find('inception_v4', 'edgetpu-pi')?.serviceTime as number;
    const rho = 0.004 * service;
    const [chart] = loadCurves(plan).charts;
    expect(chart?.lastStable).toBeCloseTo(1 / rho, 4);
    expect(chart?.isSaturating).toBe(true);
    expect(chart?.loads).toContain(1);
    chart?.loads.forEach((load, k) => {
      const busy = rho * load;
      expect(chart.lines[0]?.values[k]).toBeCloseTo(service + (busy * service) / (2 * (1 - busy)), 6);
    });
    // S + bS/(2(1 − b)) = 300 solved for b, as a multiple of ρ.
    const wait = (2 * (300 - service)) / service;
    expect(chart?.lines[0]?.holdsUpTo).toBeCloseTo(wait / (1 + wait) / rho, 3);
  });

  it('say of an SLO that is broken now up to which smaller load it held', async () => {
    const plan = await planOfText(ONE.replace('300 ms', '130 ms'));
    const [line] = loadCurves(plan).charts[0]?.lines ?? [];
    expect(line?.now).toBeGreaterThan(130);
    expect(line?.holdsUpTo).toBeLessThan(1);
    expect(line?.holdsUpTo).toBeGreaterThan(0.1);
  });

  it('say of an SLO that breaks nowhere on the way that it was kept to the end of what was asked about', async () => {
    const [chart] = loadCurves(await planOfText(ONE.replace('300 ms', '100 s'))).charts;
    expect(chart?.lines[0]).toMatchObject({ holdsUpTo: chart?.loads.at(-1), isBrokenBeyond: false });
    expect(chart?.loads.at(-1)).toBeCloseTo(0.95 * (chart?.lastStable ?? 0), 9);
  });

  it('say of an SLO below the service time that no load keeps it', async () => {
    const plan = await planOfText(ONE.replace('300 ms', '50 ms'));
    expect(loadCurves(plan).charts[0]?.lines[0]?.holdsUpTo).toBeNull();
  });

  it('are drawn once for equal accelerators', async () => {
    const two = ONE.replace('{ node: pi,', '{ node: pi, count: 2,')
      .replace('{ app: door,', '{ app: door, count: 2,')
      .replace('{ pi: [door] }', '{ pi-1: [door-1], pi-2: [door-2] }');
    const { charts } = loadCurves(await planOfText(two));
    expect(charts.map(({ count }) => count)).toEqual([2]);
  });

  it('are of the scaled accelerator only where a node has two', async () => {
    const two = ONE.replace('{ node: pi,', '{ node: pi, accelerators: 2,')
      .replace('apps: [', 'apps: [{ app: side, model: mobilenet_v2, rate: 1 /s, slo: mean <= 90 ms }, ')
      .replace('{ pi: [door] }', '{ pi: [[door], [side]] }');
    const { charts } = loadCurves(await planOfText(two));
    const door = loadCurves(await planOfText(ONE)).charts[0];
    expect(charts.map(({ lines }) => lines.map(({ app }) => app.name))).toEqual([['door'], ['side']]);
    expect(charts[0]?.lines[0]?.values).toEqual(door?.lines[0]?.values);
  });
});
