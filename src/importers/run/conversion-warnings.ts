const MAX_KINDS = 20;

/** What an item lost on the way, each kind once with how often, for its receipt. */
export class ConversionWarnings {
  readonly #counts = new Map<string, number>();

  add(text: string, times = 1): void {
    if (this.#counts.size < MAX_KINDS || this.#counts.has(text)) {
      this.#counts.set(text, (this.#counts.get(text) ?? 0) + times);
    }
  }

  /** Each kind with how often, to be noted elsewhere. */
  get counts(): [text: string, times: number][] {
    return [...this.#counts];
  }

  get messages(): string[] {
    return [...this.#counts].map(([text, n]) => (n === 1 ? text : `${text} (${n} times)`));
  }
}
