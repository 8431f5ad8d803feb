import { HighsSolver } from './highs.ts';

/** Loads HiGHS in its thread and solves a program with a known answer: the greatest x up to 3 with 2x ≤ 5 is 2.5. */
export async function solverWorks(): Promise<boolean> {
  const solver = new HighsSolver();
  try {
    const columns = { cost: Float64Array.of(1), upper: Float64Array.of(3) };
    const matrix = { starts: Int32Array.of(0, 1), indices: Int32Array.of(0), values: Float64Array.of(2) };
    const answer = await solver.linear({ columns, rows: { upper: Float64Array.of(5) }, matrix });
    return answer !== null && Math.abs((answer.values[0] as number) - 2.5) < 1e-9;
  } finally {
    await solver.close();
  }
}
