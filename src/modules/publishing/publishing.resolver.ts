import { Arg, Authorized, Ctx, Mutation, Resolver } from 'type-graphql';
import { ChecksLimits } from '../../auth/article-limits.js';
import { type ActorContext, getActor } from '../../mutations/actor.js';
import { ArticlePayload, DeleteArticlePayload } from '../editing/article-payload.type.js';
import {
  AddCorrectionInput,
  ArticleActionInput,
  PinRelatedArticlesInput,
  PublishArticleInput,
  RemoveCorrectionInput,
  UpdateCorrectionInput,
} from '../editing/editing.inputs.js';
import type { PublishingService } from './publishing.service.js';

@Resolver()
export class PublishingResolver {
  constructor(private readonly service: PublishingService) {}

  @Authorized('publish')
  @ChecksLimits()
  @Mutation(() => ArticlePayload, {
    nullable: true,
    description:
      'Publishes the latest revision of an article, now or at a later time. Requires an API key with the ' +
      '`publish` scope.',
  })
  publishArticle(
    @Arg('input', () => PublishArticleInput, { description: 'The article and the time of publication.' })
    input: PublishArticleInput,
    @Ctx() context: ActorContext,
  ): Promise<ArticlePayload> {
    return this.service.publish(getActor(context), input);
  }

  @Authorized('publish')
  @ChecksLimits()
  @Mutation(() => ArticlePayload, {
    nullable: true,
    description:
      'Cancels the scheduled publication of an article. Requires an API key with the `publish` scope.',
  })
  cancelSchedule(
    @Arg('input', () => ArticleActionInput, {
      description: 'The article. Fails with NOT_ALLOWED if it is not scheduled.',
    })
    input: ArticleActionInput,
    @Ctx() context: ActorContext,
  ): Promise<ArticlePayload> {
    return this.service.cancelSchedule(getActor(context), input);
  }

  @Authorized('publish')
  @ChecksLimits()
  @Mutation(() => ArticlePayload, {
    nullable: true,
    description:
      'Unpublishes an article and cancels its schedule. Its draft stays, and its path resolves as GONE. ' +
      'Requires an API key with the `publish` scope.',
  })
  unpublishArticle(
    @Arg('input', () => ArticleActionInput, {
      description: 'The article. Fails with NOT_ALLOWED if it is not published.',
    })
    input: ArticleActionInput,
    @Ctx() context: ActorContext,
  ): Promise<ArticlePayload> {
    return this.service.unpublish(getActor(context), input);
  }

  @Authorized('publish')
  @ChecksLimits()
  @Mutation(() => DeleteArticlePayload, {
    nullable: true,
    description:
      'Permanently deletes an article with its revisions. Its path resolves as GONE. Requires an API key ' +
      'with the `publish` scope.',
  })
  deleteArticle(
    @Arg('input', () => ArticleActionInput, { description: 'The article, published or not.' })
    input: ArticleActionInput,
    @Ctx() context: ActorContext,
  ): Promise<DeleteArticlePayload> {
    return this.service.delete(getActor(context), input);
  }

  @Authorized('publish')
  @ChecksLimits()
  @Mutation(() => ArticlePayload, {
    nullable: true,
    description:
      'Adds a correction to a published article. It is saved as a revision and is public at once. Requires ' +
      'an API key with the `publish` scope.',
  })
  addCorrection(
    @Arg('input', () => AddCorrectionInput, {
      description:
        'The article and the text of the correction. Fails with NOT_ALLOWED if the article is not published.',
    })
    input: AddCorrectionInput,
    @Ctx() context: ActorContext,
  ): Promise<ArticlePayload> {
    return this.service.addCorrection(getActor(context), input);
  }

  @Authorized('publish')
  @ChecksLimits()
  @Mutation(() => ArticlePayload, {
    nullable: true,
    description:
      'Changes the text of a correction, and its time if that is given. It is saved as a revision and is public at once. ' +
      'Requires an API key with the `publish` scope.',
  })
  updateCorrection(
    @Arg('input', () => UpdateCorrectionInput, { description: 'The correction and its new text.' })
    input: UpdateCorrectionInput,
    @Ctx() context: ActorContext,
  ): Promise<ArticlePayload> {
    return this.service.updateCorrection(getActor(context), input);
  }

  @Authorized('publish')
  @ChecksLimits()
  @Mutation(() => ArticlePayload, {
    nullable: true,
    description:
      'Removes a correction, which readers no longer see at once. It is saved as a revision. Requires an API ' +
      'key with the `publish` scope.',
  })
  removeCorrection(
    @Arg('input', () => RemoveCorrectionInput, { description: 'The correction to remove.' })
    input: RemoveCorrectionInput,
    @Ctx() context: ActorContext,
  ): Promise<ArticlePayload> {
    return this.service.removeCorrection(getActor(context), input);
  }

  @Authorized('publish')
  @ChecksLimits()
  @Mutation(() => ArticlePayload, {
    nullable: true,
    description:
      'Sets the articles that come first in the related list of an article. Published ones are shown at ' +
      'once; no revision is saved. Requires an API key with the `publish` scope.',
  })
  pinRelatedArticles(
    @Arg('input', () => PinRelatedArticlesInput, {
      description: 'The article and all articles to pin to it.',
    })
    input: PinRelatedArticlesInput,
    @Ctx() context: ActorContext,
  ): Promise<ArticlePayload> {
    return this.service.pinRelated(getActor(context), input);
  }
}
