import { replayRates } from '../../rate-replay.ts';
import { readChanges, replan, type Situation, situationOf } from '../../replanning.ts';
import { answer } from '../answer.ts';
import { EXIT, type Invocation, listFlag, numberFlag, textFlag } from '../invocation.ts';
import { loadNamedScenario, sayIfLong } from '../load-scenario.ts';
import { watched } from '../progress.ts';

/** 0: everything that ran is hosted, and every SLO of what is hosted holds; 1: something had to stop. */
export async function run(invocation: Invocation): Promise<number> {
  const { flags, files, terminal } = invocation;
  const seed = numberFlag(flags, 'seed');
  const planFile = textFlag(flags, 'plan');
  const scenario = await loadNamedScenario(invocation);
  sayIfLong(scenario, 'replan', terminal);
  const changes = readChanges(listFlag(flags, 'rate'), listFlag(flags, 'lose'), scenario);
  if (planFile === null && scenario.placement === null) {
    terminal.say(`${scenario.name} gives no placement: repairing the one of "fit".\n`);
  }
  const situation = await situationOf(scenario, changes, planFile, seed, files);
  const rates = textFlag(flags, 'watch-rates');
  if (rates !== null) return replayed(invocation, situation, rates);
  const { renderReplanJson } = await import('../../report/replan-json.ts');
  const { renderReplanTable } = await import('../../report/replan-table.ts');
  const options = { seed, mostMoves: mostMoves(invocation), changes: changes.phrases };
  const repair = await watched(terminal, { what: 'repairing', work: () => replan(situation, options) });
  await answer(invocation, {
    json: () => renderReplanJson(repair),
    table: (options) => renderReplanTable(repair, options),
  });
  return repair.moves.some(({ move }) => move.kind === 'stop') ? EXIT.no : EXIT.answered;
}

/** 0: nothing that ran had to stop at any step. */
async function replayed(invocation: Invocation, situation: Situation, rates: string): Promise<number> {
  const { renderReplayJson, renderReplayTable } = await import('../../report/replay-table.ts');
  const options = { seed: numberFlag(invocation.flags, 'seed'), mostMoves: mostMoves(invocation), rates };
  const { files, terminal } = invocation;
  const replay = await watched(terminal, {
    what: 'replaying',
    work: () => replayRates(situation, options, files),
  });
  await answer(invocation, {
    json: () => renderReplayJson(replay),
    table: (table) => renderReplayTable(replay, table),
  });
  return replay.totals.some(({ policy, stops }) => policy === 'replan' && stops > 0) ? EXIT.no : EXIT.answered;
}

function mostMoves({ flags }: Invocation): number | null {
  const most = flags.get('max-moves');
  return typeof most === 'number' ? most : null;
}
