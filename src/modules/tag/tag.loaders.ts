import { Prisma, type Tag } from '../../database/generated/client.js';
import { keys } from '../../database/keys.js';
import { plannedOnce } from '../../database/planned-once.js';
import type { Reader } from '../../database/reader.js';
import { rememberMany, rememberOne } from '../../database/remembered.js';
import type { ForwardArgs } from '../../shared/connection.js';
import { betweenCursors, orderAndLimit, type Sort } from '../../shared/keyset.js';
import { type Page, readPage, toPage } from '../../shared/page.js';
import { tagPath } from '../../shared/paths.js';
import { Tag as GraphTag, TagOrder } from './tag.type.js';

const { sql } = Prisma;
type CountedTag = Tag & { articles: number };

const SORTS: Record<TagOrder, Sort> = {
  [TagOrder.MOST_USED]: { column: sql`g.articles`, id: sql`g.id`, isDescending: true, type: 'int' },
  [TagOrder.NAME]: { column: sql`g.name`, id: sql`g.id`, isDescending: false, type: 'text' },
};

export class TagLoaders {
  constructor(private readonly reader: Reader) {}

  readonly byId = rememberOne(this.reader, {
    name: 'tag',
    rows: (ids: number[]) => this.reader.rowsBy('tag', 'id', ids, keys.tag, undefined, GraphTag),
    keyOf: (tag) => tag.id,
    reads: (id) => [keys.tag(id)],
  });

  readonly bySlug = rememberOne(this.reader, {
    name: 'tag of slug',
    rows: (slugs: string[]) => this.reader.rowsBy('tag', 'slug', slugs, pageKey, undefined, GraphTag),
    keyOf: (tag) => tag.slug,
    reads: (slug, tag) => [pageKey(slug), ...(tag ? [keys.tag(tag.id)] : [])],
  });

  /** An article's tags in the order in which its editor gave them. */
  readonly ofArticle = rememberMany(this.reader, {
    name: 'tags of article',
    rows: (ids: number[]) =>
      this.reader.query<Tag & { articleId: number }>(
        sql`
        SELECT article_id AS "articleId", id, slug, name FROM ${this.reader.table('tag_of_article')}
        WHERE article_id = ANY(${plannedOnce(ids)}::int[]) ORDER BY article_id, position`,
        ids.map(keys.article),
        GraphTag,
      ),
    keyOf: (tag) => tag.articleId,
    reads: (id, tags) => [keys.article(id), ...tags.map((each) => keys.tag(each.id))],
  });

  readonly articleCount = rememberOne(this.reader, {
    name: 'articles of tag',
    rows: (ids: number[]) =>
      this.reader.query<{ tagId: number; articles: number }>(
        sql`
        SELECT tag_id AS "tagId", count(*)::int AS articles FROM ${this.reader.table('article_tag')}
        WHERE tag_id = ANY(${ids}::int[]) GROUP BY tag_id`,
        ids.map((id) => keys.articles(`tag:${id}`)),
      ),
    keyOf: (count) => count.tagId,
    reads: (id) => [keys.articles(`tag:${id}`)],
  });

  async list(orderBy: TagOrder, args: ForwardArgs): Promise<Page<CountedTag>> {
    const page = readPage(`tags by ${orderBy}`, args);
    const sort = SORTS[orderBy];
    const tags = await this.reader.apart().query<CountedTag>(
      sql`
      SELECT g.id, g.slug, g.name, g.articles FROM (
        SELECT g.id, g.slug, g.name, (
          SELECT count(*)::int FROM ${this.reader.table('article_tag')} b WHERE b.tag_id = g.id
        ) AS articles FROM ${this.reader.table('tag')} g
      ) g WHERE true ${betweenCursors(sort, page)} ${orderAndLimit(sort, page)}`,
      [keys.tags],
    );
    for (const { id, articles } of tags) this.articleCount.prime(id, { tagId: id, articles });
    const position = ({ name, articles, id }: CountedTag) => ({
      value: orderBy === TagOrder.NAME ? name : articles,
      id,
    });
    return toPage(page, tags, position, () => this.reader.apart().count('tag', [keys.tags]));
  }
}

/** The address that a tag of a slug has, or would have. */
function pageKey(slug: string): string {
  return keys.path(tagPath(slug));
}

export interface TagContext {
  tags: TagLoaders;
}
