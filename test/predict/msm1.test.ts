import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { meanWaitingTimeMg1 } from '../../src/predict/mg1.ts';
import { meanResponseTimesSwap, type SwapClasses, solveSwapQueue, utilizationSwap } from '../../src/predict/msm1.ts';
import exact from '../known-answers/predict-msm1.json' with { type: 'json' };
import { isWithin } from './one-device.ts';

function classesOf(
  arrivalRate: readonly number[],
  serviceTime: readonly number[],
  swapTime: readonly number[],
  scvService: readonly number[] = serviceTime.map(() => 0),
): SwapClasses {
  return {
    arrivalRate: Float64Array.from(arrivalRate),
    serviceTime: Float64Array.from(serviceTime),
    swapTime: Float64Array.from(swapTime),
    scvService: Float64Array.from(scvService),
  };
}

/** The same classes with all rates multiplied so that ρ is the one wanted. */
function atLoad(classes: SwapClasses, utilization: number): SwapClasses {
  const scale = utilization / utilizationSwap(classes);
  return { ...classes, arrivalRate: classes.arrivalRate.map((rate) => rate * scale) };
}

const wait = (classes: SwapClasses) => solveSwapQueue(classes).waitingTime;

describe('the M/SM/1 queue', () => {
  it.each(exact.cases)('has the mean wait of the 50-digit solution, case %#', (one) => {
    const classes = classesOf(one.arrivalRate, one.serviceTime, one.swapTime, one.scvService);
    expect(isWithin(wait(classes), one.waitingTime, 2e-9)).toBe(true);
  });

  it.each([
    // Mean waits of an independent simulation of 2 million requests each.
    { rates: [0.00276, 0.01662], service: [125.13, 4.91], swap: [19.43, 10.43], simulated: 58.95 },
    {
      rates: [0.00837, 0.00243, 0.00138],
      service: [42.18, 62.95, 125.13],
      swap: [17.53, 19.39, 19.43],
      simulated: 150.86,
    },
    { rates: [0.02, 0.0005], service: [5, 100], swap: [50, 50], simulated: 11.17 },
  ])('waits as long as simulated, $simulated ms within 1 %', ({ rates, service, swap, simulated }) => {
    expect(isWithin(wait(classesOf(rates, service, swap)), simulated, 0.01)).toBe(true);
  });

  it('is the M/G/1 queue when nothing is swapped', () => {
    const classes = classesOf([0.01, 0.002, 0.004], [20, 100, 50], [0, 0, 0], [0, 0.5, 2]);
    expect(isWithin(wait(classes), meanWaitingTimeMg1(classes) as number, 1e-13)).toBe(true);
  });

  it('never swaps for a class alone, however long its swap', () => {
    const alone = classesOf([0.02], [20], [1000]);
    expect(isWithin(wait(alone), (0.02 * 400) / (2 * 0.6), 1e-13)).toBe(true);
    expect(solveSwapQueue(alone).idle[0]).toBeCloseTo(0.6, 13);
  });

  it('gives equal classes what it gives almost equal ones, down to the last digit that differs', () => {
    const equal = wait(classesOf([0.01, 0.01, 0.02], [10, 10, 10], [5, 5, 5]));
    for (const difference of [1e-4, 1e-7, 1e-9, 1e-11, 1e-13, 1e-15]) {
      const near = wait(classesOf([0.01, 0.01 * (1 + difference), 0.02], [10, 10, 10], [5, 5, 5]));
      expect(isWithin(near, equal, 2 * difference + 1e-9)).toBe(true);
    }
  });

  it('is continuous where a swap time goes to 0', () => {
    const none = wait(classesOf([0.01, 0.02], [10, 20], [0, 7]));
    expect(isWithin(wait(classesOf([0.01, 0.02], [10, 20], [1e-9, 7])), none, 1e-9)).toBe(true);
  });

  it('is unmoved by a class that hardly ever comes', () => {
    const classes = classesOf([0.03, 1e-14], [10, 300], [5, 40]);
    expect(isWithin(wait(classes), (0.03 * 100) / (2 * 0.7), 1e-8)).toBe(true);
  });

  it('has no wait to speak of at vanishing load', () => {
    const classes = atLoad(classesOf([1, 2, 3], [10, 20, 30], [5, 6, 7]), 1e-7);
    expect(wait(classes) / 20).toBeLessThan(1e-6);
    expect(wait(classes)).toBeGreaterThan(0);
  });

  it('waits in proportion to 1/(1 − ρ) as the load nears 1', () => {
    const classes = classesOf([1, 2, 3], [10, 20, 30], [5, 6, 7]);
    const nearly = [0.99, 0.999, 0.9999].map((load) => wait(atLoad(classes, load)) * (1 - load));
    expect(isWithin(nearly[1] as number, nearly[0] as number, 0.02)).toBe(true);
    expect(isWithin(nearly[2] as number, nearly[1] as number, 0.002)).toBe(true);
  });

  it('solves 200 different classes, and 200 equal ones as one calculation', () => {
    const many = Array.from({ length: 200 }, (_, k) => k);
    const different = classesOf(
      many.map((k) => 1 + (k % 17)),
      many.map((k) => 5 + k),
      many.map((k) => (k % 7) * 3),
    );
    for (const load of [0.1, 0.7, 0.999]) {
      const { idle, waitingTime } = solveSwapQueue(atLoad(different, load));
      expect(
        isWithin(
          idle.reduce((a, b) => a + b),
          1 - load,
          1e-9,
        ),
      ).toBe(true);
      expect(idle.every((probability) => probability > -1e-15)).toBe(true);
      expect(waitingTime).toBeGreaterThan(0);
    }
    const equal = atLoad(
      classesOf(
        many.map(() => 1),
        many.map(() => 10),
        many.map(() => 4),
      ),
      0.7,
    );
    const fresh = many.map((k) => 1 + k * 1e-6);
    const almost = atLoad(
      classesOf(
        fresh,
        many.map(() => 10),
        many.map(() => 4),
      ),
      0.7,
    );
    expect(isWithin(wait(equal), wait(almost), 1e-3)).toBe(true);
  });

  it('gives a rare heavy class among frequent light ones more wait than independent services would', () => {
    const classes = classesOf([0.02, 0.0005], [5, 100], [50, 50]);
    // λE[X²]/(2(1 − ρ)) with every swap drawn afresh: 8.15 ms with squared means, as the published baseline has it.
    expect(wait(classes)).toBeGreaterThan(1.3 * 8.15);
  });

  it('says that it is overloaded by its utilization and leaves the answers untouched', () => {
    const out = new Float64Array([-1, -1]);
    const classes = atLoad(classesOf([1, 2], [10, 20], [5, 5]), 1);
    const scaled = { ...classes, arrivalRate: classes.arrivalRate.map((rate) => rate * (1 + 1e-12)) };
    expect(meanResponseTimesSwap(scaled, out)).toBeGreaterThanOrEqual(1);
    expect([...out]).toEqual([-1, -1]);
    expect(() => solveSwapQueue(scaled)).toThrow(RangeError);
  });
});

