import type { Flag } from '../flags.ts';
import type { Command } from './command.ts';

const NODES_FLAG: Flag = {
  name: 'nodes',
  value: 'device,count=n',
  isRepeatable: true,
  isCommon: true,
  help: 'nodes of a device, as in "edgetpu-pi,count=4,memory=4 GiB,cores=4"; may be repeated',
};

const INVENTORY_FLAG: Flag = {
  name: 'inventory',
  value: 'file',
  isCommon: true,
  help: 'nodes from a saved "kubectl get nodes -o json"',
};

const DEVICES_FLAG: Flag = {
  name: 'devices',
  value: 'file',
  help: 'for --inventory: a table of value,device: what a node reports, and the device of the profiles that it is',
};

const NETWORK_FLAG: Flag = {
  name: 'network',
  value: 'time',
  help: 'what the network adds to every response time (0 ms by default)',
};

const APP_FLAG: Flag = {
  name: 'app',
  value: 'name,model=m,…',
  isRepeatable: true,
  isCommon: true,
  help: 'applications, as in "door,model=resnet18,rate=5/s,slo=p95<=200ms"; count, preprocess, memory and sharing are optional; may be repeated',
};

const YES_FLAG: Flag = {
  name: 'yes',
  value: null,
  isCommon: true,
  help: 'ask nothing; use the default wherever no flag is given',
};

const FORCE_FLAG: Flag = { name: 'force', value: null, help: 'replace the file if it exists' };

export const INIT: Command = {
  name: 'init',
  argument: { name: 'file', help: 'the scenario to write, or - for standard output; default: scenario.yaml' },
  summary: 'Asks questions, shows what fit says about the answers, and then writes them as your first scenario.',
  examples: [
    ['edge-plan init', 'asks for devices, models, rates and SLOs'],
    ['edge-plan init site.yaml --yes', 'a small example to edit, without questions'],
    ['edge-plan init --nodes jetson-nano,count=3', 'some answers as flags; it asks for the rest'],
  ],
  flags: [NODES_FLAG, INVENTORY_FLAG, APP_FLAG, YES_FLAG, DEVICES_FLAG, NETWORK_FLAG, FORCE_FLAG],
  load: () => import('../commands/init.ts'),
};
