/** One self-contained page: no script, nothing from elsewhere, and a policy that forbids both. */

import type { Report } from '../../domain/report.ts';
import { documentName } from '../document-name.ts';
import { overviewLine } from '../plan-parts.ts';
import { accuracySection } from './accuracy-section.ts';
import { applicationSection } from './application-section.ts';
import { clusterSection } from './cluster-section.ts';
import { Html, html } from './escape.ts';
import { gateSection } from './gate-section.ts';
import { leftOutSection } from './left-out-section.ts';
import { loadSection } from './load-section.ts';
import { policySection } from './policy-section.ts';
import { STYLE } from './style.ts';
import { verdictSection } from './verdict-section.ts';

interface Section {
  readonly id: string;
  readonly title: string;
  readonly body: Html;
}

/** The whole document, byte for byte the same for the same report. @param version of edge-plan, to be named */
export async function renderReportPage(report: Report, version: string): Promise<string> {
  const { plan } = report;
  const name = documentName(plan.scenario.name);
  const sections = sectionsOf(report);
  const document = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${await contentSecurityPolicy()}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>Capacity report: ${name}</title>
<style>${new Html(STYLE)}</style>
</head>
<body>
<a class="skip" href="#verdict">Skip to the verdict</a>
<header><h1>Capacity report</h1><p class="scenario">${overviewLine(plan).trim()}</p></header>
<nav aria-label="Contents"><ul>
${sections.map(({ id, title }) => html`<li><a href="#${id}">${title}</a></li>\n`)}</ul></nav>
<main>
${sections.map(({ id, title, body }) => html`<section id="${id}" aria-labelledby="${id}-title"><h2 id="${id}-title">${title}</h2>\n${body}</section>\n`)}</main>
<footer><p>edge-plan ${version}; scenario ${name}; ${plan.policy === null ? 'the placement as given' : `policy ${plan.policy}`}; seed ${plan.seed}.
Times are end to end: network, CPU stage and accelerator.</p></footer>
</body>
</html>
`;
  return document.text;
}

function sectionsOf(report: Report): Section[] {
  const { plan, curves, gate } = report;
  return [
    { id: 'verdict', title: 'Verdict', body: verdictSection(report) },
    ...(gate === null ? [] : [{ id: 'gates', title: 'Gates', body: gateSection(gate) }]),
    { id: 'cluster', title: 'Cluster', body: clusterSection(plan) },
    { id: 'applications', title: 'Applications', body: applicationSection(plan) },
    { id: 'left-out', title: 'What did not fit, and why', body: leftOutSection(plan) },
    ...(curves.charts.length === 0
      ? []
      : [{ id: 'load', title: 'Latency against load', body: loadSection(plan, curves) }]),
    { id: 'policies', title: 'Policies side by side', body: policySection(report) },
    { id: 'accuracy', title: 'How accurate this is', body: accuracySection(plan) },
  ];
}

/** Nothing but the page's own style sheet, named by its hash. */
async function contentSecurityPolicy(): Promise<Html> {
  const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(STYLE));
  const text = Buffer.from(hash).toString('base64');
  return new Html(`default-src 'none'; style-src 'sha256-${text}'; base-uri 'none'; form-action 'none'`);
}
