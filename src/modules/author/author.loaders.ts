import { type Author, Prisma } from '../../database/generated/client.js';
import { keys } from '../../database/keys.js';
import { plannedOnce } from '../../database/planned-once.js';
import type { Reader } from '../../database/reader.js';
import { rememberMany, rememberOne } from '../../database/remembered.js';
import type { ForwardArgs } from '../../shared/connection.js';
import { betweenCursors, orderAndLimit, type Sort } from '../../shared/keyset.js';
import { type Page, readPage, toPage } from '../../shared/page.js';
import { authorPath } from '../../shared/paths.js';
import { Author as GraphAuthor } from './author.type.js';

const { sql } = Prisma;
const BY_NAME: Sort = { column: sql`w.name`, id: sql`w.id`, isDescending: false, type: 'text' };

export class AuthorLoaders {
  constructor(private readonly reader: Reader) {}

  readonly byId = rememberOne(this.reader, {
    name: 'author',
    rows: (ids: number[]) => this.reader.rowsBy('author', 'id', ids, keys.author, undefined, GraphAuthor),
    keyOf: (author) => author.id,
    reads: (id) => [keys.author(id)],
  });

  readonly bySlug = rememberOne(this.reader, {
    name: 'author of slug',
    rows: (slugs: string[]) => this.reader.rowsBy('author', 'slug', slugs, pageKey, undefined, GraphAuthor),
    keyOf: (author) => author.slug,
    reads: (slug, author) => [pageKey(slug), ...(author ? [keys.author(author.id)] : [])],
  });

  /** An article's authors in the order of its byline. */
  readonly ofArticle = rememberMany(this.reader, {
    name: 'authors of article',
    rows: (ids: number[]) =>
      this.reader.query<Author & { articleId: number }>(
        sql`
        SELECT article_id AS "articleId", id, slug, name, bio, image_id AS "imageId"
        FROM ${this.reader.table('author_of_article')}
        WHERE article_id = ANY(${plannedOnce(ids)}::int[]) ORDER BY article_id, position`,
        ids.map(keys.article),
        GraphAuthor,
      ),
    keyOf: (author) => author.articleId,
    reads: (id, authors) => [keys.article(id), ...authors.map((each) => keys.author(each.id))],
  });

  /** All authors by name. */
  async list(args: ForwardArgs): Promise<Page<Author>> {
    const page = readPage('authors by name', args);
    const authors = await this.reader.query<Author>(
      sql`
      SELECT w.id, w.slug, w.name, w.bio, w.image_id AS "imageId" FROM ${this.reader.table('author')} w
      WHERE true ${betweenCursors(BY_NAME, page)} ${orderAndLimit(BY_NAME, page)}`,
      [keys.authors],
    );
    const position = ({ name, id }: Author) => ({ value: name, id });
    return toPage(page, authors, position, () => this.reader.count('author', [keys.authors]));
  }
}

/** The address that an author of a slug has, or would have. */
function pageKey(slug: string): string {
  return keys.path(authorPath(slug));
}

export interface AuthorContext {
  authors: AuthorLoaders;
}
