import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { countMoves, movesBetween } from '../src/domain/moves.ts';
import type { Placement, Scenario } from '../src/domain/scenario.ts';
import { withRates } from '../src/domain/scenario-changes.ts';
import { createFileAccess } from '../src/io/files.ts';
import { checkPlacement } from '../src/place/check.ts';
import { laidOver } from '../src/place/replan/matching.ts';
import { repaired } from '../src/place/replan/repair.ts';
import { loadScenario, fit as placed } from '../src/plan.ts';
import { replayRates } from '../src/rate-replay.ts';
import { readChanges, repairProblem, replan, situationOf } from '../src/replanning.ts';
import { ROOT } from './helpers/binary.ts';

const files = createFileAccess({
  cwd: ROOT,
  packageRoot: ROOT,
  allowPaths: [],
  stdin: (async function* () {})(),
});
const load = (name: string) => loadScenario(join(ROOT, name), files);

describe.each(['test/replan/roomy.yaml', 'test/replan/full.yaml'])('a burst in %s', (name) => {
  let scenario: Scenario;
  let placement: Placement;
  beforeAll(async () => {
    scenario = await load(name);
    ({ placement } = await placed(scenario, { policy: 'auto', seed: 1 }));
  }, 120_000);

  /** Each group in turn asks twice as often; the figures of all of them are in `node test/bench/replan.js bursts`. */
  it.each(Array.from({ length: 13 }, (_, k) => k))(
    'of group %i is over after at most half the moves of a fresh plan, which is laid over what runs as kindly as can be',
    async (k) => {
      const { firstIndex: first, count, arrivalRate } = scenario.apps[k] as Scenario['apps'][number];
      const now = withRates(scenario, [{ first, count, arrivalRate: 2 * arrivalRate }]);
      const problem = repairProblem(now, 1);
      const running = { placement, displaced: [], isNew: [] };
      const anew = (await placed(now, { policy: 'auto', seed: 1 })).placement;
      const fresh = countMoves(movesBetween(placement, laidOver(problem, running, anew).placement));
      const repair = await repaired(problem, running, Number.POSITIVE_INFINITY, async () => anew);
      const own = countMoves(movesBetween(placement, repair.placement));
      expect(checkPlacement(now, problem.latency, repair.placement)).toEqual([]);
      expect(own.moves).toBeLessThanOrEqual(fresh.moves / 2);
      expect(own.moves + own.stops).toBeGreaterThanOrEqual(repair.atLeast);
    },
    120_000,
  );
});

describe('replan', () => {
  const options = { seed: 1, mostMoves: null, changes: [] };
  const nothing = { rates: [], lost: new Set<number>() };

  it('moves nothing where nothing changed, and the other rules neither', async () => {
    const situation = await situationOf(await load('scenarios/edgetpu.yaml'), nothing, null, 1, files);
    const { moves, rows, atLeast } = await replan(situation, options);
    expect(moves).toEqual([]);
    expect(atLeast).toBe(0);
    expect(rows.map((row) => row.moves)).toEqual([0, 0, 0, 0]);
  });

  it('finds everyone on a lost node a place, and names the node they come from', async () => {
    const scenario = await load('scenarios/edgetpu.yaml');
    const changes = readChanges([], ['pi-2'], scenario);
    const { plan, moves, rows, atLeast } = await replan(await situationOf(scenario, changes, null, 1, files), options);
    expect(moves.length).toBe(5);
    expect(atLeast).toBe(5);
    expect(new Set(moves.map(({ from, move }) => `${move.kind} ${from}`))).toEqual(new Set(['move pi-2']));
    expect(rows[0]).toMatchObject({ policy: 'replan', hosted: 20, violating: 0, stops: 0 });
    expect(checkPlacement(plan.scenario, repairProblem(plan.scenario, 1).latency, plan.placement)).toEqual([]);
  });

  it('takes one instance with another rate for itself: its equals stay', async () => {
    const scenario = await load('scenarios/edgetpu.yaml');
    const { rates } = readChanges(['door-count-2=3x'], [], scenario);
    const situation = await situationOf(scenario, { rates, lost: new Set() }, null, 1, files);
    expect(situation.scenario.apps.filter(({ name }) => name === 'door-count').map(({ count }) => count)).toEqual([
      1, 1, 2,
    ]);
    const { moves } = await replan(situation, options);
    expect(moves.filter(({ move }) => move.kind === 'stop')).toEqual([]);
  });
});

describe('a replay of changing rates', () => {
  it('leaves nothing violating, and ends where it began when the rates do', async () => {
    const situation = await situationOf(
      await load('test/cli/replan/watch-rates/scenario.yaml'),
      { rates: [], lost: new Set() },
      null,
      1,
      files,
    );
    const rates = join(ROOT, 'test/cli/replan/watch-rates/rates.csv');
    const { steps, totals, plan } = await replayRates(situation, { seed: 1, mostMoves: null, rates }, files);
    expect(steps.flatMap(({ outcomes }) => outcomes[0]?.after)).toEqual(steps.map(() => 0));
    const [own] = totals;
    expect(own?.stops).toBeGreaterThan(0);
    expect(own?.starts).toBe(own?.stops);
    expect(plan.placement.node.every((node) => node >= 0)).toBe(true);
  }, 60_000);
});
