/** Made once for equal texts: they are looked up again and again, and joining texts anew costs more than all else. */
export class Keys<Value> {
  readonly #values = new Map<string, Map<string, Map<string, Value>>>();
  #size = 0;

  /** The value of three texts; `make` is called where there is none yet. */
  of([first, second, third]: readonly [string, string, string], make: () => Value): Value {
    const known = this.#values.get(first)?.get(second)?.get(third);
    if (known !== undefined) return known;
    this.#size += 1;
    if (this.#size > MOST) this.#values.clear();
    const value = make();
    const seconds = this.#values.get(first) ?? new Map<string, Map<string, Value>>();
    this.#values.set(first, seconds);
    const thirds = seconds.get(second) ?? new Map<string, Value>();
    seconds.set(second, thirds);
    thirds.set(third, value);
    return value;
  }
}

/** Names with random parts in them must not fill the memory. */
const MOST = 100_000;
