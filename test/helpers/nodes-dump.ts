/** Two Jetson Nanos of a Kubernetes cluster, as `kubectl get nodes -o json` saves them. */
export function twoJetsonNanos(): string {
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'List',
    items: ['alpha', 'beta'].map((name) => ({
      apiVersion: 'v1',
      kind: 'Node',
      metadata: { name, labels: { 'kubernetes.io/hostname': name, 'beta.devicetree.org/nvidia-jetson-nano': '1' } },
      status: {
        allocatable: { cpu: '4', memory: '3900Mi', 'nvidia.com/gpu': '1', pods: '110' },
        conditions: [{ type: 'Ready', status: 'True' }],
      },
    })),
  });
}
