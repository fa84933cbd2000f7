const MAX_KINDS = 20;

/**
 * Collects the losses of an item's conversion, for its import result. Each message is listed once with its
 * count.
 */
export class ConversionWarnings {
  private readonly countByText = new Map<string, number>();

  add(text: string, times = 1): void {
    if (this.countByText.size < MAX_KINDS || this.countByText.has(text)) {
      this.countByText.set(text, (this.countByText.get(text) ?? 0) + times);
    }
  }

  /** Messages with their counts, to be added to another instance. */
  get counts(): [text: string, times: number][] {
    return [...this.countByText];
  }

  get messages(): string[] {
    return [...this.countByText].map(([text, n]) => (n === 1 ? text : `${text} (${n} times)`));
  }
}
