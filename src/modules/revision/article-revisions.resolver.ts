import { Args, Authorized, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { Context } from '../../graphql/context.js';
import { ConnectionArgs } from '../../shared/pagination/connection.js';
import { Article } from '../article/article.type.js';
import { ArticleRevisionConnection } from './revision.type.js';

@Resolver(() => Article)
export class ArticleRevisionsResolver {
  @Authorized('preview', 'write')
  @FieldResolver(() => ArticleRevisionConnection, {
    nullable: true,
    description:
      'Every save of the article, latest first, whether published or not. Requires an API key with the `preview` or `write` scope.',
  })
  revisions(
    @Root() article: Article,
    @Args(() => ConnectionArgs) args: ConnectionArgs,
    @Ctx() { revisions }: Context,
  ): Promise<ArticleRevisionConnection> {
    return revisions.list(article.id, args);
  }
}
