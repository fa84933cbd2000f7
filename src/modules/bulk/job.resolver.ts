import { Arg, Ctx, FieldResolver, ID, Int, Resolver, Root, Subscription } from 'type-graphql';
import { hasPermission } from '../../auth/scope.js';
import type { Context } from '../../graphql/context.js';
import { BadUserInputError, ForbiddenError } from '../../shared/errors/errors.js';
import { assertPageSize } from '../../shared/pagination/pagination.js';
import { parseGlobalId } from '../../shared/references/global-id.js';
import { BulkResult } from './bulk.type.js';
import { Job } from './job.type.js';

@Resolver(() => Job)
export class JobResolver {
  @Subscription(() => Job, {
    description:
      'Delivers a job, then each time it has advanced, at most once a second. Completes when the job has ended. Requires an API key with the `write` scope.',
    subscribe: ({ args, context }: { args: { id: string }; context: Context }) => {
      if (!hasPermission(context.viewer, 'write')) throw new ForbiddenError('write');
      return context.jobs.watch(args.id);
    },
  })
  jobProgress(@Root() job: Job, @Arg('id', () => ID, { description: 'The ID of the job.' }) _: string): Job {
    return job;
  }

  @FieldResolver(() => Boolean, { description: 'True if the job has ended.' })
  isFinished(@Root() { finishedAt }: Job): boolean {
    return finishedAt !== null;
  }

  @FieldResolver(() => [BulkResult], {
    description: 'The articles that were refused, in the order of their IDs.',
  })
  failures(
    @Root() { id }: Job,
    @Arg('first', () => Int, { defaultValue: 20, description: 'The number of articles, at most 100.' })
    first: number,
    @Arg('after', () => ID, {
      nullable: true,
      description: 'The ID of an article; those after it are returned.',
    })
    after: string | null,
    @Ctx() { jobs }: Context,
  ): Promise<BulkResult[]> {
    assertPageSize('first', first);
    return jobs.listFailures(id, { after: parseArticleId(after), limit: first });
  }
}

/** Returns the number of an article's ID; 0, which precedes all, for none. Throws BadUserInputError. */
function parseArticleId(id: string | null | undefined): number {
  if (id == null) return 0;
  const key = parseGlobalId(id);
  if (key?.type !== 'Article') throw new BadUserInputError('after must be the ID of an article.');
  return key.id;
}
