import { Query, Resolver } from 'type-graphql';
import { Site } from './site.type.js';

@Resolver(() => Site)
export class SiteResolver {
  constructor(private readonly configured: Site) {}

  @Query(() => Site, { description: "The publication as the gateway's settings describe it." })
  site(): Site {
    return this.configured;
  }
}
