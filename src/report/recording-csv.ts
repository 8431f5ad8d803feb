/** Recorded requests as CSV, in the columns that `validate` reads and the ones that tell more. Seconds. */

import type { CoLocation } from '../domain/co-location.ts';
import { csvLines } from './csv-cells.ts';

const COLUMNS = ['run', 'app', 'container', 'model', 'start_time', 'begin_time', 'end_time'] as const;

/** Microseconds: the clock of a machine tells no more. */
const seconds = (ms: number): string => (ms / 1000).toFixed(6);

/** A whole recording, its header first; `start_time` is when the schedule sent the request. */
export function renderRecordingCsv({ run, requests }: CoLocation): string {
  const records = requests.map(({ app, container, model, due, begun, ended }) => [
    run,
    app,
    container,
    model,
    seconds(due),
    seconds(begun),
    seconds(ended),
  ]);
  return csvLines([COLUMNS, ...records]);
}
