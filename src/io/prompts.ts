/** Questions to a person at a terminal: asked on stderr, because stdout is for answers. */

import process from 'node:process';
import { checkbox, confirm, input as line, search, select } from '@inquirer/prompts';
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
  const ask = async <T>(question: (streams: Streams) => Promise<T>): Promise<T> => {
    const gone = new AbortController();
    // At the end of input nothing is left to wait for, and the question would never be settled.
    const onIdle = () => gone.abort();
    process.once('beforeExit', onIdle);
    try {
      return await question({ input, output, signal: gone.signal } as unknown as Streams);
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
      return (await ask((streams) => line({ message, default: byDefault, validate }, streams))).trim();
    },
    choose: (message, choices) => ask((streams) => select({ message, choices: labelled(choices) }, streams)),
    search: (message, choices) => {
      const source = (term: string | undefined) => named(choices.filter((choice) => matches(choice, term ?? '')));
      return ask((streams) => search({ message, source, pageSize: ROWS }, streams));
    },
    chooseSome: (message, choices) => {
      const list = { message, choices: named(choices), pageSize: ROWS, loop: false, required: true };
      return ask((streams) => checkbox(list, streams));
    },
    confirm: (message, byDefault) => ask((streams) => confirm({ message, default: byDefault }, streams)),
  };
}

type Streams = NonNullable<Parameters<typeof confirm>[1]>;

/** How inquirer calls Ctrl-C, and a question that was given up. */
const ENDED = ['ExitPromptError', 'AbortPromptError'];

function named(choices: readonly Choice[]) {
  return choices.map(({ value, label }) => ({ value, name: label ?? value, short: value }));
}

/** For a list whose values are words of the program: what was chosen stands as it was offered. */
function labelled(choices: readonly Choice[]) {
  return choices.map(({ value, label }) => ({ value, name: label ?? value }));
}

function matches({ value, label }: Choice, term: string): boolean {
  return `${value} ${label ?? ''}`.toLowerCase().includes(term.trim().toLowerCase());
}
