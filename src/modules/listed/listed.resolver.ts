import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Ctx, FieldResolver, Info, Int, Resolver, Root } from 'type-graphql';
import type { Context } from '../../graphql/context.js';
import {
  combineMaybePromises,
  type MaybePromise,
  mapMaybePromise,
} from '../../shared/async/maybe-promise.js';
import { buildAuthorPath, buildSeriesPath, buildSiteUrl, buildTagPath } from '../../shared/paths.js';
import { ROBOTS_FIELD, Robots, toRobots } from '../../shared/robots.js';
import { UrlScalar } from '../../shared/scalars.js';
import { ArticleOrder } from '../article/article.type.js';
import { ArticleFilter, FILTER_ARG } from '../article/filter/article-filter.js';
import { omitEmptyFilter } from '../article/filter/article-filter.sql.js';
import type { Author } from '../author/author.type.js';
import { Feed } from '../feed/feed.type.js';
import { Front } from '../front/front.type.js';
import { Image } from '../image/image.type.js';
import type { SectionRow } from '../section/section.type.js';
import { type ListPage, Seo } from '../seo/seo.type.js';
import type { SeriesRow } from '../series/series.type.js';
import type { Site } from '../site/site.type.js';
import type { Tag } from '../tag/tag.type.js';
import { Listed, type ListedRow, type ListedTypeName } from './listed.type.js';

/** Resolves the fields that sections, tags, authors and series share. */
@Resolver(() => Listed)
export class ListedResolver {
  constructor(private readonly site: Site) {}

  @FieldResolver(() => UrlScalar, { description: 'The absolute URL of the page on the site.' })
  url(
    @Root() row: ListedRow,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): MaybePromise<string> {
    return mapMaybePromise(getPath(row, context, info), (path) => buildSiteUrl(this.site, path));
  }

  @FieldResolver(() => Front, {
    nullable: true,
    description: 'The front at the path of the page. Null if there is none, or if it is not published.',
  })
  front(
    @Root() row: ListedRow,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): MaybePromise<Front | null> {
    return mapMaybePromise(getPath(row, context, info), (path) => context.fronts.byPath.load(path));
  }

  @FieldResolver(() => Seo, { description: 'The metadata for the <head> of the page.' })
  seo(@Root() row: ListedRow, @Ctx() context: Context, @Info() info: GraphQLResolveInfo): MaybePromise<Seo> {
    const parts = combineMaybePromises<[string, Omit<ListPage, 'path'>]>([
      getPath(row, context, info),
      loadPage(row, context, info),
    ]);
    return mapMaybePromise(parts, ([path, page]) => context.seo.describeList({ ...page, path }));
  }

  @FieldResolver(() => Robots, ROBOTS_FIELD)
  robots(
    @Root() row: ListedRow,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): MaybePromise<Robots> {
    return mapMaybePromise(loadPage(row, context, info), toRobots);
  }

  @FieldResolver(() => [Feed], { description: 'The feeds of the latest articles, one for each format.' })
  feeds(
    @Root() row: ListedRow,
    @Arg('filter', () => ArticleFilter, { nullable: true, ...FILTER_ARG }) filter: ArticleFilter | null,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): MaybePromise<Feed[]> {
    return mapMaybePromise(getPath(row, context, info), (path) =>
      context.feeds.listFeeds(path, omitEmptyFilter(filter)),
    );
  }

  @FieldResolver(() => Image, {
    nullable: true,
    description: 'The picture of the page. Null if it has none.',
  })
  image(@Root() { imageId }: ListedRow, @Ctx() { images }: Context): MaybePromise<Image | null> {
    return imageId === null ? null : images.byId.load(imageId);
  }

  @FieldResolver(() => Int, { description: 'The number of articles in the list that match the filter.' })
  articleCount(
    @Root() { id }: ListedRow,
    @Arg('filter', () => ArticleFilter, { nullable: true, ...FILTER_ARG }) filter: ArticleFilter | null,
    @Ctx() { articles, tags }: Context,
    @Info() info: GraphQLResolveInfo,
  ): MaybePromise<number> {
    const type = getTypeName(info);
    // Lists of tags read the counts along.
    if (type === 'Tag' && !filter)
      return mapMaybePromise(tags.articleCount.load(id), (count) => count?.articles ?? 0);
    const of = ({ Section: 'section', Tag: 'tag', Author: 'author', Series: 'series' } as const)[type];
    return articles.count({ scope: { of, id }, filter: filter ?? null, orderBy: ArticleOrder.NEWEST });
  }
}

function getTypeName({ parentType }: GraphQLResolveInfo): ListedTypeName {
  return parentType.name as ListedTypeName;
}

function getPath(
  row: ListedRow,
  { sections, pathPrefix }: Context,
  info: GraphQLResolveInfo,
): MaybePromise<string> {
  switch (getTypeName(info)) {
    case 'Section':
      return mapMaybePromise(sections.getTree(), (tree) => tree.getPath(row as SectionRow));
    case 'Tag':
      return pathPrefix + buildTagPath(row.slug);
    case 'Author':
      return pathPrefix + buildAuthorPath(row.slug);
    case 'Series':
      return pathPrefix + buildSeriesPath(row.slug);
  }
}

/** Loads the columns of a page, of which rows in lists have only some. */
function loadPage(
  row: ListedRow,
  { tags, authors }: Context,
  info: GraphQLResolveInfo,
): MaybePromise<Omit<ListPage, 'path'>> {
  const type = getTypeName(info);
  switch (type) {
    case 'Section':
    case 'Series':
      return { ...(row as SectionRow | SeriesRow), type, person: null };
    case 'Tag':
      return mapMaybePromise(tags.loadPage(row as Tag), (page) => ({ ...row, ...page, type, person: null }));
    case 'Author':
      return mapMaybePromise(authors.loadPage(row as Author), (page) => {
        const { bio: description, role } = row as Author;
        return { ...row, ...page, type, description, person: { ...page, role } };
      });
  }
}
