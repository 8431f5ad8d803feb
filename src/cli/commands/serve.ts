import type { UnknownPodRule } from '../../domain/extender.ts';
import { ProblemError, problem } from '../../domain/problem.ts';
import { nodeCount } from '../../domain/scenario.ts';
import { counted, printable } from '../../domain/text.ts';
import { nextTurn } from '../../domain/turn.ts';
import { parseTime } from '../../domain/units.ts';
import { monotonicMs } from '../../io/clock.ts';
import { startHttpServer } from '../../io/http-server.ts';
import { pollFile } from '../../io/poll-file.ts';
import { askedToEnd } from '../../io/signals.ts';
import type { Terminal } from '../../io/terminal.ts';
import { podListThread } from '../../pod-list-thread.ts';
import { Extender } from '../../serving.ts';
import { ExtenderService, URL_PREFIX } from '../../serving-http.ts';
import { EXIT, type FlagValues, type Invocation, numberFlag, textFlag } from '../invocation.ts';
import { loadNamedScenario } from '../load-scenario.ts';

const POLL_MS = 1_000;
/** In flight requests have this long to be answered once the process is asked to end. */
const GRACE_MS = 3_000;

/** Serves until the process is asked to end, and then exits with 0. */
export async function run(invocation: Invocation): Promise<number> {
  const { flags, terminal } = invocation;
  const reservation = reservationOf(flags);
  const port = portOf(flags);
  const scenario = await loadNamedScenario(invocation);
  const unknownPods = textFlag(flags, 'unknown-pods') as UnknownPodRule; // its choices are checked when flags are parsed
  const path = textFlag(flags, 'pods');
  const extender = new Extender(scenario, { unknownPods, reservation, clock: monotonicMs, pause: nextTurn });
  const onBug = (error: unknown) => terminal.say(`edge-plan: a bug in edge-plan: ${stackOf(error)}\n`);
  const host = hostOf(flags);
  const lists = await podListThread();
  const options = { awaitsPods: path !== null, clock: monotonicMs, readPods: lists.read, host, onBug };
  const service = new ExtenderService(extender, options);
  const server = await startHttpServer(service, { host, port });
  const ended = askedToEnd();
  const stopPolling = path === null ? null : await pollPods(path, service, invocation, onBug);
  warn(terminal, host, path);
  const address = `http://${host.includes(':') ? `[${host}]` : printable(host)}:${server.port}${URL_PREFIX}`;
  terminal.say(`edge-plan: serving ${counted(nodeCount(scenario), 'node')} of ${scenario.name} on ${address}\n`);
  await ended;
  stopPolling?.();
  await server.stop(GRACE_MS);
  await lists.end();
  return EXIT.answered;
}

/** A file that cannot be read now may be there later: that is said, and the last good list stays. */
function pollPods(
  path: string,
  service: ExtenderService,
  { openAgain, terminal }: Invocation,
  onBug: (error: unknown) => void,
): Promise<() => void> {
  return pollFile(path, {
    intervalMs: POLL_MS,
    onChange: async () => {
      await service.takePods((await openAgain().openNamed(path)).text);
    },
    onError: (error) => {
      service.countBadPods();
      if (error instanceof ProblemError) terminal.say(`edge-plan: pods are not taken over: ${error.message}\n`);
      else onBug(error);
    },
  });
}

function warn(terminal: Terminal, host: string, pods: string | null): void {
  if (pods === null) {
    terminal.say('edge-plan: without --pods or POST reconcile, reservations are all that is known of what runs.\n');
  }
  if (!/^(?:127\.|::1$|localhost$)/.test(host)) {
    terminal.say('edge-plan: whoever reaches this address is answered: there is no TLS and no password.\n');
  }
}

function reservationOf(flags: FlagValues): number {
  const text = textFlag(flags, 'reservation') ?? '';
  const parsed = parseTime(text);
  if (parsed.ok && parsed.value > 0 && parsed.value <= 8.64e7) return parsed.value;
  const message = `--reservation must be a time above zero and up to 24 h; found "${printable(text)}"`;
  throw new ProblemError([problem('flag-reservation', message, 'For example --reservation "5 min".')]);
}

/** Without an address, Node would listen on all of them. */
function hostOf(flags: FlagValues): string {
  const host = textFlag(flags, 'host')?.trim() ?? '';
  if (host !== '') return host;
  throw new ProblemError([problem('flag-host', '--host must name an address', 'For example --host 127.0.0.1.')]);
}

function portOf(flags: FlagValues): number {
  const port = numberFlag(flags, 'port');
  if (port <= 65_535) return port;
  throw new ProblemError([problem('flag-port', `--port must be at most 65535; found ${port}`)]);
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
