import { cacheTags } from '../../cache/cache-tags.js';
import { Prisma } from '../../database/generated/client.js';
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
import { buildTagPath, TAGS_PATH } from '../../shared/paths.js';
import { type FieldSelection, selectsOnly } from '../../shared/selects-only.js';
import { buildCountCondition } from '../article/filter/article-counts.sql.js';
import { buildUnlistedIds } from '../article/filter/listed.sql.js';
import { hasPageColumns, LISTED_LINK_FIELDS, type OfArticle } from '../listed/listed.type.js';
import type { TagsArgs } from './tag.inputs.js';
import { EMPTY_TAG_PAGE, Tag as GraphTag, type TagLink, type TagPage, type TagRow } from './tag.type.js';
import { TAG_LIST } from './tag-list.js';

const { sql } = Prisma;

type TagColumn = Exclude<keyof TableRows['tag_of_article'], keyof TagPage>;
/** Columns of the tags of an article: without those that only their pages show. */
const ARTICLE_COLUMNS = listColumns('tag_of_article').filter(
  (column) => !(column in EMPTY_TAG_PAGE),
) as TagColumn[];
/** Those that links show. */
const LINK_COLUMNS: TagColumn[] = ['articleId', 'position', 'id', 'slug', 'name'];

export class TagLoaders {
  constructor(
    private readonly reader: ReadClient,
    /** Prefix of the paths of the language that is read. */
    private readonly pathPrefix: string,
  ) {}

  /** Returns the site-relative path of the page of a tag. */
  getPath({ slug }: { slug: string }): string {
    return this.pathPrefix + buildTagPath(slug);
  }

  /** Returns true if a path has the form of those of tags. */
  isPath(path: string): boolean {
    return path.startsWith(this.pathPrefix + TAGS_PATH);
  }

  /** Returns the cache tag of the path that a tag with the slug has or would have. */
  private getPathTag(slug: string): string {
    return cacheTags.path(this.getPath({ slug }));
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
      this.reader.selectByKey('tag', 'slug', slugs, (slug) => this.getPathTag(slug), undefined, GraphTag),
    getKey: (tag) => tag.slug,
    getTags: (slug, tag) => [this.getPathTag(slug), ...(tag ? [cacheTags.tag(tag.id)] : [])],
  });

  /** Loads tags by their current paths. */
  readonly byPath = {
    load: (path: string) =>
      this.isPath(path) ? this.bySlug.load(path.slice(this.pathPrefix.length + TAGS_PATH.length)) : null,
  };

  /** Loads the columns that only the page of a tag shows. */
  loadPage(tag: GraphTag): MaybePromise<TagPage> {
    if (hasPageColumns(tag)) return tag as TagPage;
    return mapMaybePromise(this.byId.load(tag.id), (whole) => whole ?? EMPTY_TAG_PAGE);
  }

  /** An article's tags in the editor's order, with all columns that lists show. */
  private readonly wholeOfArticle = this.createListLoader('tags of article', ARTICLE_COLUMNS);
  private readonly linksOfArticle = this.createListLoader('tag links of article', LINK_COLUMNS);

  /** An article's tags in the editor's order: for links. Where tags are cached, all parts of a site share whole ones. */
  get ofArticle(): CachedLoader<number, TagLink[]> {
    return this.reader.canCache ? this.wholeOfArticle : this.linksOfArticle;
  }

  /** Returns the loader of an article's tags for a field: that for links if it selects no more. */
  chooseOfArticle(info: FieldSelection): CachedLoader<number, GraphTag[]> {
    const isOfLinks = !this.reader.canCache && selectsOnly(info, LISTED_LINK_FIELDS);
    return isOfLinks ? this.linksOfArticle : this.wholeOfArticle;
  }

  private createListLoader(name: string, columns: TagColumn[]) {
    return createCachedListLoader<number, GraphTag & OfArticle>(this.reader, {
      name,
      loadRows: (ids) =>
        this.reader.selectByKey(
          'tag_of_article',
          'articleId',
          ids,
          cacheTags.article,
          columns,
          GraphTag,
        ) as Promise<(GraphTag & OfArticle)[]>,
      compare: (a, b) => a.position - b.position,
      getKey: (tag) => tag.articleId,
      getTags: (id, tags) => [cacheTags.article(id), ...tags.map((each) => cacheTags.tag(each.id))],
    });
  }

  readonly articleCount = createCachedLoader(this.reader, {
    name: 'articles of tag',
    loadRows: (ids: number[]) =>
      this.reader.query<{ tagId: number; articles: number }>(
        this.reader.articleCounts
          ? sql`SELECT c.id AS "tagId", c.articles FROM ${this.reader.articleCounts} c WHERE ${buildCountCondition('tag', sql`ANY(${ids}::int[])`)}`
          : sql`
            SELECT tag_id AS "tagId", count(*)::int AS articles FROM ${this.reader.table('article_tag')}
            WHERE tag_id = ANY(${ids}::int[]) AND article_id NOT IN ${buildUnlistedIds(this.reader.table('article'))} GROUP BY tag_id`,
        ids.map((id) => cacheTags.articles(`tag:${id}`)),
      ),
    getKey: (count) => count.tagId,
    getTags: (id) => [cacheTags.articles(`tag:${id}`)],
  });

  /** Returns a page of tags. Throws BadUserInputError if the arguments are out of range. */
  async list(args: TagsArgs): Promise<ConnectionPage<TagRow>> {
    const page = await readPage(TAG_LIST, args, createPerspectiveSource(this.reader.withOwnBatcher()));
    if (args.orderBy === 'MOST_USED')
      for (const { id, sortValue } of page.nodes)
        this.articleCount.prime(id, { tagId: id, articles: Number(sortValue) });
    return page;
  }
}
