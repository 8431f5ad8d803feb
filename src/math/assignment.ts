/**
 * The assignment problem: every row gets a column of its own so that the sum is as great as possible.
 *
 * Exact, by shortest augmenting paths with potentials (Kuhn 1955, Munkres 1957; in this form Jonker and Volgenant 1987),
 * O(n³) for n rows and columns.
 *
 * @param value n rows of n finite numbers
 * @returns by row, the column that it gets
 * @throws RangeError when a value is missing or not finite
 */
export function greatestAssignment(value: readonly (readonly number[])[]): number[] {
  const n = value.length;
  const cost = (row: number, column: number) => -(value[row]?.[column] ?? Number.NaN);
  const rowPotential = new Float64Array(n);
  const columnPotential = new Float64Array(n + 1);
  /** Row of each column; the extra column n starts each search. */
  const rowOf = new Int32Array(n + 1).fill(-1);
  for (let row = 0; row < n; row++) {
    const distance = new Float64Array(n).fill(Number.POSITIVE_INFINITY);
    const previous = new Int32Array(n).fill(n);
    const isDone = new Uint8Array(n + 1);
    rowOf[n] = row;
    let column = n;
    while (rowOf[column] !== -1) {
      isDone[column] = 1;
      const from = rowOf[column] as number;
      let nearest = -1;
      for (let next = 0; next < n; next++) {
        if (isDone[next] === 1) continue;
        const reduced = cost(from, next) - (rowPotential[from] as number) - (columnPotential[next] as number);
        if (reduced < (distance[next] as number)) {
          distance[next] = reduced;
          previous[next] = column;
        }
        if (nearest === -1 || (distance[next] as number) < (distance[nearest] as number)) nearest = next;
      }
      const step = distance[nearest] ?? Number.NaN;
      if (!Number.isFinite(step)) throw new RangeError('the values must be finite numbers, as many columns as rows');
      for (let k = 0; k <= n; k++) {
        if (isDone[k] === 1) {
          const owner = rowOf[k] as number;
          rowPotential[owner] = (rowPotential[owner] as number) + step;
          columnPotential[k] = (columnPotential[k] as number) - step;
        } else distance[k] = (distance[k] as number) - step;
      }
      column = nearest;
    }
    while (column !== n) {
      const before = previous[column] as number;
      rowOf[column] = rowOf[before] as number;
      column = before;
    }
  }
  const columnOf = new Array<number>(n);
  for (let column = 0; column < n; column++) columnOf[rowOf[column] as number] = column;
  return columnOf;
}
