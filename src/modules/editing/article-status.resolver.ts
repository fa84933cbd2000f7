import { Authorized, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { ArticleStatus } from '../../mutations/mutation.type.js';
import { Article } from '../article/article.type.js';
import { getArticleStatus } from './article-state.js';
import type { ArticleStateContext } from './article-state.loaders.js';

@Resolver(() => Article)
export class ArticleStatusResolver {
  @Authorized('preview', 'write')
  @FieldResolver(() => ArticleStatus, {
    nullable: true,
    description:
      'Where it is on its way to readers; null when it was deleted meanwhile. Needs a key that may preview or write.',
  })
  async status(
    @Root() article: Article,
    @Ctx() { articleStates }: ArticleStateContext,
  ): Promise<ArticleStatus | null> {
    const state = await articleStates.byId.load(article.id);
    return state && getArticleStatus(state);
  }

  @Authorized('preview', 'write')
  @FieldResolver(() => Date, {
    nullable: true,
    description: 'When its latest revision is to be published. Needs a key that may preview or write.',
  })
  async scheduledFor(
    @Root() article: Article,
    @Ctx() { articleStates }: ArticleStateContext,
  ): Promise<Date | null> {
    return (await articleStates.byId.load(article.id))?.scheduledFor ?? null;
  }
}
