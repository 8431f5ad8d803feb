/** A pod's annotations, completed by the scenario's application that they name → what it needs of a node. */

import { ANNOTATION } from '../domain/annotations.ts';
import type { Pod, PodNeeds } from '../domain/pod.ts';
import { type ApplicationGroup, groupOf, type Scenario } from '../domain/scenario.ts';
import { printable } from '../domain/text.ts';
import { suggestion } from './explain.ts';
import { InstanceNames } from './instances.ts';
import { type PodAnnotations, readPodAnnotations, saidSlo, saysItsLoad } from './pod-annotations.ts';

/** @returns the reader of what pods need, for one scenario */
export function podNeedsReader({ apps, profiles }: Pick<Scenario, 'apps' | 'profiles'>): (pod: Pod) => PodNeeds {
  const names = new InstanceNames(apps);
  const groups = new Map(apps.map((app) => [app.name, app]));
  const models = new Set(profiles.models);
  const known = (name: string): ApplicationGroup | null => {
    const instance = names.indexOf(name);
    return instance === null ? (groups.get(name) ?? null) : groupOf(apps, instance);
  };
  return (pod) => {
    if (!saysItsLoad(pod.annotations)) return { kind: 'foreign' };
    if (pod.annotations.get(ANNOTATION.role) === 'backend') return { kind: 'counted-elsewhere' };
    const said = readPodAnnotations(pod.annotations);
    if (typeof said === 'string') return { kind: 'unreadable', reason: said };
    const app = completed(pod, said, said.app === undefined ? null : known(said.app));
    if (typeof app === 'string') return { kind: 'unreadable', reason: app };
    if (!models.has(app.model)) {
      const help = suggestion(app.model, profiles.models);
      return { kind: 'unreadable', reason: `no profile measures the model "${printable(app.model)}". ${help}` };
    }
    return { kind: 'known', app, accelerator: said.accelerator ?? null };
  };
}

/** The application, or which annotation is missing. */
function completed(pod: Pod, said: PodAnnotations, base: ApplicationGroup | null): ApplicationGroup | string {
  const model = said.model ?? base?.model;
  const arrivalRate = said.rate ?? base?.arrivalRate;
  const slo = saidSlo(said) ?? base?.slo;
  if (model === undefined) return `${ANNOTATION.model} is missing`;
  if (arrivalRate === undefined) return `${ANNOTATION.rate} is missing`;
  if (slo === undefined) return `${ANNOTATION.slo} is missing`;
  return {
    index: 0,
    name: pod.name,
    isCounted: false,
    count: 1,
    firstIndex: 0,
    model,
    arrivalRate,
    slo,
    preprocessTime: said.preprocess ?? base?.preprocessTime ?? null,
    memory: said.memory ?? base?.memory ?? 0,
    sharing: said.sharing ?? base?.sharing ?? 'none',
    arrivals: base?.arrivals ?? { kind: 'poisson' },
    weight: 1,
    origin: null,
  };
}
