import { GraphQLURL } from 'graphql-scalars';
import { Arg, Args, Ctx, FieldResolver, Int, Query, Resolver, Root } from 'type-graphql';
import { ArticleFilter, FILTER_ARG } from '../../shared/article-filter/article-filter.js';
import { type MaybePromise, mapMaybePromise } from '../../shared/async/maybe-promise.js';
import { SLUG_ARG } from '../../shared/text/current-slug.js';
import type { Site } from '../site/site.type.js';
import { ArticlesArgs } from './article.inputs.js';
import type { ArticleContext } from './article.loaders.js';
import { ArchiveMonth, Article, ArticleConnection, Correction } from './article.type.js';
import { buildExcerpt, computeReadingMinutes } from './article-text.js';
import { RichText } from './rich-text.type.js';

@Resolver(() => Article)
export class ArticleResolver {
  constructor(private readonly site: Site) {}

  @Query(() => Article, {
    nullable: true,
    description: 'The article of a slug; null when none that is published has it, also for a former slug.',
  })
  article(
    @Arg('slug', () => String, SLUG_ARG) slug: string,
    @Ctx() { articles }: ArticleContext,
  ): MaybePromise<Article | null> {
    return articles.bySlug.load(slug);
  }

  @Query(() => ArticleConnection, {
    description: 'Everything that is published, as far as it meets `filter`.',
  })
  articles(
    @Args(() => ArticlesArgs) { filter, orderBy, ...page }: ArticlesArgs,
    @Ctx() { articles }: ArticleContext,
  ): Promise<ArticleConnection> {
    return articles.list({ scope: { of: 'site' }, filter: filter ?? null, orderBy }, page);
  }

  @Query(() => [ArchiveMonth], {
    description: 'How many articles were published per year and month, latest first.',
  })
  archive(
    @Arg('filter', () => ArticleFilter, { nullable: true, ...FILTER_ARG }) filter: ArticleFilter | null,
    @Ctx() { articles }: ArticleContext,
  ): Promise<ArchiveMonth[]> {
    return articles.listArchiveMonths(filter);
  }

  @FieldResolver(() => GraphQLURL, { description: 'The path on the site: where a reader finds the article.' })
  url(@Root() article: Article): string {
    return new URL(article.path, this.site.url).href;
  }

  @FieldResolver(() => String, {
    description:
      'The standfirst, or the first words of the body when there is none; plain text, ends in … when cut.',
  })
  excerpt(
    @Root() article: Article,
    @Arg('words', () => Int, { defaultValue: 40, description: 'At most so many words, 1 to 100.' })
    words: number,
    @Ctx() { articles }: ArticleContext,
  ): MaybePromise<string> {
    return mapMaybePromise(articles.loadSummary(article), (text) => buildExcerpt(text, words));
  }

  @FieldResolver(() => RichText, {
    description: 'The text under the headline, in the forms that are asked for.',
  })
  body(@Root() article: Article): RichText {
    return { articleId: article.id };
  }

  @FieldResolver(() => Int, { description: 'Whole minutes at 238 words a minute, at least 1.' })
  readingTime(@Root() article: Article): number {
    return computeReadingMinutes(article.wordCount);
  }

  @FieldResolver(() => [Correction], { description: 'Earliest first.' })
  corrections(@Root() article: Article, @Ctx() { articles }: ArticleContext): MaybePromise<Correction[]> {
    return articles.corrections.load(article.id);
  }

  @FieldResolver(() => Article, {
    nullable: true,
    description: 'The article published just before this one.',
  })
  async previous(@Root() article: Article, @Ctx() { articles }: ArticleContext): Promise<Article | null> {
    const neighbours = await articles.neighbours.load(article.id);
    return neighbours?.previousId ? articles.byId.load(neighbours.previousId) : null;
  }

  @FieldResolver(() => Article, { nullable: true, description: 'The article published just after this one.' })
  async next(@Root() article: Article, @Ctx() { articles }: ArticleContext): Promise<Article | null> {
    const neighbours = await articles.neighbours.load(article.id);
    return neighbours?.nextId ? articles.byId.load(neighbours.nextId) : null;
  }
}
