import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { Context } from '../../graphql/context.js';
import { Site } from '../site/site.type.js';
import type { SeoService } from './seo.service.js';
import { Seo } from './seo.type.js';

@Resolver(() => Site)
export class SiteSeoResolver {
  constructor(private readonly service: SeoService) {}

  @FieldResolver(() => Seo, { description: 'The metadata for the <head> of the front page.' })
  seo(@Root() site: Site, @Ctx() context: Context): Seo {
    return this.service.describeSite(context.site.localize(site), context.pathPrefix);
  }
}
