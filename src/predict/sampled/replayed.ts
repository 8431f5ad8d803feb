/**
 * A discipline's model with arrivals that are not Poisson replayed instead of corrected: where there are recordings, and
 * where there are few streams, whose phases and bursts a correction of the mean wait cannot tell (REFERENCES.md, "Arrivals
 * that are replayed").
 */

import type { Discipline } from '../../domain/disciplines.ts';
import type { ArrivalMix } from '../arrivals.ts';
import type { AcceleratorModel, StageResponse } from '../model.ts';
import type { ResponseLaw } from '../response-law.ts';
import { renewalQueue } from './h2-g-1.ts';
import type { Stream } from './moments.ts';
import { sampledLaw } from './sampled-law.ts';
import { type SampledSystem, type Samples, samplesOf } from './samples.ts';
import { type SampledClass, serverOf, systemOf } from './system.ts';

/** More streams than this are as good as any other: then formulas answer, unless one of them is a recording. */
const FEW_STREAMS = 16;
/** Beyond it samples without a recording are too few to say anything. */
const MOST_UTILIZATION = 0.98;
/** Error of the mean that formulas are taken to have; samples count by how much better they are. */
const ERROR_OF_FORMULAS = 0.15;

/** Whether these arrivals are replayed: not all Poisson, and few streams or a recording among them. */
export function isReplayed(mixes: readonly ArrivalMix[]): boolean {
  if (mixes.every(({ isPoisson }) => isPoisson)) return false;
  const streams = mixes.flatMap((mix) => mix.streams);
  return hasRecording(streams) || streams.reduce((sum, { count }) => sum + count, 0) <= FEW_STREAMS;
}

function hasRecording(streams: readonly Stream[]): boolean {
  return streams.some(({ arrivals }) => arrivals.kind === 'trace');
}

/** The model, and replayed arrivals where that is better. */
export function replaying(discipline: Discipline, model: AcceleratorModel): AcceleratorModel {
  return (classes, station) => {
    const answer = model(classes, station);
    const mixes = classes.map(({ arrivals }) => arrivals);
    if (answer.responses === null || !isReplayed(mixes)) return answer;
    const exact = renewalQueue(discipline, classes, station);
    if (exact !== null) return { ...answer, responses: [exact] };
    if (answer.utilization > MOST_UTILIZATION && !hasRecording(mixes.flatMap((mix) => mix.streams))) return answer;
    const sampled = classes.map(({ arrivals, containers, profile: { serviceTime, scvService } }) => {
      return { arrivals, containers, serviceTime, scvService };
    });
    const { system, kindsOf } = systemOf(sampled, answer.utilization, serverOf(discipline, classes, station));
    return { ...answer, responses: replayedStage(sampled, system, kindsOf, answer.responses) };
  };
}

/** Every class as sampled, with the formulas' answer where samples are too few. */
export function replayedStage(
  classes: readonly SampledClass[],
  system: SampledSystem,
  kindsOf: readonly (readonly number[])[],
  formulas: readonly StageResponse[],
): readonly StageResponse[] {
  const samples = samplesOf(system);
  const worst = samples.reduce((most, { error }) => Math.max(most, error), 0);
  const isRecorded = hasRecording(system.streams);
  const note = noteFor(system.streams.length === 1 && isRecorded && worst === 0, worst);
  return classes.map(({ arrivals: { streams, rate } }, c): StageResponse => {
    const own = kindsOf[c]!.map((kind) => blended(samples[kind]!, formulas[c]!, isRecorded, note));
    const shares = streams.map(({ arrivalRate, count }) => (arrivalRate * count) / rate);
    return {
      mean: own.reduce((sum, { mean }, k) => sum + shares[k]! * mean, 0),
      fidelity: 'approximation',
      note,
      law: () => own.flatMap((one, k) => weighted(one.law(), shares[k]!)),
      ofStream: (stream) => own[stream]!,
    };
  });
}

function weighted(law: ResponseLaw, weight: number): ResponseLaw {
  return weight === 1 ? law : law.map((part) => ({ ...part, mass: part.mass * weight }));
}

/**
 * Samples and formula by their squared errors: what is sampled well is taken from the samples alone, and where a queue near
 * saturation would need more of them than there are, the formula comes in by degrees. It never does beside a recording,
 * of which it knows the dispersion only.
 */
function blended(
  { responses, mean, error }: Samples,
  formula: StageResponse,
  isRecorded: boolean,
  note: string,
): StageResponse {
  const part = responses.length === 0 ? 0 : isRecorded ? 1 : 1 / (1 + (error / ERROR_OF_FORMULAS) ** 2);
  if (part === 0) return formula;
  const sampled = sampledLaw(responses);
  return {
    mean: part === 1 ? mean : part * mean + (1 - part) * formula.mean,
    fidelity: 'approximation',
    note,
    law: () => (part === 1 ? sampled : [...weighted(sampled, part), ...weighted(formula.law(), 1 - part)]),
  };
}

/** Errors are told in few steps. */
const STEPS = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5];

function noteFor(isWhole: boolean, error: number): string {
  if (isWhole) return 'the recording replayed request by request';
  const told = STEPS.find((step) => 2 * error <= step);
  return `arrivals are not Poisson: replayed in samples, means ${told === undefined ? 'not known to 50 %' : `± ${100 * told} %`}`;
}
