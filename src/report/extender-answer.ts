/** Answers of a scheduler extender, as k8s.io/kube-scheduler/extender/v1 spells them. */

import type { FilterAnswer, ScoredNode } from '../domain/extender.ts';

export function renderFilterAnswer({ passed, refused, isByName }: FilterAnswer): string {
  const sentences = (isFinal: boolean) =>
    Object.fromEntries(
      refused.filter((node) => node.isFinal === isFinal).map(({ name, sentence }) => [name, sentence]),
    );
  const nodes = isByName
    ? { NodeNames: passed.map(({ name }) => name) }
    : { Nodes: { metadata: {}, items: passed.map(({ object }) => object) }, NodeNames: null };
  const document = { ...nodes, FailedNodes: sentences(false), FailedAndUnresolvableNodes: sentences(true), Error: '' };
  return `${JSON.stringify(document)}\n`;
}

export function renderPriorities(nodes: readonly ScoredNode[]): string {
  return `${JSON.stringify(nodes.map(({ name, score }) => ({ Host: name, Score: score })))}\n`;
}
