import { Arg, Authorized, Ctx, FieldResolver, Mutation, Query, Resolver, Root } from 'type-graphql';
import type { Context } from '../../graphql/context.js';
import { type ActorContext, getActor } from '../../mutations/actor.js';
import type { MaybePromise } from '../../shared/async/maybe-promise.js';
import { getText } from '../../shared/translated-texts.js';
import { Image } from '../image/image.type.js';
import type { LiveSite } from './live-site.js';
import { UpdateSiteInput } from './site.inputs.js';
import { Site, UpdateSitePayload } from './site.type.js';
import type { SiteService } from './site-mutation.service.js';

@Resolver(() => Site)
export class SiteResolver {
  constructor(private readonly publication: LiveSite) {}

  @Query(() => Site, {
    description:
      'The publication as editors set it with `updateSite`, or else as the environment describes it. In the preview perspective, with its unpublished changes.',
  })
  site(@Ctx() { site }: Context): MaybePromise<Site> {
    return site.load(this.publication);
  }

  @FieldResolver(() => String, {
    description: 'The name of the publication, as plain text, in the language of the request.',
  })
  title(@Root() site: Site, @Ctx() { languages, readLanguage }: Context): string {
    return (readLanguage === null ? null : getText(site, 'title', readLanguage, languages)) ?? site.title;
  }

  @FieldResolver(() => String, {
    nullable: true,
    description: 'A sentence that describes the publication, as plain text, in the language of the request.',
  })
  description(@Root() site: Site, @Ctx() { languages, readLanguage }: Context): string | null {
    const text = readLanguage === null ? null : getText(site, 'description', readLanguage, languages);
    return text ?? site.description;
  }

  @Authorized('preview', 'write')
  @FieldResolver(() => Boolean, {
    nullable: true,
    description:
      'True if `updateSite` has saved values that readers do not see yet. Requires an API key with the `preview` or `write` scope.',
  })
  async hasUnpublishedChanges(@Ctx() { siteDraft }: Context): Promise<boolean> {
    return (await siteDraft.load()) !== null;
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
    private readonly publication: LiveSite,
  ) {}

  @Authorized('write', 'publish')
  @Mutation(() => UpdateSitePayload, {
    nullable: true,
    description:
      'Changes the publication: title, description, logo, profiles, time zone, and the boxes of pages. Public at once, which needs the `publish` scope, or with `publish: false` unpublished, which needs the `write` scope. Requires an API key with the `write` or `publish` scope.',
  })
  updateSite(
    @Arg('input', () => UpdateSiteInput, { description: 'The fields to change.' }) input: UpdateSiteInput,
    @Ctx() context: ActorContext,
  ): Promise<UpdateSitePayload> {
    return this.service.update(getActor(context), input);
  }

  @Authorized('publish')
  @Mutation(() => UpdateSitePayload, {
    nullable: true,
    description:
      'Publishes the unpublished changes of the publication. Changes nothing if there are none. Requires an API key with the `publish` scope.',
  })
  publishSite(@Ctx() context: ActorContext): Promise<UpdateSitePayload> {
    return this.service.publish(getActor(context));
  }

  @Authorized('write')
  @Mutation(() => UpdateSitePayload, {
    nullable: true,
    description:
      'Deletes the unpublished changes of the publication. Changes nothing if there are none. Requires an API key with the `write` scope.',
  })
  discardSiteChanges(@Ctx() context: ActorContext): Promise<UpdateSitePayload> {
    return this.service.discard(getActor(context));
  }

  @FieldResolver(() => Site, {
    nullable: true,
    description: 'The site with its unpublished changes. Null if the mutation failed.',
  })
  site(@Root() { isUpdated }: UpdateSitePayload, @Ctx() { site }: Context): MaybePromise<Site> | null {
    return isUpdated ? site.load(this.publication) : null;
  }
}
