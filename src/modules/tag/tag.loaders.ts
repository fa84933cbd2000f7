import { cacheTags } from '../../cache/cache-tags.js';
import { Prisma } from '../../database/generated/client.js';
import { createCachedListLoader, createCachedLoader } from '../../database/read/cached-loader.js';
import type { ReadClient } from '../../database/read/read-client.js';
import { listColumns, type TableRows } from '../../database/read/table-rows.js';
import { type MaybePromise, mapMaybePromise } from '../../shared/async/maybe-promise.js';
import type { ForwardConnectionArgs } from '../../shared/pagination/connection.js';
import { buildCursorRange, buildOrderAndLimit, type SortKey } from '../../shared/pagination/keyset.js';
import { buildConnection, type ConnectionPage, parsePageArgs } from '../../shared/pagination/pagination.js';
import { buildTagPath, TAGS_PATH } from '../../shared/paths.js';
import { buildUnlistedIds } from '../article/filter/listed.sql.js';
import { hasPageColumns } from '../listed/listed.type.js';
import { EMPTY_TAG_PAGE, Tag as GraphTag, TagOrder, type TagPage, type TagRow } from './tag.type.js';

const { sql } = Prisma;
type CountedTag = TagRow & { articles: number };

/** Columns of the tags of an article: without those that only their pages show. */
const ARTICLE_COLUMNS = listColumns('tag_of_article').filter(
  (column) => !(column in EMPTY_TAG_PAGE),
) as Exclude<keyof TableRows['tag_of_article'], keyof TagPage>[];

const SORTS: Record<TagOrder, SortKey> = {
  [TagOrder.MOST_USED]: { column: sql`g.articles`, id: sql`g.id`, isDescending: true, type: 'int' },
  [TagOrder.NAME]: { column: sql`g.name`, id: sql`g.id`, isDescending: false, type: 'text' },
};

export class TagLoaders {
  constructor(private readonly reader: ReadClient) {}

  /** Articles that no tag's list contains, and no count. */
  private get unlistedIds() {
    return buildUnlistedIds(this.reader.table('article'));
  }

  readonly byId = createCachedLoader(this.reader, {
    name: 'tag',
    loadRows: (ids: number[]) =>
      this.reader.selectByKey('tag', 'id', ids, cacheTags.tag, undefined, GraphTag),
    getKey: (tag) => tag.id,
    getTags: (id) => [cacheTags.tag(id)],
  });

  readonly bySlug = createCachedLoader(this.reader, {
    name: 'tag of slug',
    loadRows: (slugs: string[]) =>
      this.reader.selectByKey('tag', 'slug', slugs, getPathTag, undefined, GraphTag),
    getKey: (tag) => tag.slug,
    getTags: (slug, tag) => [getPathTag(slug), ...(tag ? [cacheTags.tag(tag.id)] : [])],
  });

  /** Loads tags by their current paths. */
  readonly byPath = {
    load: (path: string) =>
      path.startsWith(TAGS_PATH) ? this.bySlug.load(path.slice(TAGS_PATH.length)) : null,
  };

  /** Loads the columns that only the page of a tag shows. */
  loadPage(tag: GraphTag): MaybePromise<TagPage> {
    if (hasPageColumns(tag)) return tag as TagPage;
    return mapMaybePromise(this.byId.load(tag.id), (whole) => whole ?? EMPTY_TAG_PAGE);
  }

  /** An article's tags in the editor's order. */
  readonly ofArticle = createCachedListLoader(this.reader, {
    name: 'tags of article',
    loadRows: async (ids: number[]) => {
      const tags = await this.reader.selectByKey(
        'tag_of_article',
        'articleId',
        ids,
        cacheTags.article,
        ARTICLE_COLUMNS,
        GraphTag,
      );
      return tags.sort((a, b) => a.position - b.position);
    },
    getKey: (tag) => tag.articleId,
    getTags: (id, tags) => [cacheTags.article(id), ...tags.map((each) => cacheTags.tag(each.id))],
  });

  readonly articleCount = createCachedLoader(this.reader, {
    name: 'articles of tag',
    loadRows: (ids: number[]) =>
      this.reader.query<{ tagId: number; articles: number }>(
        sql`
        SELECT tag_id AS "tagId", count(*)::int AS articles FROM ${this.reader.table('article_tag')}
        WHERE tag_id = ANY(${ids}::int[]) AND article_id NOT IN ${this.unlistedIds} GROUP BY tag_id`,
        ids.map((id) => cacheTags.articles(`tag:${id}`)),
      ),
    getKey: (count) => count.tagId,
    getTags: (id) => [cacheTags.articles(`tag:${id}`)],
  });

  async list(orderBy: TagOrder, args: ForwardConnectionArgs): Promise<ConnectionPage<CountedTag>> {
    const page = parsePageArgs(`tags by ${orderBy}`, args);
    const sort = SORTS[orderBy];
    const tags = await this.reader.withOwnBatcher().query<CountedTag>(
      sql`
      SELECT g.* FROM (
        SELECT g.id, g.slug, g.name, g.image_id AS "imageId", g.created_at AS "createdAt", g.updated_at AS "updatedAt", (
          SELECT count(*)::int FROM ${this.reader.table('article_tag')} b
          WHERE b.tag_id = g.id AND b.article_id NOT IN ${this.unlistedIds}
        ) AS articles FROM ${this.reader.table('tag')} g
      ) g WHERE true ${buildCursorRange(sort, page)} ${buildOrderAndLimit(sort, page)}`,
      [cacheTags.tags],
    );
    for (const { id, articles } of tags) this.articleCount.prime(id, { tagId: id, articles });
    const getPosition = ({ name, articles, id }: CountedTag) => ({
      value: orderBy === TagOrder.NAME ? name : articles,
      id,
    });
    return buildConnection(page, tags, getPosition, () =>
      this.reader.withOwnBatcher().countRows('tag', [cacheTags.tags]),
    );
  }
}

/** Returns the cache tag of the path that a tag with this slug has. */
function getPathTag(slug: string): string {
  return cacheTags.path(buildTagPath(slug));
}
