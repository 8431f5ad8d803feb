import { JSON_FLAG, OUT_FLAG } from '../flags.ts';
import type { Command } from './command.ts';

export const EXPLAIN: Command = {
  name: 'explain',
  argument: {
    name: 'code',
    help: 'the code of a problem, as --verbose shows it, or a word to search for; default: all codes',
    choices: async () => (await import('../../report/problem-guide/index.ts')).PROBLEM_CODES,
  },
  rest: { name: 'word', help: 'more words that must occur' },
  summary: 'Explains a problem: what it means, why it matters, how to fix it, and an example.',
  examples: [
    ['edge-plan explain unit-missing', 'one problem'],
    ['edge-plan explain memory', 'all that mention memory'],
    ['edge-plan explain', 'all of them'],
  ],
  flags: [JSON_FLAG, OUT_FLAG],
  load: () => import('../commands/explain.ts'),
};
