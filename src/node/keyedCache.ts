interface Entry<T> {
  readonly key: string;
  readonly value: Promise<T>;
}

/** What is slow to read, by name, for as long as the key of what it was read from stays the same. */
export class KeyedCache<T> {
  private readonly entries = new Map<string, Entry<T>>();

  /** The value that was read for this key; reads it where there is none. A reading that fails is not kept. */
  get(name: string, key: string, read: () => Promise<T>): Promise<T> {
    const known = this.entries.get(name);
    if (known?.key === key) return known.value;
    const entry: Entry<T> = { key, value: read() };
    this.entries.set(name, entry);
    entry.value.catch(() => {
      if (this.entries.get(name) === entry) this.entries.delete(name);
    });
    return entry.value;
  }
}
