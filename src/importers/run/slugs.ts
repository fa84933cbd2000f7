/** Slugs of a source's articles. Ensures that each is used once. */
export class SlugRegistry {
  readonly #holders = new Map<string, string>();

  constructor(entries: { slug: string; sourceId: string }[] = []) {
    for (const each of entries) this.reserve(each);
  }

  /** Reserves the slug of an article that was imported before. */
  reserve({ slug, sourceId }: { slug: string; sourceId: string }): void {
    this.#holders.set(slug, sourceId);
  }

  /** Reserves and returns the first available slug, or the first candidate with a number appended. */
  claim(sourceId: string, candidates: string[]): string {
    const isAvailable = (slug: string) => (this.#holders.get(slug) ?? sourceId) === sourceId;
    let slug = candidates.find(isAvailable);
    for (let n = 2; slug === undefined; n += 1) {
      const next = `${candidates[0]}-${n}`;
      if (isAvailable(next)) slug = next;
    }
    this.reserve({ slug, sourceId });
    return slug;
  }
}
