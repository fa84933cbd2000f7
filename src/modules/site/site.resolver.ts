import { Arg, Authorized, Ctx, FieldResolver, Mutation, Query, Resolver, Root } from 'type-graphql';
import type { Context } from '../../graphql/context.js';
import { type ActorContext, getActor } from '../../mutations/actor.js';
import type { MaybePromise } from '../../shared/async/maybe-promise.js';
import { Image } from '../image/image.type.js';
import { UpdateSiteInput } from './site.inputs.js';
import { Site, UpdateSitePayload } from './site.type.js';
import type { SiteService } from './site-mutation.service.js';

@Resolver(() => Site)
export class SiteResolver {
  constructor(private readonly publication: Site) {}

  @Query(() => Site, {
    description:
      'The publication as editors set it with `updateSite`, or else as the environment describes it.',
  })
  site(@Ctx() { site }: Context): Site {
    return site.track(this.publication);
  }

  @FieldResolver(() => Image, { nullable: true, description: 'The logo of the site.' })
  logo(@Root() publication: Site, @Ctx() { site }: Context): MaybePromise<Image | null> {
    return site.loadLogo(publication);
  }
}

@Resolver(() => UpdateSitePayload)
export class SiteMutationResolver {
  constructor(
    private readonly service: SiteService,
    private readonly publication: Site,
  ) {}

  @Authorized('publish')
  @Mutation(() => UpdateSitePayload, {
    nullable: true,
    description:
      'Changes what readers see of the publication: title, description, logo, profiles, time zone, and the boxes of pages. Public at once. Requires an API key with the `publish` scope.',
  })
  updateSite(
    @Arg('input', () => UpdateSiteInput, { description: 'The fields to change.' }) input: UpdateSiteInput,
    @Ctx() context: ActorContext,
  ): Promise<UpdateSitePayload> {
    return this.service.update(getActor(context), input);
  }

  @FieldResolver(() => Site, { nullable: true, description: 'The site. Null if the mutation failed.' })
  site(@Root() { isUpdated }: UpdateSitePayload, @Ctx() { site }: Context): Site | null {
    return isUpdated ? site.track(this.publication) : null;
  }
}
