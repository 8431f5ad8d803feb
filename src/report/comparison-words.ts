/** What a comparison says, in sentences. */

import { bestRow, type Comparison, familyOf, type Measure, type PolicyFamily, ratioOf } from '../domain/comparison.ts';
import { counted } from '../domain/text.ts';
import { grouped } from './numbers.ts';

/** `2.40×`; `∞` where only the baseline hosts none, `–` where nothing is known. */
export function ratioText(ratio: number | null): string {
  if (ratio === null) return '–';
  return Number.isFinite(ratio) ? `${ratio.toFixed(2)}×` : '∞';
}

/** How one row stands to the best knapsack as configured. */
export function ratioToKnapsack(comparison: Comparison, value: number | null, measure: Measure): number | null {
  return ratioOf(value, bestRow(comparison.rows, 'knapsack', measure)?.value ?? null);
}

const BASELINES: readonly (readonly [PolicyFamily, string])[] = [
  ['knapsack', 'the best knapsack'],
  ['ibis', 'Ibis'],
];

/** The headline: who hosts how many within their SLOs, and how many are possible. */
function verdictOf(comparison: Comparison): string {
  const ours = bestRow(comparison.rows, 'edge-plan', 'ok');
  const others = baselines(comparison, 'ok', ours?.value ?? null);
  if (ours === null) {
    return others === '' ? 'Nothing is compared.' : `Within their SLOs ${others} of ${comparison.offered}.`;
  }
  const clauses = [
    `edge-plan hosts ${ours.value} of ${counted(comparison.offered, 'application')} within their SLOs`,
    others,
    possible(comparison),
  ];
  return `${clauses.filter((clause) => clause !== '').join('; ')}.`;
}

/** The second sentence: how many each hosts as long as nothing violates; empty where that was not asked for. */
function safeVerdictOf(comparison: Comparison): string {
  const ours = bestRow(comparison.rows, 'edge-plan', 'safePrefix');
  const others = baselines(comparison, 'safePrefix', ours?.value ?? null);
  if (ours === null) return others === '' ? '' : `As long as nothing violates, ${others}.`;
  return `As long as nothing violates, edge-plan hosts ${ours.value}${others === '' ? '' : `; ${others}`}.`;
}

function baselines({ rows }: Comparison, measure: Measure, ours: number | null): string {
  return BASELINES.flatMap(([family, name]) => {
    const best = bestRow(rows, family, measure);
    if (best === null) return [];
    const ratio = ours === null ? '' : ` (${ratioText(ratioOf(ours, best.value))})`;
    return [`${name} ${best.value}${ratio}`];
  }).join(', ');
}

function possible(comparison: Comparison): string {
  const { upperBound, offered } = comparison;
  if (upperBound === null) return '';
  if (isWeighted(comparison)) return `at most a weight of ${grouped(upperBound)} is possible`;
  return `at most ${Math.min(offered, upperBound).toLocaleString('en-US')} ${upperBound === 1 ? 'is' : 'are'} possible`;
}

/** Whether applications differ in what they are worth, so that the bound is not one of their number. */
export function isWeighted({ rows }: Comparison): boolean {
  return rows.some(({ placed, violating, okWeight }) => okWeight !== placed - violating);
}

/** What is left of the lead over a planner that leaves room instead of modelling; empty where that was not asked for. */
function deratedVerdictOf({ rows }: Comparison): string {
  const derated = bestRow(rows, 'derated', 'ok');
  if (derated === null) return '';
  const ours = bestRow(rows, 'edge-plan', 'ok');
  const ratio = ours === null ? '' : ` (${ratioText(ratioOf(ours.value, derated.value))})`;
  return `A knapsack with its limits lowered until nothing violates hosts ${derated.value}${ratio}.`;
}

/** What the simulator says of all that ours place, and how sure it is of the best of them; empty where it was not asked. */
function simulationVerdictOf({ rows }: Comparison, requests: number | null): string {
  const ours = rows.filter(({ policy, simulated }) => familyOf(policy) === 'edge-plan' && simulated !== null);
  const best = bestRow(ours, 'edge-plan', 'ok')?.row ?? null;
  if (requests === null || best === null) return '';
  const violating = ours.reduce((sum, { simulated }) => sum + (simulated?.violating ?? 0), 0);
  const found =
    violating === 0 ? 'none of what edge-plan places violates' : `${violating} of what edge-plan places violate`;
  const undecided = best.simulated?.undecided ?? 0;
  const near = `of the ${best.placed} by ${best.policy}, ${undecided} ${undecided === 1 ? 'is' : 'are'} too near the limit to tell`;
  const open = undecided === 0 ? '' : `; ${near}`;
  return `Simulated with ${requests.toLocaleString('en-US')} requests of each, ${found}${open}.`;
}

/** The whole answer, sentence by sentence, those left out that say nothing. */
export function sentencesOf(comparison: Comparison, requests: number | null): readonly string[] {
  return [
    verdictOf(comparison),
    safeVerdictOf(comparison),
    deratedVerdictOf(comparison),
    simulationVerdictOf(comparison, requests),
  ].filter((sentence) => sentence !== '');
}
