/**
 * Solves a square linear system in place by Gaussian elimination with partial pivoting. Rows should be scaled to the
 * same size beforehand. A singular matrix gives entries that are not finite.
 *
 * @param matrix n × n by rows in its first n² entries; overwritten
 * @param rightSide n entries; overwritten with the solution
 */
export function solveInPlace(matrix: Float64Array, rightSide: Float64Array, n: number): void {
  for (let column = 0; column < n; column++) {
    exchangeRows(matrix, rightSide, n, column, pivotRow(matrix, n, column));
    for (let row = column + 1; row < n; row++) {
      const factor = matrix[row * n + column]! / matrix[column * n + column]!;
      if (factor === 0) continue;
      for (let k = column + 1; k < n; k++) matrix[row * n + k]! -= factor * matrix[column * n + k]!;
      rightSide[row]! -= factor * rightSide[column]!;
    }
  }
  for (let row = n - 1; row >= 0; row--) {
    let sum = rightSide[row]!;
    for (let k = row + 1; k < n; k++) sum -= matrix[row * n + k]! * rightSide[k]!;
    rightSide[row] = sum / matrix[row * n + row]!;
  }
}

function pivotRow(matrix: Float64Array, n: number, column: number): number {
  let pivot = column;
  for (let row = column + 1; row < n; row++) {
    if (Math.abs(matrix[row * n + column]!) > Math.abs(matrix[pivot * n + column]!)) pivot = row;
  }
  return pivot;
}

function exchangeRows(matrix: Float64Array, rightSide: Float64Array, n: number, one: number, other: number): void {
  if (one === other) return;
  for (let k = 0; k < n; k++) {
    const kept = matrix[one * n + k]!;
    matrix[one * n + k] = matrix[other * n + k]!;
    matrix[other * n + k] = kept;
  }
  const kept = rightSide[one]!;
  rightSide[one] = rightSide[other]!;
  rightSide[other] = kept;
}
