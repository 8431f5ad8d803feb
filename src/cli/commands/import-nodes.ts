import { ProblemError, problem } from '../../domain/problem.ts';
import { importInventory, unmeasuredDevices } from '../../inventory.ts';
import {
  renderInventoryCsv,
  renderInventoryJson,
  renderInventorySummary,
  renderRunningPlan,
} from '../../report/inventory.ts';
import { createStyle } from '../../report/style.ts';
import { EXIT, type FlagValues, isSet, listFlag, textFlag } from '../invocation.ts';
import type { ImportInvocation } from './import.ts';

/** A saved cluster to an inventory. The answer is no where no node can be used; then nothing is written but the document. */
export async function run({ rest, flags, files, output, terminal }: ImportInvocation): Promise<number> {
  const pods = textFlag(flags, 'pods');
  const running = textFlag(flags, 'running');
  const out = textFlag(flags, 'out');
  checkUsage(rest, flags, running !== null && pods === null);
  const options = { pods, devices: listFlag(flags, 'devices'), tolerate: listFlag(flags, 'tolerate') };
  const inventory = await importInventory(rest[0] as string, options, files);
  const hasNodes = inventory.nodes.length > 0;
  const style = createStyle(terminal.hasColor && terminal.isInteractive);
  const csv = hasNodes ? renderInventoryCsv(inventory) : '';
  const isTable = out?.endsWith('.csv') ?? false;
  if (out !== null && (hasNodes || !isTable)) {
    await output.write(out, isTable ? csv : renderInventoryJson(inventory));
  }
  if (running !== null) await output.write(running, renderRunningPlan(inventory));
  terminal.say(renderInventorySummary(inventory, await unmeasuredDevices(inventory, files), style));
  if (isSet(flags, 'json')) await terminal.print(renderInventoryJson(inventory));
  else if (out === null && hasNodes) {
    terminal.say('\n');
    await terminal.print(csv);
  }
  return hasNodes ? EXIT.answered : EXIT.no;
}

/** Flags that say what a measurement does not: a dump of nodes has no use for them. */
const OF_MEASUREMENTS = [
  'append',
  'model',
  'device',
  'batch',
  'conditions',
  'precision',
  'unit',
  'warm-up',
  'column',
  'accept',
];

function checkUsage(rest: readonly string[], flags: FlagValues, isRunningUnknown: boolean): void {
  const problems = OF_MEASUREMENTS.filter((name) => flags.has(name)).map((name) => {
    const help =
      name === 'append'
        ? 'An inventory is the whole cluster at one moment: write it to a file of its own with --out nodes.csv.'
        : 'Which device each node has is said in a table: --devices map.csv.';
    return problem(
      'flags-conflict',
      `--${name} is for measurements`,
      ['append', 'device'].includes(name) ? help : null,
    );
  });
  if (rest.length > 1) {
    const help = 'The pods of the same cluster are named with --pods.';
    problems.push(problem('import-files', 'one file of nodes is read at a time', help));
  }
  if (isRunningUnknown) {
    const help = 'Add --pods pods.json, saved with: kubectl get pods --all-namespaces -o json';
    problems.push(problem('flags-conflict', '--running needs to know the pods', help));
  }
  if (problems.length > 0) throw new ProblemError(problems);
}
