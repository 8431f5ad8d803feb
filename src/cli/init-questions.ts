/** The questions of `edge-plan init`, in their order; each is asked only where nothing answers it yet. */

import type { Catalogue, CatalogueDevice, MeasuredPair } from '../domain/catalogue.ts';
import type { DraftApp, DraftNodes } from '../domain/draft.ts';
import { ProblemError } from '../domain/problem.ts';
import { counted } from '../domain/text.ts';
import { type AnswerKind, answerProblem, inventoryDevices, proposedApp, proposedSlo } from '../drafting.ts';
import type { Choice, Prompts } from '../io/prompts.ts';
import { milliseconds } from '../report/numbers.ts';
import type { Answers } from './init-answers.ts';
import type { Invocation } from './invocation.ts';

const INVENTORY = 'inventory';

/** Asks for nodes or an inventory. Answers are noted as they come, so that an interruption loses none. */
export async function askNodes(
  answers: Answers,
  catalogue: Catalogue,
  prompts: Prompts,
  { files }: Pick<Invocation, 'files'>,
): Promise<void> {
  if (answers.nodes.length > 0 || answers.inventory !== null) return;
  const kind = await prompts.choose('Where do your nodes come from?', [
    { value: 'devices', label: 'I choose devices that the shipped profiles measure' },
    { value: INVENTORY, label: 'from a file: a saved "kubectl get nodes -o json"' },
  ]);
  if (kind === INVENTORY) {
    answers.inventory = await prompts.text('The saved file:', 'nodes.json', async (answer) => {
      try {
        await inventoryDevices(answer.trim(), answers.devices, files);
        return null;
      } catch (error) {
        if (error instanceof ProblemError) return error.message;
        throw error;
      }
    });
    return;
  }
  const chosen = await prompts.chooseSome('Which devices have you?', catalogue.devices.map(deviceChoice));
  for (const { device, memory } of catalogue.devices.filter(({ device }) => chosen.includes(device))) {
    answers.nodes.push(await askOneKind(device, memory !== null, prompts));
  }
}

async function askOneKind(device: string, isMemoryKnown: boolean, prompts: Prompts): Promise<DraftNodes> {
  const count = Number(await prompts.text(`How many ${device}?`, '2', checked('number of nodes')));
  const memory = isMemoryKnown ? null : await prompts.text(`Memory of one ${device}?`, '4 GiB', checked('memory'));
  return { device, count, memory, cores: null };
}

export async function askNetwork(answers: Answers, prompts: Prompts): Promise<void> {
  answers.network ??= await prompts.text('Time that the network adds to a response?', '0 ms', checked('network'));
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
    isTaken(answer.trim()) ? 'There is an application of this name already.' : answerProblem('app', answer),
  );
  const count = await prompts.text('How many instances of it?', `${proposed.count}`, checked('number of applications'));
  const rate = await prompts.text('Requests of one instance?', proposed.rate, checked('rate'));
  const times = (models.get(model) ?? []).map(({ serviceTime }) => serviceTime ?? 0);
  const slo = await prompts.text('Its latency objective?', proposedSlo(times), checked('slo'));
  return { ...proposed, app, count: Number(count), model, rate, slo };
}

function checked(kind: AnswerKind): (answer: string) => string | null {
  return (answer) => answerProblem(kind, answer);
}

function deviceChoice({ device, description, pairs }: CatalogueDevice): Choice {
  const models = placeable(pairs);
  const label = `${device.padEnd(26)} ${counted(models, 'model')}`.padEnd(39);
  return { value: device, label: `${label} ${short(description ?? '')}`.trimEnd() };
}

function placeable(pairs: readonly MeasuredPair[]): number {
  return pairs.filter(({ serviceTime }) => serviceTime !== null).length;
}

function modelChoice([model, pairs]: readonly [string, readonly MeasuredPair[]]): Choice {
  const times = pairs.map(({ device, serviceTime }) => `${milliseconds(serviceTime ?? 0)} on ${device}`);
  return { value: model, label: short(`${model.padEnd(30)} ${times.join(', ')}`, 74) };
}

function short(text: string, most = 34): string {
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}
