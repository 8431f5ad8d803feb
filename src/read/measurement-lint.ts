/** What a measurement leaves open, before anybody plans with it. */

import type { Figure, Measurement, Remark } from '../domain/measurement.ts';
import { counted } from '../domain/text.ts';
import { fitLognormal } from '../math/lognormal.ts';
import type { Said } from './profile-rows.ts';

/** benchmark_model's own least number; a mean of fewer is a guess. */
const FEW_SAMPLES = 50;
/** A fit that misses a quantile by more says little of the variation. */
const POOR_FIT = 0.1;
/** A fit that misses by more is of another kind of law. */
const NO_FIT = 0.5;
/** A longest time this many times the highest quantile was not seen by the fit. */
const OUTLIER = 2;
/** Words by which conditions state the clocks or the power mode of a device. */
const POWER = /maxn|maxq|power|nvpmodel|clock|governor|\bmode\b|\d\s?W\b|[MG]Hz/i;

export function lintOf(row: Measurement, said: Pick<Said, 'conditions' | 'precision'>, scv: Figure | null): Remark[] {
  return [...samplesLint(row), ...variationLint(row, scv), ...conditionsLint(row, said)];
}

function samplesLint({ samples, kind }: Measurement): Remark[] {
  if (samples === null) {
    return [{ code: 'samples-unknown', text: 'the file does not say how many requests the mean is made of' }];
  }
  if (samples.value >= FEW_SAMPLES || kind === 'capacity') return [];
  const text = `only ${counted(samples.value, 'sample')}: below ${FEW_SAMPLES} the mean and the variation are uncertain`;
  return [{ code: 'few-samples', text }];
}

function variationLint(row: Measurement, scv: Figure | null): Remark[] {
  if (scv === null) {
    const text = 'the file does not say how much the times vary: service_scv stays blank and is planned as none';
    return [{ code: 'scv-missing', text }];
  }
  if (row.scv !== null || row.time === null) return [];
  const { error } = fitLognormal(row.time.value, row.quantiles);
  const highest = Math.max(...row.quantiles.map(({ value }) => value));
  const remarks: Remark[] = [];
  if (error > POOR_FIT) {
    const text = `the fitted law misses a quantile by ${Math.round(error * 100)} %: ${error > NO_FIT ? 'the times may be of two groups, and vary far more than service_scv says; ' : ''}give the samples themselves for a better service_scv`;
    remarks.push({ code: 'scv-poor-fit', text });
  }
  if (row.greatest !== null && row.greatest > OUTLIER * highest) {
    const times = (row.greatest / highest).toFixed(1);
    const text = `the longest time is ${times} times the highest quantile: the fitted service_scv does not know it; the samples would`;
    remarks.push({ code: 'outliers', text });
  }
  return remarks;
}

function conditionsLint(row: Measurement, { conditions }: Pick<Said, 'conditions'>): Remark[] {
  const remarks: Remark[] = [];
  if (!POWER.test(conditions ?? '')) {
    const text = 'power mode and clocks are not said: name them with --conditions, for example "MAXN, clocks locked"';
    remarks.push({ code: 'power-unknown', text });
  }
  const all = [conditions ?? '', ...row.conditions].join(' ');
  if (row.runtime === 'ONNX Runtime' && !/provider/i.test(all)) {
    const text = 'the execution provider is not said: without one the CPU ran the model; name it with --conditions';
    remarks.push({ code: 'provider-unknown', text });
  }
  if (row.runtime === 'TensorFlow Lite' && !/delegate/i.test(all)) {
    const text = 'the delegate is not said: without one the CPU ran the model; name it with --conditions';
    remarks.push({ code: 'delegate-unknown', text });
  }
  return remarks;
}
