import { guide, type ProblemGuides } from './guide.ts';

const SAVE = 'Save it with kubectl.';
const REFUSED = 'A server would refuse the manifest, so nothing is written.';

/** Dumps, manifests and the scheduler extender. */
export const KUBERNETES: ProblemGuides = {
  'kubernetes-empty': guide(
    'The dump holds no object.',
    'There is nothing to read.',
    SAVE,
    'kubectl get nodes -o json > nodes.json',
  ),
  'kubernetes-kind': guide(
    'The dump holds objects of another kind.',
    'Nodes and pods come in files of their own.',
    SAVE,
    'kubectl get nodes -o json > nodes.json',
  ),
  'kubernetes-described': guide(
    'The file is what kubectl describe prints.',
    'It is written for people: it rounds quantities and leaves fields out.',
    SAVE,
    'kubectl get nodes -o json > nodes.json',
  ),
  'kubernetes-too-many': guide(
    'The dump holds more objects than are read.',
    'What is read has bounds.',
    'Save a part of the cluster.',
    'kubectl get nodes -l site=north -o json',
  ),
  'kubernetes-quantity': guide(
    'A quantity of Kubernetes cannot be read.',
    'Memory and CPU decide what fits.',
    SAVE,
    'memory: 3900Mi',
  ),
  'kubernetes-hostname': guide(
    'The host name is not the value of a label.',
    'Pods are pinned to nodes by it.',
    'Give the value of kubernetes.io/hostname.',
    'kubernetes: { hostname: coral-07 }',
  ),
  'kubernetes-resource': guide(
    'The name is no extended resource.',
    'Containers ask for an accelerator by it.',
    'Write it with its domain.',
    'kubernetes: { resource: nvidia.com/gpu }',
  ),
  'kubernetes-taint': guide(
    'A taint cannot be read.',
    'Pods need a toleration for it.',
    'Write it as kubectl does.',
    'kubernetes: { taints: ["nvidia.com/gpu=present:NoSchedule"] }',
  ),
  'device-row-empty': guide(
    'A row of the table of devices would be true of every node.',
    'All nodes would become this device.',
    'Say what the dump says.',
    'value,device\nOrin,jetson-orin-nano-super',
  ),
  'image-missing': guide(
    'Some containers have no image.',
    REFUSED,
    'Add rows to the table of --images; blank cells fit everything.',
    'role,model,device,image',
  ),
  'manifest-name': guide(
    'A name is no DNS label.',
    REFUSED,
    'Use up to 63 of a-z, 0-9 and "-", a letter first.',
    'app: lobby-camera',
  ),
  'manifest-label': guide(
    'A label cannot have this value.',
    REFUSED,
    'Shorten the name of the application or node.',
    'app: lobby-camera',
  ),
  'manifest-text': guide(
    'A text has characters that a manifest cannot carry.',
    REFUSED,
    'Take them out of the scenario.',
    'model: resnet50',
  ),
  'manifest-selector': guide(
    'A selector does not match its own pods.',
    REFUSED,
    'Report it: the names should not have led to this.',
    'edge-plan export kubernetes --json',
  ),
  'manifest-port': guide(
    'A port lies outside of 1 to 65535.',
    REFUSED,
    'Report it with the scenario.',
    'edge-plan export kubernetes --json',
  ),
  'manifest-image': guide(
    'An image is no image reference.',
    REFUSED,
    'Write it as registry/path:tag in the table of --images.',
    'registry.example/serve/tflite:1.4',
  ),
  'manifest-quantity': guide(
    'A quantity is not one that Kubernetes reads.',
    REFUSED,
    'Report it with the scenario.',
    'memory: 50 MiB',
  ),
  'manifest-accelerator': guide(
    'A container that runs a model asks for no accelerator, or for more than one.',
    REFUSED,
    'Name the resource of the node.',
    'kubernetes: { resource: nvidia.com/gpu }',
  ),
  'manifest-limits': guide(
    'Request and limit of an extended resource differ.',
    REFUSED,
    'Report it with the scenario.',
    'edge-plan export kubernetes --json',
  ),
  'manifest-memory': guide(
    'Containers ask for more memory than their node has.',
    'Their pods would stay pending.',
    'Lower the limit of memory, or let fewer be placed.',
    'limits: { memory: 0.8 }',
  ),
  'manifest-node': guide(
    'A node has no label to pin pods to.',
    'The scheduler would place the pods elsewhere.',
    'Give it its host name, or import the nodes.',
    'kubernetes: { hostname: coral-07 }',
  ),
  'manifest-overload': guide(
    'More containers would ask for an accelerator than may share it, or a node would have more pods than it takes.',
    'Some of the pods would stay pending.',
    'Raise how many may share it, or share models.',
    'sharing: model',
  ),
  'extender-nodes': guide(
    'A call of the scheduler names no node.',
    'There is nothing to filter.',
    'Say nodeCacheCapable as the exported configuration does.',
    'edge-plan export scheduler-config',
  ),
  'pods-kind': guide(
    'The list of pods is of another kind.',
    'It is a List or a PodList.',
    SAVE,
    'kubectl get pods -A -o json > pods.json',
  ),
  'pods-many': guide(
    'The list of pods is too long.',
    'What is read has bounds.',
    'Save those of the nodes in the scenario.',
    'kubectl get pods -A -o json -l tier=inference',
  ),
};
