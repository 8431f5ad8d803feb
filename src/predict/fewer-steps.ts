/** Fixed times of a law put together, fewer and fewer, so that the sum of two laws of many steps stays a small one. */

import type { LawPart, ResponseLaw } from './response-law.ts';

/** Ends of the groups, as shares of the mass: closer where percentiles are asked for. */
const FINE = [...shares(0, 0.9, 90), ...shares(0.9, 0.98, 40), ...shares(0.98, 1, 40)];
const COARSE = [...shares(0, 0.9, 9), ...shares(0.9, 0.98, 8), ...shares(0.98, 1, 8)];

function shares(from: number, to: number, count: number): number[] {
  return Array.from({ length: count }, (_, k) => from + ((to - from) * (k + 1)) / count);
}

/** Shares of a law's mass at which its steps may end: 170 of them, by which p50 to p99 are known within 0.2 % of the mass. */
export const STEP_ENDS: readonly number[] = FINE;

export function isFixed({ remainder }: LawPart): boolean {
  return remainder.length === 0;
}

/** The law with its fixed times in at most 170 groups, or 25 where `isCoarse`; each at its mean, so that the mean stays. */
export function withFewerSteps(law: ResponseLaw, isCoarse: boolean): ResponseLaw {
  const ends = isCoarse ? COARSE : FINE;
  const fixed = law.filter(isFixed);
  if (fixed.length <= ends.length) return law;
  fixed.sort((a, b) => a.shift - b.shift);
  const total = fixed.reduce((sum, { mass }) => sum + mass, 0);
  const parts: LawPart[] = [];
  let [group, passed, mass, moment] = [0, 0, 0, 0];
  const close = () => {
    if (mass > 0) parts.push({ mass, shift: moment / mass, atom: 1, remainder: [] });
    [mass, moment] = [0, 0];
  };
  for (const part of fixed) {
    // By its middle a part belongs to one group; what is a constant stays one.
    const middle = (passed + part.mass / 2) / total;
    while (group < ends.length - 1 && middle > ends[group]!) {
      group++;
      close();
    }
    passed += part.mass;
    mass += part.mass;
    moment += part.mass * part.shift;
  }
  close();
  return [...law.filter((part) => !isFixed(part)), ...parts];
}
