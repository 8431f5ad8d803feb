import type { Flag } from '../flags.ts';
import type { CompletedCommand } from './index.ts';

export function renderZsh(commands: readonly CompletedCommand[]): string {
  return `#compdef edge-plan
# Completion of edge-plan for zsh: put it into a folder of $fpath as _edge-plan.
_edge_plan() {
  local -a commands
  commands=(
${commands.map(({ name, brief }) => `    ${quoted(`${name}:${brief.replaceAll(':', '\\:')}`)}`).join('\n')}
  )
  if (( CURRENT == 2 )); then
    _describe command commands
    return
  fi
  local command=$words[2]
  shift words
  (( CURRENT-- ))
  case $command in
${commands.map(commandCase).join('\n')}
  esac
}
if [[ $funcstack[1] == _edge-plan ]]; then _edge_plan "$@"; else compdef _edge_plan edge-plan; fi
`;
}

function commandCase({ name, words, flags }: CompletedCommand): string {
  const argument =
    words === null
      ? []
      : [words.length === 0 ? "'*:file:_files'" : quoted(`1:word:(${words.join(' ')})`), "'*:file:_files'"];
  const specs = [...flags.map(flagSpec), ...new Set(argument)];
  return [`  ${name})`, '    _arguments \\', `      ${specs.join(' \\\n      ')}`, '    ;;'].join('\n');
}

function flagSpec(flag: Flag): string {
  const repeated = flag.isRepeatable ? '*' : '';
  const help = flag.help.replace(/[[\]:\\]/g, '\\$&');
  if (flag.value === null) return quoted(`${repeated}--${flag.name}[${help}]`);
  const what = flag.value.replace(/[[\]:\\]/g, '\\$&');
  const values = flag.choices === undefined ? '_files' : `(${flag.choices.join(' ')})`;
  return quoted(`${repeated}--${flag.name}=[${help}]:${what}:${values}`);
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
