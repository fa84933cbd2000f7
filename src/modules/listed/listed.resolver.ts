import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Ctx, FieldResolver, Info, Int, Resolver, Root } from 'type-graphql';
import type { Context } from '../../graphql/context.js';
import { type MaybePromise, mapMaybePromise } from '../../shared/async/maybe-promise.js';
import { buildAuthorPath, buildTagPath } from '../../shared/paths.js';
import { UrlScalar } from '../../shared/scalars.js';
import { ArticleOrder } from '../article/article.type.js';
import { ArticleFilter, FILTER_ARG } from '../article/filter/article-filter.js';
import { omitEmptyFilter } from '../article/filter/article-filter.sql.js';
import { Feed } from '../feed/feed.type.js';
import { Image } from '../image/image.type.js';
import type { SectionRow } from '../section/section.type.js';
import { Seo } from '../seo/seo.type.js';
import type { Site } from '../site/site.type.js';
import { Listed, type ListedRow, type ListedTypeName } from './listed.type.js';

/** Resolves the fields that sections, tags and authors share. */
@Resolver(() => Listed)
export class ListedResolver {
  constructor(private readonly site: Site) {}

  @FieldResolver(() => UrlScalar, { description: 'The absolute URL of the page on the site.' })
  url(
    @Root() row: ListedRow,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): MaybePromise<string> {
    return mapMaybePromise(getPath(row, context, info), (path) => new URL(path, this.site.url).href);
  }

  @FieldResolver(() => Seo, { description: 'The metadata for the <head> of the page.' })
  seo(@Root() row: ListedRow, @Ctx() context: Context, @Info() info: GraphQLResolveInfo): MaybePromise<Seo> {
    const type = getTypeName(info);
    const { id, slug, name, description, bio, imageId } = row;
    return mapMaybePromise(getPath(row, context, info), (path) =>
      context.seo.describeList({
        type,
        id,
        slug,
        name,
        imageId,
        path,
        description: description ?? bio ?? null,
      }),
    );
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
    const of = ({ Section: 'section', Tag: 'tag', Author: 'author' } as const)[type];
    return articles.count({ scope: { of, id }, filter: filter ?? null, orderBy: ArticleOrder.NEWEST });
  }
}

function getTypeName({ parentType }: GraphQLResolveInfo): ListedTypeName {
  return parentType.name as ListedTypeName;
}

function getPath(row: ListedRow, { sections }: Context, info: GraphQLResolveInfo): MaybePromise<string> {
  switch (getTypeName(info)) {
    case 'Section':
      return mapMaybePromise(sections.getTree(), (tree) => tree.getPath(row as SectionRow));
    case 'Tag':
      return buildTagPath(row.slug);
    case 'Author':
      return buildAuthorPath(row.slug);
  }
}
