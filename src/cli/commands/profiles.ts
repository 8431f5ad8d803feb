import { loadCatalogue } from '../../catalogue.ts';
import type { Catalogue } from '../../domain/catalogue.ts';
import { nearHelp } from '../../domain/names.ts';
import { ProblemError, problem } from '../../domain/problem.ts';
import { printable } from '../../domain/text.ts';
import { answer } from '../answer.ts';
import { EXIT, type Invocation, listFlag, textFlag } from '../invocation.ts';

const SHOW = 'show';

/** The list of devices; the pairs that match a word; or every row of a model or a device. */
export async function run(invocation: Invocation): Promise<number> {
  const { argument, rest, flags, files } = invocation;
  const whole = await loadCatalogue(listFlag(flags, 'profiles'), files);
  const device = textFlag(flags, 'device');
  if (device !== null) checkDevice(whole, device);
  const isShow = argument === SHOW;
  const [word = null, ...more] = argument === null ? [] : isShow ? rest : [argument, ...rest];
  if (more.length > 0) throw new ProblemError([tooMany(more[0] as string)]);
  if (isShow && word === null && device === null) throw new ProblemError([nothingNamed()]);
  const catalogue = narrowed(whole, device, word, isShow);
  if (catalogue.devices.length === 0) throw new ProblemError([notFound(whole, word ?? '', device)]);
  const reports = await import('../../report/catalogue.ts');
  const isList = word === null && device === null;
  await answer(invocation, {
    json: () => reports.renderCatalogueJson(catalogue),
    table: (options) =>
      isShow
        ? reports.renderMeasurements(catalogue, options)
        : isList
          ? reports.renderDevices(catalogue, options)
          : reports.renderPairs(catalogue, options),
  });
  return EXIT.answered;
}

/** What is on the device and matches the word, a whole name where `isWhole`; devices without anything left are left out. */
function narrowed({ devices }: Catalogue, device: string | null, word: string | null, isWhole: boolean): Catalogue {
  const wanted = word?.toLowerCase() ?? '';
  const matches = (name: string) => (isWhole ? name.toLowerCase() === wanted : isNamedBy(name, wanted));
  const kept = devices
    .filter((one) => device === null || one.device === device)
    .map((one) => {
      const isNamed = word === null || matches(one.device) || (!isWhole && isNamedBy(one.description ?? '', wanted));
      return { ...one, pairs: isNamed ? one.pairs : one.pairs.filter(({ model }) => matches(model)) };
    });
  return { devices: kept.filter(({ pairs }) => pairs.length > 0) };
}

/** Whether the word stands in the text, however both are cut into parts. */
function isNamedBy(text: string, word: string): boolean {
  const plain = (one: string) => one.toLowerCase().replace(/[-_. ]/g, '');
  return text !== '' && plain(text).includes(plain(word));
}

function checkDevice({ devices }: Catalogue, device: string): void {
  if (devices.some((one) => one.device === device)) return;
  const names = devices.map((one) => one.device);
  const help = nearHelp(device, names) ?? '"edge-plan profiles" lists them.';
  throw new ProblemError([problem('device-unknown', `no profile measures the device "${printable(device)}"`, help)]);
}

function notFound({ devices }: Catalogue, word: string, device: string | null) {
  const names = devices.flatMap((one) => [one.device, ...one.pairs.map(({ model }) => model)]);
  const help = nearHelp(word, [...new Set(names)]) ?? '"edge-plan profiles" lists what there is.';
  const where = device === null ? '' : ` on ${printable(device)}`;
  return problem('profile-not-found', `nothing that was measured${where} is called "${printable(word)}"`, help);
}

function nothingNamed() {
  const help = 'For example "edge-plan profiles show resnet50", or "edge-plan profiles show --device jetson-nano".';
  return problem('profile-not-found', 'show needs the name of a model or a device', help);
}

function tooMany(word: string) {
  const help = 'Search for one word, and give a device with --device.';
  return problem('profile-not-found', `"${printable(word)}" is one word too many`, help);
}
