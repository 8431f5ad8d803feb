/** How a container gets at an accelerator: by an extended resource, a runtime class, or a file of the host. */

import type { NodeGroup } from '../../domain/scenario.ts';

export interface Access {
  /** Asked for in requests and limits; `null`: none. */
  readonly resource: string | null;
  /** A file or folder of the host that only a privileged container may use; `null`: none. */
  readonly hostPath: string | null;
  readonly runtimeClass: string | null;
  /** What was assumed, because the scenario does not say; `null`: nothing. */
  readonly assumption: string | null;
}

const NVIDIA = /^(?:jetson|nvidia)-(?!.*-cpu$)/;
const EDGE_TPU_USB = /^(?:edgetpu-|coral-usb)/;
const EDGE_TPU_PCI = /^coral-dev-board/;

const NONE: Access = { resource: null, hostPath: null, runtimeClass: null, assumption: null };

/** What the scenario says of the node, else what is commonest for its device. */
export function accessTo({ device, kubernetes }: NodeGroup): Access {
  const resource = kubernetes?.resource ?? null;
  if (resource !== null) return { ...NONE, resource };
  if (NVIDIA.test(device)) {
    // A node that was imported without the resource has no device plugin: the runtime gives access.
    if (kubernetes) return { ...NONE, runtimeClass: 'nvidia' };
    const assumption = `nodes with ${device} are taken to offer nvidia.com/gpu, shared among as many containers as are planned`;
    return { ...NONE, resource: 'nvidia.com/gpu', assumption };
  }
  const hostPath = EDGE_TPU_USB.test(device) ? '/dev/bus/usb' : EDGE_TPU_PCI.test(device) ? '/dev/apex_0' : null;
  if (hostPath !== null) {
    const assumption = `backends on ${device} reach it through ${hostPath} and are privileged, because no resource is given`;
    return { ...NONE, hostPath, assumption };
  }
  const isProcessor = /-cpu(?:-|$)|^cpu-/.test(device);
  return isProcessor
    ? NONE
    : { ...NONE, assumption: `backends on ${device} ask for no accelerator: none is known for it` };
}
