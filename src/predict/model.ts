/**
 * What a queueing model of an accelerator is asked and what it answers. The nouns of this folder: a *class* is a set
 * of requests that the device treats alike, formed from tenants by `classes.ts`.
 */

import type { Fidelity } from '../domain/latency.ts';
import type { NodeGroup, Profile } from '../domain/scenario.ts';
import type { ArrivalMix } from './arrivals.ts';
import type { ResponseLaw } from './response-law.ts';

/** Requests that an accelerator treats alike. */
export interface RequestClass {
  /** Σ λ of the instances in the class, requests per ms. */
  readonly arrivalRate: number;
  /** The measured behaviour of their model. */
  readonly profile: Profile;
  /** Equal containers that each take the same part of the class's requests, at least 1. */
  readonly containers: number;
  /** How regular the class's arrivals are. */
  readonly arrivals: ArrivalMix;
}

/** What a discipline may ask of the node besides its classes. */
export type Station = Pick<
  NodeGroup,
  'concurrency' | 'maxBatch' | 'maxBatchDelay' | 'compiledTogether' | 'parameterCache'
>;

/** One class's accelerator stage. What is sampled is sampled when first asked for, and then `isSurelyLate` is there. */
export interface StageResponse {
  /** Mean response time of the stage, ms. */
  readonly mean: number;
  readonly fidelity: Fidelity;
  /** What the approximation is, `null` when exact. */
  readonly note: string | null;
  /** The law of the stage's response time; computed when asked, and remembered by the caller. */
  law(): ResponseLaw;
  /**
   * Whether more than `share` of the requests take longer than `time`, ms (`null`: whether they do on average), as far as
   * can be told without the answer itself: false says nothing. Its mean is finite. Left out: the answer is as cheap.
   */
  isSurelyLate?(time: number, share: number | null): boolean;
  /** The same of the requests of one of the class's streams alone, by position; left out: all are alike. */
  ofStream?(stream: number): StageResponse;
}

export interface StationAnswer {
  /** Offered load over what the accelerator can carry: stable iff below 1. */
  readonly utilization: number;
  /** In the order of the classes; `null` when unstable. */
  readonly responses: readonly StageResponse[] | null;
}

export type AcceleratorModel = (classes: readonly RequestClass[], station: Station) => StationAnswer;
