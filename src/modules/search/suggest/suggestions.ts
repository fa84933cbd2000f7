import type { ReadClient } from '../../../database/read/read-client.js';
import type { Loaders } from '../../../graphql/loaders.js';
import { BadUserInputError } from '../../../shared/errors/errors.js';
import { type Suggestion, SuggestionKind } from '../search.type.js';
import { normalizeQuery } from '../search-query.js';
import { type Completion, CompletionFinder } from './completion.js';

const MAX_SUGGESTIONS = 20;
/** Maximum length of a client's text in characters. */
export const MAX_PREFIX_LENGTH = 200;

/** Completes the text in a search box. */
export class SuggestionService {
  private readonly completions: CompletionFinder;

  constructor(
    reader: ReadClient,
    private readonly loaders: Pick<Loaders, 'articles' | 'authors' | 'tags' | 'sections' | 'series'>,
  ) {
    this.completions = new CompletionFinder(reader);
  }

  /** Returns completions of a prefix. Throws BadUserInputError if an argument is out of range. */
  async suggest(prefix: string, first: number): Promise<Suggestion[]> {
    if (first < 0 || first > MAX_SUGGESTIONS)
      throw new BadUserInputError(`first must be between 0 and ${MAX_SUGGESTIONS}, not ${first}.`);
    const found = await this.completions.find(normalizeQuery('prefix', prefix, MAX_PREFIX_LENGTH), first);
    const suggestions = await Promise.all(found.map((completion) => this.toSuggestion(completion)));
    return suggestions.filter((suggestion) => suggestion !== null);
  }

  private async toSuggestion({ kind, id }: Completion): Promise<Suggestion | null> {
    const { articles, authors, tags, sections, series } = this.loaders;
    switch (kind) {
      case SuggestionKind.ARTICLE: {
        const article = await articles.byId.load(id);
        return article && { kind, text: article.title, path: article.path, node: toNode('Article', article) };
      }
      case SuggestionKind.TAG: {
        const tag = await tags.byId.load(id);
        return tag && { kind, text: tag.name, path: tags.getPath(tag), node: toNode('Tag', tag) };
      }
      case SuggestionKind.AUTHOR: {
        const author = await authors.byId.load(id);
        return (
          author && {
            kind,
            text: author.name,
            path: authors.getPath(author),
            node: toNode('Author', author),
          }
        );
      }
      case SuggestionKind.SERIES: {
        const found = await series.byId.load(id);
        return (
          found && {
            kind,
            text: found.name,
            path: series.getPath(found),
            node: toNode('Series', found),
          }
        );
      }
      case SuggestionKind.SECTION: {
        const tree = await sections.getTree();
        const section = tree.findById(id);
        return (
          section && {
            kind,
            text: section.name,
            path: tree.getPath(section),
            node: toNode('Section', section),
          }
        );
      }
    }
  }
}

/** Returns a row with the name of its type, by which the interface Node is resolved. */
function toNode(__typename: string, row: { id: number }): Suggestion['node'] {
  return { ...row, __typename } as Suggestion['node'];
}
