/** Answers of a scheduler extender, as k8s.io/kube-scheduler/extender/v1 spells them. */

import type { FilterAnswer, RefusedNode, ScoredNode } from '../domain/extender.ts';
import { jsonText } from './json-text.ts';

/** Every refused node is in `FailedNodes`; final ones are in the other mapping too, which has precedence. */
export function renderFilterAnswer({ passed, refused, isByName }: FilterAnswer): string {
  const nodes = isByName
    ? { NodeNames: passed.map(({ name }) => name) }
    : { Nodes: { metadata: {}, items: passed.map(({ object }) => object) }, NodeNames: null };
  const document = {
    ...nodes,
    FailedNodes: sentences(refused),
    FailedAndUnresolvableNodes: sentences(refused.filter(({ isFinal }) => isFinal)),
    Error: '',
  };
  return jsonText(document, 0);
}

function sentences(nodes: readonly RefusedNode[]): Readonly<Record<string, string>> {
  return Object.fromEntries(nodes.map(({ name, sentence }) => [name, withoutFormat(sentence)]));
}

/** kube-scheduler takes the sentence for a format: a % in it, or in a name that it quotes, would garble the pod's event. */
function withoutFormat(sentence: string): string {
  return sentence.replace(/(?<=\d) ?%/g, ' percent').replaceAll('%', '·');
}

export function renderPriorities(nodes: readonly ScoredNode[]): string {
  return jsonText(
    nodes.map(({ name, score }) => ({ Host: name, Score: score })),
    0,
  );
}
