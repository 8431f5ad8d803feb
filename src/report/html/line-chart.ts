/** One drawing of curves over a load: axes, curves told apart by colour, dash and mark, level lines, and "now". */

import { scaleLinear, scaleLog } from 'd3-scale';
import { line, symbol, symbolCircle, symbolDiamond, symbolSquare, symbolTriangle, symbolWye } from 'd3-shape';
import { grouped } from '../numbers.ts';
import { coordinate, type Html, html } from './escape.ts';

export interface ChartCurve {
  readonly name: string;
  /** By load; `null` where there is none. */
  readonly values: readonly (number | null)[];
}

export interface ChartLevel {
  readonly text: string;
  readonly value: number;
}

export interface LineChart {
  /** For those who cannot see it: what is drawn, in a sentence. */
  readonly description: string;
  /** Ascending. */
  readonly loads: readonly number[];
  /** At most as many as there are marks. */
  readonly curves: readonly ChartCurve[];
  readonly levels: readonly ChartLevel[];
  /** Unique on the page. */
  readonly id: string;
}

const WIDTH = 420;
const HEIGHT = 280;
const FRAME = { left: 46, right: 12, top: 20, bottom: 40 };
const MARKS = [symbolCircle, symbolSquare, symbolTriangle, symbolDiamond, symbolWye] as const;
const MARK_AREA = 42;
/** Loads from one mark to the next. */
const MARK_EVERY = 6;

/** Text set above a level line is this high. */
const TEXT_HEIGHT = 13;

export function lineChart({ description, loads, curves, levels, id }: LineChart): Html {
  const x = scaleLinear([0, Math.max(1.05, loads.at(-1) ?? 1)], [FRAME.left, WIDTH - FRAME.right]);
  const y = scaleLog(extentOf(curves, levels), [HEIGHT - FRAME.bottom, FRAME.top]);
  const floor = HEIGHT - FRAME.bottom;
  const xTicks = x.ticks(5).filter((tick) => tick > 0);
  const grid = yTicks(y.domain()).map(
    (tick) => html`<path class="grid" d="M${FRAME.left},${coordinate(y(tick))}H${WIDTH - FRAME.right}"/>
<text class="tick" x="${FRAME.left - 6}" y="${coordinate(y(tick) + 4)}" text-anchor="end">${grouped(tick)}</text>
`,
  );
  const ticks = xTicks.map(
    (tick) => html`<path class="axis" d="M${coordinate(x(tick))},${floor}v5"/>
<text class="tick" x="${coordinate(x(tick))}" y="${floor + 17}" text-anchor="middle">${grouped(tick)}×</text>
`,
  );
  return html`<svg class="chart" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-labelledby="${id}">
<title id="${id}">${description}</title>
<clipPath id="${id}-plot"><rect x="0" y="${FRAME.top}" width="${WIDTH}" height="${HEIGHT - FRAME.top}"/></clipPath>
${grid}<path class="axis" d="M${FRAME.left},${floor}H${WIDTH - FRAME.right}"/>
${ticks}<text class="tick" x="${FRAME.left - 40}" y="12">ms</text>
<text class="tick" x="${WIDTH - FRAME.right}" y="${HEIGHT - 6}" text-anchor="end">load, as a multiple of the present rates</text>
<path class="now" d="M${coordinate(x(1))},${FRAME.top}V${floor}"/>
<text class="now-text" x="${coordinate(x(1))}" y="${FRAME.top - 6}" text-anchor="middle">now</text>
${levels.map(({ value }) => html`<path class="level" d="M${FRAME.left},${coordinate(y(value))}H${WIDTH - FRAME.right}"/>\n`)}<g clip-path="url(#${id}-plot)">
${curves.map((curve, index) => curveOf(curve, index, loads, x, y))}</g>
${levelTexts(levels, y)}</svg>
`;
}

type Scale = (value: number) => number;

function curveOf({ values }: ChartCurve, index: number, loads: readonly number[], x: Scale, y: Scale): Html {
  const points = loads.flatMap((load, k): [number, number][] => {
    const value = values[k];
    return value === null || value === undefined ? [] : [[x(load), y(value)]];
  });
  const path = line().digits(1)(points) ?? '';
  const marked = points.filter(([, top], k) => k % MARK_EVERY === (index + 1) % MARK_EVERY && top >= FRAME.top);
  const marks = marked.map(
    ([left, top]) =>
      html`<path transform="translate(${coordinate(left)},${coordinate(top)})" d="${markShape(index)}"/>`,
  );
  return html`<g class="curve curve-${index + 1}"><path class="line" d="${path}"/>${marks}</g>
`;
}

function markShape(index: number): string {
  const shape = MARKS[index];
  if (shape === undefined) throw new RangeError(`there are ${MARKS.length} marks`);
  return symbol(shape, MARK_AREA).digits(1)() ?? '';
}

/** The mark and the dash of a curve, for a legend. */
export function curveKey(index: number): Html {
  return html`<svg class="key" viewBox="0 0 36 14" aria-hidden="true"><g class="curve curve-${index + 1}"><path class="line" d="M1,7H35"/><path transform="translate(18,7)" d="${markShape(index)}"/></g></svg>`;
}

/** What the level lines are; a text that would lie on the one below it is raised. */
function levelTexts(levels: readonly ChartLevel[], y: Scale): Html[] {
  let free = Number.POSITIVE_INFINITY;
  return [...levels]
    .sort((a, b) => a.value - b.value)
    .map(({ text, value }) => {
      free = Math.min(y(value) - 4, free - TEXT_HEIGHT);
      return html`<text class="level-text" x="${FRAME.left + 6}" y="${coordinate(free)}">${text}</text>
`;
    });
}

/** From below the least value to above the greatest limit: what grows past twice that has left the drawing. */
function extentOf(curves: readonly ChartCurve[], levels: readonly ChartLevel[]): [number, number] {
  const values = curves.flatMap((curve) => curve.values.filter((value) => value !== null));
  const limits = levels.map(({ value }) => value);
  const top = 2 * Math.max(...limits);
  const least = Math.min(...limits, ...values);
  return [Math.max(least * 0.8, top / 1e5), top];
}

/** One, two and five of every power of ten inside; only the powers where that would be too many. */
function yTicks([low = 1, high = 10]: readonly number[]): number[] {
  const powers = Array.from({ length: 24 }, (_, k) => 10 ** (k - 8));
  const fine = powers.flatMap((power) => [power, 2 * power, 5 * power]);
  const inside = (ticks: readonly number[]) => ticks.filter((tick) => tick >= low && tick <= high);
  const found = inside(fine);
  return found.length <= 8 ? found : inside(powers);
}
