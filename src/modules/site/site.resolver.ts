import { Query, Resolver } from 'type-graphql';
import { Cached } from '../../shared/cached.js';
import { Site } from './site.type.js';

@Resolver(() => Site)
export class SiteResolver {
  constructor(private readonly configured: Site) {}

  @Cached()
  @Query(() => Site, { description: "The publication as the gateway's settings describe it." })
  site(): Site {
    return this.configured;
  }
}
