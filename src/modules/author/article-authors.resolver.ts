import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { Context } from '../../graphql/context.js';
import type { MaybePromise } from '../../shared/async/maybe-promise.js';
import { Preload } from '../../shared/preload.js';
import { Article } from '../article/article.type.js';
import { Author } from './author.type.js';

@Resolver(() => Article)
export class ArticleAuthorsResolver {
  @Preload((articles: readonly Article[], _args, { authors }: Context) =>
    authors.ofArticle.preload(articles.map(({ id }) => id)),
  )
  @FieldResolver(() => [Author], { description: 'The authors of the article, in the order of the byline.' })
  authors(@Root() article: Article, @Ctx() { authors }: Context): MaybePromise<Author[]> {
    return authors.ofArticle.load(article.id);
  }
}
