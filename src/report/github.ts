/** Annotations of GitHub Actions: workflow commands, one a line, that a job prints. */

import type { GateResult } from '../domain/gate-result.ts';
import { type GateFinding, gateFindings } from './gate-findings.ts';

/** GitHub shows ten of each kind for a step. */
const MOST_ANNOTATIONS = 10;
/** GitHub cuts a message at 4,096 bytes. */
const MOST_CHARACTERS = 1_000;

const COMMANDS = { error: 'error', warning: 'warning', note: 'notice' } as const;

/** At most ten lines, worst first; where there are more, the last one says how many. Empty where nothing is wrong. */
export function renderGithub(result: GateResult): string {
  const findings = gateFindings(result);
  const shown = findings.length > MOST_ANNOTATIONS ? findings.slice(0, MOST_ANNOTATIONS - 1) : findings;
  const lines = shown.map(annotation);
  if (findings.length > shown.length) {
    lines.push(`::notice title=edge-plan gate::and ${findings.length - shown.length} more findings`);
  }
  return lines.map((line) => `${line}\n`).join('');
}

function annotation({ gate, severity, message, origin }: GateFinding): string {
  const place =
    origin === null || origin.file === '<stdin>'
      ? []
      : [`file=${property(origin.file)}`, `line=${origin.line}`, `col=${origin.column}`];
  const properties = [...place, `title=${property(`edge-plan gate: ${gate}`)}`].join(',');
  const cut = message.length > MOST_CHARACTERS ? `${message.slice(0, MOST_CHARACTERS - 1)}…` : message;
  return `::${COMMANDS[severity]} ${properties}::${data(cut)}`;
}

/** Percent first, or the escapes would be escaped. */
function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
