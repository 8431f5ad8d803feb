/** The questions of `edge-plan init`, in their order; each is asked only where nothing answers it yet. */

import type { Catalogue, CatalogueDevice, MeasuredPair } from '../domain/catalogue.ts';
import type { DraftApp, DraftNodes } from '../domain/draft.ts';
import { ProblemError } from '../domain/problem.ts';
import { counted } from '../domain/text.ts';
import { type AnswerKind, answerProblem, type InventoryDevices, proposedApp, proposedSlo } from '../drafting.ts';
import type { Choice, Prompts } from '../io/prompts.ts';
import type { Terminal } from '../io/terminal.ts';
import { milliseconds } from '../report/numbers.ts';
import { listLine } from '../report/wrapped-text.ts';
import type { Answers } from './init-answers.ts';
import { shellWord } from './shell-word.ts';

const INVENTORY = 'inventory';

export interface NodeQuestions {
  readonly catalogue: Catalogue;
  readonly prompts: Prompts;
  readonly terminal: Terminal;
  /** What a saved list of nodes gives; throws a `ProblemError` where it cannot be used. */
  readonly ofInventory: (path: string) => Promise<InventoryDevices>;
}

/** Asks for nodes or an inventory. Answers are noted as they come, so that an interruption loses none. */
export async function askNodes(answers: Answers, questions: NodeQuestions): Promise<void> {
  const { catalogue, prompts, terminal } = questions;
  if (answers.nodes.length > 0 || answers.inventory !== null) return;
  const kind = await prompts.choose('Where do your nodes come from?', [
    { value: 'devices', label: 'a list of devices that were measured' },
    { value: INVENTORY, label: 'a file saved by "kubectl get nodes -o json"' },
  ]);
  if (kind === INVENTORY) {
    answers.inventory = await askInventory(questions);
    return;
  }
  const choices = catalogue.devices.map((device) => deviceChoice(device, terminal.columns));
  const chosen = await prompts.chooseSome('Which devices do you have?', choices);
  for (const { device, memory } of catalogue.devices.filter(({ device }) => chosen.includes(device))) {
    answers.nodes.push(await askOneKind(device, memory !== null, prompts));
  }
}

async function askInventory({ prompts, terminal, ofInventory }: NodeQuestions): Promise<string> {
  const path = await prompts.text('Name of the saved file?', 'nodes.json', (answer) =>
    problemOf(() => ofInventory(answer.trim())),
  );
  const { devices, unmeasured, leftOut } = await ofInventory(path);
  const measured = devices.filter((device) => !unmeasured.includes(device));
  const rest = [
    leftOut === 0 ? '' : counted(leftOut, 'node is left out', 'nodes are left out'),
    unmeasured.length === 0 ? '' : `no shipped profile measures ${unmeasured.join(', ')}`,
  ].filter((text) => text !== '');
  terminal.say(`  Found: ${measured.join(', ')}.\n`);
  if (rest.length > 0) terminal.say(`${listLine(`But ${rest.join(', and ')}.`, terminal.columns)}\n`);
  if (leftOut > 0) terminal.say(`  Reasons: edge-plan import nodes ${shellWord(path)}\n`);
  return path;
}

/** What a `ProblemError` of the check says, with how to mend it; `null` where it throws none. */
export async function problemOf(check: () => Promise<unknown>): Promise<string | null> {
  try {
    await check();
    return null;
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    return error.problems.map(({ message, help }) => (help === null ? message : `${message}. ${help}`)).join('\n');
  }
}

async function askOneKind(device: string, isMemoryKnown: boolean, prompts: Prompts): Promise<DraftNodes> {
  const count = Number(await prompts.text(`How many ${device} nodes?`, '2', checked('number of nodes')));
  const memory = isMemoryKnown ? null : await prompts.text(`Memory of one ${device} node?`, '4 GiB', checked('memory'));
  return { device, count, memory, cores: null };
}

export async function askNetwork(answers: Answers, prompts: Prompts): Promise<void> {
  answers.network ??= await prompts.text(
    'How much time does the network add to a response?',
    '0 ms',
    checked('network'),
  );
}

/** Asks for applications, until there are no more. `models` are those that the nodes can host. */
export async function askApps(
  answers: Answers,
  models: ReadonlyMap<string, readonly MeasuredPair[]>,
  prompts: Prompts,
): Promise<void> {
  if (answers.apps.length > 0) return;
  do {
    answers.apps.push(await askApp(answers.apps, models, prompts));
  } while (await prompts.confirm('Another application?', false));
}

async function askApp(
  others: readonly DraftApp[],
  models: ReadonlyMap<string, readonly MeasuredPair[]>,
  prompts: Prompts,
): Promise<DraftApp> {
  const model = await prompts.search('Which model? (type to search)', [...models].map(modelChoice));
  const proposed = proposedApp(models);
  const isTaken = (name: string) => others.some(({ app }) => app === name);
  const name = isTaken(proposed.app) ? `${proposed.app}-${others.length + 1}` : proposed.app;
  const app = await prompts.text('What is the application called?', name, (answer) =>
    isTaken(answer.trim()) ? 'Another application has this name.' : answerProblem('app', answer),
  );
  const count = await prompts.text('How many instances?', `${proposed.count}`, checked('number of applications'));
  const rate = await prompts.text('Request rate of one instance?', proposed.rate, checked('rate'));
  const times = (models.get(model) ?? []).map(({ serviceTime }) => serviceTime ?? 0);
  const slo = await prompts.text('Latency objective (SLO)?', proposedSlo(times), checked('slo'));
  return { ...proposed, app, count: Number(count), model, rate, slo };
}

function checked(kind: AnswerKind): (answer: string) => string | null {
  return (answer) => answerProblem(kind, answer);
}

function deviceChoice({ device, description, pairs }: CatalogueDevice, columns: number): Choice {
  const models = placeable(pairs);
  const label = `${device.padEnd(26)} ${counted(models, 'model')}`.padEnd(39);
  return { value: device, label: `${label} ${short(description ?? '', columns - LEFT_OF_DESCRIPTION)}`.trimEnd() };
}

function placeable(pairs: readonly MeasuredPair[]): number {
  return pairs.filter(({ serviceTime }) => serviceTime !== null).length;
}

function modelChoice([model, pairs]: readonly [string, readonly MeasuredPair[]]): Choice {
  const times = pairs.map(({ device, serviceTime }) => `${milliseconds(serviceTime ?? 0)} on ${device}`);
  return { value: model, label: short(`${model.padEnd(30)} ${times.join(', ')}`, 74) };
}

/** Mark, box, name and number of models. */
const LEFT_OF_DESCRIPTION = 46;

function short(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}
