/** Who is on a node while applications come and go one by one: counted by what they need, not by their names. */

import type { Tenancy, Tenant } from '../domain/latency.ts';
import type { ApplicationGroup } from '../domain/scenario.ts';
import { applicationKey } from './fleet.ts';

/** The tenants of every accelerator, and a key that two companies share exactly when they are equal. */
export interface Company {
  readonly tenancy: Tenancy;
  /** By accelerator. */
  readonly keys: readonly string[];
  readonly key: string;
  /** Instances on the whole node. */
  readonly size: number;
}

export interface Occupant {
  readonly app: ApplicationGroup;
  readonly accelerator: number;
}

const keys = new WeakMap<ApplicationGroup, string>();

/** Equal for two applications exactly when no constraint can tell them apart. */
export function needsKey(app: ApplicationGroup): string {
  const known = keys.get(app) ?? applicationKey(app);
  keys.set(app, known);
  return known;
}

/** The company of some occupants on a node with so many accelerators. */
export function companyOf(occupants: Iterable<Occupant>, accelerators: number): Company {
  const tenants: Tenant[][] = Array.from({ length: accelerators }, () => []);
  for (const { app, accelerator } of occupants) tenants[accelerator] = withOne(tenants[accelerator] ?? [], app);
  return companyWith(tenants);
}

/** The company after one more came to an accelerator. */
export function joinedBy(company: Company, app: ApplicationGroup, accelerator: number): Company {
  return companyWith(
    company.tenancy.map((tenants, index) => (index === accelerator ? withOne(tenants, app) : tenants)),
  );
}

function companyWith(tenancy: Tenancy): Company {
  const keys = tenancy.map((tenants) => tenants.map(({ app, count }) => `${count}${needsKey(app)}`).join());
  const size = tenancy.reduce((sum, tenants) => sum + tenants.reduce((all, { count }) => all + count, 0), 0);
  return { tenancy, keys, key: keys.join('|'), size };
}

/** In the order of their keys, so that equal companies are asked about in the same words. */
function withOne(tenants: readonly Tenant[], app: ApplicationGroup): Tenant[] {
  const key = needsKey(app);
  const at = tenants.findIndex((tenant) => needsKey(tenant.app) >= key);
  const found = tenants[at];
  if (found === undefined) return [...tenants, { app, count: 1 }];
  if (needsKey(found.app) === key) return tenants.with(at, { app: found.app, count: found.count + 1 });
  return tenants.toSpliced(at, 0, { app, count: 1 });
}
