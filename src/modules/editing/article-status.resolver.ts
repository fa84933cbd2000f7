import { Authorized, Ctx, FieldResolver, Int, Resolver, Root } from 'type-graphql';
import type { Context } from '../../graphql/context.js';
import { ArticleStatus } from '../../shared/article/article-status.js';
import { Article } from '../article/article.type.js';
import { getArticleStatus } from './article-state.js';

@Resolver(() => Article)
export class ArticleStatusResolver {
  @Authorized('preview', 'write')
  @FieldResolver(() => ArticleStatus, {
    nullable: true,
    description:
      'The publication status of the article. Null if the article was deleted in the meantime. Requires an ' +
      'API key with the `preview` or `write` scope.',
  })
  async status(@Root() article: Article, @Ctx() { articleStates }: Context): Promise<ArticleStatus | null> {
    const state = await articleStates.byId.load(article.id);
    return state && getArticleStatus(state);
  }

  @Authorized('preview', 'write')
  @FieldResolver(() => Boolean, {
    nullable: true,
    description:
      'True if the article is published, and a later revision of it is not. Requires an API key with the ' +
      '`preview` or `write` scope.',
  })
  async hasUnpublishedChanges(
    @Root() article: Article,
    @Ctx() { articleStates }: Context,
  ): Promise<boolean | null> {
    return (await articleStates.byId.load(article.id))?.hasUnpublishedChanges ?? null;
  }

  @Authorized('preview', 'write')
  @FieldResolver(() => Int, {
    nullable: true,
    description:
      'The number of the revision: of the published one, or in the preview perspective of the latest, to be passed as ' +
      '`expectedRevision`. Requires an API key with the `preview` or `write` scope.',
  })
  async revision(
    @Root() article: Article,
    @Ctx() { articleStates, perspective }: Context,
  ): Promise<number | null> {
    const state = await articleStates.byId.load(article.id);
    return (perspective === 'preview' ? state?.revision : state?.publishedRevision) ?? null;
  }

  @Authorized('preview', 'write')
  @FieldResolver(() => Date, {
    nullable: true,
    description:
      'The time at which the latest revision will be published. Requires an API key with the `preview` or ' +
      '`write` scope.',
  })
  async scheduledFor(@Root() article: Article, @Ctx() { articleStates }: Context): Promise<Date | null> {
    return (await articleStates.byId.load(article.id))?.scheduledFor ?? null;
  }
}
