import type { Flag } from '../flags.ts';
import type { CompletedCommand } from './index.ts';

export function renderFish(commands: readonly CompletedCommand[]): string {
  const lines = commands.flatMap(({ name, brief, words, flags }) => {
    const within = `complete -c edge-plan -n '__fish_seen_subcommand_from ${name}'`;
    return [
      `complete -c edge-plan -n __fish_use_subcommand -f -a ${name} -d ${quoted(brief)}`,
      ...(words === null || words.length === 0 ? [] : [`${within} -a ${quoted(words.join(' '))}`]),
      ...flags.map((flag) => `${within} ${flagSpec(flag)}`),
    ];
  });
  return `# Completion of edge-plan for fish: put it into ~/.config/fish/completions/edge-plan.fish.\n${lines.join('\n')}\n`;
}

function flagSpec(flag: Flag): string {
  const name = `-l ${flag.name} -d ${quoted(flag.help)}`;
  if (flag.value === null) return name;
  return flag.choices === undefined ? `${name} -r` : `${name} -x -a ${quoted(flag.choices.join(' '))}`;
}

function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
