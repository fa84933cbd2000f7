import { Arg, Authorized, Ctx, FieldResolver, Mutation, Query, Resolver, Root } from 'type-graphql';
import { ChecksLimits } from '../../auth/article-limits.js';
import type { Context } from '../../graphql/context.js';
import { type ActorContext, getActor } from '../../mutations/actor.js';
import type { MaybePromise } from '../../shared/async/maybe-promise.js';
import { Article } from '../article/article.type.js';
import { Front } from '../front/front.type.js';
import {
  CreatePreviewLinkInput,
  CreatePreviewLinkPayload,
  RevokePreviewLinksInput,
  RevokePreviewLinksPayload,
} from './preview-link.inputs.js';
import type { PreviewLinkService } from './preview-link.service.js';
import { PreviewLink } from './preview-link.type.js';

@Resolver(() => PreviewLink)
export class PreviewLinkResolver {
  constructor(private readonly service: PreviewLinkService) {}

  @Query(() => PreviewLink, {
    nullable: true,
    description:
      'The preview link whose token the request has as `Authorization: Bearer <token>`. Null for a request without one.',
  })
  async previewLink(@Ctx() context: Context): Promise<PreviewLink | null> {
    // A cache that ignores Vary must not return null to a request with a token.
    context.dependencies.limitCdnTtl(0);
    return context.previewLink && context.previewLinks.byId.load(context.previewLink.id);
  }

  @Authorized('write')
  @ChecksLimits()
  @Mutation(() => CreatePreviewLinkPayload, {
    nullable: true,
    description:
      'Creates a link that shows the latest draft of an article or front to one person, and returns it once. Requires an API ' +
      'key with the `write` scope.',
  })
  createPreviewLink(
    @Arg('input', () => CreatePreviewLinkInput, {
      description:
        'The article or front, the person and the time. Fails with NOT_ALLOWED if 50 links of it are in use.',
    })
    input: CreatePreviewLinkInput,
    @Ctx() context: ActorContext,
  ): Promise<CreatePreviewLinkPayload> {
    return this.service.create(getActor(context), input);
  }

  @Authorized('write')
  @ChecksLimits()
  @Mutation(() => RevokePreviewLinksPayload, {
    nullable: true,
    description:
      'Revokes preview links of an article or front, which are refused from then on. Requires an API key with the `write` scope.',
  })
  revokePreviewLinks(
    @Arg('input', () => RevokePreviewLinksInput, {
      description: 'The article or front, and its links to revoke.',
    })
    input: RevokePreviewLinksInput,
    @Ctx() context: ActorContext,
  ): Promise<RevokePreviewLinksPayload> {
    return this.service.revoke(getActor(context), input);
  }

  @FieldResolver(() => Article, {
    nullable: true,
    description:
      'The article. Null for a link to a front, and if the perspective of the request does not have it.',
  })
  article(@Root() { articleId }: PreviewLink, @Ctx() { articles }: Context): MaybePromise<Article | null> {
    return articleId === null ? null : articles.byId.load(articleId);
  }

  @FieldResolver(() => Front, {
    nullable: true,
    description:
      'The front. Null for a link to an article, and if the perspective of the request does not have it.',
  })
  front(@Root() { frontId }: PreviewLink, @Ctx() { fronts }: Context): MaybePromise<Front | null> {
    return frontId === null ? null : fronts.byId.load(frontId);
  }
}

@Resolver(() => Article)
export class ArticlePreviewLinksResolver {
  @Authorized('write')
  @FieldResolver(() => [PreviewLink], {
    nullable: true,
    description:
      'The preview links of the article that are in use, latest first. Requires an API key with the `write` scope.',
  })
  previewLinks(@Root() { id }: Article, @Ctx() context: Context): Promise<PreviewLink[]> {
    return context.previewLinks.ofArticle.load(id);
  }
}

@Resolver(() => Front)
export class FrontPreviewLinksResolver {
  @Authorized('write')
  @FieldResolver(() => [PreviewLink], {
    nullable: true,
    description:
      'The preview links of the front that are in use, latest first. Requires an API key with the `write` scope.',
  })
  previewLinks(@Root() { id }: Front, @Ctx() context: Context): Promise<PreviewLink[]> {
    return context.previewLinks.ofFront.load(id);
  }
}
