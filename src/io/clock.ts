/** ms since the process started; never runs backwards, whatever is done to the machine's clock. */
export function monotonicMs(): number {
  return performance.now();
}

/** Today in UTC, such as `2026-11-24`: a measurement is dated. */
export function today(): string {
  return new Date().toISOString().slice(0, 10);
}
