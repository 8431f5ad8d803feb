/** Curves in a terminal: a limit as a level line, the curve over it, and what the axes are. */

import asciichart from 'asciichart';
import { grouped } from './numbers.ts';

export interface Chart {
  /** Values at evenly spaced abscissas; `null` where there is none (an unstable queue): the curve has left the top. */
  readonly curve: readonly (number | null)[];
  /** Drawn half way up. */
  readonly limit: number;
  /** What stands under the left and the right end. */
  readonly ends: readonly [string, string];
}

/** Odd half, so that the limit falls on a row. */
const HEIGHT = 14;
const LABEL_WIDTH = 8;

/** Lines of text, at most `width` characters wide, the curve cut off at twice the limit. */
export function renderChart({ curve, limit, ends }: Chart, width: number): string {
  const top = 2 * limit;
  const columns = width - LABEL_WIDTH - 2;
  const heights = cutOff(resampled(curve, columns), top);
  const plot = asciichart.plot([new Array<number>(columns).fill(limit), heights], {
    height: HEIGHT,
    min: 0,
    max: top,
    format: (value) => grouped(value).padStart(LABEL_WIDTH),
  });
  const [left, right] = ends;
  const axis = ' '.repeat(LABEL_WIDTH + 2) + left.padEnd(columns - right.length) + right;
  const lines = plot.split('\n').map((line) => line.trimEnd());
  return `${[...lines, axis.trimEnd()].join('\n')}\n`;
}

/** The values up to the first that is above the top, which is drawn at the top: there the curve leaves the chart. */
function cutOff(values: readonly (number | null)[], top: number): number[] {
  const first = values.findIndex((value) => value === null || value > top);
  const below = (first === -1 ? values : values.slice(0, first)) as number[];
  return first === -1 ? below : [...below, top];
}

/** The value nearest to each of `columns` evenly spaced places. */
function resampled(curve: readonly (number | null)[], columns: number): (number | null)[] {
  const scale = (curve.length - 1) / Math.max(1, columns - 1);
  return Array.from({ length: columns }, (_, column) => curve[Math.round(column * scale)] ?? null);
}
