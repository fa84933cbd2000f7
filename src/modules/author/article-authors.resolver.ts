import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { MaybePromise } from '../../shared/async/maybe-promise.js';
import { Article } from '../article/article.type.js';
import type { AuthorContext } from './author.loaders.js';
import { Author } from './author.type.js';

@Resolver(() => Article)
export class ArticleAuthorsResolver {
  @FieldResolver(() => [Author], { description: 'In the order of the byline.' })
  authors(@Root() article: Article, @Ctx() { authors }: AuthorContext): MaybePromise<Author[]> {
    return authors.ofArticle.load(article.id);
  }
}
