import { Arg, Authorized, Ctx, FieldResolver, Mutation, Resolver, Root } from 'type-graphql';
import { ChecksLimits } from '../../auth/article-limits.js';
import { type ActorContext, getActor } from '../../mutations/actor.js';
import type { MaybePromise } from '../../shared/async/maybe-promise.js';
import { Article } from '../article/article.type.js';
import type { ArticleMutationService } from './article-mutation.service.js';
import { ArticlePayload } from './article-payload.type.js';
import { CreateArticleInput, RestoreRevisionInput, UpdateArticleInput } from './editing.inputs.js';

/** Parts of the request context that article mutations need. */
export interface ArticleMutationContext extends ActorContext {
  articles: { byId: { load(id: number): MaybePromise<Article | null> } };
}

@Resolver(() => ArticlePayload)
export class ArticleMutationResolver {
  constructor(private readonly service: ArticleMutationService) {}

  @Authorized('write')
  @ChecksLimits()
  @Mutation(() => ArticlePayload, {
    nullable: true,
    description:
      'Creates an article: a draft, unless `publish` is given. Requires an API key with the `write` scope.',
  })
  createArticle(
    @Arg('input', () => CreateArticleInput, {
      description: 'The content of the article. At least a title is required.',
    })
    input: CreateArticleInput,
    @Ctx() context: ArticleMutationContext,
  ): Promise<ArticlePayload> {
    return this.service.create(getActor(context), input);
  }

  @Authorized('write')
  @ChecksLimits()
  @Mutation(() => ArticlePayload, {
    nullable: true,
    description:
      'Saves a new revision, even if nothing changes. It becomes public once it is published, which `publish` ' +
      'does at once. Requires an API key with the `write` scope.',
  })
  updateArticle(
    @Arg('input', () => UpdateArticleInput, {
      description: 'The article to update and the fields to change.',
    })
    input: UpdateArticleInput,
    @Ctx() context: ArticleMutationContext,
  ): Promise<ArticlePayload> {
    return this.service.update(getActor(context), input);
  }

  @Authorized('write')
  @ChecksLimits()
  @Mutation(() => ArticlePayload, {
    nullable: true,
    description:
      'Saves the content of an earlier revision as a new revision. Corrections stay. Requires an API key ' +
      'with the `write` scope.',
  })
  restoreRevision(
    @Arg('input', () => RestoreRevisionInput, { description: 'The article and the revision to restore.' })
    input: RestoreRevisionInput,
    @Ctx() context: ArticleMutationContext,
  ): Promise<ArticlePayload> {
    return this.service.restoreRevision(getActor(context), input);
  }

  @FieldResolver(() => [String], {
    description:
      'Sentences about elements of the body that were removed because readers do not miss them: scripts, styles and decorative drawings. Empty if there are none. A body with other drawings (<svg>), or with elements that would lose their text, is refused.',
  })
  warnings(@Root() { warnings = [] }: ArticlePayload): string[] {
    return warnings;
  }

  @FieldResolver(() => Article, {
    nullable: true,
    description: 'The latest revision of the article. Null if the write was refused.',
  })
  article(
    @Root() { articleId }: ArticlePayload,
    @Ctx() { articles }: ArticleMutationContext,
  ): MaybePromise<Article | null> {
    return articleId === null ? null : articles.byId.load(articleId);
  }
}
