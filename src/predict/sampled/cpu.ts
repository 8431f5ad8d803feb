/** The CPU stage with arrivals that are not Poisson replayed, where that is better (`replayed.ts`). */

import type { ArrivingWork } from '../arrivals.ts';
import type { CpuStage } from '../cpu-stage.ts';
import type { StageResponse } from '../model.ts';
import type { CpuResponse } from '../response-time.ts';
import { isReplayed, replayedStage } from './replayed.ts';
import { sideBySide } from './servers.ts';
import { systemOf } from './system.ts';

/** For every entry its stage; `null` where the formulas answer. */
export function replayedCpu(
  cores: number,
  work: readonly ArrivingWork[],
  { slowdown, utilization, note, law }: CpuStage,
): readonly CpuResponse[] | null {
  if (
    slowdown === null ||
    !isReplayed(
      work.map(({ arrivals }) => arrivals),
      [],
    )
  )
    return null;
  const classes = work.map((one) => ({ ...one, containers: 1 }));
  const { system, kindsOf } = systemOf(classes, utilization, ({ classOf }) => {
    const together = { of: new Int32Array(classOf.length), count: 1 };
    return sideBySide(together, Number.POSITIVE_INFINITY, (_, present) => Math.min(present, cores) / present);
  });
  const formulas = work.map(({ serviceTime }): StageResponse => {
    return { mean: serviceTime * slowdown, fidelity: 'approximation', note, law: () => law(serviceTime) };
  });
  return replayedStage(classes, system, kindsOf, formulas).map((stage): CpuResponse => {
    return {
      get mean() {
        return stage.mean;
      },
      get note() {
        return `CPU stage: ${stage.note}`;
      },
      law: () => stage.law(),
    };
  });
}
