import type { KubernetesExport } from '../../domain/manifest.ts';
import { nearHelp } from '../../domain/names.ts';
import { type Plan, planTotals } from '../../domain/plan.ts';
import type { PolicyName } from '../../domain/policies.ts';
import { type Problem, ProblemError, problem } from '../../domain/problem.ts';
import { counted, printable } from '../../domain/text.ts';
import { planManifests, planToExport } from '../../export.ts';
import { EXIT, type Invocation, isSet, numberFlag, textFlag } from '../invocation.ts';
import { sayNotes } from '../load-scenario.ts';
import { EXPORT_FORMATS, type ExportFormat } from '../records/export.ts';

/** A plan handed on. Nothing is written of one that a server would refuse. */
export async function run(invocation: Invocation): Promise<number> {
  const { flags, rest } = invocation;
  const format = formatNamed(invocation.argument);
  const usage = usageProblems(format, invocation);
  if (usage.length > 0) throw new ProblemError(usage);
  const hasPlan = rest.length > 0 || flags.has('scenario');
  if (format === 'scheduler-config') {
    const { renderSchedulerConfig } = await import('../../report/kubernetes/scheduler-config.ts');
    const scenario = hasPlan ? (await planOf(invocation)).scenario : null;
    await hand(
      renderSchedulerConfig(textFlag(flags, 'extender-url') as string, scenario, textFlag(flags, 'kubeconfig')),
      invocation,
    );
    return EXIT.answered;
  }
  const plan = await planOf(invocation);
  if (format === 'kubernetes') await handManifests(plan, invocation);
  else await hand(await RENDER[format](plan), invocation);
  return EXIT.answered;
}

const RENDER: Readonly<Record<'csv' | 'markdown', (plan: Plan) => Promise<string>>> = {
  csv: async (plan) => (await import('../../report/plan-csv.ts')).renderPlanCsv(plan),
  markdown: async (plan) => (await import('../../report/plan-markdown.ts')).renderPlanMarkdown(plan),
};

function formatNamed(name: string | null): ExportFormat {
  const format = EXPORT_FORMATS.find((known) => known === name);
  if (format !== undefined) return format;
  const message = name === null ? 'no format is given' : `"${printable(name)}" is not a format that can be exported`;
  const help = nearHelp(name ?? '', EXPORT_FORMATS) ?? `It can be ${EXPORT_FORMATS.join(', ')}.`;
  throw new ProblemError([problem('export-format', message, help)]);
}

function usageProblems(format: ExportFormat, { rest, flags }: Invocation): Problem[] {
  const found: Problem[] = [];
  if (rest.length > 1) found.push(problem('export-plans', 'one plan is exported at a time'));
  if (rest.length > 0 && flags.has('policy')) {
    const help = 'Give a plan file to export it, or a policy to place the applications anew.';
    found.push(problem('flags-conflict', 'a plan and --policy cannot be given together', help));
  }
  if (isSet(flags, 'json') && format !== 'kubernetes') {
    const help =
      'Of the exported formats only kubernetes has one: a List. "edge-plan fit --json" prints the plan itself.';
    found.push(problem('flags-conflict', `--json has no meaning for ${format}`, help));
  }
  return found;
}

async function planOf({ rest, flags, files, terminal }: Invocation): Promise<Plan> {
  const plan = await planToExport(
    {
      planFile: rest[0] ?? null,
      scenario: textFlag(flags, 'scenario'),
      policy: textFlag(flags, 'policy') as PolicyName | null, // its choices are checked when flags are parsed
      seed: numberFlag(flags, 'seed'),
    },
    files,
  );
  sayNotes(plan.scenario, terminal);
  return plan;
}

async function handManifests(plan: Plan, invocation: Invocation): Promise<void> {
  const { flags, files, output, terminal } = invocation;
  const options = {
    images: textFlag(flags, 'images'),
    namespace: textFlag(flags, 'namespace'),
    runtimeClass: textFlag(flags, 'runtime-class'),
  };
  const exported = await planManifests(plan, options, files);
  const { renderFolder, renderManifestList, renderManifests } = await import('../../report/kubernetes/yaml.ts');
  const out = textFlag(flags, 'out');
  if (out !== null && (/[\\/]$/.test(out) || (await output.isFolder(out)))) {
    await output.writeFolder(out, renderFolder(exported));
    if (isSet(flags, 'json')) await terminal.print(renderManifestList(exported));
  } else await hand(isSet(flags, 'json') ? renderManifestList(exported) : renderManifests(exported), invocation);
  terminal.say(summary(exported, plan));
}

function summary({ nodes, notes }: KubernetesExport, plan: Plan): string {
  const { apps, placed, violating } = planTotals(plan);
  const slos = violating === 0 ? 'every SLO kept' : `${violating} of them break their SLO`;
  const verdict = `${plan.scenario.name}: ${placed} of ${counted(apps, 'application')} exported, ${slos}.`;
  const deployments = nodes.reduce((sum, { manifests }) => sum + manifests.length / 2, 0);
  const what = `${counted(deployments, 'Deployment')} with a Service each on ${counted(nodes.length, 'node')}`;
  return [verdict, `${what}.`, ...notes].map((line) => `${line}\n`).join('');
}

/** To the file that was named, else printed. */
async function hand(text: string, { flags, output, terminal }: Invocation): Promise<void> {
  const out = textFlag(flags, 'out');
  if (out === null) await terminal.print(text);
  else await output.write(out, text);
}
