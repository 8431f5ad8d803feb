import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { oneAccelerator } from './verify/systems.ts';
import { simulateNode } from '../src/verify/simulate.ts';
import { Exponential, generatorFor } from '../src/verify/variates.ts';
import { IS_WRITING, ROOT } from './helpers/binary.ts';

/**
 * How the shipped recording was made: Poisson arrivals of three models on one edgeTPU in our own simulator, three runs
 * of rising load. Service times vary by 15 % (squared coefficient of variation 0.0225), which the shipped profiles do
 * not know: the replay has something to miss. EDGE_PLAN_TRANSCRIPTS=write makes the file anew.
 */
const FILE = join(ROOT, 'scenarios/recordings/simulated-edgetpu.csv');
const SEED = 20;
const REQUESTS = 1_000;
const RUNS = ['low', 'medium', 'high'];
const SERVICE_SCV = 0.0225;

/** Service and swap time in ms (profiles/ibis-edgetpu.csv), requests per second in each run. */
const MODELS = [
  { model: 'efficientnet-S', service: 9.83, swap: 17.33, rates: [4, 7, 9] },
  { model: 'inception_v4', service: 42.18, swap: 17.53, rates: [0, 0, 0] },
  { model: 'mobilenet_v2', service: 4.91, swap: 10.43, rates: [6, 10, 14] },
];

export {};
