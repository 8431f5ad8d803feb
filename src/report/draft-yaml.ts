/** A draft as the commented scenario that `edge-plan init` writes. */

import { stringify } from 'yaml';
import { type Catalogue, placeableModels } from '../domain/catalogue.ts';
import type { Draft, DraftApp, DraftInventory, DraftNodes } from '../domain/draft.ts';
import { printable } from '../domain/text.ts';
import { milliseconds, size } from './numbers.ts';
import { wrappedText } from './wrapped-text.ts';

const WIDTH = 78;

/** `devices` are those of the draft's nodes, the imported ones among them. */
export function renderDraft(draft: Draft, catalogue: Catalogue, devices: readonly string[]): string {
  const models = placeableModels(catalogue, devices);
  const nodes = draft.nodes.map((one) => nodesEntry(one, catalogue));
  const inventory = draft.inventory === null ? [] : [inventoryEntry(draft.inventory)];
  const apps = draft.apps.map((app) => appEntry(app, models.get(app.model) ?? []));
  return [
    comment('Written by "edge-plan init", and yours to change. "edge-plan fit" says how many of the applications fit.'),
    'version: 1',
    '',
    comment('What the network adds to every response time.'),
    `network: ${scalar(draft.network)}`,
    '',
    comment("Most of each accelerator that may be busy, and of each node's memory that may be used."),
    'limits: { utilization: 0.8, memory: 0.8 }',
    '',
    'cluster:',
    ...nodes,
    ...inventory,
    '',
    comment(
      'Rates and SLOs are those of one instance. An SLO bounds the mean, p50, p90, p95 or p99 of the response time.',
    ),
    'apps:',
    ...apps,
    '',
    ...MORE,
  ].join('\n');
}

const MORE = [
  comment(
    'More that an application may say: preprocess (CPU time of one request), memory (of its own container), sharing: model (instances share one copy), arrivals and weight.',
  ),
  '#',
  comment('A budget for CI, checked by "edge-plan gate":'),
  '# gates:',
  '#   placed: ">= 100 %"',
  '#   headroom: ">= 10 %"',
  '',
];

function nodesEntry({ device, count, memory, cores }: DraftNodes, catalogue: Catalogue): string {
  const known = catalogue.devices.find((one) => one.device === device);
  const parts = [known?.description, known?.memory && size(known.memory), known?.cores && `${known.cores} CPU cores`];
  const said = parts.filter((part) => typeof part === 'string').join('; ');
  return entry(said, [
    ['node', nodeName(device)],
    ['count', count],
    ['device', device],
    ['memory', memory],
    ['cpu', cores === null ? null : `{ cores: ${cores} }`],
  ]);
}

/** A device's name with what a node's name cannot hold replaced. */
function nodeName(device: string): string {
  const name = device.replace(/[^A-Za-z0-9._-]/g, '-').slice(0, 100);
  return /^[A-Za-z0-9_]/.test(name) ? name : `node${name}`.slice(0, 100);
}

function inventoryEntry({ file, devices }: DraftInventory): string {
  return entry('Nodes of a saved "kubectl get nodes", read anew each time.', [
    ['inventory', file],
    ['devices', devices],
  ]);
}

const MOST_DEVICES = 3;

function appEntry(app: DraftApp, pairs: readonly { device: string; serviceTime: number | null }[]): string {
  const shown = pairs
    .slice(0, MOST_DEVICES)
    .map(({ device, serviceTime }) => `${milliseconds(serviceTime ?? 0)} on ${device}`);
  const rest = pairs.length > MOST_DEVICES ? ` and ${pairs.length - MOST_DEVICES} more` : '';
  return entry(`One request alone takes ${shown.join(', ')}${rest}.`, [
    ['app', app.app],
    ['count', app.count],
    ['model', app.model],
    ['rate', app.rate],
    ['slo', app.slo],
    ['preprocess', app.preprocess],
    ['memory', app.memory],
    ['sharing', app.sharing],
  ]);
}

/** An entry of a list below its comment; a value that is `null` is left out. */
function entry(said: string, values: readonly (readonly [string, string | number | null])[]): string {
  const lines = values
    .filter(([, value]) => value !== null)
    .map(([key, value], index) => `${index === 0 ? '  - ' : '    '}${key}: ${key === 'cpu' ? value : scalar(value)}`);
  return [...(said === '' ? [] : [comment(said, '  ')]), ...lines].join('\n');
}

/** As YAML writes it: in quotes where the plain text would be read as something else. */
function scalar(value: string | number | null): string {
  return stringify(value, { lineWidth: 0, defaultStringType: 'PLAIN', blockQuote: false }).trimEnd();
}

function comment(text: string, indent = ''): string {
  const lines = wrappedText(printable(text, 2_000), WIDTH - indent.length).split('\n');
  return lines.map((line) => `${indent}# ${line}`).join('\n');
}
