/**
 * Classes that are nearly alike, and for each such bundle one application that asks for no more than any of them: the
 * lowest rate, the longest limit, the least memory and CPU stage. However many of a class an accelerator can serve, it
 * can serve as many of these. So a question about a bundle bounds all of its classes, and a workload without two equal
 * applications costs no more questions than one of a few hundred sorts.
 */

import type { ApplicationGroup } from '../domain/scenario.ts';
import { type ApplicationClass, type Fleet, fleetOf } from './fleet.ts';
import { StateSpace } from './states.ts';

export interface LightFaces {
  readonly space: StateSpace;
  /** The class of `space.fleet` that stands for each class, by class index. */
  readonly faceOf: readonly ApplicationClass[];
}

/** Logarithmic width of a bundle at first, by how much it grows while there are too many, and where that ends. */
const FIRST_WIDTH = 0.01;
const WIDER = 1.5;
const WIDEST = 2;

/** At most about `most` bundles, unless classes differ in more than amounts. */
export function lightFaces({ fleet, problem }: StateSpace, most: number): LightFaces {
  const bundles = bundled(fleet, most);
  let firstIndex = 0;
  const apps = bundles.map((classes, index): ApplicationGroup => {
    const count = classes.reduce((sum, { instances }) => sum + instances.length, 0);
    const face = { ...lightest(classes.map(({ app }) => app)), index, count, isCounted: true, firstIndex };
    firstIndex += count;
    return face;
  });
  const scenario = { ...problem.scenario, apps };
  const faces = fleetOf(scenario);
  const faceOf: ApplicationClass[] = [];
  for (const [k, classes] of bundles.entries()) {
    const face = faces.classes[faces.classOf[(apps[k] as ApplicationGroup).firstIndex] as number] as ApplicationClass;
    for (const { index } of classes) faceOf[index] = face;
  }
  return { space: new StateSpace({ ...problem, scenario }, faces), faceOf };
}

function lightest(apps: readonly ApplicationGroup[]): ApplicationGroup {
  const least = (value: (app: ApplicationGroup) => number) =>
    apps.reduce((low, app) => Math.min(low, value(app)), Infinity);
  const [first] = apps as readonly [ApplicationGroup];
  return {
    ...first,
    arrivalRate: least(({ arrivalRate }) => arrivalRate),
    slo: { ...first.slo, limit: -least(({ slo }) => -slo.limit) },
    memory: least(({ memory }) => memory),
    preprocessTime: first.preprocessTime === null ? null : least(({ preprocessTime }) => preprocessTime ?? 0),
  };
}

/** The classes by model and kind, and by amounts on a logarithmic grid that is coarse enough. */
function bundled({ classes }: Fleet, most: number): readonly (readonly ApplicationClass[])[] {
  for (let width = FIRST_WIDTH; ; width *= WIDER) {
    const bundles = new Map<string, ApplicationClass[]>();
    for (const application of classes) {
      const key = bundleKey(application.app, width);
      const known = bundles.get(key);
      if (known === undefined) bundles.set(key, [application]);
      else known.push(application);
    }
    if (bundles.size <= most || width > WIDEST) return [...bundles.values()];
  }
}

function bundleKey(
  { model, slo, sharing, arrivals, preprocessTime, arrivalRate, memory }: ApplicationGroup,
  width: number,
) {
  const cell = (amount: number) => (amount === 0 ? 'none' : Math.floor(Math.log(amount) / width));
  const cpu = preprocessTime === null ? 'unsaid' : cell(preprocessTime);
  return [model, slo.metric, sharing, arrivals.kind, cpu, cell(arrivalRate), cell(slo.limit), cell(memory)].join(' ');
}
