import type { Command } from './command.ts';

export const SHELLS = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof SHELLS)[number];

export const COMPLETION: Command = {
  name: 'completion',
  argument: { name: 'shell', help: 'bash, zsh or fish', choices: async () => SHELLS },
  summary: 'Prints a script that lets the shell complete the commands and flags of edge-plan.',
  examples: [
    ['edge-plan completion bash >> ~/.bashrc', 'for bash, from the next shell on'],
    ['edge-plan completion fish > ~/.config/fish/completions/edge-plan.fish', 'for fish'],
    ['edge-plan completion zsh > ~/.zsh/_edge-plan', 'for zsh, with ~/.zsh in fpath'],
  ],
  flags: [],
  load: () => import('../commands/completion.ts'),
};
