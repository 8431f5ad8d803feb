/** `fcfs` as an accelerator's model: `fcfs-swap` without swaps, which is the M/G/1 queue. */

import { fcfsSwap } from './fcfs-swap.ts';
import type { AcceleratorModel } from './model.ts';

/** Mean and percentiles exact for Poisson arrivals. */
export const fcfs: AcceleratorModel = (classes, station) =>
  fcfsSwap(
    classes.map((one) => ({ ...one, profile: { ...one.profile, swapTime: 0 } })),
    station,
  );
