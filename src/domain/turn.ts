/**
 * Long work of this thread awaits this between two pieces: signals are heard, progress is shown. It costs microseconds
 * where nothing waits, and changes no result.
 */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => void setImmediate(resolve));
}
