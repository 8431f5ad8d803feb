/** From arguments to an exit code. Nothing here knows a formula; each command's work is loaded when it is asked for. */

import { Command as CommanderCommand, CommanderError, InvalidArgumentError, Option } from 'commander';
import { nearestName } from '../domain/names.ts';
import { ProblemError, problem } from '../domain/problem.ts';
import { printable } from '../domain/text.ts';
import { type GuardedStream, guarded } from '../io/guarded-stream.ts';
import { packageRoot, packageVersion } from '../io/package.ts';
import { type InputStream, type OutputStream, type Terminal, wantsColor } from '../io/terminal.ts';
import type { Output } from '../io/write-file.ts';
import { wrappedText } from '../report/wrapped-text.ts';
import { type Flag, flagSyntax, GENERAL_FLAGS } from './flags.ts';
import { commandHelp, programHelp } from './help.ts';
import { EXIT, type FlagValue, type FlagValues, isSet, listFlag, textFlag } from './invocation.ts';
import { COMMANDS, type Command } from './records/index.ts';

/** What the process gives: `process` itself fits, and a test can hand in something smaller. */
export interface World {
  readonly stdin: InputStream;
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  readonly env: Readonly<Record<string, string | undefined>>;
  cwd(): string;
}

/** The world with a guard before both of its outputs. */
interface GuardedWorld {
  readonly given: World;
  readonly stdout: GuardedStream;
  readonly stderr: GuardedStream;
  /** `--no-color` was given. */
  readonly noColor: boolean;
}

/**
 * Runs one command line (without `node` and the script) and resolves to its exit code: 0 answered, 1 the answer is
 * no, 2 not answered, 3 a bug. Never calls `exit`, which could cut off piped output.
 */
export async function main(argv: readonly string[], given: World): Promise<number> {
  const noColor = argv.includes('--no-color');
  const guard = (stream: OutputStream) => guarded(stream, wantsColor(stream, given.env, noColor));
  const world = { given, stdout: guard(given.stdout), stderr: guard(given.stderr), noColor };
  let code: number = EXIT.answered;
  const program = createProgram(world, argv, async (command, words, flags) => {
    code = await runCommand(command, words, flags, world);
  });
  try {
    await program.parseAsync(asTyped(argv), { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) return reportFailure(error, world, argv);
    code = error.exitCode === 0 ? EXIT.answered : EXIT.notAnswered;
  }
  // That a full disk stands behind an output is heard a turn later.
  await new Promise((resolve) => setImmediate(resolve));
  return world.stdout.failure === null ? code : Math.max(code, EXIT.notAnswered);
}

/**
 * `help` and `help fit`, as other programs have them, in the words of this one: `--help` and `fit --help`. A command that
 * is not known stands alone, so that it is what is complained of, whatever help was asked of it.
 */
function asTyped(argv: readonly string[]): readonly string[] {
  const [first, ...rest] = argv;
  const words = first === 'help' ? [...rest, '--help'] : argv;
  const [name = '--help'] = words;
  return name.startsWith('-') || COMMANDS.some((command) => command.name === name) ? words : [name];
}

type Action = (command: Command, given: readonly string[], flags: FlagValues) => Promise<void>;

function createProgram(world: GuardedWorld, argv: readonly string[], action: Action): CommanderCommand {
  const program = new CommanderCommand('edge-plan');
  program
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void world.stdout.write(text),
      writeErr: (text) => void world.stderr.write(text),
      outputError: (text, write) => write(usageMessage(text, argv[0])),
    })
    .version(packageVersion(), '-V, --version')
    .helpOption('-h, --help')
    .helpCommand(false)
    .showSuggestionAfterError();
  program.helpInformation = () => programHelp(packageVersion());
  for (const command of COMMANDS) addCommand(program, command, action);
  return program;
}

function addCommand(program: CommanderCommand, command: Command, action: Action): void {
  const { argument } = command;
  const added = program.command(command.name).allowExcessArguments(false);
  if (argument !== undefined) added.argument(`[${argument.name}]`, argument.help);
  if (command.rest !== undefined) added.argument(`[${command.rest.name}...]`, command.rest.help);
  added.helpInformation = () => commandHelp(command);
  const flags = [...command.flags, ...GENERAL_FLAGS];
  for (const flag of flags) added.addOption(toOption(flag));
  added.action(async () => {
    await action(command, added.args, flagValues(flags, added.opts()));
  });
}

function toOption(flag: Flag): Option {
  const option = new Option(flagSyntax(flag), flag.help);
  const { choices } = flag;
  if (choices !== undefined) option.argParser((value: string) => choiceOf(value, choices));
  if (flag.kind === 'whole-number') option.argParser(wholeNumber);
  if (flag.isRepeatable) {
    const checked = (value: string) => (choices === undefined ? value : choiceOf(value, choices));
    option.argParser((value: string, before: string[] | undefined) => [...(before ?? []), checked(value)]);
  }
  if (flag.defaultValue !== undefined) option.default(flag.defaultValue);
  return option;
}

function choiceOf(value: string, choices: readonly string[]): string {
  if (choices.includes(value)) return value;
  const nearest = nearestName(value, choices);
  const suggestion = nearest === null ? '' : ` Did you mean ${nearest}?`;
  throw new InvalidArgumentError(`${suggestion} It can be ${choices.join(', ')}.`.trim());
}

