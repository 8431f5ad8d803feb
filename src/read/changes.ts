/** `--rate doorbell=2x` and `--lose coral-3` as text → what changes in a scenario, or problems. */

import { type Problem, ProblemError, problem } from '../domain/problem.ts';
import type { Scenario } from '../domain/scenario.ts';
import type { RateChange } from '../domain/scenario-changes.ts';
import { printable } from '../domain/text.ts';
import { suggestion } from './explain.ts';
import { InstanceNames } from './instances.ts';
import { RateTargets } from './rate-targets.ts';

export interface Changes {
  readonly rates: readonly RateChange[];
  /** Global indices of the nodes that are lost. */
  readonly lost: ReadonlySet<number>;
  /** The changes in phrases: `doorbell 10 /s`, `coral-3 lost`. */
  readonly phrases: readonly string[];
}

const RATE_HELP = 'Examples: --rate doorbell=2x, --rate doorbell=10/s, --rate doorbell-3=0.5x.';

/** Throws a `ProblemError` with everything that is wrong. */
export function readChanges(rateTexts: readonly string[], loseTexts: readonly string[], scenario: Scenario): Changes {
  const problems: Problem[] = [];
  const targets = new RateTargets(scenario);
  const found = rateTexts.flatMap((text) => {
    const split = text.indexOf('=');
    if (split < 1) {
      problems.push(problem('rate-change', `--rate takes APPLICATION=RATE; found "${printable(text)}"`, RATE_HELP));
      return [];
    }
    const reading = targets.read(text.slice(0, split).trim(), text.slice(split + 1).trim());
    if (reading.ok) return [reading.value];
    problems.push(problem(reading.code, `--rate ${printable(text)}: ${reading.message}`, reading.help ?? RATE_HELP));
    return [];
  });
  const nodes = new InstanceNames(scenario.nodes);
  const lost = new Set<number>();
  for (const name of loseTexts) {
    const node = nodes.indexOf(name);
    if (node !== null) lost.add(node);
    else {
      const message = `--lose: no node of ${scenario.name} is called "${printable(name)}"`;
      problems.push(problem('node-unknown', message, suggestion(name, nodes.examples())));
    }
  }
  if (problems.length > 0) throw new ProblemError(problems);
  const phrases = [...found.map(({ text }) => text), ...[...new Set(loseTexts)].map((name) => `${name} lost`)];
  return { rates: found.flatMap(({ changes }) => changes), lost, phrases };
}
