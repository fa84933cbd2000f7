/** Which articles of a source have which slugs. */
export class SlugRegistry {
  readonly #holders = new Map<string, string>();

  constructor(entries: { slug: string; sourceId: string }[] = []) {
    for (const each of entries) this.reserve(each);
  }

  /** Keeps the slug of an article that was brought before for it. */
  reserve({ slug, sourceId }: { slug: string; sourceId: string }): void {
    this.#holders.set(slug, sourceId);
  }

  /** The first of the slugs that no other article has, else the first with a number; it is the article's from then on. */
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
