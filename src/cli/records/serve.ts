import { UNKNOWN_POD_RULES } from '../../domain/extender.ts';
import type { Flag } from '../flags.ts';
import { type Command, SCENARIO } from './command.ts';

const PODS_FLAG: Flag = {
  name: 'pods',
  value: 'file',
  isCommon: true,
  help: 'what is running, as "kubectl get pods -A -o json" saves it; read again when it changes',
};

const PORT_FLAG: Flag = {
  name: 'port',
  value: 'n',
  kind: 'whole-number',
  defaultValue: 8888,
  isCommon: true,
  help: 'the port to listen on; 0 takes a free one and says which',
};

const HOST_FLAG: Flag = {
  name: 'host',
  value: 'address',
  defaultValue: '127.0.0.1',
  help: 'the address to listen on; anyone who reaches it gets answers: there is no TLS and no password',
};

const RESERVATION_FLAG: Flag = {
  name: 'reservation',
  value: 'time',
  defaultValue: '5 min',
  help: 'how long a place is kept for a pod that is in no list of pods',
};

const UNKNOWN_PODS_FLAG: Flag = {
  name: 'unknown-pods',
  value: 'rule',
  choices: UNKNOWN_POD_RULES,
  defaultValue: 'refuse',
  help: 'what to do with pods that request an accelerator without edge-plan.dev annotations',
};

export const SERVE: Command = {
  name: 'serve',
  argument: SCENARIO,
  summary:
    'Answers a kube-scheduler as its extender: which nodes can take a pod with every SLO kept, and which is best.',
  examples: [
    ['edge-plan serve site.yaml --pods pods.json', 'with the running pods, from a file that you keep up to date'],
    ['edge-plan serve site.yaml --port 0', 'on a free port, named on stderr'],
  ],
  flags: [PODS_FLAG, PORT_FLAG, HOST_FLAG, RESERVATION_FLAG, UNKNOWN_PODS_FLAG],
  load: () => import('../commands/serve.ts'),
};
