/**
 * How many inferences one query of trtexec holds. A shape says it where its first dimension can be nothing else; where
 * it can, the shape is a hint for the user. `--batch` counts only with engines of an implicit batch, before TensorRT 10.
 */

import type { Figure } from '../../domain/measurement.ts';
import { type Found, figureOf, type Log } from './log.ts';
import { type CommandLine, optionOf } from './trtexec-command.ts';

export interface QueryBatch {
  readonly batch: Figure | null;
  readonly hint: string | null;
  /** What the printed throughput and the printed number of queries may have been multiplied by: 1 or `--batch`. */
  readonly factor: number;
}

/** No batch is larger; points, tokens and samples of sound are more. */
const MOST_BATCH = 1024;
/** An input of fewer dimensions may be points, tokens or sound, whose first dimension is a length. */
const FEWEST_DIMENSIONS = 3;
const MOST_INPUTS = 200;

/** An input's name, its dimensions as printed, and where they stand. */
interface Shape {
  readonly name: string;
  readonly size: string;
  readonly line: number;
  readonly from: string;
}

export function batchOf(log: Log, command: CommandLine): QueryBatch {
  const groups = [bindings(log), overriding(log), given(log, command)].filter((group) => group.length > 0);
  const [shapes] = groups;
  const claimed = claimedBatch(log, command);
  const isExplicit = isExplicitBatch(log, command);
  const factor = claimed?.value ?? 1;
  if (claimed !== null && !isExplicit) return implicitBatch(claimed, shapes ?? [], factor);
  if (shapes === undefined) return { batch: null, hint: unusedBatch(claimed), factor };
  const read = groups.map((group) => firstDimension(group, isExplicit));
  const [first] = read;
  const [shape] = shapes;
  // Where every input begins with 1, a doubt of the command's shapes changes nothing.
  const isDoubted = read.some((one) => (one ?? first) !== first || (one === null && first !== 1));
  if (typeof first !== 'number' || shape === undefined || isDoubted) {
    return { batch: null, hint: hintOf(shapes, groups), factor };
  }
  const from = shape.from.startsWith('--') ? shape.from : `${shape.from} ${shape.size}`;
  return { batch: { value: first, from, line: shape.line }, hint: null, factor };
}

/** The batch that all inputs have in common as their first dimension; `null` where it may be something else. */
function firstDimension(shapes: readonly Shape[], isExplicit: boolean): number | null {
  const sizes = shapes.map(({ size }) => size.split('x').map(Number));
  const [batch] = sizes[0] ?? [];
  if (batch === undefined || sizes.some(([one]) => one !== batch)) return null;
  const isNamed = shapes.every(({ from }) => from.startsWith('--'));
  const fewest = Math.min(...sizes.map((size) => size.length));
  // Before TensorRT 10 an input without its batch looks like 3x224x224.
  if (!isExplicit && !isNamed && fewest <= FEWEST_DIMENSIONS) return null;
  if (batch === 1 && Math.max(...sizes.map((size) => size.length)) > 1) return 1;
  return fewest >= FEWEST_DIMENSIONS && batch >= 1 && batch <= MOST_BATCH ? batch : null;
}

function implicitBatch(claimed: Figure, shapes: readonly Shape[], factor: number): QueryBatch {
  const doubted = shapes.find(({ size }) => {
    const dimensions = size.split('x');
    return dimensions.length > FEWEST_DIMENSIONS && Number(dimensions[0]) !== claimed.value;
  });
  if (doubted === undefined) return { batch: claimed, hint: null, factor };
  const hint = `${claimed.from} says ${claimed.value}, and the input ${doubted.name} is ${doubted.size}`;
  return { batch: null, hint, factor };
}

function unusedBatch(claimed: Figure | null): string | null {
  return claimed && `${claimed.from} ${claimed.value} is not used by an engine of explicit batch`;
}

function hintOf(shapes: readonly Shape[], groups: readonly (readonly Shape[])[]): string {
  const words = (group: readonly Shape[]) => group.map(({ name, size }) => `${name} ${size}`).join(', ');
  const [first, other] = groups.map(words);
  const inputs = `the input is ${first ?? words(shapes)}`;
  return other === undefined || other === first ? inputs : `${inputs}, and the command says ${other}`;
}

/** `Created input binding for x with dimensions 1x3x8x8`; since TensorRT 10 `Input binding for x with … is created`. */
function bindings(log: Log): Shape[] {
  return shapesOf(log.all(/\binput binding for (.{1,200}?) with dimensions (\d[\dx]{0,100})/i), 'the input');
}

/** What trtexec takes for a dynamic shape that nobody gave. */
function overriding(log: Log): Shape[] {
  return shapesOf(
    log.all(
      /Dynamic dimensions required for input: ?(.{1,200}?), but no shapes were provided\..{0,80}?shape to: (\d[\dx]{0,100})/,
    ),
    'the overriding shape',
  );
}

/** The shapes of the command, else of the options that are printed. */
function given(log: Log, { text, line }: CommandLine): Shape[] {
  for (const name of ['shapes', 'optShapes']) {
    const shapes = optionOf(text, name);
    if (shapes === null) continue;
    return shapes.split(',').flatMap((shape) => {
      const match = /^['"]?(.{1,200}?)['"]?[:=]['"]?(\d{1,9}(?:x\d{1,9})*)['"]?$/.exec(shape);
      return match === null ? [] : [{ name: match[1] as string, size: match[2] as string, line, from: `--${name}` }];
    });
  }
  return shapesOf(log.all(/Input inference shapes?\s?:\s*(\S{1,200}?)=(\d[\dx]{0,100})/), 'Input inference shape');
}

function shapesOf(found: Iterable<Found>, from: string): Shape[] {
  const shapes: Shape[] = [];
  for (const { match, line } of found) {
    if (shapes.length < MOST_INPUTS) shapes.push({ name: match[1] as string, size: match[2] as string, line, from });
  }
  return shapes;
}

/** `--batch`, or the number that the options of an implicit batch print. */
function claimedBatch(log: Log, { text, line }: CommandLine): Figure | null {
  const option = optionOf(text, 'batch');
  if (option !== null) return figureOf(option, line, '--batch');
  const printed = log.first(/(?:\]\s*|^\s*)Batch: (\d{1,9})\s*$/);
  return printed && figureOf(printed.text, printed.line, 'Batch of the options');
}

function isExplicitBatch(log: Log, { text }: CommandLine): boolean {
  if (/--(?:onnx|explicitBatch|shapes|optShapes|minShapes|maxShapes)\b/.test(text)) return true;
  const version = Number(/\[TensorRT v(\d{4,6})\]/.exec(text)?.[1] ?? 0);
  // 8502 is 8.5.2, 101600 is 10.16.
  if (version >= 100_000) return true;
  return (
    log.first(
      /Explicit batch network detected|(?:Max b|B)atch: explicit|Dynamic dimensions required for input|Input binding for .{1,200} is created|Input inference shape\s?:/i,
    ) !== null
  );
}
