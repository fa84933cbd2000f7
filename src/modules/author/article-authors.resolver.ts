import type { GraphQLResolveInfo } from 'graphql';
import { Ctx, FieldResolver, Info, Resolver, Root } from 'type-graphql';
import type { Context } from '../../graphql/context.js';
import type { MaybePromise } from '../../shared/async/maybe-promise.js';
import { Preload } from '../../shared/preload.js';
import { Article } from '../article/article.type.js';
import { Author } from './author.type.js';

@Resolver(() => Article)
export class ArticleAuthorsResolver {
  @Preload((articles: readonly Article[], _args, { authors }: Context, info) =>
    authors.chooseOfArticle(info).preload(articles.map(({ id }) => id)),
  )
  @FieldResolver(() => [Author], { description: 'The authors of the article, in the order of the byline.' })
  authors(
    @Root() article: Article,
    @Ctx() { authors }: Context,
    @Info() info: GraphQLResolveInfo,
  ): MaybePromise<Author[]> {
    return authors.chooseOfArticle(info).load(article.id);
  }
}
