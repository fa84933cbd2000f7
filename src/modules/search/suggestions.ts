import type { Awaitable } from '../../database/awaitable.js';
import type { Author, Section, Tag } from '../../database/generated/client.js';
import type { Reader } from '../../database/reader.js';
import { BadUserInput } from '../../shared/errors.js';
import { authorPath, tagPath } from '../../shared/paths.js';
import type { Article } from '../article/article.type.js';
import { type Completion, Completions } from './completion.js';
import { type Suggestion, SuggestionKind } from './search.type.js';
import { readWords } from './search-query.js';

const MOST = 20;

interface ById<Row> {
  byId: { load(id: number): Awaitable<Row | null> };
}

/** Where what is suggested is loaded, with everyone else's of the request. */
interface Loads {
  articles: ById<Article>;
  authors: ById<Author>;
  tags: ById<Tag>;
  sections: { tree(): Awaitable<{ byId(id: number): Section | null; path(section: Section): string }> };
}

/** Completes what a reader is typing. */
export class Suggestions {
  private readonly completions: Completions;

  constructor(
    reader: Reader,
    private readonly loads: Loads,
  ) {
    this.completions = new Completions(reader);
  }

  /** Throws BadUserInput when an argument is out of its range. */
  async for(prefix: string, first: number): Promise<Suggestion[]> {
    if (first < 0 || first > MOST) throw new BadUserInput(`first takes 0 to ${MOST}, not ${first}.`);
    const found = await this.completions.of(readWords('prefix', prefix), first);
    const suggestions = await Promise.all(found.map((completion) => this.suggestion(completion)));
    return suggestions.filter((suggestion) => suggestion !== null);
  }

  private async suggestion({ kind, id }: Completion): Promise<Suggestion | null> {
    const { articles, authors, tags, sections } = this.loads;
    switch (kind) {
      case SuggestionKind.ARTICLE: {
        const article = await articles.byId.load(id);
        return article && { kind, text: article.title, path: article.path };
      }
      case SuggestionKind.TAG: {
        const tag = await tags.byId.load(id);
        return tag && { kind, text: tag.name, path: tagPath(tag.slug) };
      }
      case SuggestionKind.AUTHOR: {
        const author = await authors.byId.load(id);
        return author && { kind, text: author.name, path: authorPath(author.slug) };
      }
      case SuggestionKind.SECTION: {
        const tree = await sections.tree();
        const section = tree.byId(id);
        return section && { kind, text: section.name, path: tree.path(section) };
      }
    }
  }
}
