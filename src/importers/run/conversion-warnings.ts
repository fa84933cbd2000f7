const MAX_KINDS = 20;

/**
 * Collects the losses of an item's conversion, for its import result. Each message is listed once with its
 * count.
 */
export class ConversionWarnings {
  readonly #counts = new Map<string, number>();

  add(text: string, times = 1): void {
    if (this.#counts.size < MAX_KINDS || this.#counts.has(text)) {
      this.#counts.set(text, (this.#counts.get(text) ?? 0) + times);
    }
  }

  /** Messages with their counts, to be added to another instance. */
  get counts(): [text: string, times: number][] {
    return [...this.#counts];
  }

  get messages(): string[] {
    return [...this.#counts].map(([text, n]) => (n === 1 ? text : `${text} (${n} times)`));
  }
}
