/** The results in the order of the items, at most `width` of them in work at a time, begun in order. */
export async function inOrder<T, R>(
  items: readonly T[],
  width: number,
  work: (item: T, index: number) => Promise<R>,
): Promise<R[]> {
  const results: R[] = new Array(items.length);
  let next = 0;
  const lane = async () => {
    for (let k = next++; k < items.length; k = next++) results[k] = await work(items[k] as T, k);
  };
  await Promise.all(Array.from({ length: Math.min(width, items.length) }, lane));
  return results;
}
