import { array, assert, integer, property, record } from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type CoLocatedRequest,
  type CoLocation,
  interferenceOf,
  latenessOf,
  recordedRun,
  sharesOneCore,
  withoutWorker,
} from '../../src/domain/co-location.ts';
import { readProfiles } from '../../src/read/profiles.ts';
import { readRecording } from '../../src/read/recording.ts';
import { renderRecordingCsv } from '../../src/report/recording-csv.ts';
import { textFile } from '../read/reading.ts';

/** Whole microseconds, as a recording has them; waiting and service, so that no time runs backwards. */
const requests = array(
  record({
    app: integer({ min: 0, max: 3 }),
    model: integer({ min: 0, max: 2 }),
    due: integer({ min: 0, max: 3_000_000 }),
    wait: integer({ min: 0, max: 500_000 }),
    service: integer({ min: 1, max: 500_000 }),
  }),
  { minLength: 2, maxLength: 60 },
)
  .map((list) =>
    list
      .map(({ app, model, due, wait, service }): CoLocatedRequest => {
        const begun = due + wait;
        const moments = { due: due / 1000, begun: begun / 1000, ended: (begun + service) / 1000 };
        return { app: `app-${app}`, container: `box, "${app}"`, model: `net-${model}`, ...moments };
      })
      .sort((a, b) => a.due - b.due),
  )
  .filter((list) => (list.at(-1) as CoLocatedRequest).due > (list[0] as CoLocatedRequest).due);

const profiles = readProfiles([textFile('model,device,service_ms\nnet-0,d,5\nnet-1,d,5\nnet-2,d,5\n', 'p.csv')]);

describe('a recording of a co-location', () => {
  it('is read back as the very streams that the models were compared with', () => {
    void assert(
      property(requests, (list) => {
        const text = renderRecordingCsv({ run: 'a run', requests: list } as unknown as CoLocation);
        const options = { groupBy: 'run', appBy: 'container', profiles, device: 'd' };
        const [back, ...others] = readRecording(textFile(text, 'r.csv'), options);
        const own = recordedRun(list, 'a run');
        expect([back?.group, others]).toEqual([own.group, []]);
        const streams = (run: typeof own) =>
          run.streams
            .map(({ model, app, arrivalRate, starts, responses }) => ({
              name: `${app} ${model}`,
              rate: expect.closeTo(arrivalRate, 9),
              starts: [...starts].map((start) => expect.closeTo(start, 6)),
              // Requests of one moment may change places.
              sum: expect.closeTo(
                responses.reduce((sum, one) => sum + one, 0),
                5,
              ),
            }))
            .sort((a, b) => (a.name < b.name ? -1 : 1));
        const plain = (back?.streams ?? [])
          .map(({ model, app, arrivalRate, starts, responses }) => ({
            name: `${app} ${model}`,
            rate: arrivalRate,
            starts: [...starts],
            sum: responses.reduce((sum, one) => sum + one, 0),
          }))
          .sort((a, b) => (a.name < b.name ? -1 : 1));
        expect(plain).toEqual(streams(own));
      }),
      { seed: 1, numRuns: 60 },
    );
  });
});

describe('requests that found every worker busy', () => {
  const at = (due: number, ended: number): CoLocatedRequest => {
    return { app: 'a', container: 'ps', model: 'm', due, begun: due, ended };
  };

  it('are those that came while as many others as there are workers were present', () => {
    const three = [at(0, 10), at(1, 4), at(2, 20), at(4, 5)];
    expect([1, 2, 3].map((workers) => withoutWorker(three, workers))).toEqual([3, 2, 0]);
    // At the moment at which one ends its worker is free.
    expect(withoutWorker([at(0, 4), at(4, 8)], 1)).toBe(0);
  });

  it('are as many as counting them one by one says', () => {
    void assert(
      property(requests, integer({ min: 1, max: 5 }), (list, workers) => {
        const found = list.filter(
          ({ due }, i) => list.slice(0, i).filter(({ ended }) => ended > due).length >= workers,
        );
        expect(withoutWorker(list, workers)).toBe(found.length);
      }),
      { seed: 1, numRuns: 100 },
    );
  });
});

describe('the lateness of requests', () => {
  const at = (due: number, begun: number, ended: number): CoLocatedRequest => {
    return { app: 'a', container: 'a', model: 'm', due, begun, ended };
  };

  it('is of those that found nobody present alone: others may have waited for a server', () => {
    const list = [at(0, 0.5, 10), at(1, 10, 20), at(20, 21.5, 30), at(29, 30, 31)];
    expect(latenessOf(list)).toEqual({ requests: 2, mean: 1, worst: 1.5 });
  });

  it('is not known where every request found another', () => {
    expect(latenessOf([])).toBeNull();
  });

  it('is none of a schedule that was kept', () => {
    expect(latenessOf([at(0, 0, 1), at(5, 5, 6)])).toEqual({ requests: 2, mean: 0, worst: 0 });
  });
});

describe('containers', () => {
  it('share one core where they are pinned to one, or where one request at a time is served anyway', () => {
    const on = (discipline: 'time-slice' | 'fcfs' | 'ps', cores: readonly number[] | null) =>
      sharesOneCore({ discipline, cores });
    expect([on('time-slice', [1]), on('ps', [0]), on('fcfs', null)]).toEqual([true, true, true]);
    expect([on('time-slice', [0, 1]), on('ps', null), on('time-slice', null)]).toEqual([false, false, false]);
  });
});

describe('the interference factor', () => {
  it('is the processor time together over the time alone', () => {
    const measured = (processorTime: number, soloTime: number) => ({ processorTime, soloTime }) as CoLocation;
    expect(interferenceOf(measured(1100, 1000))).toBeCloseTo(1.1, 12);
    expect(interferenceOf(measured(500, 500))).toBe(1);
  });
});
