import { Arg, Authorized, Ctx, Mutation, Resolver } from 'type-graphql';
import { type ActorContext, getActor } from '../../mutations/actor.js';
import { ArticlePayload, DeleteArticlePayload } from '../../mutations/mutation.type.js';
import {
  AddCorrectionInput,
  ArticleActionInput,
  PinRelatedArticlesInput,
  PublishArticleInput,
} from '../editing/editing.inputs.js';
import type { PublishingService } from './publishing.service.js';

@Resolver()
export class PublishingResolver {
  constructor(private readonly service: PublishingService) {}

  @Authorized('publish')
  @Mutation(() => ArticlePayload, {
    description: 'Shows the latest revision to readers, now or at a later time.',
  })
  publishArticle(
    @Arg('input', () => PublishArticleInput, { description: 'Which article, and when.' })
    input: PublishArticleInput,
    @Ctx() context: ActorContext,
  ): Promise<ArticlePayload> {
    return this.service.publish(getActor(context), input);
  }

  @Authorized('publish')
  @Mutation(() => ArticlePayload, { description: 'Takes back a time of publication that has not come yet.' })
  cancelSchedule(
    @Arg('input', () => ArticleActionInput, {
      description: 'Which article; NOT_ALLOWED when it is not scheduled.',
    })
    input: ArticleActionInput,
    @Ctx() context: ActorContext,
  ): Promise<ArticlePayload> {
    return this.service.cancelSchedule(getActor(context), input);
  }

  @Authorized('publish')
  @Mutation(() => ArticlePayload, {
    description:
      'Takes an article away from readers, and a time of publication back; it stays as a draft, its address answers GONE.',
  })
  unpublishArticle(
    @Arg('input', () => ArticleActionInput, {
      description: 'Which article; NOT_ALLOWED when it is not published.',
    })
    input: ArticleActionInput,
    @Ctx() context: ActorContext,
  ): Promise<ArticlePayload> {
    return this.service.unpublish(getActor(context), input);
  }

  @Authorized('publish')
  @Mutation(() => DeleteArticlePayload, {
    description: 'Deletes an article with its revisions, for good; its address answers GONE.',
  })
  deleteArticle(
    @Arg('input', () => ArticleActionInput, { description: 'Which article, published or not.' })
    input: ArticleActionInput,
    @Ctx() context: ActorContext,
  ): Promise<DeleteArticlePayload> {
    return this.service.delete(getActor(context), input);
  }

  @Authorized('publish')
  @Mutation(() => ArticlePayload, {
    description: 'Tells readers what was wrong. It is a revision, and is shown at once.',
  })
  addCorrection(
    @Arg('input', () => AddCorrectionInput, {
      description: 'Which article, and what was wrong; NOT_ALLOWED when it is not published.',
    })
    input: AddCorrectionInput,
    @Ctx() context: ActorContext,
  ): Promise<ArticlePayload> {
    return this.service.addCorrection(getActor(context), input);
  }

  @Authorized('publish')
  @Mutation(() => ArticlePayload, {
    description:
      'Sets the articles that stand first among those related to one. Readers see them at once, those that are published; it is no revision.',
  })
  pinRelatedArticles(
    @Arg('input', () => PinRelatedArticlesInput, {
      description: 'Which article, and all that is to be pinned to it.',
    })
    input: PinRelatedArticlesInput,
    @Ctx() context: ActorContext,
  ): Promise<ArticlePayload> {
    return this.service.pinRelated(getActor(context), input);
  }
}
