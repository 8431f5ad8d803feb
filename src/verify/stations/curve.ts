import type { Curve } from '../system.ts';

/**
 * The figure of a curve at `count` (at least 1): linear between its points; beyond the last one constant, or along the
 * line through the last two. A curve of one point goes beyond it in proportion to the count (`line`).
 */
export function alongCurve(curve: Curve, count: number, beyond: 'constant' | 'line'): number {
  const last = curve.at(-1) as readonly [number, number];
  if (count >= last[0] && (beyond === 'constant' || count === last[0])) return last[1];
  const found = curve.findIndex(([n]) => n > count);
  const right = found === -1 ? curve.length - 1 : found;
  const [n1, y1] = curve[right] as readonly [number, number];
  const [n0, y0] = curve[right - 1] ?? [0, 0];
  return y0 + ((y1 - y0) * (count - n0)) / (n1 - n0);
}
