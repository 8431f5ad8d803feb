import { type Catalogue, placeableModels } from '../../domain/catalogue.ts';
import type { Draft } from '../../domain/draft.ts';
import { Interrupted } from '../../domain/interrupted.ts';
import { type Problem, ProblemError, problem } from '../../domain/problem.ts';
import { printable } from '../../domain/text.ts';
import {
  type DraftedScenario,
  deviceProblem,
  draftCatalogue,
  draftScenario,
  inventoryDevices,
  modelProblem,
  proposedApp,
  proposedDevice,
} from '../../drafting.ts';
import { createPrompts, type Prompts } from '../../io/prompts.ts';
import { type Output, referenceFrom } from '../../io/write-file.ts';
import { type Answers, answersOfFlags, commandLine } from '../init-answers.ts';
import { askApps, askNetwork, askNodes, problemOf } from '../init-questions.ts';
import { EXIT, type Invocation, isSet } from '../invocation.ts';
import { sayNotes } from '../load-scenario.ts';
import { shellWord } from '../shell-word.ts';

const DEFAULT_FILE = 'scenario.yaml';

/** Nothing is written before the scenario was read back and planned, and the person (or `--yes`) agreed. */
export async function run(invocation: Invocation): Promise<number> {
  const { flags, terminal, stdin, stderr } = invocation;
  const answers = answersOfFlags(invocation.argument, flags);
  const catalogue = await draftCatalogue(invocation.files);
  const isAsking = !isSet(flags, 'yes') && stdin.isTTY === true && terminal.isInteractive;
  const prompts = isAsking ? createPrompts(stdin, stderr) : null;
  try {
    if (prompts === null) takeDefaults(answers, catalogue, isSet(flags, 'yes'));
    return await drafted(answers, catalogue, prompts, invocation);
  } catch (error) {
    const isInterrupted = error instanceof Interrupted;
    if (isInterrupted || (prompts !== null && error instanceof ProblemError)) {
      const why = isInterrupted ? 'Interrupted: nothing' : 'Nothing';
      terminal.say(`\n${why} was written. To continue from here:\n  ${commandLine(answers)}\n\n`);
    }
    if (!isInterrupted) throw error;
    return EXIT.interrupted;
  }
}

/** Throws a `ProblemError` that names the flags without which nothing can be drafted. */
function takeDefaults(answers: Answers, catalogue: Catalogue, isAgreed: boolean): void {
  const hasNodes = answers.nodes.length > 0 || answers.inventory !== null;
  if (!isAgreed) {
    const missing = [hasNodes ? '' : '--nodes (or --inventory)', answers.apps.length > 0 ? '' : '--app'];
    const names = missing.filter((name) => name !== '');
    if (names.length > 0) {
      const help = 'Give them, or --yes for the defaults. On a terminal, "edge-plan init" asks.';
      const message = `there is no terminal to ask on, and no flag says ${names.join(' and ')}`;
      throw new ProblemError([problem('answers-missing', message, help)]);
    }
  } else if (!hasNodes) {
    answers.nodes.push({ device: proposedDevice(catalogue).device, count: 2, memory: null, cores: null });
  }
  answers.network ??= '0 ms';
}

