import { NONE, type RequestPool } from '../requests.ts';
import type { Curve, Source } from '../system.ts';
import { alongCurve } from './curve.ts';
import { Station } from './station.ts';
import { TagHeap } from './tag-heap.ts';

/** How fast one request is served when n are present, as a fraction of its speed alone. */
type SpeedOfEach = (n: number) => number;

/** Requests that always go at the same speed. Its clock counts the work that each of them has received. */
class SpeedGroup {
  readonly heap = new TagHeap();
  readonly speedOfEach: SpeedOfEach;
  /** Speed at the number of requests now present. */
  speed = 1;
  /** Work received by a request that has been here since the clock was last put to zero, ms. */
  clock = 0;
  constructor(speedOfEach: SpeedOfEach) {
    this.speedOfEach = speedOfEach;
  }
}

/**
 * All requests present are served at once (`ps`, `mps`, CPU cores). Each group's clock runs at the present speed of its
 * requests; a request is done when the clock has gone on by its work, so the next one is at the top of a heap.
 */
export class SharedStation extends Station {
  readonly #groups: readonly SpeedGroup[];
  readonly #groupOf: Int32Array;
  readonly #busyShareOf: (n: number) => number;
  /** The group that completes a request at `nextEvent`. */
  #finishing: SpeedGroup | null = null;
  #clocksReadAt = 0;

  /**
   * `speeds`: one function for each group; `groupOf`: the group of each source; `busyShareOf`: part of the station at
   * work while n are present.
   */
  constructor(
    pool: RequestPool,
    speeds: readonly SpeedOfEach[],
    groupOf: Int32Array,
    busyShareOf: (n: number) => number,
  ) {
    super(pool);
    this.#groups = speeds.map((speed) => new SpeedGroup(speed));
    this.#groupOf = groupOf;
    this.#busyShareOf = busyShareOf;
  }

  arrive(now: number, slot: number): void {
    this.observe(now);
    this.#readClocks(now);
    const group = this.#groups[this.#groupOf[this.pool.source[slot] as number] as number] as SpeedGroup;
    group.heap.push(group.clock + (this.pool.work[slot] as number), slot);
    this.#present(this.inSystem + 1);
    this.#lookAhead(now);
  }

  advance(): number {
    const now = this.nextEvent;
    this.observe(now);
    this.#readClocks(now);
    const group = this.#finishing as SpeedGroup;
    group.clock = group.heap.least;
    const slot = group.heap.pop();
    this.#present(this.inSystem - 1);
    this.#lookAhead(now);
    return slot;
  }

  #readClocks(now: number): void {
    const elapsed = now - this.#clocksReadAt;
    for (const group of this.#groups) group.clock = this.inSystem === 0 ? 0 : group.clock + elapsed * group.speed;
    this.#clocksReadAt = now;
  }

  #present(n: number): void {
    this.inSystem = n;
    this.busyShare = this.#busyShareOf(n);
    for (const group of this.#groups) group.speed = group.speedOfEach(n);
  }

  #lookAhead(now: number): void {
    this.nextEvent = Number.POSITIVE_INFINITY;
    for (const group of this.#groups) {
      const finish = now + (group.heap.least - group.clock) / group.speed;
      if (finish < this.nextEvent) {
        // Rounding of the clock may put a finish a hair into the past.
        this.nextEvent = Math.max(now, finish);
        this.#finishing = group;
      }
    }
  }
}

const isBusy = (n: number): number => (n > 0 ? 1 : 0);

/** Everybody present gets an equal share of one device. */
export function processorSharing(pool: RequestPool, sources: number): SharedStation {
  return new SharedStation(pool, [(n) => 1 / n], new Int32Array(sources), isBusy);
}

/** CPU cores: each request gets a core of its own, or an equal share of them all when there are too few. */
export function cpuCores(pool: RequestPool, sources: number, cores: number): SharedStation {
  const speed = (n: number): number => (n > cores ? cores / n : 1);
  return new SharedStation(pool, [speed], new Int32Array(sources), (n) => Math.min(n, cores) / cores);
}

/** Measured speed-up: with n present, a request goes at φ(n)/n of its speed alone, φ from its own source's table. */
export function measuredSharing(pool: RequestPool, sources: readonly Source[], accelerator: number): SharedStation {
  const tables = new Map<string, { readonly group: number; readonly curve: Curve }>();
  const groupOf = Int32Array.from(sources, (source) => {
    if (source.accelerator !== accelerator) return NONE;
    const curve = source.speedUp ?? [[1, 1]];
    const table = tables.get(JSON.stringify(curve)) ?? { group: tables.size, curve };
    tables.set(JSON.stringify(curve), table);
    return table.group;
  });
  const speeds = [...tables.values()].map(({ curve }) => speedFrom(curve));
  return new SharedStation(pool, speeds, groupOf, isBusy);
}

function speedFrom(curve: Curve): SpeedOfEach {
  const most = (curve.at(-1) as readonly [number, number])[0];
  const phi = Float64Array.from({ length: most + 1 }, (_, n) => alongCurve(curve, Math.max(1, n), 'constant'));
  return (n) => (phi[Math.min(n, most)] as number) / n;
}
