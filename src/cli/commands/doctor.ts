import type { HealthCheck } from '../../domain/health.ts';
import { checked, checkKnownAnswer, checkPackage, checkSolver } from '../../health.ts';
import { isNewEnough, neededNode, runningNode } from '../../io/package.ts';
import { writeInTemporaryFolder } from '../../io/temporary.ts';
import { availableThreads } from '../../io/threads.ts';
import { renderHealth, renderHealthJson } from '../../report/health.ts';
import { answer } from '../answer.ts';
import { EXIT, type Invocation } from '../invocation.ts';
import { COMMANDS } from '../records/index.ts';

/** 0: everything is sound; 1: something is not. */
export async function run(invocation: Invocation): Promise<number> {
  const { files, terminal, stdin } = invocation;
  const checks: HealthCheck[] = [
    await checked('Node.js', `Install Node.js ${neededNode()} or newer.`, async () => {
      const found = `${runningNode()}; ${neededNode()} or newer is needed`;
      if (!isNewEnough()) throw new Error(found);
      return found;
    }),
    await checked('program', 'Install edge-plan again; in a clone: npm ci.', async () => {
      for (const { load } of COMMANDS) await load();
      return `all ${COMMANDS.length} commands can be loaded`;
    }),
    await checkPackage(files),
    sound('terminal', terminalText(terminal, stdin.isTTY === true)),
    sound('threads', `${availableThreads()} at once`),
    await checkSolver(),
    await checked(
      'temporary files',
      'Give the folder of TMPDIR room and rights, or name another.',
      writeInTemporaryFolder,
    ),
    await checkKnownAnswer(files),
  ];
  await answer(invocation, {
    json: () => renderHealthJson(checks),
    table: (options) => renderHealth(checks, options),
  });
  return checks.every(({ isSound }) => isSound) ? EXIT.answered : EXIT.no;
}

function sound(name: string, found: string): HealthCheck {
  return { name, isSound: true, found, remedy: null };
}

function terminalText({ columns, hasColor, isInteractive }: Invocation['terminal'], canAsk: boolean): string {
  const width = `tables of ${columns} columns, ${hasColor ? 'with' : 'without'} colour`;
  if (!isInteractive) return `none: ${width}, no progress, no questions`;
  return `${width}, with progress${canAsk ? ' and questions' : ', no questions (input is no terminal)'}`;
}
