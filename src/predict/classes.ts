/**
 * From the tenants of an accelerator to the classes its queueing model knows. What makes two requests alike depends
 * on the discipline: a parameter cache and a fair share look at the model, a time-slicing device at the container.
 */

import type { Tenant } from '../domain/latency.ts';
import type { Profile } from '../domain/scenario.ts';
import { streamsOf, superpose } from './arrivals.ts';
import type { RequestClass } from './model.ts';

/** `model`: all requests of one model. `container`: those of one container, whose queue they share. */
export type ClassRule = 'model' | 'container';

export interface FormedClasses {
  readonly classes: readonly RequestClass[];
  /** The class of each tenant, in their order. */
  readonly classOf: readonly number[];
  /** Which of its class's streams each tenant sends. */
  readonly streamOf: readonly number[];
}

/**
 * @param profiles of the tenants' models on this device, in their order
 */
export function formClasses(rule: ClassRule, tenants: readonly Tenant[], profiles: readonly Profile[]): FormedClasses {
  const classes: RequestClass[] = [];
  const classOfKey = new Map<string, number>();
  const streamOf: number[] = [];
  const classOf = tenants.map((tenant, t) => {
    const profile = profiles[t]!;
    const joins = rule === 'model' || tenant.app.sharing === 'model';
    const known = joins ? classOfKey.get(tenant.app.model) : undefined;
    streamOf.push(known === undefined ? 0 : classes[known]!.arrivals.streams.length);
    if (known !== undefined) {
      classes[known] = joined(classes[known]!, tenant);
      return known;
    }
    classes.push(ownClass(tenant, profile, joins));
    if (joins) classOfKey.set(tenant.app.model, classes.length - 1);
    return classes.length - 1;
  });
  return { classes, classOf, streamOf };
}

function ownClass({ app, count }: Tenant, profile: Profile, joins: boolean): RequestClass {
  return {
    arrivalRate: app.arrivalRate * count,
    profile,
    containers: joins ? 1 : count,
    arrivals: streamsOf(app.arrivals, app.arrivalRate, count),
  };
}

function joined(one: RequestClass, { app, count }: Tenant): RequestClass {
  return {
    ...one,
    arrivalRate: one.arrivalRate + app.arrivalRate * count,
    arrivals: superpose(one.arrivals, streamsOf(app.arrivals, app.arrivalRate, count)),
  };
}
