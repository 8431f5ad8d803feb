/** What `edge-plan doctor` found. */

import type { HealthCheck } from '../domain/health.ts';
import { counted, printable } from '../domain/text.ts';
import { jsonText } from './json-text.ts';
import type { TableOptions } from './plan-parts.ts';
import { SCHEMA_VERSION } from './schema-version.ts';
import { textTable } from './text-table.ts';

export function renderHealth(checks: readonly HealthCheck[], { style, width }: TableOptions): string {
  const bad = checks.filter(({ isSound }) => !isSound).length;
  const verdict =
    bad === 0 ? `${style.good('✓')} Everything works.` : `${style.bad('✗')} ${counted(bad, 'check')} failed.`;
  const columns = [{ title: '' }, { title: 'check' }, { title: 'found', isFlexible: true }];
  const rows = checks.flatMap(({ name, isSound, found, remedy }) => [
    [isSound ? style.good('✓') : style.bad('✗'), name, printable(found, 300)],
    ...(remedy === null ? [] : [['', '', remedy]]),
  ]);
  return `${style.strong(verdict)}\n\n${textTable(columns, rows, width, style.faint)}`;
}

export function renderHealthJson(checks: readonly HealthCheck[]): string {
  const head = { schemaVersion: SCHEMA_VERSION, command: 'doctor', scenario: null, seed: null };
  const document = {
    ...head,
    isSound: checks.every(({ isSound }) => isSound),
    checks: checks.map(({ name, isSound, found, remedy }) => ({ check: name, isSound, found, remedy })),
  };
  return jsonText(document);
}
