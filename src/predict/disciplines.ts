/**
 * One record per discipline: how its classes are formed and which model answers for them. A new discipline is one
 * line here and one file beside it.
 */

import type { Discipline } from '../domain/disciplines.ts';
import { batch } from './batch.ts';
import type { ClassRule } from './classes.ts';
import { fcfs } from './fcfs.ts';
import { fcfsSwap } from './fcfs-swap.ts';
import type { AcceleratorModel } from './model.ts';
import { mps } from './mps.ts';
import { ps } from './ps.ts';
import { replaying } from './sampled/replayed.ts';
import { timeSlice } from './time-slice.ts';

export interface DisciplineModel {
  readonly classes: ClassRule;
  readonly model: AcceleratorModel;
}

const FORMULAS: Readonly<Record<Discipline, DisciplineModel>> = {
  ps: { classes: 'model', model: ps },
  fcfs: { classes: 'model', model: fcfs },
  'fcfs-swap': { classes: 'model', model: fcfsSwap },
  'time-slice': { classes: 'container', model: timeSlice },
  mps: { classes: 'model', model: mps },
  batch: { classes: 'container', model: batch },
};

/** The formulas, and recursions over drawn arrivals where arrivals are not Poisson and formulas cannot tell. */
export const DISCIPLINE_MODEL = Object.fromEntries(
  Object.entries(FORMULAS).map(([discipline, { classes, model }]) => [
    discipline,
    { classes, model: replaying(discipline as Discipline, model) },
  ]),
) as Readonly<Record<Discipline, DisciplineModel>>;
