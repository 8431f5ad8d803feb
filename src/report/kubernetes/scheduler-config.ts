/** The configuration that makes kube-scheduler ask edge-plan about pods that want an accelerator. */

import type { Scenario } from '../../domain/scenario.ts';
import { accessTo } from './access.ts';
import { yamlDocument } from './yaml.ts';

const DEFAULT_RESOURCE = 'nvidia.com/gpu';
/** What the extender may add to the 0 to 100 points of the scheduler's own plugins, in tens. */
const WEIGHT = 5;

/** `url`: where the extender answers. Resources are those of the scenario's nodes; `null`: whole NVIDIA GPUs. */
export function renderSchedulerConfig(url: string, scenario: Scenario | null): string {
  const resources = (scenario?.nodes ?? []).flatMap((node) => accessTo(node).resource ?? []);
  const managed = resources.length === 0 ? [DEFAULT_RESOURCE] : [...new Set(resources)].sort();
  return yamlDocument({
    apiVersion: 'kubescheduler.config.k8s.io/v1',
    kind: 'KubeSchedulerConfiguration',
    profiles: [{ schedulerName: 'edge-plan-scheduler' }],
    extenders: [
      {
        urlPrefix: url,
        filterVerb: 'filter',
        prioritizeVerb: 'prioritize',
        weight: WEIGHT,
        httpTimeout: '2s',
        // Sending whole nodes is broken in current releases for scoring; names are enough.
        nodeCacheCapable: true,
        // While edge-plan is down, pods are scheduled without it.
        ignorable: true,
        managedResources: managed.map((name) => ({ name, ignoredByScheduler: false })),
      },
    ],
  });
}
