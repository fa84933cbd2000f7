import { FieldResolver, Resolver } from 'type-graphql';
import { Site } from '../site/site.type.js';
import { Feed } from './feed.type.js';
import type { FeedLinks } from './feed-links.js';

@Resolver(() => Site)
export class SiteFeedsResolver {
  constructor(private readonly links: FeedLinks) {}

  @FieldResolver(() => [Feed], {
    description: 'The feeds of the latest articles of the site, one for each format.',
  })
  feeds(): Feed[] {
    return this.links.listFeeds('');
  }
}
