import { Args, Authorized, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { ForwardConnectionArgs } from '../../shared/pagination/connection.js';
import { Article } from '../article/article.type.js';
import type { RevisionContext } from './revision.loaders.js';
import { ArticleRevisionConnection } from './revision.type.js';

@Resolver(() => Article)
export class ArticleRevisionsResolver {
  @Authorized('preview', 'write')
  @FieldResolver(() => ArticleRevisionConnection, {
    description: 'Every save, latest first, whether published or not. Needs a key that may preview or write.',
  })
  revisions(
    @Root() article: Article,
    @Args(() => ForwardConnectionArgs) args: ForwardConnectionArgs,
    @Ctx() { revisions }: RevisionContext,
  ): Promise<ArticleRevisionConnection> {
    return revisions.list(article.id, args);
  }
}
