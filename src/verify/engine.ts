import { ArrivalCalendar } from './arrivals.ts';
import { NONE, RequestPool } from './requests.ts';
import { cpuCores } from './stations/shared.ts';
import type { Station } from './stations/station.ts';
import { stationFor } from './stations.ts';
import { type NodeSystem, type Source, sourcesByName } from './system.ts';
import { durationVariate, generatorFor, type Variate } from './variates.ts';

/** With more requests present a queue is lost, and following it further only fills the memory. */
const MOST_PRESENT = 1_000_000;

/** Told of every request that leaves the node. */
export interface Observer {
  /**
   * `source`: position by name; `sequence`: how many requests the source had sent before; `cpuTime`: from arrival to
   * the end of the CPU stage, ms; `nodeTime`: from arrival to completion, without the network, ms.
   */
  completed(source: number, sequence: number, cpuTime: number, nodeTime: number): void;
}

/**
 * The event loop of one node. Of simultaneous events arrivals come first, in the order of the sources; then the CPU;
 * then the accelerators in their order. The randomness of a run is fixed by `seed`, `episode` and the sources' names.
 */
export class Engine {
  now = 0;
  readonly sources: readonly Source[];
  readonly cpu: Station;
  readonly accelerators: readonly Station[];
  readonly #pool = new RequestPool();
  readonly #calendar: ArrivalCalendar;
  /** CPU and accelerators. */
  readonly #stations: readonly Station[];
  readonly #acceleratorOf: readonly Station[];
  readonly #cpuWork: readonly Variate[];
  readonly #acceleratorWork: readonly Variate[];
  readonly #hasCpuStage: readonly boolean[];
  readonly #sent: Int32Array;
  #present = 0;

  constructor(system: NodeSystem, seed: number, episode: number) {
    this.sources = sourcesByName(system);
    this.#calendar = new ArrivalCalendar(this.sources, seed, episode);
    this.cpu = cpuCores(this.#pool, this.sources.length, system.cores);
    const randomFor = (name: string) => generatorFor(seed, episode, 'batch', name);
    this.accelerators = system.accelerators.map((one, i) => stationFor(this.#pool, this.sources, i, one, randomFor));
    this.#stations = [this.cpu, ...this.accelerators];
    this.#acceleratorOf = this.sources.map(({ accelerator }) => this.accelerators[accelerator] as Station);
    this.#hasCpuStage = this.sources.map(({ preprocess }) => preprocess !== undefined && preprocess.mean > 0);
    this.#acceleratorWork = this.sources.map(({ name, service }) =>
      durationVariate(service, generatorFor(seed, episode, 'service', name)),
    );
    this.#cpuWork = this.sources.map(({ name, preprocess }) =>
      durationVariate(preprocess ?? { mean: 0, scv: 0 }, generatorFor(seed, episode, 'preprocess', name)),
    );
    this.#sent = new Int32Array(this.sources.length);
  }

  /** Whether so many requests are present that the node will not be followed further. */
  get isOverrun(): boolean {
    return this.#present > MOST_PRESENT;
  }

  /**
   * Goes on until `completions` more requests have left; the number that did, less where nothing more can happen or the
   * node is overrun.
   */
  run(completions: number, observer: Observer): number {
    let left = 0;
    while (left < completions && this.#present <= MOST_PRESENT) {
      const station = this.#earliest();
      if (this.#calendar.nextTime <= station.nextEvent) {
        if (this.#calendar.nextTime === Number.POSITIVE_INFINITY) break;
        this.#arrive();
      } else if (this.#advance(station, observer)) left++;
    }
    return left;
  }

  /** Starts the time averages of all stations anew. */
  startAverages(): void {
    for (const station of this.#stations) station.startAverages(this.now);
  }

  #earliest(): Station {
    const stations = this.#stations;
    let earliest = stations[0] as Station;
    for (let i = 1; i < stations.length; i++) {
      const station = stations[i] as Station;
      if (station.nextEvent < earliest.nextEvent) earliest = station;
    }
    return earliest;
  }

  #arrive(): void {
    const pool = this.#pool;
    const source = this.#calendar.nextSource;
    this.now = this.#calendar.nextTime;
    this.#calendar.take();
    const slot = pool.take();
    this.#present++;
    pool.source[slot] = source;
    const sequence = this.#sent[source] as number;
    this.#sent[source] = sequence + 1;
    pool.sequence[slot] = sequence;
    pool.arrival[slot] = this.now;
    pool.entered[slot] = this.now;
    const work = (this.#acceleratorWork[source] as Variate).next();
    if (this.#hasCpuStage[source]) {
      pool.acceleratorWork[slot] = work;
      pool.work[slot] = (this.#cpuWork[source] as Variate).next();
      this.cpu.arrive(this.now, slot);
    } else {
      pool.work[slot] = work;
      (this.#acceleratorOf[source] as Station).arrive(this.now, slot);
    }
  }

  /** Performs the station's next event; whether a request left the node. */
  #advance(station: Station, observer: Observer): boolean {
    const pool = this.#pool;
    this.now = station.nextEvent;
    const slot = station.advance();
    if (slot === NONE) return false;
    const source = pool.source[slot] as number;
    if (station === this.cpu) {
      pool.entered[slot] = this.now;
      pool.work[slot] = pool.acceleratorWork[slot] as number;
      (this.#acceleratorOf[source] as Station).arrive(this.now, slot);
      return false;
    }
    const arrival = pool.arrival[slot] as number;
    observer.completed(
      source,
      pool.sequence[slot] as number,
      (pool.entered[slot] as number) - arrival,
      this.now - arrival,
    );
    pool.release(slot);
    this.#present--;
    return true;
  }
}
