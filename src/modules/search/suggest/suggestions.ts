import type { ReadClient } from '../../../database/read/read-client.js';
import type { Loaders } from '../../../graphql/loaders.js';
import { BadUserInputError } from '../../../shared/errors/errors.js';
import { parseReferenceArgument } from '../../../shared/references/reference.js';
import { type Suggestion, SuggestionKind } from '../search.type.js';
import { normalizeQuery } from '../search-query.js';
import { type Completion, CompletionFinder } from './completion.js';

const MAX_SUGGESTIONS = 20;
/** Maximum length of a client's text in characters. */
export const MAX_PREFIX_LENGTH = 200;

/** The arguments of `suggest`. */
interface SuggestArgs {
  prefix: string;
  first: number;
  /** ID or slug of a section. */
  section?: string | null;
}

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
  async suggest({ prefix, first, section }: SuggestArgs): Promise<Suggestion[]> {
    if (first < 0 || first > MAX_SUGGESTIONS)
      throw new BadUserInputError(`first must be between 0 and ${MAX_SUGGESTIONS}, not ${first}.`);
    const reference = section == null ? null : parseReferenceArgument('Section', section, 'section');
    const found = await this.completions.find({
      prefix: normalizeQuery('prefix', prefix, MAX_PREFIX_LENGTH),
      first,
      sectionIds: reference ? await this.loaders.sections.ids.find([reference]) : [],
    });
    const suggestions = await Promise.all(found.map((completion) => this.toSuggestion(completion)));
    return suggestions.filter((suggestion) => suggestion !== null);
  }

  private async toSuggestion({ kind, id, text, articleCount }: Completion): Promise<Suggestion | null> {
    const content = await this.loadContent(kind, id);
    const query = text === null ? null : `"${text}"`;
    return content && { kind, query, articleCount, ...content, text: text ?? content.text };
  }

  private async loadContent(
    kind: SuggestionKind,
    id: number,
  ): Promise<Pick<Suggestion, 'text' | 'path' | 'node'> | null> {
    const { articles, authors, tags, sections, series } = this.loaders;
    switch (kind) {
      case SuggestionKind.ARTICLE:
      case SuggestionKind.NAME:
      case SuggestionKind.PHRASE: {
        const article = await articles.byId.load(id);
        return article && { text: article.title, path: article.path, node: toNode('Article', article) };
      }
      case SuggestionKind.TAG: {
        const tag = await tags.byId.load(id);
        return tag && { text: tag.name, path: tags.getPath(tag), node: toNode('Tag', tag) };
      }
      case SuggestionKind.AUTHOR: {
        const author = await authors.byId.load(id);
        return author && { text: author.name, path: authors.getPath(author), node: toNode('Author', author) };
      }
      case SuggestionKind.SERIES: {
        const found = await series.byId.load(id);
        return found && { text: found.name, path: series.getPath(found), node: toNode('Series', found) };
      }
      case SuggestionKind.SECTION: {
        const tree = await sections.getTree();
        const section = tree.findById(id);
        return (
          section && { text: section.name, path: tree.getPath(section), node: toNode('Section', section) }
        );
      }
    }
  }
}

/** Returns a row with the name of its type, by which the interface Node is resolved. */
function toNode(__typename: string, row: { id: number }): Suggestion['node'] {
  return { ...row, __typename } as Suggestion['node'];
}
