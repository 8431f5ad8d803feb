import type { Sizing, SizingGoal } from '../../domain/sizing.ts';
import { size } from '../../sizing.ts';
import { answer } from '../answer.ts';
import { EXIT, type FlagValues, type Invocation, isSet, listFlag, numberFlag, textFlag } from '../invocation.ts';
import { loadNamedScenario, sayIfLong } from '../load-scenario.ts';
import { watched } from '../progress.ts';
import { lossesFlag } from '../survive.ts';
import { saidOptions } from '../table-options.ts';

/** Exit code 1 where it is shown that no choice of nodes will do, 2 where neither that nor a choice was found. */
export async function run(invocation: Invocation): Promise<number> {
  const { flags, terminal } = invocation;
  const losses = lossesFlag(flags) ?? 0;
  const scenario = await loadNamedScenario(invocation);
  sayIfLong(scenario, losses > 0 ? 'survive' : 'size', terminal);
  let best: (() => Sizing) | null = null;
  const onFound = (found: () => Sizing) => {
    best = found;
  };
  const sizing = await watched(terminal, {
    what: 'sizing',
    work: () => size(scenario, { ...options(flags), losses, onFound }),
    known: async () => {
      const found = best?.();
      if (found === undefined) return null;
      const { unfinishedSizing } = await import('../../report/unfinished.ts');
      return unfinishedSizing(found, losses, saidOptions(terminal));
    },
  });
  const shown = isSet(flags, 'verify') ? await verified(sizing, invocation) : sizing;
  const [{ renderSizingJson }, { renderSizingTable }] = await Promise.all([
    import('../../report/sizing-json.ts'),
    import('../../report/sizing-table.ts'),
  ]);
  await answer(invocation, {
    json: () => renderSizingJson(shown),
    table: (table) => renderSizingTable(shown, table),
  });
  if (sizing.plan !== null) return EXIT.answered;
  return sizing.status === 'infeasible' ? EXIT.no : EXIT.notAnswered;
}

function options(flags: FlagValues) {
  const goal = textFlag(flags, 'minimize') as SizingGoal | null; // its choices are checked when flags are parsed
  const steps = flags.get('steps');
  return {
    seed: numberFlag(flags, 'seed'),
    atLeast: listFlag(flags, 'at-least'),
    atMost: listFlag(flags, 'at-most'),
    ...(goal === null ? {} : { goal }),
    ...(typeof steps === 'number' ? { steps } : {}),
  };
}

/** The simulator is loaded only when it is asked for, and there is something to simulate. */
async function verified(sizing: Sizing, invocation: Invocation): Promise<Sizing> {
  if (sizing.plan === null) return sizing;
  const { simulateWithProgress } = await import('../simulate-with-progress.ts');
  return { ...sizing, plan: await simulateWithProgress(sizing.plan, invocation) };
}
