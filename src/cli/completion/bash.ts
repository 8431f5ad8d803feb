import type { CompletedCommand } from './index.ts';

/** What is completed by none of the words is completed with the names of files (`-o default`). */
export function renderBash(commands: readonly CompletedCommand[]): string {
  return `# Completion of edge-plan for bash: source it, or add it to ~/.bashrc.
_edge_plan() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD-1]} command=\${COMP_WORDS[1]} words= flags=
  # "--policy=a" comes in three words.
  if [[ $cur == = ]]; then cur=; elif [[ $prev == = ]]; then prev=\${COMP_WORDS[COMP_CWORD-2]}; fi
  COMPREPLY=()
  if (( COMP_CWORD == 1 )); then
    COMPREPLY=($(compgen -W '${commands.map(({ name }) => name).join(' ')} --help --version' -- "$cur"))
    return
  fi
  case $command in
${commands.map(commandCase).join('\n')}
  *) return ;;
  esac
  if [[ $cur == -* ]]; then words=$flags; elif (( COMP_CWORD > 2 )) && [[ $prev != -* ]]; then words=; fi
  if [[ -n $words ]]; then COMPREPLY=($(compgen -W "$words" -- "$cur")); fi
}
complete -o default -F _edge_plan edge-plan
`;
}

function commandCase({ name, words, flags }: CompletedCommand): string {
  const values = flags.filter(({ value }) => value !== null);
  const free = values.filter(({ choices }) => choices === undefined).map((flag) => `--${flag.name}`);
  const cases = values.flatMap((flag) =>
    flag.choices === undefined
      ? []
      : [`    --${flag.name}) COMPREPLY=($(compgen -W '${flag.choices.join(' ')}' -- "$cur")); return ;;`],
  );
  return [
    `  ${name})`,
    `    flags='${flags.map((flag) => `--${flag.name}`).join(' ')}'`,
    `    words='${words?.join(' ') ?? ''}'`,
    '    case $prev in',
    ...cases,
    `    ${free.join('|')}) return ;;`,
    '    esac',
    '    ;;',
  ].join('\n');
}
