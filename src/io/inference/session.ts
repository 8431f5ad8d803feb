/** One model, ready to be run again and again on the same made-up input: what is inside does not change the time. */

import { checkInputNames, type ModelInputs, type ServedModel } from '../../domain/inference.ts';
import { ProblemError, problem } from '../../domain/problem.ts';
import { counted, printable } from '../../domain/text.ts';
import { type InferenceSession, type InputMetadata, loadRuntime, type TensorData } from './runtime.ts';

export interface OpenModel {
  /** Throws a `ProblemError` where the runtime cannot. */
  readonly infer: () => Promise<void>;
  readonly inputs: ModelInputs;
}

/** Throws a `ProblemError` where the file is no model, or an input is not fully known. */
export async function openModel(model: ServedModel, threads: number): Promise<OpenModel> {
  const { InferenceSession, Tensor } = await loadRuntime();
  let session: InferenceSession;
  try {
    session = await InferenceSession.create(model.path, {
      intraOpNumThreads: threads,
      interOpNumThreads: 1,
      executionMode: 'sequential',
      executionProviders: ['cpu'],
    });
  } catch (error) {
    throw new ProblemError([unreadable(model, error)]);
  }
  const names = session.inputMetadata.map(({ name }) => name);
  if (model.hasAllInputs) checkInputNames(model.shapes, names, `"${printable(model.name, 200)}" has no`, 'It has');
  const feeds: Record<string, unknown> = {};
  const inputs: string[] = [];
  for (const input of session.inputMetadata) {
    const type = typeOf(input, model);
    const dims = dimensionsOf(input, model);
    feeds[input.name] = new Tensor(type, dataOf(type, dims, model), dims);
    inputs.push(`${printable(input.name)} ${dims.join('x') || 'one'} ${type}`);
  }
  const text = printable(inputs.join(', ') || 'no input', 300);
  const infer = async () => {
    try {
      await session.run(feeds);
    } catch (error) {
      throw new ProblemError([failedInference(model, error)]);
    }
  };
  return { infer, inputs: { text, names, fixedBatch: fixedBatch(session.inputMetadata) } };
}

/** The first size that all inputs have in the file, where it is the same. */
function fixedBatch(metadata: readonly InputMetadata[]): number | null {
  const [first, ...others] = metadata.map((input) => (input.isTensor ? input.shape[0] : undefined));
  return typeof first === 'number' && others.every((other) => other === first) ? first : null;
}

/** The first line of what the runtime said, without the absolute path. */
function reasonOf({ name, path }: ServedModel, error: unknown): string {
  const said = error instanceof Error ? error.message : String(error);
  return printable((said.split('\n')[0] as string).replaceAll(path, name), 300);
}

function failedInference(model: ServedModel, error: unknown) {
  const reason = reasonOf(model, error);
  const help = /alloc|memory/i.test(reason)
    ? 'The memory is too small for it: take smaller batches, or fewer copies.'
    : 'The inputs are made up: sizes that the model leaves open and that must fit each other are given with --input.';
  return problem('inference-failed', `"${printable(model.name, 200)}" is loaded and cannot be run: ${reason}`, help);
}

function unreadable(model: ServedModel, error: unknown) {
  const { name } = model;
  const reason = reasonOf(model, error);
  const help = 'It must be an ONNX model that the CPU of this machine can run.';
  return problem('model-unreadable', `"${printable(name, 200)}" cannot be loaded: ${reason}`, help);
}

function typeOf(input: InputMetadata, { name }: ServedModel): string {
  if (input.isTensor) return input.type;
  const message = `the input "${printable(input.name)}" of "${printable(name, 200)}" is no tensor`;
  throw new ProblemError([problem('input-type', message, 'Only models that take tensors can be measured.')]);
}

