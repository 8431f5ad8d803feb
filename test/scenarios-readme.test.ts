import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { edgePlan, IS_WRITING, ROOT } from './helpers/binary.ts';

/**
 * The table of scenarios/README.md, from the commands that it names. EDGE_PLAN_TRANSCRIPTS=write rewrites it.
 */
const FILE = join(ROOT, 'scenarios/README.md');
const PART = /(<!-- results: .* -->\n)([\s\S]*?)(<!-- end of results -->)/;
const SCENARIOS = ['heterogeneous', 'edgetpu-cluster', 'jetson-shared', 'jetson-containers', 'edgetpu'];
const HEADINGS = ['command', 'offered', 'hosted', 'at most', 'best knapsack', 'derated', 'best Ibis'];

interface Row {
  readonly policy: string;
  readonly ok: number;
  readonly safePrefix: number;
}

function commandFor(scenario: string): string {
  return `compare scenarios/${scenario}.yaml --no-verify`;
}

function table(): string {
  const rows = SCENARIOS.map((scenario) => cells(commandFor(scenario)));
  const lines = [HEADINGS, HEADINGS.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`);
  return `\n${lines.join('\n')}\n\n`;
}

function cells(command: string): string[] {
  const { stdout, status } = edgePlan([...command.split(' '), '--json']);
  expect(status).toBe(0);
  const { apps, upperBound, rows } = JSON.parse(stdout) as { apps: number; upperBound: number; rows: Row[] };
  const ours = only(rows, (policy) => policy === 'auto');
  const others = [
    (policy: string) => policy.startsWith('knapsack') && policy !== 'knapsack-derated',
    (policy: string) => policy === 'knapsack-derated',
    (policy: string) => policy.startsWith('ibis-'),
  ].map((isOne) => against(ours, only(rows, isOne)));
  return [`\`edge-plan ${command}\``, `${apps}`, `${ours.ok}`, `${upperBound}`, ...others];
}

/** The best of the rows chosen, by each measure on its own. */
function only(rows: readonly Row[], isOne: (policy: string) => boolean): { ok: number; safePrefix: number } {
  const chosen = rows.filter(({ policy }) => isOne(policy));
  expect(chosen.length).toBeGreaterThan(0);
  return {
    ok: Math.max(...chosen.map(({ ok }) => ok)),
    safePrefix: Math.max(...chosen.map(({ safePrefix }) => safePrefix)),
  };
}

type Best = ReturnType<typeof only>;

function against(ours: Best, other: Best): string {
  const ratio = (a: number, b: number) => (b === 0 ? 'none' : `${(a / b).toFixed(2)}×`);
  return `${other.ok} (${ratio(ours.ok, other.ok)}), safe ${other.safePrefix} (${ratio(ours.safePrefix, other.safePrefix)})`;
}

describe('scenarios/README.md', () => {
  it('shows what its commands print', () => {
    const text = readFileSync(FILE, 'utf8');
    const shown = PART.exec(text)?.[2];
    const printed = table();
    if (IS_WRITING)
      writeFileSync(
        FILE,
        text.replace(PART, (_, start: string, __, end: string) => start + printed + end),
      );
    else expect(shown).toBe(printed);
  }, 300_000);
});