async function drafted(
  answers: Answers,
  catalogue: Catalogue,
  prompts: Prompts | null,
  invocation: Invocation,
): Promise<number> {
  const { flags, files, output, terminal } = invocation;
  const file = await fileToWrite(answers, prompts, isSet(flags, 'force'), output);
  const name = file.name === '-' ? DEFAULT_FILE : file.name;
  const ofInventory = (path: string) =>
    inventoryDevices(
      { path, devices: answers.devices, scenario: name, reference: referenceFrom(name, path) },
      catalogue,
      files,
    );
  if (prompts !== null) await askNodes(answers, { catalogue, prompts, terminal, ofInventory });
  throwIfAny(answers.nodes.map(({ device, memory }) => deviceProblem(catalogue, device, memory)));
  const imported = answers.inventory === null ? [] : (await ofInventory(answers.inventory)).devices;
  if (prompts !== null) await askNetwork(answers, prompts);
  const devices = [...answers.nodes.map(({ device }) => device), ...imported];
  const models = placeableModels(catalogue, devices);
  if (models.size === 0) throwIfAny(devices.map((device) => deviceProblem(catalogue, device, 'any')));
  if (prompts !== null) await askApps(answers, models, prompts);
  if (answers.apps.length === 0) answers.apps.push(proposedApp(models));
  throwIfAny(answers.apps.map(({ model }) => modelProblem(models, model)));
  const draft = await draftScenario(draftOf(answers, name), name, catalogue, devices, files);
  await showPlan(draft, invocation);
  if (file.name === '-') {
    await terminal.print(draft.text);
    return EXIT.answered;
  }
  if (prompts !== null && !(await prompts.confirm(`Write ${printable(file.name, 200)}?`, true))) {
    terminal.say('Nothing was written.\n');
    return EXIT.no;
  }
  if (file.mayReplace) await output.write(file.name, draft.text);
  else await output.writeNew(file.name, draft.text);
  terminal.say(`\nWritten: ${printable(file.name, 200)}. What next:\n${nextSteps(file.name, answers.allowPaths)}`);
  terminal.say(`The same without questions:\n  ${commandLine({ ...answers, file: file.name })} --yes\n`);
  return EXIT.answered;
}

interface FileToWrite {
  readonly name: string;
  /** Whether the person said that what is there may go. */
  readonly mayReplace: boolean;
}

/** Before anything else is asked: where nothing can be written, answers would be in vain. */
async function fileToWrite(
  answers: Answers,
  prompts: Prompts | null,
  isForced: boolean,
  output: Output,
): Promise<FileToWrite> {
  for (;;) {
    if (answers.file === null && prompts !== null) answers.file = await askFile(prompts, output);
    answers.file ??= DEFAULT_FILE;
    const name = answers.file;
    if (name === '-') return { name, mayReplace: false };
    await output.check(name);
    if (isForced || !(await output.isThere(name))) return { name, mayReplace: isForced };
    const shown = printable(name, 200);
    if (prompts === null) {
      const help = 'Name another file, or give --force to replace it.';
      throw new ProblemError([problem('file-exists', `"${shown}" exists already`, help)]);
    }
    if (await prompts.confirm(`${shown} exists already. Replace it?`, false)) return { name, mayReplace: true };
    answers.file = null;
  }
}

function askFile(prompts: Prompts, output: Output): Promise<string> {
  return prompts.text('Which file should the scenario be written to?', DEFAULT_FILE, async (answer) => {
    const name = answer.trim();
    return name === '-' ? null : problemOf(() => output.check(name));
  });
}

function draftOf({ nodes, inventory, devices, network, apps }: Answers, file: string): Draft {
  const named = inventory === null ? null : referenceFrom(file, inventory);
  const table = devices === null ? null : referenceFrom(file, devices);
  return {
    nodes,
    inventory: named === null ? null : { file: named, devices: table },
    network: network ?? '0 ms',
    apps,
  };
}

async function showPlan({ plan }: DraftedScenario, { terminal, flags }: Invocation): Promise<void> {
  const [{ renderPlanTable }, { createStyle }] = await Promise.all([
    import('../../report/plan-table.ts'),
    import('../../report/style.ts'),
  ]);
  sayNotes(plan.scenario, terminal);
  const style = createStyle(terminal.hasColor && terminal.isInteractive);
  const options = { style, width: terminal.columns, isVerbose: isSet(flags, 'verbose') };
  terminal.say(`\n${renderPlanTable(plan, options)}\n`);
}

function nextSteps(file: string, allowPaths: readonly string[]): string {
  const name = [file, ...allowPaths.flatMap((path) => ['--allow-path', path])].map(shellWord).join(' ');
  const steps = [
    [`edge-plan fit ${name}`, 'this answer, after every edit'],
    [`edge-plan predict ${name}`, 'every response time'],
    [`edge-plan fit ${name} --headroom`, 'how much the rates can grow'],
  ] as const;
  const width = Math.max(...steps.map(([typed]) => typed.length)) + 2;
  return steps.map(([typed, shows]) => `  ${typed.padEnd(width)}${shows}\n`).join('');
}

function throwIfAny(found: readonly (Problem | null)[]): void {
  const problems = found.filter((one) => one !== null);
  if (problems.length > 0) throw new ProblemError(problems);
}
