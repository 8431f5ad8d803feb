import type { Engine, Observer } from './engine.ts';
import type { SourceResult, StationResult } from './result.ts';
import type { Station } from './stations/station.ts';
import { SourceStatistics } from './statistics/source-statistics.ts';
import type { Source } from './system.ts';

/** Time averages of a station over all episodes. */
class StationTotals {
  #presence = 0;
  #busyTime = 0;
  #present = 0;

  add(station: Station, now: number): void {
    this.#presence += station.presenceUntil(now);
    this.#busyTime += station.busyTimeUntil(now);
    this.#present = station.inSystem;
  }

  result(duration: number): StationResult {
    const share = (total: number): number => (duration > 0 ? total / duration : 0);
    return { utilization: share(this.#busyTime), meanInSystem: share(this.#presence), present: this.#present };
  }
}

/** Gathers everything that is reported of a run, or of the episodes of a run one after another. */
export class Measurement implements Observer {
  duration = 0;
  readonly #sources: readonly Source[];
  readonly #network: number;
  readonly #statistics: readonly SourceStatistics[];
  readonly #responses: readonly (Float64Array | null)[];
  readonly #cpu = new StationTotals();
  readonly #accelerators: readonly StationTotals[];
  #startedAt = 0;

  /** `record`: keep the response time of every recorded request too. */
  constructor(engine: Engine, network: number, record: boolean) {
    this.#sources = engine.sources;
    this.#network = network;
    this.#statistics = engine.sources.map(({ limit }) => new SourceStatistics(limit ?? Number.POSITIVE_INFINITY));
    this.#responses = engine.sources.map(({ arrivals }) =>
      record && arrivals.kind === 'recorded' ? new Float64Array(arrivals.times.length).fill(Number.NaN) : null,
    );
    this.#accelerators = engine.accelerators.map(() => new StationTotals());
  }

  /** To be called before the measured part of an episode. */
  begin(engine: Engine): void {
    this.#startedAt = engine.now;
    engine.startAverages();
  }

  completed(source: number, sequence: number, cpuTime: number, nodeTime: number): void {
    const response = nodeTime + this.#network;
    (this.#statistics[source] as SourceStatistics).add(response, cpuTime);
    const responses = this.#responses[source];
    if (responses) responses[sequence] = response;
  }

  /** To be called after the measured part of an episode. */
  end(engine: Engine): void {
    const { now } = engine;
    this.duration += now - this.#startedAt;
    this.#cpu.add(engine.cpu, now);
    engine.accelerators.forEach((station, i) => {
      this.#accelerators[i]?.add(station, now);
    });
  }

  /** Whether every mean's 95 % half-width is within this fraction of it, from at least 256 requests each. */
  isWithin(precision: number): boolean {
    return this.#statistics.every((one) => {
      const spread = one.spread();
      return spread !== null && spread.batchSize >= 8 && spread.halfWidth <= precision * one.mean;
    });
  }

  stations(): { readonly cpu: StationResult; readonly accelerators: readonly StationResult[] } {
    const { duration } = this;
    return { cpu: this.#cpu.result(duration), accelerators: this.#accelerators.map((one) => one.result(duration)) };
  }

  /** By name of the source. */
  sources(): ReadonlyMap<string, SourceResult> {
    return new Map(this.#sources.map((source, i) => [source.name, this.#sourceResult(source, i)]));
  }

  #sourceResult(source: Source, index: number): SourceResult {
    const statistics = this.#statistics[index] as SourceStatistics;
    const { count, mean, cpuMean } = statistics;
    const isMeasured = count > 0;
    const network = this.#network;
    const hasLimit = isMeasured && source.limit !== undefined;
    return {
      name: source.name,
      requests: count,
      mean: isMeasured ? mean : null,
      meanInterval: statistics.meanInterval(),
      stages: isMeasured ? { network, cpu: cpuMean, accelerator: mean - network - cpuMean } : null,
      quantiles: quantilesOf(statistics),
      violationRate: hasLimit ? statistics.overLimit / count : null,
      violationInterval: hasLimit ? statistics.overLimitInterval() : null,
      isSteady: statistics.isSteady(),
      responses: this.#responses[index] ?? null,
    };
  }
}

function quantilesOf({ count, histogram }: SourceStatistics): SourceResult['quantiles'] {
  if (count === 0) return null;
  const [p50, p90, p95, p99] = [0.5, 0.9, 0.95, 0.99].map((p) => histogram.quantile(p)) as [
    number,
    number,
    number,
    number,
  ];
  return { p50, p90, p95, p99 };
}
