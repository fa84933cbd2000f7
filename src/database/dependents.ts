/** Which entries were made of a key. */
export class Dependents {
  private readonly names = new Map<string, Set<string>>();

  of(key: string): string[] {
    return [...(this.names.get(key) ?? [])];
  }

  add(name: string, keys: readonly string[]): void {
    for (const key of keys) {
      const names = this.names.get(key);
      if (names) names.add(name);
      else this.names.set(key, new Set([name]));
    }
  }

  remove(name: string, keys: readonly string[]): void {
    for (const key of keys) {
      const names = this.names.get(key);
      names?.delete(name);
      if (names?.size === 0) this.names.delete(key);
    }
  }
}
