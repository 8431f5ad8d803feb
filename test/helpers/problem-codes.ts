import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './binary.ts';

/**
 * Every code of a problem in the sources, found where a code is said: `code: 'x'`, `code = … 'x'`, and the arguments of
 * every function with a parameter `code: string`. A code made of parts is given as a pattern.
 */
export function problemCodes(): readonly (string | RegExp)[] {
  const sources = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !NOT_PROBLEMS.some((other) => file.replaceAll('\\', '/').endsWith(other)))
    .map((file) => readFileSync(join(ROOT, 'src', file), 'utf8'));
  const everywhere = sources.flatMap((text) => takers(text).filter(({ isExported }) => isExported));
  const found = sources.flatMap((text) => [
    ...literals([...text.matchAll(/\bcode(?::| =)(?! string)((?:`[^`]*`|[^,;}])*)/g)].map(([, said]) => said ?? '')),
    ...literals([...everywhere, ...takers(text)].flatMap((taker) => argumentsTo(text, taker))),
  ]);
  return [...new Set(found)]
    .sort()
    .map((code) => (code.includes('${') ? new RegExp(`^${code.replace(/\$\{[^}]*\}/g, '.+')}$`) : code));
}

/** Codes in here are those of HTTP and of the operating system. */
const NOT_PROBLEMS = ['serving-http.ts', 'serving-metrics.ts', 'domain/http.ts', 'http-exchange.ts'];

interface Taker {
  readonly name: string;
  readonly position: number;
  readonly isExported: boolean;
}

/** Functions and methods that take a code, and as which argument. */
function takers(text: string): Taker[] {
  const declaration = /(export )?(?:function |const )?(#?\w+)(?:<[^>]*>)?(?: = )?\(([^()]*\bcode: string\b)/g;
  return [...text.matchAll(declaration)].map(([, exported, name = '', parameters = '']) => ({
    name,
    position: parameters.split(',').length - 1,
    isExported: exported !== undefined,
  }));
}

/** What each call of it gives at that position. */
function argumentsTo(text: string, { name, position }: Taker): string[] {
  const calls = [...text.matchAll(new RegExp(`(?<![\\w#])${name}\\(`, 'g'))];
  return calls.map((call) => splitArguments(text.slice(call.index + call[0].length))[position] ?? '');
}

function splitArguments(text: string): string[] {
  const found = [''];
  let depth = 0;
  for (const [token] of text.slice(0, 2000).matchAll(/'(?:[^'\\]|\\.)*'|`(?:[^`\\]|\\.)*`|[\s\S]/g)) {
    if ('([{'.includes(token)) depth += 1;
    if (')]}'.includes(token)) depth -= 1;
    if (depth < 0) break;
    if (token === ',' && depth === 0) found.push('');
    else found[found.length - 1] += token;
  }
  return found;
}

function literals(texts: readonly string[]): string[] {
  return texts.flatMap((text) =>
    [...text.matchAll(/['`]([a-z$][^'`\s]*-[^'`\s]*|vary)['`]/g)].map(([, literal]) => literal ?? ''),
  );
}
