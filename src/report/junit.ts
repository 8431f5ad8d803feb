/** Checks as JUnit XML, in the structure that Jenkins, GitLab and others read: a test case for each gate. */

import Builder from 'fast-xml-builder';
import type { GateCheck, GateResult } from '../domain/gate-result.ts';
import { documentName } from './document-name.ts';
import { checkSentence, verdictText } from './gate-words.ts';

const BUILDER_OPTIONS = {
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  suppressEmptyNode: true,
  suppressBooleanAttributes: false,
  format: true,
} as const;

/**
 * A broken gate is a `failure`, an undecided one an `error`, a skipped one `skipped`; one of level `warn` never fails a
 * test and says its warning in `system-out`. No times: two runs give the same bytes.
 */
export function renderJunit(result: GateResult): string {
  const { checks, plan } = result;
  const scenario = plain(documentName(plan.scenario.name));
  const counts = {
    '@tests': checks.length,
    '@failures': checks.filter((check) => check.level === 'error' && check.verdict === 'fail').length,
    '@errors': checks.filter((check) => check.level === 'error' && check.verdict === 'undecided').length,
  };
  const skipped = checks.filter(({ verdict }) => verdict === 'skipped').length;
  const suite = {
    '@name': scenario,
    ...counts,
    '@skipped': skipped,
    testcase: checks.map((check) => testCase(check, scenario)),
    'system-out': plain(verdictText(result).text),
  };
  return new Builder(BUILDER_OPTIONS).build({
    '?xml': { '@version': '1.0', '@encoding': 'UTF-8' },
    testsuites: { '@name': 'edge-plan gate', ...counts, testsuite: suite },
  });
}

function testCase(check: GateCheck, scenario: string) {
  const { gate, requirement, level, verdict, place, causes, hiddenCauses } = check;
  const where = place === null ? {} : { '@file': plain(documentName(place.file)), '@line': place.line };
  const head = { '@name': plain(`${gate} ${requirement}`), '@classname': scenario, ...where };
  const message = plain(checkSentence(check));
  if (verdict === 'skipped') return { ...head, skipped: { '@message': message } };
  if (verdict === 'pass') return head;
  const lines = causes.map(({ text, origin }) =>
    origin === null ? text : `${text} (${documentName(origin.file)}:${origin.line})`,
  );
  if (hiddenCauses > 0) lines.push(`and ${hiddenCauses} more`);
  const text = lines.map(plain).join('\n');
  if (level === 'warn') return { ...head, 'system-out': [`warning: ${message}`, text].filter(Boolean).join('\n') };
  const detail = { '@message': message, '@type': verdict, '#text': text };
  return verdict === 'fail' ? { ...head, failure: detail } : { ...head, error: detail };
}

/** XML 1.0 has no way to write most controls, halves of pairs and two others; what turns a line round is no use. */
function plain(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Cs}\ufffe\uffff]/gu, '·');
}
