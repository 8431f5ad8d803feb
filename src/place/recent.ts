/**
 * Answers by key, for as long as they are in use: bounded by the characters of all keys, because a stranger may ask
 * about ever new states. What was not asked for while the newer half filled up is forgotten.
 */
export class Recent<V> {
  readonly #mostCharacters: number;
  #newer = new Map<string, V>();
  #older = new Map<string, V>();
  #characters = 0;

  /** `mostCharacters` of all keys together, at least. */
  constructor(mostCharacters: number) {
    this.#mostCharacters = mostCharacters;
  }

  get(key: string): V | undefined {
    const known = this.#newer.get(key);
    if (known !== undefined) return known;
    const old = this.#older.get(key);
    if (old !== undefined) this.set(key, old);
    return old;
  }

  /** Only for a key that `get` did not find. */
  set(key: string, value: V): void {
    if (this.#characters + key.length > this.#mostCharacters / 2) {
      this.#older = this.#newer;
      this.#newer = new Map();
      this.#characters = 0;
    }
    this.#newer.set(key, value);
    this.#characters += key.length;
  }

  /** Keys remembered; one that was asked for again may count twice. */
  get size(): number {
    return this.#newer.size + this.#older.size;
  }
}
