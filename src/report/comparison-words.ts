/** What a comparison says, in sentences. */

import {
  bestRow,
  type Comparison,
  type ComparisonRow,
  familyOf,
  type Measure,
  type PolicyFamily,
  ratioOf,
} from '../domain/comparison.ts';
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
  ['derated', 'a derated knapsack'],
];

/** The headline: who hosts how many within their SLOs, and how many are possible. */
export function verdictOf(comparison: Comparison): string {
  const ours = bestRow(comparison.rows, 'edge-plan', 'ok');
  const others = baselines(comparison, 'ok', ours?.value ?? null);
  if (ours === null) {
    return others === '' ? 'Nothing is compared.' : `Within their SLOs ${others} of ${comparison.offered}.`;
  }
  const clauses = [
    `edge-plan hosts ${counted(ours.value, 'application')} of ${comparison.offered} within their SLOs`,
    others,
    possible(comparison),
  ];
  return `${clauses.filter((clause) => clause !== '').join('; ')}.`;
}

/** The second sentence: how many each hosts as long as nothing violates; empty where that was not asked for. */
export function safeVerdictOf(comparison: Comparison): string {
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

/** What the simulator says of ours and of the others; empty where nothing was simulated. */
export function simulationVerdictOf({ rows }: Comparison, requests: number | null): string {
  if (requests === null) return '';
  const ours = rows.filter(({ policy }) => familyOf(policy) === 'edge-plan');
  if (ours.length === 0) return '';
  const [violating, undecided, placed] = [sumOf(ours, 'violating'), sumOf(ours, 'undecided'), placedBy(ours)];
  const open = undecided === 0 ? '' : `, ${undecided} not decided`;
  const all = `${placed.toLocaleString('en-US')} placed by ${counted(ours.length, 'policy of ours', 'policies of ours')}`;
  return `Simulated with ${requests.toLocaleString('en-US')} requests of each: of ${all}, ${violating} violating${open}.`;
}

function sumOf(rows: readonly ComparisonRow[], field: 'violating' | 'undecided'): number {
  return rows.reduce((sum, { simulated }) => sum + (simulated?.[field] ?? 0), 0);
}

function placedBy(rows: readonly ComparisonRow[]): number {
  return rows.reduce((sum, { placed }) => sum + placed, 0);
}
