/** A slug that is used. */
export interface UsedSlug {
  slug: string;
  /** Source ID of the article that has it; null for an article of another source. */
  sourceId: string | null;
}

/** Slugs of a source's articles, and those of other articles. Ensures that each is used once. */
export class SlugRegistry {
  private readonly holders = new Map<string, string | null>();
  private readonly slugs = new Map<string, string>();

  constructor(entries: UsedSlug[] = []) {
    for (const each of entries) this.reserve(each);
  }

  /** Reserves the slug of an article that was imported before. */
  reserve({ slug, sourceId }: UsedSlug): void {
    this.holders.set(slug, sourceId);
    if (sourceId !== null) this.slugs.set(sourceId, slug);
  }

  /** Returns the slug that an article of the source has; undefined for a new one. */
  find(sourceId: string): string | undefined {
    return this.slugs.get(sourceId);
  }

  /**
   * Reserves and returns the first available slug, or the first candidate with a number appended. An article
   * without a path keeps a slug that belongs to another source, and is refused when it is saved.
   */
  claim(sourceId: string, candidates: string[], hasPath: boolean): string {
    const isAvailable = (slug: string) => {
      const holder = this.holders.get(slug);
      return holder === null ? !hasPath : (holder ?? sourceId) === sourceId;
    };
    let slug = candidates.find(isAvailable);
    for (let n = 2; slug === undefined; n += 1) {
      const next = `${candidates[0]}-${n}`;
      if (isAvailable(next)) slug = next;
    }
    if (this.holders.get(slug) !== null) this.reserve({ slug, sourceId });
    return slug;
  }
}
