/**
 * A discipline's model with arrivals that are not Poisson replayed instead of corrected: where there are recordings, and
 * where there are few streams, whose phases and bursts a correction of the mean wait cannot tell (REFERENCES.md, "Arrivals
 * that are replayed").
 */

import type { Discipline } from '../../domain/disciplines.ts';
import { type ArrivalMix, nearness } from '../arrivals.ts';
import type { AcceleratorModel, StageResponse } from '../model.ts';
import { blended, type ResponseLaw } from '../response-law.ts';
import { firstLookAt } from './first-look.ts';
import { renewalQueue } from './h2-g-1.ts';
import type { Stream } from './moments.ts';
import { sampledLaw } from './sampled-law.ts';
import { PART_OF_LOOK, type SampledSystem, samplesOf } from './samples.ts';
import { cheapnessOf, type SampledClass, serverOf, systemOf } from './system.ts';

/** More streams than this are as good as any other: then formulas answer, unless one of them is a recording. */
const FEW_STREAMS = 6;
/** Beyond it samples without a recording are too few to say anything. */
const MOST_UTILIZATION = 0.98;
/** Of intervals and of services. */
const MOST_SCV = 25;
/** Error of the mean that formulas are taken to have; samples count by how much better they are. */
const ERROR_OF_FORMULAS = 0.15;
/** Of the error that a first look sees so much at most is left in the answer. */
const ERROR_OF_ANSWER = 2 * Math.sqrt(PART_OF_LOOK);

/**
 * Whether a stage is replayed: not all arrivals are Poisson, and there are few streams or a recording among them, none so
 * uneven, nor services, that samples of thousands would miss what makes their mean.
 */
export function isReplayed(mixes: readonly ArrivalMix[], scvService: readonly number[]): boolean {
  if (mixes.every(({ isPoisson }) => isPoisson) || scvService.some((scv) => scv > MOST_SCV)) return false;
  const streams = mixes.flatMap((mix) => mix.streams);
  if (streams.some(({ arrivals }) => arrivals.kind === 'scv' && arrivals.scv > MOST_SCV)) return false;
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
    if (answer.responses === null) return answer;
    const exact = renewalQueue(discipline, classes, station);
    if (exact !== null) return { ...answer, responses: [exact] };
    const scvService = classes.map(({ profile }) => profile.scvService);
    if (!isReplayed(mixes, scvService)) return answer;
    if (answer.utilization > MOST_UTILIZATION && !hasRecording(mixes.flatMap((mix) => mix.streams))) return answer;
    const sampled = classes.map(({ arrivals, containers, profile: { serviceTime, scvService } }) => {
      return { arrivals, containers, serviceTime, scvService };
    });
    const { system, kindsOf } = systemOf(
      sampled,
      answer.utilization,
      serverOf(discipline, classes, station),
      cheapnessOf(discipline),
    );
    return { ...answer, responses: replayedStage(sampled, system, kindsOf, answer.responses) };
  };
}

/**
 * Every class as sampled, with the formulas' answer where samples are too few. Sampled when first asked; who is surely late
 * is told by a first look, which is asked for separately.
 */
export function replayedStage(
  classes: readonly SampledClass[],
  system: SampledSystem,
  kindsOf: readonly (readonly number[])[],
  formulas: readonly StageResponse[],
): readonly StageResponse[] {
  const samples = later(() => summariesOf(system));
  const looks = later(() => firstLookAt(system));
  const isRecorded = hasRecording(system.streams);
  // Beside Poisson the formulas have what is exact for Poisson in them, and by half of the way nothing is sampled.
  const near = nearness(classes.map(({ arrivals, serviceTime }) => ({ arrivals, profile: { serviceTime } })));
  const trustIn = (error: number) =>
    isRecorded ? 1 : Math.max(0, 1 - 2 * near) / (1 + (error / ERROR_OF_FORMULAS) ** 2);
  const note = () => {
    const worst = samples().reduce((most, { error }) => Math.max(most, error), 0);
    return noteFor(system.streams.length === 1 && isRecorded && worst === 0, worst);
  };
  const kindResponse = (kind: number, formula: StageResponse): StageResponse => {
    const mixed = later((): Mixed => {
      const sample = samples()[kind]!;
      return mixedWith(formula, sample, trustIn(sample.error), note);
    });
    const isSurelyLate = (time: number, share: number | null) => {
      const { error, leastMean, leastTail } = looks()[kind]!;
      const part = trustIn(error * ERROR_OF_ANSWER);
      // The answer trusts the samples at least so much.
      if (share === null) return Math.min(leastMean, part * leastMean + (1 - part) * formula.mean) > time;
      return part * leastTail(time) > share;
    };
    return stageOf(mixed, Number.isFinite(formula.mean) ? { isSurelyLate } : {});
  };
  return classes.map(({ arrivals: { streams, rate } }, c): StageResponse => {
    const own = kindsOf[c]!.map((kind) => kindResponse(kind, formulas[c]!));
    const shares = streams.map(({ arrivalRate, count }) => (arrivalRate * count) / rate);
    const all = (): Mixed => ({
      mean: own.reduce((sum, { mean }, k) => sum + shares[k]! * mean, 0),
      note: note(),
      law: () => own.flatMap((one, k) => weighted(one.law(), shares[k]!)),
    });
    return stageOf(all, { ofStream: (stream) => own[stream]! });
  });
}

/** Made when first asked for. */
function later<T>(make: () => T): () => T {
  let made: { readonly value: T } | null = null;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

type Mixed = Pick<StageResponse, 'mean' | 'note' | 'law'>;

function stageOf(mixed: () => Mixed, more: Pick<StageResponse, 'isSurelyLate' | 'ofStream'>): StageResponse {
  return {
    get mean() {
      return mixed().mean;
    },
    get note() {
      return mixed().note;
    },
    fidelity: 'approximation',
    law: () => mixed().law(),
    ...more,
  };
}

/** What is kept of the samples of one kind of stream. */
interface Summary {
  readonly mean: number;
  readonly error: number;
  /** `null`: there is no sample. */
  readonly law: (() => ResponseLaw) | null;
}

/** In a function of its own, so that answers, which a search keeps by the thousand, do not hold on to the samples. */
function summariesOf(system: SampledSystem): readonly Summary[] {
  return samplesOf(system).map(({ responses, mean, error }) => {
    return { mean, error, law: responses.length === 0 ? null : sampledLaw(responses) };
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
function mixedWith(formula: StageResponse, { law, mean }: Summary, part: number, note: () => string): Mixed {
  if (part === 0 || law === null) return formula;
  if (part === 1) return { mean, note: note(), law };
  return {
    mean: part * mean + (1 - part) * formula.mean,
    note: note(),
    law: () => blended(law(), formula.law(), part),
  };
}

/** Errors are told in few steps. */
const STEPS = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5];

function noteFor(isWhole: boolean, error: number): string {
  if (isWhole) return 'the recording replayed request by request';
  const told = STEPS.find((step) => 2 * error <= step);
  return `arrivals are not Poisson: replayed in samples, means ${told === undefined ? 'not known to 50 %' : `± ${100 * told} %`}`;
}
