/** The machine that a measurement was made on, and its cores. */

import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import os from 'node:os';
import process from 'node:process';
import { promisify } from 'node:util';
import type { MachineFacts } from '../../domain/inference.ts';
import { ProblemError, problem } from '../../domain/problem.ts';
import { counted, printable } from '../../domain/text.ts';
import { runtimeVersion } from './runtime.ts';

/** `cores`: those that are used; `null`: any. Throws a `ProblemError` where the runtime is not installed. */
export async function machineFacts(cores: readonly number[] | null): Promise<MachineFacts> {
  const processors = os.cpus();
  const used = cores ?? processors.map((_, core) => core);
  const governors = new Set(await Promise.all(used.map(governorOf)));
  return {
    processor: printable(await processorName(processors[used[0] ?? 0]?.model ?? ''), 100),
    cores: processors.length,
    architecture: os.arch(),
    system: printable(`${os.type()} ${os.release()}`, 100),
    governor: governorText(governors),
    node: process.versions.node,
    runtime: await runtimeVersion(),
  };
}

/** Where the processor does not name itself, as on many ARM boards, the board does. */
async function processorName(model: string): Promise<string> {
  const name = model.trim();
  if (name !== '' && name !== 'unknown') return name;
  try {
    return (await readFile('/proc/device-tree/model', 'utf8')).replaceAll('\0', '').trim();
  } catch {
    // Only boards with a device tree have one.
    return 'unknown processor';
  }
}

function governorText(governors: ReadonlySet<string | null>): string | null {
  const known = [...governors].map((governor) => governor ?? 'not shown');
  return governors.size === 0 || (governors.size === 1 && governors.has(null)) ? null : known.join(' and ');
}

async function governorOf(core: number): Promise<string | null> {
  try {
    const file = `/sys/devices/system/cpu/cpu${core}/cpufreq/scaling_governor`;
    return printable((await readFile(file, 'utf8')).trim(), 40);
  } catch {
    // Virtual machines and other systems show none.
    return null;
  }
}

/** Cores that this process may use, ascending; `null` where processes cannot be pinned to some (not Linux). */
export async function pinnableCores(): Promise<readonly number[] | null> {
  try {
    const { stdout } = await promisify(execFile)('taskset', ['-c', '-p', String(process.pid)]);
    return coreNumbers(stdout.slice(stdout.lastIndexOf(':') + 1));
  } catch {
    return null;
  }
}

/** `0,2-3` → 0, 2, 3. */
export function coreNumbers(text: string): readonly number[] {
  return text.split(',').flatMap((part) => {
    const [first, last] = part.trim().split('-').map(Number);
    const from = first as number;
    return Array.from({ length: (last ?? from) - from + 1 }, (_, i) => from + i);
  });
}

/**
 * The cores to measure on: those asked for, else the last ones, which the system itself uses least: as many as one
 * inference has threads. `null` where processes cannot be pinned and none were asked for. Throws a `ProblemError` where
 * the asked ones cannot be had, or there are more threads than cores.
 */
export async function coresToUse(asked: string | null, threads: number): Promise<readonly number[] | null> {
  const allowed = await pinnableCores();
  checkThreads(threads, allowed?.length ?? os.cpus().length);
  if (asked === null) return allowed === null ? null : allowed.slice(-threads);
  if (allowed === null) {
    const help = 'Leave --cores out: the figures are then of whatever cores the system chooses.';
    throw new ProblemError([problem('cores-unpinnable', 'processes cannot be pinned to cores on this system', help)]);
  }
  const isList = /^\d{1,4}(-\d{1,4})?(,\d{1,4}(-\d{1,4})?)*$/.test(asked);
  const cores = isList ? [...new Set(coreNumbers(asked))] : [];
  if (cores.length > 0 && cores.every((core) => allowed.includes(core))) return cores;
  const message = `--cores must name cores of this machine, such as 1 or 0-1; found ${printable(asked)}`;
  throw new ProblemError([problem('cores-unknown', message, `This process may use ${allowed.join(', ')}.`)]);
}

/** The threads of one inference wait for each other by spinning: with far more than cores it hardly ends. */
function checkThreads(threads: number, cores: number): void {
  if (threads <= cores) return;
  const message = `--threads must be at most the ${counted(cores, 'core')} that this process may use; found ${threads.toLocaleString('en')}`;
  throw new ProblemError([problem('flag-out-of-range', message)]);
}

/** Time that cores have been busy since the machine started, ms; whatever the system gave away unasked counts too. */
export async function busyTime(cores: readonly number[] | null): Promise<number | null> {
  if (cores === null) return null;
  let text: string;
  try {
    text = await readFile('/proc/stat', 'utf8');
  } catch {
    // Other systems have no such file.
    return null;
  }
  const lines = text.split('\n');
  const busy = cores.map((core) => busyOf(lines.find((line) => line.startsWith(`cpu${core} `))));
  return busy.reduce((sum, time) => (sum === null || time === null ? null : sum + time), 0);
}

/** The kernel counts in hundredths of a second, whatever its own clock. */
const MS_PER_TICK = 10;

/** user, nice, system, irq, softirq and steal of one core; not idle and iowait, nor guest, which is in user. */
function busyOf(line: string | undefined): number | null {
  // A virtual machine may hide the core from this process.
  if (line === undefined) return null;
  const ticks = line.split(/\s+/).slice(1).map(Number);
  return [0, 1, 2, 5, 6, 7].reduce((sum, at) => sum + (ticks[at] ?? 0), 0) * MS_PER_TICK;
}
