/** A plan to be handed on: where it comes from, and its manifests, checked before anybody sees them. */

import type { FileAccess, TextFile } from './domain/files.ts';
import type { ExportOptions, KubernetesExport } from './domain/manifest.ts';
import type { Plan } from './domain/plan.ts';
import type { PolicyName } from './domain/policies.ts';
import { ProblemError, problem } from './domain/problem.ts';
import type { Scenario } from './domain/scenario.ts';
import { printable } from './domain/text.ts';
import { fit, loadScenario, predict } from './plan.ts';
import { readImages } from './read/images.ts';
import { namedScenario, readPlanFile } from './read/plan-file.ts';
import { readScenario } from './read/scenario.ts';
import { checkManifests } from './report/kubernetes/check.ts';
import { exportPlan } from './report/kubernetes/export.ts';

export interface PlanOrigin {
  /** A plan that `fit --out` wrote; `null`: the scenario's own placement, else that of `fit`. */
  readonly planFile: string | null;
  /** `null`: the one that the plan file names, else the shipped example. */
  readonly scenario: string | null;
  /** Place anew by this policy. */
  readonly policy: PolicyName | null;
  readonly seed: number;
}

/** Throws a `ProblemError` for files that cannot be read and for a plan whose scenario is not to be found. */
export async function planToExport(
  { planFile, scenario: path, policy, seed }: PlanOrigin,
  files: FileAccess,
): Promise<Plan> {
  if (planFile === null) {
    const scenario = await loadScenario(path, files);
    return policy === null ? predict(scenario, seed) : fit(scenario, { policy, seed });
  }
  return planOfFile(await files.openNamed(planFile), { scenario: path, seed }, files);
}

/** The plan that a file holds, as the default models see it today. Throws as `planToExport` does. */
export async function planOfFile(
  file: TextFile,
  { scenario: path, seed }: Pick<PlanOrigin, 'scenario' | 'seed'>,
  files: FileAccess,
): Promise<Plan> {
  const scenario = path === null ? await scenarioOf(file, files) : await loadScenario(path, files);
  const plan = await predict({ ...scenario, placement: readPlanFile(file, scenario) }, seed);
  return { ...plan, reasons: plan.reasons.map(() => 'the plan file leaves it out') };
}

/**
 * A plan says only how its scenario is called: looked for from the current folder, then from the plan's own, where a
 * scenario may name files.
 */
async function scenarioOf(plan: TextFile, files: FileAccess): Promise<Scenario> {
  const name = namedScenario(plan);
  for (const from of name === null ? [] : [CURRENT_FOLDER, plan]) {
    const file = await openIfThere(name as string, from, files);
    if (file !== null) return readScenario(file, files);
  }
  if (name === DEFAULT_NAME) return loadScenario(null, files);
  const said =
    name === null ? 'the plan names no scenario' : `the scenario "${printable(name)}" of the plan is not here`;
  throw new ProblemError([problem('export-scenario', said, 'Give the one that it was made for: --scenario site.yaml')]);
}

const CURRENT_FOLDER: TextFile = { name: '', text: '', folder: '.' };

async function openIfThere(name: string, from: TextFile, files: FileAccess): Promise<TextFile | null> {
  try {
    return await files.open(name, from);
  } catch (error) {
    if (error instanceof ProblemError) return null;
    throw error;
  }
}

/** How plans call the shipped example. */
const DEFAULT_NAME = 'scenarios/heterogeneous.yaml';

export interface ManifestOptions extends Omit<ExportOptions, 'images'> {
  /** A table of images; `null`: placeholders. */
  readonly images: string | null;
}

/** The manifests of a plan. Throws a `ProblemError` with everything that a server would find wrong with them. */
export async function planManifests(
  plan: Plan,
  options: ManifestOptions,
  files: FileAccess,
): Promise<KubernetesExport> {
  const images = options.images === null ? null : readImages(await files.openNamed(options.images));
  const exported = exportPlan(plan, { ...options, images });
  const found = checkManifests(
    exported.nodes.flatMap(({ manifests }) => manifests),
    exported.machines,
  );
  if (found.length > 0) throw new ProblemError(atMost(found));
  return exported;
}

/** As many as a person would read. */
const MOST_PROBLEMS = 20;

function atMost(found: readonly ReturnType<typeof problem>[]) {
  const rest = found.length - MOST_PROBLEMS;
  if (rest <= 0) return found;
  return [...found.slice(0, MOST_PROBLEMS), problem('more-problems', `and ${rest} more problems in the manifests`)];
}
