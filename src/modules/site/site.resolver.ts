import { Query, Resolver } from 'type-graphql';
import { Site } from './site.type.js';

@Resolver(() => Site)
export class SiteResolver {
  constructor(private readonly configured: Site) {}

  @Query(() => Site, { description: "What the gateway's settings say of the publication." })
  site(): Site {
    return this.configured;
  }
}
