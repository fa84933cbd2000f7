/** Which entries were made of a key. */
export class TagIndex {
  private readonly entriesByTag = new Map<string, Set<string>>();

  getEntries(tag: string): string[] {
    return [...(this.entriesByTag.get(tag) ?? [])];
  }

  add(entryKey: string, tags: readonly string[]): void {
    for (const tag of tags) {
      const entries = this.entriesByTag.get(tag);
      if (entries) entries.add(entryKey);
      else this.entriesByTag.set(tag, new Set([entryKey]));
    }
  }

  remove(entryKey: string, tags: readonly string[]): void {
    for (const tag of tags) {
      const entries = this.entriesByTag.get(tag);
      entries?.delete(entryKey);
      if (entries?.size === 0) this.entriesByTag.delete(tag);
    }
  }
}
