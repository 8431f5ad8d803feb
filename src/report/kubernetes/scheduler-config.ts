/** The configuration that makes kube-scheduler ask edge-plan about pods that want an accelerator. */

import type { Scenario } from '../../domain/scenario.ts';
import { accessTo } from './access.ts';
import { yamlDocument } from './yaml.ts';

const DEFAULT_RESOURCE = 'nvidia.com/gpu';
/** What the extender may add to the 0 to 100 points of the scheduler's own plugins, in tens. */
const WEIGHT = 5;

/** Of the scheduler, which pods ask for, and of its lease. */
const NAME = 'edge-plan-scheduler';

/** `kubeconfig`: the file that tells the scheduler its cluster; `null`: it runs in a pod of it. `url`: where the extender answers. Resources are those of the scenario's nodes; `null`: whole NVIDIA GPUs. */
export function renderSchedulerConfig(url: string, scenario: Scenario | null, kubeconfig: string | null): string {
  const resources = (scenario?.nodes ?? []).flatMap((node) => accessTo(node).resource ?? []);
  const managed = resources.length === 0 ? [DEFAULT_RESOURCE] : [...new Set(resources)].sort();
  return yamlDocument({
    apiVersion: 'kubescheduler.config.k8s.io/v1',
    kind: 'KubeSchedulerConfiguration',
    // A lease of its own: the default one is held by the cluster's scheduler, and this one would wait for it for ever.
    leaderElection: { leaderElect: true, resourceName: NAME, resourceNamespace: 'kube-system' },
    ...(kubeconfig === null ? {} : { clientConnection: { kubeconfig } }),
    profiles: [{ schedulerName: NAME }],
    extenders: [
      {
        urlPrefix: url,
        filterVerb: 'filter',
        prioritizeVerb: 'prioritize',
        weight: WEIGHT,
        httpTimeout: '2s',
        // Sending whole nodes is broken in current releases for scoring; names are enough.
        nodeCacheCapable: true,
        // While edge-plan is down its pods wait: a pod that nobody judged can break the SLO of everybody on its node. Only
        // pods that ask for this scheduler wait, because the cluster has its own beside it.
        ignorable: false,
        ...(/^https:/i.test(url) ? { enableHTTPS: true } : {}),
        managedResources: managed.map((name) => ({ name, ignoredByScheduler: false })),
      },
    ],
  });
}
