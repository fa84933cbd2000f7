/** An article and the names of its group in its source. */
export interface NamedArticle {
  source: string;
  sourceId: string;
  translationKeys?: string[] | undefined;
  isOutdatedTranslation?: boolean;
}

/**
 * Names by which the articles of an import share a group of translations. They are not stored: an article that is saved
 * is joined with those read before it, and one that is read after it is joined when it is saved.
 */
export class TranslationNames {
  private readonly articles = new Map<string, Set<string>>();
  private readonly named = new Map<string, NamedArticle>();
  private readonly saved = new Set<number>();

  add(articles: NamedArticle[]): void {
    for (const article of articles) {
      const { translationKeys = [] } = article;
      if (translationKeys.length === 0) continue;
      this.named.set(toRef(article), article);
      for (const key of translationKeys.map((each) => toKey(article, each))) {
        const known = this.articles.get(key) ?? new Set();
        this.articles.set(key, known.add(toRef(article)));
      }
    }
  }

  /** Lists references to the articles that share a name with one: source and ID there, URL, or path here. */
  listSiblings(article: NamedArticle): string[] {
    const { source, translationKeys = [] } = article;
    const refs = translationKeys.flatMap((key) => [
      ...(this.articles.get(toKey(article, key)) ?? []),
      isGlobal(key) ? key : toRef({ source, sourceId: key }),
    ]);
    return [...new Set(refs)].filter((ref) => ref !== toRef(article));
  }

  /** Lists all articles with names. */
  listNamed(): NamedArticle[] {
    return [...this.named.values()];
  }

  addSaved(id: number): void {
    this.saved.add(id);
  }

  /** Lists the articles that this import has saved: what they are translated from is as new as they are. */
  listSaved(): number[] {
    return [...this.saved];
  }
}

function toRef({ source, sourceId }: Pick<NamedArticle, 'source' | 'sourceId'>): string {
  return `${source}\n${sourceId}`;
}

/** Returns a name that is the same for one source; a URL or path is the same for all. */
function toKey({ source }: NamedArticle, key: string): string {
  return isGlobal(key) ? key : `${source}\n${key}`;
}

/** Returns the name of a group that an article here, of any source, has by its path. */
export function toPathKey(path: string): string {
  return `path:${path}`;
}

/** Returns true for a URL or a path, which name an article of any source. */
function isGlobal(key: string): boolean {
  return /^(https?:\/\/|path:)/.test(key);
}
