import { mser5 } from '../math/mser5.ts';
import type { Engine, Observer } from './engine.ts';
import type { WarmUp } from './result.ts';

/** Response times in the order of completion, apart for each accelerator: what a backlog shows in. */
class Transient implements Observer {
  readonly #series: readonly number[][];
  readonly #acceleratorOf: readonly number[];

  constructor(engine: Engine) {
    this.#series = engine.accelerators.map(() => []);
    this.#acceleratorOf = engine.sources.map(({ accelerator }) => accelerator);
  }

  completed(source: number, _sequence: number, _cpuTime: number, nodeTime: number): void {
    this.#series[this.#acceleratorOf[source] as number]?.push(nodeTime);
  }

  /** Whether MSER-5 finds the start over on every accelerator that it can judge. */
  isOver(): boolean {
    return this.#series.every((series) => mser5(series)?.isEnough ?? true);
  }
}

/**
 * Lets a freshly started node run until its empty start is forgotten, and drops everything up to there. After `first`
 * completions MSER-5 is asked whether the start lies in the first half of what was seen; while it does not, twice as
 * many are dropped, up to `most`. The measurement begins only then, so the rule never chooses among measured values.
 */
export function warmUp(engine: Engine, first: number, most: number): WarmUp {
  const transient = new Transient(engine);
  let requests = engine.run(Math.min(first, most), transient);
  let isEnough = transient.isOver();
  while (!isEnough && requests < most && !engine.isOverrun) {
    requests += engine.run(Math.min(requests, most - requests), transient);
    isEnough = transient.isOver();
  }
  return { rule: 'MSER-5', requests, isEnough };
}
