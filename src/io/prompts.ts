/** Questions to a person at a terminal: asked on stderr, because stdout is for answers. */

import process from 'node:process';
import inquirer from 'inquirer';
import { Interrupted } from '../domain/interrupted.ts';
import type { InputStream, OutputStream } from './terminal.ts';

export interface Choice {
  readonly value: string;
  /** What is shown in the list; left out: the value. */
  readonly label?: string;
}

type Check = (answer: string) => string | null | Promise<string | null>;

/** Every question throws `Interrupted` on Ctrl-C, Ctrl-D and a terminal that is gone. */
export interface Prompts {
  /** `check` says what is wrong with an answer; `null`: nothing. */
  text(question: string, byDefault: string, check: Check): Promise<string>;
  /** One of a few. */
  choose(question: string, choices: readonly Choice[]): Promise<string>;
  /** One of many: typing narrows the list. */
  search(question: string, choices: readonly Choice[]): Promise<string>;
  /** At least one of many. */
  chooseSome(question: string, choices: readonly Choice[]): Promise<readonly string[]>;
  confirm(question: string, byDefault: boolean): Promise<boolean>;
}

const ROWS = 12;

export function createPrompts(input: InputStream, output: OutputStream): Prompts {
  const ask = async (question: Readonly<Record<string, unknown>>): Promise<unknown> => {
    const gone = new AbortController();
    const streams = { input, output, signal: gone.signal } as unknown as Parameters<
      typeof inquirer.createPromptModule
    >[0];
    // At the end of input nothing is left to wait for, and the question would never be settled.
    const onIdle = () => gone.abort();
    process.once('beforeExit', onIdle);
    try {
      const answers = await inquirer.createPromptModule(streams)([{ ...question, name: 'answer' }] as never);
      return (answers as { answer: unknown }).answer;
    } catch (error) {
      if (error instanceof Error && ENDED.includes(error.name)) throw new Interrupted();
      throw error;
    } finally {
      process.off('beforeExit', onIdle);
    }
  };
  return {
    text: async (message, byDefault, check) => {
      const validate = async (answer: string) => (await check(answer)) ?? true;
      return String(await ask({ type: 'input', message, default: byDefault, validate })).trim();
    },
    choose: async (message, choices) => String(await ask({ type: 'select', message, choices: named(choices) })),
    search: async (message, choices) => {
      const source = (term: string | undefined) => named(choices.filter((choice) => matches(choice, term ?? '')));
      return String(await ask({ type: 'search', message, source, pageSize: ROWS }));
    },
    chooseSome: async (message, choices) => {
      const list = { type: 'checkbox', message, choices: named(choices), pageSize: ROWS, loop: false, required: true };
      return (await ask(list)) as readonly string[];
    },
    confirm: async (message, byDefault) => (await ask({ type: 'confirm', message, default: byDefault })) === true,
  };
}

/** How inquirer calls Ctrl-C, and a question that was given up. */
const ENDED = ['ExitPromptError', 'AbortPromptError'];

function named(choices: readonly Choice[]) {
  return choices.map(({ value, label }) => ({ value, name: label ?? value, short: value }));
}

function matches({ value, label }: Choice, term: string): boolean {
  return `${value} ${label ?? ''}`.toLowerCase().includes(term.trim().toLowerCase());
}
