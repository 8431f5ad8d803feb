/**
 * What is counted in a trace, remembered: its times never change, and the question is asked for every candidate
 * placement.
 */
export function onceForTrace<T>(count: (times: Float64Array) => T): (times: Float64Array) => T {
  const known = new WeakMap<Float64Array, T>();
  return (times) => {
    const counted = known.get(times) ?? count(times);
    known.set(times, counted);
    return counted;
  };
}