function wholeNumber(text: string): number {
  const value = Number(text);
  if (!(/^\d+$/.test(text) && value <= 0xffffffff)) {
    throw new InvalidArgumentError('It is a whole number from 0 to 4294967295.');
  }
  return value;
}

function flagValues(flags: readonly Flag[], options: Record<string, unknown>): FlagValues {
  const values = new Map<string, FlagValue>();
  for (const flag of flags) {
    const isNegative = flag.name.startsWith('no-');
    const key = (isNegative ? flag.name.slice(3) : flag.name).replace(/-(\w)/g, (_, letter: string) =>
      letter.toUpperCase(),
    );
    const value = options[key];
    if (value !== undefined) values.set(flag.name, (isNegative ? value === false : value) as FlagValue);
  }
  return values;
}

async function runCommand(
  command: Command,
  given: readonly string[],
  flags: FlagValues,
  world: GuardedWorld,
): Promise<number> {
  const { stdin, stderr, env } = world.given;
  const [{ createFileAccess }, { Output }, { createTerminal }, { run }] = await Promise.all([
    import('../io/files.ts'),
    import('../io/write-file.ts'),
    import('../io/terminal.ts'),
    command.load(),
  ]);
  const terminal: Terminal = createTerminal({
    stdout: world.stdout,
    stderr: world.stderr,
    env,
    noColor: world.noColor,
    quiet: isSet(flags, 'quiet'),
  });
  const openAgain = () =>
    createFileAccess({
      cwd: currentFolder(world.given),
      packageRoot,
      allowPaths: listFlag(flags, 'allow-path'),
      stdin,
    });
  const output = new Output({ cwd: currentFolder(world.given), allowPaths: listFlag(flags, 'allow-path') });
  await checkOutputs(command, flags, output);
  const [argument = null, ...rest] = given;
  return run({ argument, rest, flags, files: openAgain(), output, openAgain, terminal, stdin, stderr, env });
}

/** What an answer would be written to, looked at before the work that it takes. A folder is a choice of `export` only. */
async function checkOutputs({ name }: Command, flags: FlagValues, output: Output): Promise<void> {
  const files = OUTPUT_FLAGS.flatMap((flag) => textFlag(flags, flag) ?? []).filter((file) => !['', '-'].includes(file));
  if (files.length === 0 || name === 'export') return;
  for (const file of files) await output.check(file);
}

const OUTPUT_FLAGS = ['out', 'html', 'csv'];

/** What commander says, in the words of this program, and where the help is. */
function usageMessage(text: string, name: string | undefined): string {
  const message = text
    .trim()
    .replace(/^error: /, '')
    .replace(/\n\((.*)\)$/, '. $1')
    .replace(/^option '(\S+)[^']*' argument '([\s\S]*)' is invalid\./, '$1 cannot be "$2".')
    .replace(/^option '(\S+)[^']*' argument missing/, '$1 needs a value')
    .replace(/^unknown option '([^']*)'/, 'unknown flag $1')
    .replace(/^unknown command '([^']*)'/, 'unknown command "$1"')
    .replace(/^too many arguments for '(\S+)'\. Expected (.*) but got (\d+)\.$/, '$1 takes $2; found $3.');
  const isKnown = COMMANDS.some((command) => command.name === name);
  const help = isKnown ? `Type "edge-plan ${name} --help" for its flags.` : 'Type "edge-plan --help" for the commands.';
  return `${wrappedText(`edge-plan: ${printable(message, MOST_MESSAGE)}`, WIDTH)}\n  ${help}\n`;
}

/** Characters of a line, and of a message, which quotes what was typed. */
const WIDTH = 80;
const MOST_MESSAGE = 600;

/** The current folder; a `ProblemError` where it was deleted since the shell went there. */
function currentFolder(given: World): string {
  try {
    return given.cwd();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).syscall !== 'uv_cwd') throw error;
    const help = 'Change to a folder that exists.';
    throw new ProblemError([problem('folder-gone', 'the current folder does not exist any more', help)]);
  }
}

/** What the machine has run out of: no fault of ours, and no answer. */
const EXHAUSTED: Readonly<Record<string, string>> = {
  EMFILE: 'this process may not open more files: raise the limit, for example "ulimit -n 1024"',
  ENFILE: 'this machine has too many files open',
  ENOMEM: 'the machine has no memory left',
};

/** A person at a terminal, or who asks for all of it, is told the codes too. */
async function reportFailure(error: unknown, { given, stderr, noColor }: GuardedWorld, argv: readonly string[]) {
  const exhausted = EXHAUSTED[(error as NodeJS.ErrnoException | null)?.code ?? ''];
  if (exhausted !== undefined) {
    stderr.write(`edge-plan: not answered: ${exhausted}.\n`);
    return EXIT.notAnswered;
  }
  if (error instanceof ProblemError) {
    const [{ renderProblems }, { createStyle }] = await Promise.all([
      import('../report/problems.ts'),
      import('../report/style.ts'),
    ]);
    const isTerminal = stderr.isTTY === true;
    const style = createStyle(isTerminal && !noColor && !given.env.NO_COLOR);
    const hasCodes = (isTerminal && !argv.includes('--quiet')) || argv.includes('--verbose');
    stderr.write(renderProblems(error.problems, style, hasCodes));
    return EXIT.notAnswered;
  }
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  stderr.write(
    `edge-plan: this is a bug in edge-plan ${packageVersion()}; please report it with these lines:\n${stack}\n`,
  );
  return EXIT.bug;
}