const positive = (least: number, most: number) => fc.double({ min: least, max: most, noNaN: true });
const someClasses = fc
  .array(
    fc.record({
      rate: positive(0.01, 1),
      service: positive(1, 100),
      swap: fc.oneof(fc.constant(0), positive(0.1, 100)),
      scv: fc.constantFrom(0, 0, 0.3, 1, 4),
    }),
    { minLength: 1, maxLength: 9 },
  )
  .chain((list) => positive(0.01, 0.98).map((load) => ({ list, load })))
  .map(({ list, load }) =>
    atLoad(
      classesOf(
        list.map((one) => one.rate),
        list.map((one) => one.service),
        list.map((one) => one.swap),
        list.map((one) => one.scv),
      ),
      load,
    ),
  );

describe('properties of the M/SM/1 queue', () => {
  const respond = (classes: SwapClasses) => {
    const out = new Float64Array(classes.arrivalRate.length);
    expect(meanResponseTimesSwap(classes, out)).toBeLessThan(1);
    return out;
  };

  it('finds idle probabilities that are positive and add up to 1 − ρ', () => {
    fc.assert(
      fc.property(someClasses, (classes) => {
        const { idle, utilization } = solveSwapQueue(classes);
        expect(
          isWithin(
            idle.reduce((a, b) => a + b),
            1 - utilization,
            1e-9,
          ),
        ).toBe(true);
        expect(idle.every((probability) => probability > -1e-15)).toBe(true);
      }),
      { numRuns: 300, seed: 1 },
    );
  });

  it('answers in the order of the classes, whatever that order is', () => {
    fc.assert(
      fc.property(someClasses, (classes) => {
        const reversed = {
          arrivalRate: classes.arrivalRate.toReversed(),
          serviceTime: classes.serviceTime.toReversed(),
          swapTime: classes.swapTime.toReversed(),
          scvService: classes.scvService.toReversed(),
        };
        const [there, back] = [respond(classes), respond(reversed).toReversed()];
        expect(there.every((mean, k) => isWithin(back[k] as number, mean, 1e-9))).toBe(true);
      }),
      { numRuns: 200, seed: 2 },
    );
  });

  it('halves every response when rates double and times halve', () => {
    fc.assert(
      fc.property(someClasses, (classes) => {
        const faster = {
          arrivalRate: classes.arrivalRate.map((rate) => 2 * rate),
          serviceTime: classes.serviceTime.map((time) => time / 2),
          swapTime: classes.swapTime.map((time) => time / 2),
          scvService: classes.scvService,
        };
        const [slow, fast] = [respond(classes), respond(faster)];
        expect(slow.every((mean, k) => isWithin(2 * (fast[k] as number), mean, 1e-9))).toBe(true);
      }),
      { numRuns: 200, seed: 3 },
    );
  });

  it('never answers sooner when all rates grow together', () => {
    fc.assert(
      fc.property(someClasses, (classes) => {
        const grown = atLoad(classes, utilizationSwap(classes) * 1.01);
        const [before, after] = [respond(classes), respond(grown)];
        expect(before.every((mean, k) => (after[k] as number) >= mean * (1 - 1e-10))).toBe(true);
      }),
      { numRuns: 200, seed: 4 },
    );
  });
});
