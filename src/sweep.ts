/** One input varied while the placement stays: prediction after prediction, and the value at which an SLO breaks. */

import type { Plan } from './domain/plan.ts';
import { ProblemError, problem } from './domain/problem.ts';
import { type ApplicationGroup, type Profile, preprocessTimeOf, type Scenario } from './domain/scenario.ts';
import { type SloStanding, worstStandings } from './domain/standing.ts';
import type { Sweep, SweepPoint, SweepResult } from './domain/sweep.ts';
import { printable } from './domain/text.ts';
import { nextTurn } from './domain/turn.ts';
import { nodePlans } from './plan.ts';
import { createLatencyQuestion } from './predict/node.ts';

/** Rows of the table and places of the chart, evenly spaced. */
const TABLE_POINTS = 11;
const CURVE_POINTS = 71;
/** Halvings of one chart step when the breaking value is searched: a millionth of the range. */
const BISECTIONS = 14;

/** Who wants to know how a sweep goes. */
export interface SweepObserver {
  readonly onProgress?: (done: number, expected: number) => void;
  /** Told of each row of the table when it is known, in their order and before the rest. */
  readonly onPoint?: (point: SweepPoint) => void;
}

/** Predicts the plan's placement over the sweep. Throws a `ProblemError` when nothing that it would show is placed. */
export async function sweepPlan(plan: Plan, sweep: Sweep, observer: SweepObserver = {}): Promise<SweepResult> {
  const { onProgress, onPoint } = observer;
  checkPlaced(plan, sweep);
  let done = 0;
  const at = (value: number) => pointAt(plan, sweep, value);
  const follow = async (count: number, tell?: (point: SweepPoint) => void) => {
    const points: SweepPoint[] = [];
    for (const value of spaced(sweep, count)) {
      const point = at(value);
      points.push(point);
      tell?.(point);
      done += 1;
      onProgress?.(done, TABLE_POINTS + CURVE_POINTS + BISECTIONS);
      await nextTurn();
    }
    return points;
  };
  const points = await follow(TABLE_POINTS, onPoint);
  const curve = await follow(CURVE_POINTS);
  const shown = plan.scenario.apps.find(({ name }) => name === sweep.app) ?? firstToBreak(curve);
  return { sweep, shown, points, curve, holdsUpTo: lastHolding(curve, shown, at) };
}

function checkPlaced({ nodes, scenario }: Plan, { app }: Sweep): void {
  const placed = worstStandings(nodes);
  const isPlaced =
    app === null ? placed.size > 0 : scenario.apps.some(({ name, index }) => name === app && placed.has(index));
  if (isPlaced) return;
  const what = app === null ? 'no application' : `no instance of "${app}"`;
  const help = '"edge-plan fit" with the same scenario says what stands in the way.';
  throw new ProblemError([problem('vary-unplaced', `${what} is placed, so there is no response time to vary`, help)]);
}

function spaced({ from, to }: Sweep, count: number): number[] {
  return Array.from({ length: count }, (_, k) => from + ((to - from) * k) / (count - 1));
}

function pointAt({ scenario, placement }: Plan, sweep: Sweep, value: number): SweepPoint {
  const varied = variedScenario(scenario, sweep, value);
  return { value, scenario: varied, nodes: nodePlans(varied, placement, createLatencyQuestion(varied)) };
}

function variedScenario(scenario: Scenario, sweep: Sweep, value: number): Scenario {
  const { parameter, isScale } = sweep;
  if (parameter === 'network') return { ...scenario, network: isScale ? scenario.network * value : value };
  const isVaried = (app: ApplicationGroup) => sweep.app === null || sweep.app === app.name;
  const varied = (app: ApplicationGroup): ApplicationGroup => {
    if (parameter === 'rate') return { ...app, arrivalRate: isScale ? app.arrivalRate * value : value };
    if (!isScale) return { ...app, preprocessTime: value };
    return app.preprocessTime === null ? app : { ...app, preprocessTime: app.preprocessTime * value };
  };
  const apps = scenario.apps.map((app) => (isVaried(app) ? varied(app) : app));
  if (parameter !== 'preprocess' || !isScale) return { ...scenario, apps };
  const own = apps.filter((app) => isVaried(app) && app.preprocessTime === null);
  return own.length === 0 ? { ...scenario, apps } : scaledProfiles({ ...scenario, apps }, own, value);
}

/** The scenario with the CPU times of profiles scaled for these applications, which say none of their own. */
function scaledProfiles(scenario: Scenario, varied: readonly ApplicationGroup[], factor: number): Scenario {
  const models = new Set(varied.map(({ model }) => model));
  const isOther = (app: ApplicationGroup) => app.preprocessTime === null && !varied.includes(app);
  if (scenario.apps.some((app) => isOther(app) && models.has(app.model))) {
    const scaled = varied.map((app) => ({ ...app, preprocessTime: factor * onlyProfileTime(scenario, app) }));
    return { ...scenario, apps: scenario.apps.map((app) => scaled[varied.indexOf(app)] ?? app) };
  }
  const { profiles } = scenario;
  const known = new Map<Profile, Profile>();
  const find = (model: string, device: string) => {
    const profile = profiles.find(model, device);
    if (profile === null || profile.preprocessTime === null || !models.has(model)) return profile;
    const scaled = known.get(profile) ?? { ...profile, preprocessTime: profile.preprocessTime * factor };
    known.set(profile, scaled);
    return scaled;
  };
  return { ...scenario, profiles: { find, models: profiles.models, devices: profiles.devices } };
}

/** The CPU time that the profiles give the application on every device; a `ProblemError` where they differ. */
function onlyProfileTime({ nodes, profiles }: Scenario, app: ApplicationGroup): number {
  const measured = nodes.flatMap(({ device }) => profiles.find(app.model, device) ?? []);
  const times = new Set(measured.map((profile) => preprocessTimeOf(app, profile)));
  const [time] = times;
  if (time !== undefined && times.size === 1) return time;
  const message = `the CPU time of "${printable(app.name)}" differs by device, and others have its model`;
  throw new ProblemError([problem('vary', message, 'Vary that of all applications, or say "preprocess:" for it.')]);
}

/** The group whose SLO breaks first along the curve; where none does, the one nearest to it at the end. */
function firstToBreak(curve: readonly SweepPoint[]): ApplicationGroup {
  const leastSlack = (point: SweepPoint) =>
    [...worstStandings(point.nodes).values()].reduce<SloStanding | null>(
      (least, next) => (least === null || next.slack < least.slack ? next : least),
      null,
    );
  const least = curve.map(leastSlack);
  const first = least.find((standing) => standing !== null && standing.slack < 0) ?? least.at(-1);
  if (!first) throw new RangeError('a plan that places nothing cannot be swept');
  return first.app;
}

function lastHolding(
  curve: readonly SweepPoint[],
  shown: ApplicationGroup,
  at: (value: number) => SweepPoint,
): number | null {
  const holds = (point: SweepPoint) => (worstStandings(point.nodes).get(shown.index)?.slack ?? 0) >= 0;
  const broken = curve.findIndex((point) => !holds(point));
  if (broken <= 0) return null;
  let low = curve[broken - 1]?.value as number;
  let high = curve[broken]?.value as number;
  for (let k = 0; k < BISECTIONS; k++) {
    const middle = (low + high) / 2;
    if (holds(at(middle))) low = middle;
    else high = middle;
  }
  return low;
}
