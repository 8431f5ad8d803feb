import { POLICY_NAMES } from '../../domain/policies.ts';
import { type Flag, JSON_FLAG, SEED_FLAG } from '../flags.ts';
import type { Command } from './command.ts';

export const EXPORT_FORMATS = ['kubernetes', 'csv', 'markdown', 'scheduler-config'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

const OUT_FLAG: Flag = {
  name: 'out',
  value: 'file or folder/',
  isCommon: true,
  help: 'write to this file; for manifests also a folder/, with a file for each node and a kustomization.yaml',
};

const SCENARIO_FLAG: Flag = {
  name: 'scenario',
  value: 'file',
  isCommon: true,
  help: 'the scenario of the plan; default: the one that the plan names, or the shipped example',
};

const IMAGES_FLAG: Flag = {
  name: 'images',
  value: 'file',
  isCommon: true,
  help: 'a table with the column image and, as needed, role, app, model and device; the first row that matches is used',
};

const POLICY_FLAG: Flag = {
  name: 'policy',
  value: 'name',
  choices: POLICY_NAMES,
  help: 'without a plan: place the applications by this policy, not as the scenario does',
};

const NAMESPACE_FLAG: Flag = { name: 'namespace', value: 'name', help: 'the namespace of every object' };

const RUNTIME_CLASS_FLAG: Flag = {
  name: 'runtime-class',
  value: 'name',
  help: 'runtimeClassName of every backend, such as nvidia',
};

const EXTENDER_URL_FLAG: Flag = {
  name: 'extender-url',
  value: 'url',
  defaultValue: 'http://127.0.0.1:8888/edge-plan',
  help: 'scheduler-config: where the scheduler asks',
};

const KUBECONFIG_FLAG: Flag = {
  name: 'kubeconfig',
  value: 'file',
  help: 'scheduler-config: the file that tells the scheduler its cluster; default: that of its own pod',
};

export const EXPORT: Command = {
  name: 'export',
  argument: { name: 'format', help: EXPORT_FORMATS.join(', ') },
  rest: { name: 'plan', help: 'a plan that "fit --out" wrote; default: the placement of the scenario, or that of fit' },
  summary: 'Exports a plan as Kubernetes manifests, checked before they are written, or as CSV or Markdown.',
  examples: [
    ['edge-plan export kubernetes plan.json --out site/', 'a folder for kubectl apply -k site/'],
    ['edge-plan export kubernetes --scenario site.yaml --images images.csv', 'fit and export at once, printed'],
    ['edge-plan export markdown plan.json', 'for a pull request'],
  ],
  flags: [
    JSON_FLAG,
    OUT_FLAG,
    SCENARIO_FLAG,
    IMAGES_FLAG,
    POLICY_FLAG,
    NAMESPACE_FLAG,
    RUNTIME_CLASS_FLAG,
    EXTENDER_URL_FLAG,
    KUBECONFIG_FLAG,
    SEED_FLAG,
  ],
  load: () => import('../commands/export.ts'),
};
