/** Help text made from the command and flag records: what it does, examples that work, common flags, the rest. */

import { type Flag, flagSyntax, GENERAL_FLAGS } from './flags.ts';
import { COMMANDS, type Command } from './records/index.ts';

export function commandHelp(command: Command): string {
  const common = command.flags.filter((flag) => flag.isCommon);
  const rest = [...command.flags.filter((flag) => !flag.isCommon), ...GENERAL_FLAGS];
  return [
    ...wrapped(command.summary, WIDTH),
    '',
    `Usage: edge-plan ${[command.name, ...argumentsOf(command).map(([syntax]) => syntax)].join(' ')} [flags]`,
    '',
    'Examples:',
    ...columns(command.examples),
    '',
    command.rest === undefined ? 'Argument:' : 'Arguments:',
    ...columns(argumentsOf(command)),
    '',
    'Common flags:',
    ...columns(common.map(flagLine)),
    '',
    'More flags:',
    ...columns([...rest.map(flagLine), ['--help', 'this text']]),
    '',
    'Exit codes: 0 answered, 1 the answer is no, 2 not answered, 3 a bug.',
    '',
  ].join('\n');
}

/** How each argument is typed, and what it means. */
function argumentsOf({ argument, rest }: Command): (readonly [string, string])[] {
  const first = [`[${argument.name}]`, argument.help] as const;
  return rest === undefined ? [first] : [first, [`[${rest.name}...]`, rest.help]];
}

export function programHelp(version: string): string {
  return [
    `edge-plan ${version}: capacity planning for DNN applications on shared accelerators.`,
    'Reads measured profiles and a cluster inventory, predicts every latency, and',
    'places applications so that as many as possible fit with no SLO violated.',
    '',
    'Usage: edge-plan <command> [scenario] [flags]',
    '',
    'Examples:',
    ...columns([
      ['edge-plan fit', 'the shipped heterogeneous cluster: how many fit, and where'],
      ['edge-plan fit site.yaml --json', 'your own scenario, for a program to read'],
      ['edge-plan predict site.yaml', 'response times of the placement in a scenario'],
    ]),
    '',
    'Commands:',
    ...columns(COMMANDS.map((command) => [command.name, command.summary])),
    '',
    'Flags of every command:',
    ...columns([
      ...GENERAL_FLAGS.map(flagLine),
      ['--help', 'help of the program, or of a command after its name'],
      ['--version', 'the version'],
    ]),
    '',
  ].join('\n');
}

function flagLine(flag: Flag): readonly [string, string] {
  const choices = flag.choices === undefined ? '' : `: ${flag.choices.join(', ')}`;
  const byDefault = flag.defaultValue === undefined ? '' : ` (default ${flag.defaultValue})`;
  return [flagSyntax(flag), `${flag.help}${choices}${byDefault}`];
}

const WIDTH = 80;

/** Two columns; the second is wrapped so that no line is longer than 80 characters. */
function columns(rows: readonly (readonly [string, string])[]): string[] {
  const left = Math.min(34, Math.max(...rows.map(([first]) => first.length))) + 4;
  return rows.flatMap(([first, second]) => {
    const lines = wrapped(second, WIDTH - left);
    const head = `  ${first}`;
    const fits = head.length + 2 <= left;
    return [
      fits ? `${head.padEnd(left)}${lines[0] ?? ''}` : head,
      ...lines.slice(fits ? 1 : 0).map((line) => `${' '.repeat(left)}${line}`),
    ];
  });
}

function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
