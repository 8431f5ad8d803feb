/** Names that a person asks about → why those applications are where they are in a plan. */

import type { Explanation } from './domain/explanation.ts';
import type { Plan } from './domain/plan.ts';
import { ProblemError, problem } from './domain/problem.ts';
import { groupOf, type Scenario } from './domain/scenario.ts';
import { printable } from './domain/text.ts';
import { type AskedApplication, explainApplications } from './place/explain-application.ts';
import { createLatencyQuestion } from './predict/node.ts';
import { suggestion } from './read/explain.ts';
import { InstanceNames } from './read/instances.ts';

/** Groups and instances by their names, each once. Throws a `ProblemError` with every name that is none. */
export function findApplications({ apps }: Scenario, names: readonly string[]): readonly AskedApplication[] {
  const instances = new InstanceNames(apps);
  const found = new Map<string, AskedApplication>();
  const unknown = [...new Set(names)].filter((name) => {
    const app = apps.find((group) => group.name === name);
    const instance = app === undefined ? instances.indexOf(name) : null;
    if (app !== undefined) found.set(name, { app, instance: null });
    else if (instance !== null) found.set(name, { app: groupOf(apps, instance), instance });
    return !found.has(name);
  });
  if (unknown.length === 0) return [...found.values()];
  const known = [...apps.map(({ name }) => name), ...instances.examples()];
  throw new ProblemError(
    unknown.map((name) =>
      problem('app-unknown', `no application is called "${printable(name)}"`, suggestion(name, [...new Set(known)])),
    ),
  );
}

/** Why not elsewhere, for each of the applications asked about. */
export function explainPlan({ scenario, placement }: Plan, asked: readonly AskedApplication[]): readonly Explanation[] {
  const latency = createLatencyQuestion(scenario);
  return explainApplications({ scenario, latency }, placement, asked);
}
