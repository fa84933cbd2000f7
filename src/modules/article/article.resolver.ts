import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Args, Ctx, FieldResolver, Info, Int, Query, Resolver, Root } from 'type-graphql';
import type { Context } from '../../graphql/context.js';
import { type MaybePromise, mapMaybePromise } from '../../shared/async/maybe-promise.js';
import { buildSiteUrl } from '../../shared/paths.js';
import { Preload } from '../../shared/preload.js';
import { BY_ARG, lookUp } from '../../shared/references/lookup.js';
import { UrlScalar } from '../../shared/scalars.js';
import type { Site } from '../site/site.type.js';
import { ArticleBy, ArticlesArgs } from './article.inputs.js';
import { listArticles } from './article.loaders.js';
import { ArchiveMonth, Article, ArticleConnection, Correction } from './article.type.js';
import { buildExcerpt, computeReadingMinutes } from './article-text.js';
import { ArticleFilter, FILTER_ARG } from './filter/article-filter.js';
import { RichText } from './rich-text.type.js';

@Resolver(() => Article)
export class ArticleResolver {
  constructor(private readonly site: Site) {}

  @Query(() => Article, {
    nullable: true,
    description:
      'The article with the ID, slug or path. Null if no published article has it. Former slugs and paths do ' +
      'not resolve; use `route`.',
  })
  article(
    @Arg('by', () => ArticleBy, BY_ARG) by: ArticleBy,
    @Ctx() { articles }: Context,
  ): MaybePromise<Article | null> {
    return lookUp('Article', by, articles);
  }

  @Query(() => ArticleConnection, {
    description: 'Published articles that match `filter`.',
  })
  articles(
    @Args(() => ArticlesArgs) { filter, ...args }: ArticlesArgs,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<ArticleConnection> {
    return listArticles(context, { scope: { of: 'site' }, filter: filter ?? null }, args, info);
  }

  @Query(() => [ArchiveMonth], {
    description: 'The number of articles published in each year and month, latest first.',
  })
  archive(
    @Arg('filter', () => ArticleFilter, { nullable: true, ...FILTER_ARG }) filter: ArticleFilter | null,
    @Ctx() { articles, site }: Context,
  ): Promise<ArchiveMonth[]> {
    return articles.listArchiveMonths(filter, site.track(this.site).timeZone);
  }

  @FieldResolver(() => String, {
    description: 'The BCP 47 tag of the language of the article, that of the site by default, e.g. pt-BR.',
  })
  language(@Root() { language }: Article): string {
    return language ?? this.site.language;
  }

  @FieldResolver(() => UrlScalar, { description: 'The absolute URL of the article on the site.' })
  url(@Root() article: Article): string {
    return buildSiteUrl(this.site, article.path);
  }

  @Preload((all: readonly Article[], _args, { articles }: Context) => articles.preloadSummaries(all))
  @FieldResolver(() => String, {
    description:
      'The standfirst, or the first words of the body if there is no standfirst. Plain text that ends in … ' +
      'if it was cut.',
  })
  excerpt(
    @Root() article: Article,
    @Arg('words', () => Int, { defaultValue: 40, description: 'The maximum number of words, from 1 to 100.' })
    words: number,
    @Ctx() { articles }: Context,
  ): MaybePromise<string> {
    return mapMaybePromise(articles.loadSummary(article), (text) => buildExcerpt(text, words));
  }

  @FieldResolver(() => RichText, {
    description: 'The body of the article. Only the requested formats are loaded.',
  })
  body(@Root() article: Article): RichText {
    const { id, path } = article;
    return { key: `article:${id}`, path, articleId: id };
  }

  @FieldResolver(() => Int, {
    description: 'The reading time in whole minutes, at 238 words per minute. At least 1.',
  })
  readingTime(@Root() article: Article): number {
    return computeReadingMinutes(article.wordCount);
  }

  @FieldResolver(() => [Correction], { description: 'The corrections of the article, earliest first.' })
  corrections(@Root() article: Article, @Ctx() { articles }: Context): MaybePromise<Correction[]> {
    return articles.corrections.load(article.id);
  }

  @FieldResolver(() => Article, {
    nullable: true,
    description: 'The article published just before this one.',
  })
  previous(
    @Root() article: Article,
    @Ctx() { articles }: Context,
    @Info() info: GraphQLResolveInfo,
  ): MaybePromise<Article | null> {
    return articles.loadNeighbour(article.id, false, info);
  }

  @FieldResolver(() => Article, { nullable: true, description: 'The article published just after this one.' })
  next(
    @Root() article: Article,
    @Ctx() { articles }: Context,
    @Info() info: GraphQLResolveInfo,
  ): MaybePromise<Article | null> {
    return articles.loadNeighbour(article.id, true, info);
  }
}
