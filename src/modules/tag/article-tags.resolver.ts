import type { GraphQLResolveInfo } from 'graphql';
import { Ctx, FieldResolver, Info, Resolver, Root } from 'type-graphql';
import type { Context } from '../../graphql/context.js';
import type { MaybePromise } from '../../shared/async/maybe-promise.js';
import { Preload } from '../../shared/preload.js';
import { Article } from '../article/article.type.js';
import { Tag } from './tag.type.js';

@Resolver(() => Article)
export class ArticleTagsResolver {
  @Preload((articles: readonly Article[], _args, { tags }: Context, info) =>
    tags.chooseOfArticle(info).preload(articles.map(({ id }) => id)),
  )
  @FieldResolver(() => [Tag], { description: "The tags of the article, in the editor's order." })
  tags(
    @Root() article: Article,
    @Ctx() { tags }: Context,
    @Info() info: GraphQLResolveInfo,
  ): MaybePromise<Tag[]> {
    return tags.chooseOfArticle(info).load(article.id);
  }
}
