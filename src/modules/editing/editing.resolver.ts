import { Arg, Authorized, Ctx, FieldResolver, Mutation, Resolver, Root } from 'type-graphql';
import { type ActorContext, getActor } from '../../mutations/actor.js';
import { ArticlePayload } from '../../mutations/mutation.type.js';
import type { MaybePromise } from '../../shared/async/maybe-promise.js';
import { Article } from '../article/article.type.js';
import type { ArticleMutationService } from './article-mutation.service.js';
import { CreateArticleInput, RestoreRevisionInput, UpdateArticleInput } from './editing.inputs.js';

/** What editing needs of a request. */
export interface ArticleMutationContext extends ActorContext {
  articles: { byId: { load(id: number): MaybePromise<Article | null> } };
}

@Resolver(() => ArticlePayload)
export class ArticleMutationResolver {
  constructor(private readonly service: ArticleMutationService) {}

  @Authorized('write')
  @Mutation(() => ArticlePayload, { description: 'Saves a new draft. Readers see it once it is published.' })
  createArticle(
    @Arg('input', () => CreateArticleInput, { description: 'What it says: a title at least.' })
    input: CreateArticleInput,
    @Ctx() context: ArticleMutationContext,
  ): Promise<ArticlePayload> {
    return this.service.create(getActor(context), input);
  }

  @Authorized('write')
  @Mutation(() => ArticlePayload, {
    description:
      'Saves the next revision, also when nothing in it is new. Readers see it once it is published.',
  })
  updateArticle(
    @Arg('input', () => UpdateArticleInput, { description: 'Which article, and what of it is to change.' })
    input: UpdateArticleInput,
    @Ctx() context: ArticleMutationContext,
  ): Promise<ArticlePayload> {
    return this.service.update(getActor(context), input);
  }

  @Authorized('write')
  @Mutation(() => ArticlePayload, {
    description: 'Saves what an earlier revision said as the next one; corrections stay.',
  })
  restoreRevision(
    @Arg('input', () => RestoreRevisionInput, { description: 'Which article, and which of its revisions.' })
    input: RestoreRevisionInput,
    @Ctx() context: ArticleMutationContext,
  ): Promise<ArticlePayload> {
    return this.service.restoreRevision(getActor(context), input);
  }

  @FieldResolver(() => Article, {
    nullable: true,
    description: 'Its latest revision; null when the write was refused.',
  })
  article(
    @Root() { articleId }: ArticlePayload,
    @Ctx() { articles }: ArticleMutationContext,
  ): MaybePromise<Article | null> {
    return articleId === null ? null : articles.byId.load(articleId);
  }
}
