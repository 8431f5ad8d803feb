/** Objects → YAML that Kubernetes reads as it was meant. */

import { stringify } from 'yaml';
import type { KubernetesExport } from '../../domain/manifest.ts';
import { jsonText } from '../json-text.ts';

/** The server's parser knows YAML 1.1, where words such as `no` and numbers such as `1:30` are not text unless quoted. */
const OPTIONS = { compat: 'yaml-1.1', lineWidth: 0, aliasDuplicateObjects: false } as const;

const HEADER = '# Written by edge-plan export. Changes made here are lost when it is written again.\n';

/** One document, ending in a line end. */
export function yamlDocument(object: unknown): string {
  return stringify(object, OPTIONS);
}

function yamlDocuments(objects: readonly unknown[]): string {
  return HEADER + objects.map(yamlDocument).join('---\n');
}

/** All manifests in one text, node by node. */
export function renderManifests({ nodes }: KubernetesExport): string {
  return yamlDocuments(nodes.flatMap(({ manifests }) => manifests));
}

/** All manifests as one `List` in JSON, which kubectl takes too. */
export function renderManifestList({ nodes }: KubernetesExport): string {
  const items = nodes.flatMap(({ manifests }) => manifests);
  return jsonText({ apiVersion: 'v1', kind: 'List', items });
}

/** A file for each node, and the kustomization that names them: name and text, the kustomization last. */
export function renderFolder({ nodes }: KubernetesExport): readonly (readonly [string, string])[] {
  const files = nodes.map(({ node, manifests }) => [`node-${node}.yaml`, yamlDocuments(manifests)] as const);
  const kustomization = {
    apiVersion: 'kustomize.config.k8s.io/v1beta1',
    kind: 'Kustomization',
    resources: files.map(([name]) => name),
  };
  return [...files, ['kustomization.yaml', yamlDocuments([kustomization])]];
}