/** The sizes that the user gave, else those of the model; an open first size is the batch. */
function dimensionsOf(input: InputMetadata, model: ServedModel): readonly number[] {
  const shape = input.isTensor ? input.shape : [];
  const said = model.shapes.get(input.name);
  // A file that says nothing of an input looks as if it took one number.
  if (said !== undefined && shape.length === 0) return said;
  if (said !== undefined && said.length !== shape.length) {
    const message = `the input "${printable(input.name)}" has ${counted(shape.length, 'size')}; --input gives ${said.length}`;
    throw new ProblemError([problem('input-shape', message, `The model says ${shapeText(shape)}.`)]);
  }
  return shape.map((size, at) => {
    if (at === 0 && model.batch > 1) return batchOf(size, input, model);
    const given = said?.[at] ?? size;
    if (typeof given === 'number' && typeof size === 'number' && given !== size) throw mismatch(input, shape, said);
    if (typeof given === 'number') return given;
    if (at === 0) return model.batch;
    const message = `the input "${printable(input.name)}" of "${printable(model.name, 200)}" leaves sizes open: ${shapeText(shape)}`;
    const help = `Give all of them, such as "--input ${printable(input.name)}=1x3x224x224".`;
    throw new ProblemError([problem('input-open', message, help)]);
  });
}

/** Only an open first size can hold more than the model was made for. */
function batchOf(size: number | string, { name: input }: InputMetadata, { name, batch }: ServedModel): number {
  if (typeof size === 'string' || size === batch) return batch;
  const message = `"${printable(name, 200)}" takes ${counted(size, 'inference')} in a request ("${printable(input)}" is ${size} long), not ${batch}`;
  const help = 'Export the model with an open first size, or leave --batch out.';
  throw new ProblemError([problem('batch-fixed', message, help)]);
}

function mismatch({ name }: InputMetadata, shape: readonly (number | string)[], said?: readonly number[]) {
  const message = `--input gives "${printable(name)}" the sizes ${said?.join('x')}, and the model says ${shapeText(shape)}`;
  return new ProblemError([problem('input-shape', message, 'Give only what the model leaves open.')]);
}

/** A size that the model leaves open without a name is a `?`. */
function shapeText(shape: readonly (number | string)[]): string {
  return printable(shape.map((size) => size || '?').join('x'), 200);
}

/** An input of the size of a film is a slip of the pen. */
const MOST_ELEMENTS = 2 ** 28;

type Filler = (length: number) => TensorData;

/** Fractions for real numbers; zeros for whole ones, which may be positions in a table. */
const FILLERS: Readonly<Record<string, Filler>> = {
  float32: (length) => Float32Array.from({ length }, (_, i) => fraction(i)),
  float64: (length) => Float64Array.from({ length }, (_, i) => fraction(i)),
  /** As bits: 0x3800 is 0.5. */
  float16: (length) => new Uint16Array(length).fill(0x3800),
  uint8: (length) => Uint8Array.from({ length }, (_, i) => Math.floor(256 * fraction(i))),
  int8: (length) => Int8Array.from({ length }, (_, i) => Math.floor(128 * fraction(i))),
  bool: (length) => new Uint8Array(length),
  uint16: (length) => new Uint16Array(length),
  int16: (length) => new Int16Array(length),
  uint32: (length) => new Uint32Array(length),
  int32: (length) => new Int32Array(length),
  int64: (length) => new BigInt64Array(length),
  uint64: (length) => new BigUint64Array(length),
};

/** Spread over 0 to 1 without a pattern that a kernel could profit from: multiples of the golden ratio. */
function fraction(i: number): number {
  return (i * 0.618_033_988_749_895) % 1;
}

function dataOf(type: string, dims: readonly number[], { name }: ServedModel): TensorData {
  const length = dims.reduce((product, size) => product * size, 1);
  const fill = FILLERS[type];
  if (fill === undefined) {
    const message = `"${printable(name, 200)}" takes ${printable(type)} values, which cannot be made up`;
    throw new ProblemError([problem('input-type', message, `Known are ${Object.keys(FILLERS).join(', ')}.`)]);
  }
  if (length > 0 && length <= MOST_ELEMENTS) return fill(length);
  const message = `an input of ${dims.join('x')} values is asked for; at most ${MOST_ELEMENTS.toLocaleString('en')} can be`;
  throw new ProblemError([problem('input-size', message)]);
}
