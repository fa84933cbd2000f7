import { Arg, Ctx, FieldResolver, Resolver } from 'type-graphql';
import type { Context } from '../../graphql/context.js';
import { ArticleFilter, FILTER_ARG } from '../article/filter/article-filter.js';
import { omitEmptyFilter } from '../article/filter/article-filter.sql.js';
import { Site } from '../site/site.type.js';
import { Feed } from './feed.type.js';
import type { FeedLinks } from './feed-links.js';

@Resolver(() => Site)
export class SiteFeedsResolver {
  constructor(private readonly links: FeedLinks) {}

  @FieldResolver(() => [Feed], {
    description: 'The feeds of the latest articles of the site, one for each format.',
  })
  feeds(
    @Arg('filter', () => ArticleFilter, { nullable: true, ...FILTER_ARG }) filter: ArticleFilter | null,
    @Ctx() { pathPrefix }: Context,
  ): Feed[] {
    return this.links.listFeeds(pathPrefix, omitEmptyFilter(filter));
  }
}
