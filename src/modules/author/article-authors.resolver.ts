import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { MaybePromise } from '../../shared/async/maybe-promise.js';
import { Preload } from '../../shared/preload.js';
import { Article } from '../article/article.type.js';
import type { AuthorContext } from './author.loaders.js';
import { Author } from './author.type.js';

@Resolver(() => Article)
export class ArticleAuthorsResolver {
  @Preload((articles: readonly Article[], _args, { authors }: AuthorContext) =>
    authors.ofArticle.preload(articles.map(({ id }) => id)),
  )
  @FieldResolver(() => [Author], { description: 'The authors of the article, in the order of the byline.' })
  authors(@Root() article: Article, @Ctx() { authors }: AuthorContext): MaybePromise<Author[]> {
    return authors.ofArticle.load(article.id);
  }
}
