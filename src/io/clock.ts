/** ms since the process started; never runs backwards, whatever is done to the machine's clock. */
export function monotonicMs(): number {
  return performance.now();
}
