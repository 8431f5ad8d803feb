import { describe, expect, it } from 'vitest';
import { delayTransformPs, fixedSizeLaw } from '../../src/predict/ps-law.ts';

const CLASSES = [
  { arrivalRate: [0.2, 0.002], serviceTime: [2, 200], scvService: [0, 0] },
  { arrivalRate: [0.005, 0.005, 0.008], serviceTime: [13, 30.5, 60], scvService: [0, 0, 0] },
  { arrivalRate: [0.2, 0.002], serviceTime: [2, 200], scvService: [0.7, 2] },
].map(({ arrivalRate, serviceTime, scvService }) => ({
  arrivalRate: Float64Array.from(arrivalRate),
  serviceTime: Float64Array.from(serviceTime),
  scvService: Float64Array.from(scvService),
}));

const SIZE = 50;

/** E e^{−s·delay} at Re s = `real` and 61 imaginary parts, as the inversion of a tail asks for it. */
function valuesAt(classes: (typeof CLASSES)[number], real: number) {
  const line = { real, step: (real * 2 * Math.PI) / 18.4, re: new Float64Array(61).fill(1), im: new Float64Array(61) };
  delayTransformPs(classes, SIZE)(line);
  return line;
}

describe.each(CLASSES)('the delay under processor sharing beside services $serviceTime, scv $scvService', (classes) => {
  it('is the same by its rightmost pole as by inversion, where one takes over from the other', () => {
    const below = valuesAt(classes, (24 / SIZE) * (1 - 1e-12));
    const above = valuesAt(classes, (24 / SIZE) * (1 + 1e-12));
    for (let j = 0; j < 61; j++) {
      expect(Math.abs((below.re[j] as number) - (above.re[j] as number))).toBeLessThan(1e-8);
      expect(Math.abs((below.im[j] as number) - (above.im[j] as number))).toBeLessThan(1e-8);
    }
  });

  it('has its mean xρ/(1 − ρ) as the slope of its transform at 0', () => {
    const load = classes.arrivalRate.reduce((sum, rate, k) => sum + rate * (classes.serviceTime[k] as number), 0);
    const s = 1e-7;
    const line = { real: s, step: 0, re: Float64Array.of(1), im: Float64Array.of(0) };
    delayTransformPs(classes, SIZE)(line);
    const slope = (1 - (line.re[0] as number)) / s;
    expect(Math.abs(slope / ((SIZE * load) / (1 - load)) - 1)).toBeLessThan(1e-3);
  });

  it('is 0 with the probability that its transform tends to', () => {
    const line = { real: 1e5, step: 0, re: Float64Array.of(1), im: Float64Array.of(0) };
    delayTransformPs(classes, SIZE)(line);
    const [first] = fixedSizeLaw(classes, SIZE);
    expect(line.re[0]).toBeCloseTo((first?.mass ?? 0) * (first?.atom ?? 0), 4);
  });
});
