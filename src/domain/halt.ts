/** Two words that threads share: whether whoever works is to end early, and how many pieces of work were done. */
export type Halt = Int32Array<SharedArrayBuffer>;

const HALTED = 0;
const PIECES = 1;

export function createHalt(): Halt {
  return new Int32Array(new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT));
}

export function sayHalt(halt: Halt): void {
  Atomics.store(halt, HALTED, 1);
}

export function isHalted(halt: Halt | undefined): boolean {
  return halt !== undefined && Atomics.load(halt, HALTED) !== 0;
}

export function countPiece(halt: Halt | undefined): void {
  if (halt !== undefined) Atomics.add(halt, PIECES, 1);
}

/** Pieces done, by all threads together. */
export function piecesDone(halt: Halt): number {
  return Atomics.load(halt, PIECES);
}
