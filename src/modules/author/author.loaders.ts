import { cacheTags } from '../../cache/cache-tags.js';

import {
  type CachedLoader,
  createCachedListLoader,
  createCachedLoader,
} from '../../database/read/cached-loader.js';
import type { ReadClient } from '../../database/read/read-client.js';
import { listColumns, type TableRows } from '../../database/read/table-rows.js';
import { type MaybePromise, mapMaybePromise } from '../../shared/async/maybe-promise.js';
import { createPerspectiveSource, readPage } from '../../shared/lists/list.js';
import type { ConnectionPage } from '../../shared/pagination/pagination.js';
import { AUTHORS_PATH, buildAuthorPath } from '../../shared/paths.js';
import { type FieldSelection, selectsOnly } from '../../shared/selects-only.js';
import { hasPageColumns, LISTED_LINK_FIELDS, type OfArticle } from '../listed/listed.type.js';
import type { AuthorsArgs } from './author.inputs.js';
import {
  type AuthorPage,
  type AuthorRow,
  type Byline,
  EMPTY_AUTHOR_PAGE,
  Author as GraphAuthor,
} from './author.type.js';
import { AUTHOR_LIST } from './author-list.js';

type AuthorColumn = Exclude<keyof TableRows['author_of_article'], keyof AuthorPage>;
/** Columns of the authors of an article: without those that only their pages show. */
const BYLINE_COLUMNS = listColumns('author_of_article').filter(
  (column) => !(column in EMPTY_AUTHOR_PAGE),
) as AuthorColumn[];
/** Those that links show, and JSON-LD. */
const LINK_COLUMNS: AuthorColumn[] = ['articleId', 'position', 'id', 'slug', 'name', 'role'];

export class AuthorLoaders {
  constructor(
    private readonly reader: ReadClient,
    /** Prefix of the paths of the language that is read. */
    private readonly pathPrefix: string,
  ) {}

  /** Returns the site-relative path of the page of an author. */
  getPath({ slug }: { slug: string }): string {
    return this.pathPrefix + buildAuthorPath(slug);
  }

  /** Returns true if a path has the form of those of authors. */
  isPath(path: string): boolean {
    return path.startsWith(this.pathPrefix + AUTHORS_PATH);
  }

  /** Returns the cache tag of the path that an author with the slug has or would have. */
  private getPathTag(slug: string): string {
    return cacheTags.path(this.getPath({ slug }));
  }

  readonly byId = createCachedLoader(this.reader, {
    name: 'author',
    loadRows: (ids: number[]) =>
      this.reader.selectByKey('author', 'id', ids, cacheTags.author, undefined, GraphAuthor),
    getKey: (author) => author.id,
    getTags: (id) => [cacheTags.author(id)],
  });

  readonly bySlug = createCachedLoader(this.reader, {
    name: 'author of slug',
    loadRows: (slugs: string[]) =>
      this.reader.selectByKey(
        'author',
        'slug',
        slugs,
        (slug) => this.getPathTag(slug),
        undefined,
        GraphAuthor,
      ),
    getKey: (author) => author.slug,
    getTags: (slug, author) => [this.getPathTag(slug), ...(author ? [cacheTags.author(author.id)] : [])],
  });

  /** Loads authors by their current paths. */
  readonly byPath = {
    load: (path: string) =>
      this.isPath(path) ? this.bySlug.load(path.slice(this.pathPrefix.length + AUTHORS_PATH.length)) : null,
  };

  /** Loads the columns that only the page of an author shows. */
  loadPage(author: GraphAuthor): MaybePromise<AuthorPage> {
    if (hasPageColumns(author)) return author as AuthorPage;
    return mapMaybePromise(this.byId.load(author.id), (whole) => whole ?? EMPTY_AUTHOR_PAGE);
  }

  /** An article's authors in the order of its byline, with all columns that lists show. */
  private readonly wholeOfArticle = this.createListLoader('authors of article', BYLINE_COLUMNS);
  private readonly linksOfArticle = this.createListLoader('author links of article', LINK_COLUMNS);

  /** An article's authors in the order of its byline: for links. Where authors are cached, all parts of a site share whole ones. */
  get ofArticle(): CachedLoader<number, Byline[]> {
    return this.reader.canCache ? this.wholeOfArticle : this.linksOfArticle;
  }

  /** Returns the loader of an article's authors for a field: that for links if it selects no more. */
  chooseOfArticle(info: FieldSelection): CachedLoader<number, GraphAuthor[]> {
    const isOfLinks = !this.reader.canCache && selectsOnly(info, LISTED_LINK_FIELDS);
    return isOfLinks ? this.linksOfArticle : this.wholeOfArticle;
  }

  private createListLoader(name: string, columns: AuthorColumn[]) {
    return createCachedListLoader<number, GraphAuthor & OfArticle>(this.reader, {
      name,
      loadRows: (ids) =>
        this.reader.selectByKey(
          'author_of_article',
          'articleId',
          ids,
          cacheTags.article,
          columns,
          GraphAuthor,
        ) as Promise<(GraphAuthor & OfArticle)[]>,
      compare: (a, b) => a.position - b.position,
      getKey: (author) => author.articleId,
      getTags: (id, authors) => [cacheTags.article(id), ...authors.map((each) => cacheTags.author(each.id))],
    });
  }

  /** Returns a page of authors. Throws BadUserInputError if the arguments are out of range. */
  list(args: AuthorsArgs): Promise<ConnectionPage<AuthorRow>> {
    return readPage(AUTHOR_LIST, args, createPerspectiveSource(this.reader));
  }
}
