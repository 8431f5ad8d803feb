/** A machine in words and as part of a document. */

import type { MachineFacts } from '../domain/inference.ts';

/** `AMD EPYC, core 1 of 2; Linux 6.18; onnxruntime-node 1.30.0, Node.js 20.20.2; frequency governor not shown`. */
export function machineText(machine: MachineFacts, cores: readonly number[] | null): string {
  const { processor, system, runtime, node, governor } = machine;
  return [
    `${processor}, ${coresText(cores, machine.cores)}`,
    system,
    `${runtime}, Node.js ${node}`,
    governor === null ? 'frequency governor not shown' : `frequency governor ${governor}`,
  ].join('; ');
}

/** `core 1 of 2`, `cores 0 and 1 of 4`. */
export function coresText(cores: readonly number[] | null, all: number): string {
  if (cores === null) return `any of ${all} cores`;
  return `${cores.length === 1 ? 'core' : 'cores'} ${cores.join(' and ')} of ${all}`;
}

/** The same for a document. */
export function machineParts(machine: MachineFacts, cores: readonly number[] | null) {
  return {
    processor: machine.processor,
    cores: machine.cores,
    usedCores: cores,
    architecture: machine.architecture,
    system: machine.system,
    governor: machine.governor,
    runtime: machine.runtime,
    node: machine.node,
  };
}
