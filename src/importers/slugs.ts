/** Which articles of a source have which slugs. */
export class Slugs {
  readonly #holders = new Map<string, string>();

  constructor(held: { slug: string; sourceId: string }[] = []) {
    for (const each of held) this.hold(each);
  }

  /** Keeps the slug of an article that was brought before for it. */
  hold({ slug, sourceId }: { slug: string; sourceId: string }): void {
    this.#holders.set(slug, sourceId);
  }

  /** The first of the slugs that no other article has, else the first with a number; it is the article's from then on. */
  claim(sourceId: string, candidates: string[]): string {
    const isFree = (slug: string) => (this.#holders.get(slug) ?? sourceId) === sourceId;
    let slug = candidates.find(isFree);
    for (let n = 2; slug === undefined; n += 1) {
      const next = `${candidates[0]}-${n}`;
      if (isFree(next)) slug = next;
    }
    this.hold({ slug, sourceId });
    return slug;
  }
}
