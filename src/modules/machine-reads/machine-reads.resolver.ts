import { Arg, Authorized, Ctx, FieldResolver, Int, Query, Resolver, Root } from 'type-graphql';
import type { Context } from '../../graphql/context.js';
import type { ReadStore } from '../../observability/reads/read-store.js';
import type { MaybePromise } from '../../shared/async/maybe-promise.js';
import { assertPageSize } from '../../shared/pagination/pagination.js';
import { parseGlobalId, toGlobalId } from '../../shared/references/global-id.js';
import { Article } from '../article/article.type.js';
import { ArticleReads, CrawlerReads, MachineReads } from './machine-reads.type.js';
import { selectReads } from './select-reads.js';

@Resolver(() => MachineReads)
export class MachineReadsResolver {
  constructor(private readonly store: ReadStore) {}

  @Authorized('admin')
  @Query(() => MachineReads, {
    nullable: true,
    description:
      'Which crawlers read which articles, as far as requests reached the gateway. Requires an API key with the `admin` scope.',
  })
  machineReads(
    @Arg('since', () => Date, {
      nullable: true,
      description: 'A time on the first day (UTC). Defaults to 30 days, with the last one.',
    })
    since: Date | null,
    @Arg('until', () => Date, {
      nullable: true,
      description: 'A time on the last day (UTC). Defaults to today.',
    })
    until: Date | null,
    @Arg('crawler', () => String, {
      nullable: true,
      description: 'Only reads by the crawler with this name, such as GPTBot.',
    })
    crawler: string | null,
  ): MachineReads {
    const given = { since: since ?? null, until: until ?? null, crawler: crawler ?? null };
    const selection = selectReads(given, new Date());
    return Object.assign(new MachineReads(), { ...selection, selection });
  }

  @FieldResolver(() => [CrawlerReads], {
    description: 'The sums of each crawler, those with the most reads first.',
  })
  crawlers(@Root() { selection }: MachineReads): Promise<CrawlerReads[]> {
    return this.store.sumByCrawler(selection);
  }

  @FieldResolver(() => [ArticleReads], {
    description: 'The sums of each article and crawler, those with the most reads first.',
  })
  async articles(
    @Root() { selection }: MachineReads,
    @Arg('first', () => Int, { defaultValue: 20, description: 'The number of sums, at most 100.' })
    first: number,
  ): Promise<ArticleReads[]> {
    assertPageSize('first', first);
    const sums = await this.store.sumByArticle(selection, first);
    return sums.map(({ articleId, ...sum }) => ({
      ...sum,
      articleId: articleId === null ? null : toGlobalId('Article', articleId),
    }));
  }
}

@Resolver(() => ArticleReads)
export class ArticleReadsResolver {
  @FieldResolver(() => Article, {
    nullable: true,
    description: 'The article. Null if it is not known, not published or deleted.',
  })
  article(@Root() { articleId }: ArticleReads, @Ctx() { articles }: Context): MaybePromise<Article | null> {
    const key = articleId === null ? null : parseGlobalId(articleId);
    return key && articles.byId.load(key.id);
  }
}
