import { Chalk } from 'chalk';

/** Colours by meaning. Nothing is said by colour alone: words and signs carry the same. */
export interface Style {
  good(text: string): string;
  bad(text: string): string;
  warn(text: string): string;
  strong(text: string): string;
  faint(text: string): string;
}

export function createStyle(hasColor: boolean): Style {
  const chalk = new Chalk({ level: hasColor ? 1 : 0 });
  return { good: chalk.green, bad: chalk.red, warn: chalk.yellow, strong: chalk.bold, faint: chalk.dim };
}
