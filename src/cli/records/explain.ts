import { JSON_FLAG, OUT_FLAG } from '../flags.ts';
import type { Command } from './command.ts';

export const EXPLAIN: Command = {
  name: 'explain',
  argument: {
    name: 'code',
    help: 'the code of a problem, as --verbose shows it, or a word to search for; left out: all codes',
    choices: async () => (await import('../../report/problem-guide/index.ts')).PROBLEM_CODES,
  },
  rest: { name: 'word', help: 'more words that must be there' },
  summary: 'What a problem means, why it stops the work, how to mend it, and an example.',
  examples: [
    ['edge-plan explain unit-missing', 'one problem'],
    ['edge-plan explain memory', 'those that speak of memory'],
    ['edge-plan explain', 'all of them'],
  ],
  flags: [JSON_FLAG, OUT_FLAG],
  load: () => import('../commands/explain.ts'),
};
