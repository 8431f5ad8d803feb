/**
 * One form for equal questions. Rates are added up tenant by tenant, and a sum of rounded terms depends on its order and
 * on how they are grouped: six entries of an application at 10 /s and one entry of six would differ in the last bit,
 * which decides where a limit is reached exactly. So equal tenants are put together and all are sorted first, and who
 * asks in another order, or one by one, gets the same bits.
 */

import type { AcceleratorAnswer, LatencyQuestion, Tenant } from '../domain/latency.ts';
import type { ApplicationGroup, Arrivals } from '../domain/scenario.ts';

/** The same question with every accelerator's tenants in their one form; answers are given back as asked. */
export function inOneForm(question: LatencyQuestion): LatencyQuestion {
  return (node, tenancy) => {
    const forms = tenancy.map(formOf);
    const { cpuUtilization, accelerators } = question(
      node,
      forms.map(({ tenants }) => tenants),
    );
    return { cpuUtilization, accelerators: accelerators.map((answer, a) => asAsked(answer, forms[a]!.positions)) };
  };
}

interface Form {
  readonly tenants: readonly Tenant[];
  /** Where each tenant asked about stands among these; `null`: as asked. */
  readonly positions: readonly number[] | null;
}

function formOf(asked: readonly Tenant[]): Form {
  if (asked.length < 2) return { tenants: asked, positions: null };
  const keyed = asked.map((tenant) => keyOf(tenant.app));
  if (keyed.every((key, k) => k === 0 || keyed[k - 1]! < key)) return { tenants: asked, positions: null };
  const counts = new Map<string, number>();
  for (const [k, { count }] of asked.entries()) counts.set(keyed[k]!, (counts.get(keyed[k]!) ?? 0) + count);
  const order = [...counts.keys()].sort();
  const tenants = order.map((key) => ({ app: asked[keyed.indexOf(key)]!.app, count: counts.get(key)! }));
  const at = new Map(order.map((key, position) => [key, position]));
  return { tenants, positions: keyed.map((key) => at.get(key)!) };
}

function asAsked(answer: AcceleratorAnswer, positions: readonly number[] | null): AcceleratorAnswer {
  return positions === null ? answer : { ...answer, tenants: positions.map((at) => answer.tenants[at]!) };
}

const knownKeys = new WeakMap<ApplicationGroup, string>();

/** What of an application can matter to a response time, as text; made once for each. */
export function keyOf(app: ApplicationGroup): string {
  const known = knownKeys.get(app);
  if (known !== undefined) return known;
  const { model, sharing, arrivalRate, preprocessTime, arrivals } = app;
  const key = JSON.stringify([model, sharing, arrivalRate, preprocessTime, arrivalsKey(arrivals)]);
  knownKeys.set(app, key);
  return key;
}

/** The same of arrivals, to be made text of. */
export function arrivalsKey(arrivals: Arrivals): unknown {
  return arrivals.kind === 'trace' ? [arrivals.kind, arrivals.file] : arrivals;
}
