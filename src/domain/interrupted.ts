/** Thrown where a person ended the work before its answer, with Ctrl-C or by closing the terminal. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
  constructor() {
    super('interrupted');
  }
}
