/**
 * onnxruntime-node, an optional peer: it weighs 300 MB, and only `measure` uses it. Looked for beside this package
 * alone, never in the working folder, where a stranger may have put one.
 */

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ProblemError, problem } from '../../domain/problem.ts';
import { printable } from '../../domain/text.ts';
import { packageRoot } from '../package.ts';

const NAME = 'onnxruntime-node';

/** As much of the library as is used; its own types come with it only where it is installed. */
export interface InferenceRuntime {
  readonly InferenceSession: {
    create(path: string, options: SessionOptions): Promise<InferenceSession>;
  };
  readonly Tensor: new (type: string, data: TensorData, dims: readonly number[]) => unknown;
  readonly env: { readonly versions: { readonly common?: string; readonly node?: string } };
}

export interface SessionOptions {
  readonly intraOpNumThreads: number;
  readonly interOpNumThreads: number;
  readonly executionMode: 'sequential';
  readonly executionProviders: readonly string[];
}

export interface InferenceSession {
  readonly inputMetadata: readonly InputMetadata[];
  run(feeds: Readonly<Record<string, unknown>>): Promise<unknown>;
}

export type InputMetadata =
  | { readonly name: string; readonly isTensor: false }
  | {
      readonly name: string;
      readonly isTensor: true;
      readonly type: string;
      /** A text where the model leaves a size open. */
      readonly shape: readonly (number | string)[];
    };

export type TensorData =
  | Float32Array
  | Float64Array
  | Uint8Array
  | Int8Array
  | Uint16Array
  | Int16Array
  | Uint32Array
  | Int32Array
  | BigInt64Array
  | BigUint64Array;

/** Throws a `ProblemError` that says how to get it where it is not installed, or does not run here. */
export async function loadRuntime(): Promise<InferenceRuntime> {
  try {
    const library: InferenceRuntime & { readonly default?: InferenceRuntime } = await import(NAME);
    // Of a CommonJS library only the default is sure to have everything.
    return library.default ?? library;
  } catch (error) {
    throw new ProblemError([missing(error)]);
  }
}

/** Such as `onnxruntime-node 1.30.0`. */
export async function runtimeVersion(): Promise<string> {
  const { env } = await loadRuntime();
  return `${NAME} ${env.versions.node ?? env.versions.common ?? ''}`.trim();
}

function missing(error: unknown) {
  const { code, message } = error as NodeJS.ErrnoException;
  const help = howToGetIt();
  // Of its own parts some may be missing: then it is there, and broken.
  if (code === 'ERR_MODULE_NOT_FOUND' && message.includes(`'${NAME}'`)) {
    return problem('runtime-missing', `measuring needs ${NAME}, which is not installed`, help);
  }
  const reason = (message ?? String(error)).split('\n')[0] as string;
  return problem('runtime-broken', `${NAME} is installed and does not start: ${printable(reason, 300)}`, help);
}

/** Its own script would fetch libraries for GPUs, which nothing here uses, and fail where it cannot. */
const INSTALL = `npm install --ignore-scripts ${NAME}`;
/** Not in the package: where it is, edge-plan runs from a clone, whose own npm takes an optional peer for settled. */
const INSTALL_IN_CLONE = '.ci/runtime';

function howToGetIt(): string {
  return existsSync(join(packageRoot, INSTALL_IN_CLONE))
    ? `Run "${INSTALL_IN_CLONE}" in the clone that edge-plan runs from (about 300 MB).`
    : `Install it beside edge-plan: "${INSTALL}" (about 300 MB). Where edge-plan is installed globally, add --global.`;
}
