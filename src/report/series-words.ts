/** What a series of comparisons says, in sentences. */

import { type ComparisonSeries, type RatioSpread, ratioSpreads } from '../domain/comparison.ts';
import { counted } from '../domain/text.ts';
import { ratioText } from './comparison-words.ts';

const BASELINE: Readonly<Record<RatioSpread['baseline'], string>> = {
  knapsack: 'best knapsack',
  ibis: 'best Ibis',
  derated: 'derated knapsack',
};

/** `edge-plan ÷ best knapsack`. */
export function spreadName({ ours, baseline }: RatioSpread): string {
  return `${ours} ÷ ${BASELINE[baseline]}`;
}

/** The headline of a series: ours against each baseline, over a sweep from least to most, else at the median and at worst. */
export function spreadVerdictOf({ axis, items }: ComparisonSeries): string {
  const spreads = ratioSpreads(items).filter(({ ours, measure }) => ours === 'edge-plan' && measure === 'ok');
  const isRandom = axis.parameter === 'random';
  const what = isRandom
    ? counted(items.length, 'random workload')
    : `${counted(items.length, 'value')} of ${axis.parameter}`;
  if (spreads.length === 0) return `Over ${what}: nothing to compare edge-plan with.`;
  const clauses = spreads.map(({ baseline, worst, median, best }) => {
    const figures = isRandom ? ratioText(median) : `${ratioText(worst)} to ${ratioText(best)}`;
    return `${figures} the ${BASELINE[baseline]}${isRandom ? ` (at worst ${ratioText(worst)})` : ''}`;
  });
  return `Over ${what}, edge-plan hosts within their SLOs${isRandom ? ', at the median,' : ''} ${listed(clauses)}.`;
}

function listed(clauses: readonly string[]): string {
  return clauses.length < 2 ? clauses.join('') : `${clauses.slice(0, -1).join(', ')} and ${clauses.at(-1)}`;
}
