import { Arg, Authorized, Ctx, FieldResolver, ID, Mutation, Resolver, Root } from 'type-graphql';
import { ChecksLimits } from '../../auth/article-limits.js';
import type { Context } from '../../graphql/context.js';
import { getActor } from '../../mutations/actor.js';
import type { MaybePromise } from '../../shared/async/maybe-promise.js';
import { toGlobalId } from '../../shared/references/global-id.js';
import { Article } from '../article/article.type.js';
import { UpdateArticlesInput } from './bulk.inputs.js';
import type { BulkService } from './bulk.service.js';
import { BulkPayload, BulkResult } from './bulk.type.js';
import { Job } from './job.type.js';

@Resolver(() => BulkPayload)
export class BulkResolver {
  constructor(private readonly service: BulkService) {}

  @Authorized('write')
  @ChecksLimits()
  @Mutation(() => BulkPayload, {
    nullable: true,
    description:
      'Changes many articles: tags, authors, the section, and whether they are published. Up to 100 are changed at once; a job changes more, and `jobProgress` follows it. Requires an API key with the `write` scope.',
  })
  updateArticles(
    @Arg('input', () => UpdateArticlesInput, { description: 'The articles and the change.' })
    input: UpdateArticlesInput,
    @Ctx() context: Context,
  ): Promise<BulkPayload> {
    return this.service.update(getActor(context), input, context.bulk);
  }

  @FieldResolver(() => Job, {
    nullable: true,
    description: 'The job that changes the articles. Null if they were changed at once, or refused.',
  })
  job(@Root() { jobId }: BulkPayload, @Ctx() { jobs }: Context): MaybePromise<Job | null> {
    return jobId === null ? null : jobs.byId.load(jobId);
  }
}

@Resolver(() => BulkResult)
export class BulkResultResolver {
  @FieldResolver(() => ID, { description: 'The ID of the article.' })
  id(@Root() { articleId }: BulkResult): string {
    return toGlobalId('Article', articleId);
  }

  @FieldResolver(() => Article, {
    nullable: true,
    description: 'The latest revision of the article. Null if there is none.',
  })
  article(@Root() { articleId }: BulkResult, @Ctx() { articles }: Context): MaybePromise<Article | null> {
    return articles.byId.load(articleId);
  }
}
