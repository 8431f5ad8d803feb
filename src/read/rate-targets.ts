/** Who gets which rate: the name of a group or of one instance, and a rate with its unit or a factor such as 2x. */

import { type ApplicationGroup, groupOf, type Scenario } from '../domain/scenario.ts';
import type { RateChange } from '../domain/scenario-changes.ts';
import { printable } from '../domain/text.ts';
import { parseNumber, parseRate, perSecond } from '../domain/units.ts';
import { suggestion } from './explain.ts';
import { InstanceNames } from './instances.ts';

/** A rate beyond this, requests per ms, is a slip of the pen. */
const MOST_RATE = 1e6;

export interface TargetedRate {
  /** One for each group of that name. */
  readonly changes: readonly RateChange[];
  /** `doorbell 10 /s`. */
  readonly text: string;
}

export type TargetReading =
  | { readonly ok: true; readonly value: TargetedRate }
  | {
      readonly ok: false;
      readonly about: 'app' | 'rate';
      readonly code: string;
      readonly message: string;
      readonly help: string | null;
    };

export class RateTargets {
  readonly #apps: readonly ApplicationGroup[];
  readonly #names: InstanceNames;
  readonly #groups = new Map<string, ApplicationGroup[]>();

  constructor({ apps }: Pick<Scenario, 'apps'>) {
    this.#apps = apps;
    this.#names = new InstanceNames(apps);
    for (const app of apps) this.#groups.set(app.name, [...(this.#groups.get(app.name) ?? []), app]);
  }

  /** A factor multiplies the rate that the scenario gives. */
  read(name: string, rate: string): TargetReading {
    const targets = this.#targets(name);
    if (targets.length === 0) {
      const message = `no application is called "${printable(name)}"`;
      const help = suggestion(name, [...this.#groups.keys()]);
      return { ok: false, about: 'app', code: 'app-unknown', message, help };
    }
    if (targets.some(({ app }) => app.arrivals.kind === 'trace')) {
      const message = `the requests of ${printable(name)} are recorded one by one, so that their rate cannot be changed`;
      return {
        ok: false,
        about: 'app',
        code: 'rate-recorded',
        message,
        help: 'Give it another trace in the scenario.',
      };
    }
    const changes = targets.flatMap(({ app, first, count }): RateChange[] => {
      const arrivalRate = rateFrom(rate, app.arrivalRate);
      return arrivalRate === null ? [] : [{ first, count, arrivalRate }];
    });
    const [change] = changes;
    if (change === undefined) {
      const message = `rate must be a rate above zero with its unit, such as "5 /s", or a factor such as "2x"; found ${printable(rate) || 'nothing'}`;
      return { ok: false, about: 'rate', code: 'rate-unreadable', message, help: null };
    }
    const text = `${name} ${Number(perSecond(change.arrivalRate).toPrecision(4))} /s`;
    return { ok: true, value: { changes, text } };
  }

  #targets(name: string): { readonly app: ApplicationGroup; readonly first: number; readonly count: number }[] {
    const groups = this.#groups.get(name);
    if (groups !== undefined) return groups.map((app) => ({ app, first: app.firstIndex, count: app.count }));
    const first = this.#names.indexOf(name);
    return first === null ? [] : [{ app: groupOf(this.#apps, first), first, count: 1 }];
  }
}

/** Requests per ms; `null` where it is none above zero. */
function rateFrom(text: string, usual: number): number | null {
  const factor = text.endsWith('x') ? parseNumber(text.slice(0, -1)) : null;
  const parsed = parseRate(text);
  const rate = factor === null ? (parsed.ok ? parsed.value : Number.NaN) : factor * usual;
  return rate > 0 && rate <= MOST_RATE ? rate : null;
}
