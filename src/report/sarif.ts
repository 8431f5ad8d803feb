/** Findings as SARIF 2.1.0, the exchange format of static analysis (OASIS), for code scanning. */

import type { Log, PhysicalLocation, ReportingDescriptor, Result } from 'sarif';
import type { GateResult } from '../domain/gate-result.ts';
import { gateNamed } from '../domain/gates.ts';
import type { Origin } from '../domain/scenario.ts';
import { documentName } from './document-name.ts';
import { type GateFinding, gateFindings } from './gate-findings.ts';
import { jsonText } from './json-text.ts';

/** Longer messages are cut where they are shown. */
const MOST_CHARACTERS = 1_000;

/** @param version of this program */
export function renderSarif(result: GateResult, version: string): string {
  const findings = gateFindings(result);
  const rules = [...new Set(findings.map(({ gate }) => gate))];
  const log: Log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'edge-plan', version, rules: rules.map(rule) } },
        columnKind: 'unicodeCodePoints',
        results: findings.map((finding) => resultOf(finding, rules)),
      },
    ],
  };
  return jsonText(log);
}

function rule(gate: string): ReportingDescriptor {
  const text = gateNamed(gate)?.meaning ?? gate;
  return { id: `gate/${gate}`, shortDescription: { text } };
}

function resultOf({ gate, severity, message, origin, required }: GateFinding, rules: readonly string[]): Result {
  const text = message.length > MOST_CHARACTERS ? `${message.slice(0, MOST_CHARACTERS - 1)}…` : message;
  const location = physical(origin);
  const related = physical(required);
  return {
    ruleId: `gate/${gate}`,
    ruleIndex: rules.indexOf(gate),
    level: severity,
    message: { text: wellFormed(text) },
    ...(location && { locations: [{ physicalLocation: location }] }),
    ...(related && {
      relatedLocations: [{ id: 0, physicalLocation: related, message: { text: 'the requirement' } }],
    }),
  };
}

/** `null` for standard input, which is no file. */
function physical(origin: Origin | null): PhysicalLocation | null {
  if (origin === null || origin.file === '<stdin>') return null;
  const { line, column } = origin;
  return { artifactLocation: { uri: uriOf(origin.file) }, region: { startLine: line, startColumn: column } };
}

/** A relative reference: every part of the path percent-encoded, `/` between them. */
function uriOf(file: string): string {
  return wellFormed(documentName(file))
    .split(/[\\/]/)
    .map((part) => encodeURIComponent(part))
    .join('/');
}

/** Half of a surrogate pair is no character; nothing could encode it. */
function wellFormed(text: string): string {
  return text.replace(/\p{Cs}/gu, '\ufffd');
}
