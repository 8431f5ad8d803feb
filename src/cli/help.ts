/** Help text made from the command and flag records: what it does, examples that work, common flags, the rest. */

import { wrappedText } from '../report/wrapped-text.ts';
import { type Flag, flagSyntax, GENERAL_FLAGS } from './flags.ts';
import { COMMAND_GROUPS, type Command } from './records/index.ts';

export function commandHelp(command: Command): string {
  const common = command.flags.filter((flag) => flag.isCommon);
  const rest = [...command.flags.filter((flag) => !flag.isCommon), ...GENERAL_FLAGS];
  return [
    ...wrappedText(command.summary, WIDTH).split('\n'),
    '',
    `Usage: edge-plan ${[command.name, ...argumentsOf(command).map(([syntax]) => syntax)].join(' ')} [flags]`,
    '',
    'Examples:',
    ...columns(command.examples),
    '',
    ...section(command.rest === undefined ? 'Argument:' : 'Arguments:', argumentsOf(command)),
    ...section('Common flags:', common.map(flagLine)),
    'More flags:',
    ...columns([...rest.map(flagLine), ['-h, --help', 'this text']]),
    '',
    'Exit codes: 0 answered, 1 the answer is no, 2 not answered, 3 a bug,',
    '130 interrupted (Ctrl-C).',
    '',
  ].join('\n');
}

/** A title with rows below it, and a blank line; nothing where there are no rows. */
function section(title: string, rows: readonly (readonly [string, string])[]): string[] {
  return rows.length === 0 ? [] : [title, ...columns(rows), ''];
}

/** How each argument is typed, and what it means. */
function argumentsOf({ argument, rest }: Command): (readonly [string, string])[] {
  if (argument === undefined) return [];
  const first = [`[${argument.name}]`, argument.help] as const;
  return rest === undefined ? [first] : [first, [`[${rest.name}...]`, rest.help]];
}

export function programHelp(version: string): string {
  const width = Math.max(...COMMAND_GROUPS.flatMap(({ commands }) => commands.map(([{ name }]) => name.length)));
  return [
    `edge-plan ${version}: capacity planning for DNN applications on shared accelerators.`,
    '',
    'Usage: edge-plan <command> [scenario] [flags]',
    '',
    ...COMMAND_GROUPS.flatMap(({ title, commands }) => [
      `${title}:`,
      ...commands.map(([{ name }, brief]) => `  ${name.padEnd(width)}  ${brief}`),
      '',
    ]),
    ...section('Flags of every command:', [
      ...GENERAL_FLAGS.map(flagLine),
      ['-h, --help', 'this text; after a command, its examples and flags'],
      ['-V, --version', 'the version'],
    ]),
    'Try: edge-plan fit               the shipped example: how many fit, and where',
    '     edge-plan init              a scenario of your own',
    '     edge-plan fit site.yaml     how many of your applications fit',
    '',
  ].join('\n');
}

function flagLine(flag: Flag): readonly [string, string] {
  const choices = flag.choices === undefined ? '' : `; one of ${flag.choices.join(', ')}`;
  const byDefault = flag.defaultValue === undefined ? '' : ` (default ${flag.defaultValue})`;
  return [flagSyntax(flag), `${flag.help}${choices}${byDefault}`];
}

const WIDTH = 80;

/** Two columns; the second is wrapped so that no line is longer than 80 characters. */
function columns(rows: readonly (readonly [string, string])[]): string[] {
  const left = Math.min(34, Math.max(...rows.map(([first]) => first.length))) + 4;
  return rows.flatMap(([first, second]) => {
    const lines = wrappedText(second, WIDTH - left).split('\n');
    const head = `  ${first}`;
    const fits = head.length + 2 <= left;
    return [
      fits ? `${head.padEnd(left)}${lines[0] ?? ''}` : head,
      ...lines.slice(fits ? 1 : 0).map((line) => `${' '.repeat(left)}${line}`),
    ];
  });
}
