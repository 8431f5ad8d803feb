/**
 * Random numbers. Every stream has a generator of its own (xoroshiro128+ of pure-rand), started from a digest of the
 * seed, the source's name and the stream's purpose: adding, removing or reordering sources leaves the others' numbers
 * as they were, and a worker thread draws the same ones.
 */

import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';
import type { DurationLaw } from './system.ts';

/** A generator whose start depends on all of `identity` and on nothing else. */
export function generatorFor(...identity: readonly (string | number)[]): RandomGenerator {
  const text = JSON.stringify(identity);
  return xoroshiro128plusFromState([1, 2, 3, 4].map((lane) => digest(text, lane)));
}

/** 32-bit MurmurHash3 (Appleby 2011) of a text taken by its UTF-16 code units, one to a block. */
function digest(text: string, seed: number): number {
  let hash = seed;
  for (let i = 0; i < text.length; i++) {
    hash ^= Math.imul(rotated(Math.imul(text.charCodeAt(i), 0xcc9e2d51), 15), 0x1b873593);
    hash = (Math.imul(rotated(hash, 13), 5) + 0xe6546b64) | 0;
  }
  hash ^= text.length;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}

function rotated(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits));
}

/** A generator of random numbers of this name, for what no single request brings with it. */
export type RandomFor = (name: string) => RandomGenerator;

/** Something that can be drawn again and again. */
export interface Variate {
  next(): number;
}

export class Constant implements Variate {
  readonly value: number;
  constructor(value: number) {
    this.value = value;
  }
  next(): number {
    return this.value;
  }
}

/** Exponential by inversion: −mean · ln(1 − U), U uniform on [0, 1) in steps of 2⁻⁵³. */
export class Exponential implements Variate {
  readonly #mean: number;
  readonly #random: RandomGenerator;
  constructor(mean: number, random: RandomGenerator) {
    this.#mean = mean;
    this.#random = random;
  }
  next(): number {
    return -this.#mean * Math.log(1 - uniformFloat64(this.#random));
  }
}

/**
 * Gamma of given mean and squared coefficient of variation (shape 1/scv), by rejection from a cubed normal variate
 * (Marsaglia and Tsang 2000); shapes below 1 are drawn one higher and multiplied by U^(1/shape).
 */
export class Gamma implements Variate {
  readonly #scale: number;
  readonly #shape: number;
  readonly #d: number;
  readonly #c: number;
  readonly #random: RandomGenerator;
  constructor(mean: number, scv: number, random: RandomGenerator) {
    this.#shape = 1 / scv;
    this.#scale = mean * scv;
    this.#d = (this.#shape < 1 ? this.#shape + 1 : this.#shape) - 1 / 3;
    this.#c = 1 / Math.sqrt(9 * this.#d);
    this.#random = random;
  }

  next(): number {
    const boost = this.#shape < 1 ? (1 - uniformFloat64(this.#random)) ** (1 / this.#shape) : 1;
    for (;;) {
      const x = this.#normal();
      const v = (1 + this.#c * x) ** 3;
      const u = 1 - uniformFloat64(this.#random);
      if (v > 0 && Math.log(u) < 0.5 * x * x + this.#d * (1 - v + Math.log(v)))
        return this.#scale * this.#d * v * boost;
    }
  }

  /** Box and Muller (1958); one of the pair, so that a stream holds no hidden half. */
  #normal(): number {
    const radius = Math.sqrt(-2 * Math.log(1 - uniformFloat64(this.#random)));
    return radius * Math.cos(2 * Math.PI * uniformFloat64(this.#random));
  }
}

/** Two-branch hyper-exponential with balanced means (p₁m₁ = p₂m₂) of given mean and scv ≥ 1 (Whitt 1982). */
export class HyperExponential implements Variate {
  readonly #p: number;
  readonly #mean: number;
  readonly #random: RandomGenerator;
  constructor(mean: number, scv: number, random: RandomGenerator) {
    this.#p = 0.5 * (1 + Math.sqrt((scv - 1) / (scv + 1)));
    this.#mean = mean;
    this.#random = random;
  }
  next(): number {
    const p = uniformFloat64(this.#random) < this.#p ? this.#p : 1 - this.#p;
    return (-this.#mean / (2 * p)) * Math.log(1 - uniformFloat64(this.#random));
  }
}

/** Draws of a duration law: constant for scv 0, gamma above (exponential at 1, its special case). */
export function durationVariate(law: DurationLaw, random: RandomGenerator): Variate {
  if (law.scv === 0 || law.mean === 0) return new Constant(law.mean);
  return law.scv === 1 ? new Exponential(law.mean, random) : new Gamma(law.mean, law.scv, random);
}
