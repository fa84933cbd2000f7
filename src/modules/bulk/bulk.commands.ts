import type { Command } from 'commander';
import { toGlobalId } from '../../shared/references/global-id.js';
import { addJsonOption, type ListOptions, printList } from '../../shared/text/list-output.js';
import { formatMinute } from '../../shared/text/text-table.js';
import type { CommandContext } from '../module.js';
import { type JobDescription, JobLoaders } from './job.loaders.js';

/** Maximum number of jobs, and of refused articles of one, that are listed. */
const MAX_LISTED = 50;

const COLUMNS: Record<string, (job: JobDescription) => string> = {
  id: ({ id }) => String(id),
  requested: ({ createdAt }) => formatMinute(createdAt),
  by: ({ keyName }) => keyName,
  done: ({ done, total }) => `${done} of ${total}`,
  refused: ({ failed }) => String(failed),
  finished: ({ finishedAt }) => formatMinute(finishedAt),
};

/** Adds the commands that begin with `dateline jobs`. */
export function addJobCommands(jobs: Command, { withDatabase }: CommandContext): void {
  addJsonOption(jobs.command('list'))
    .description(`list the last ${MAX_LISTED} changes of many articles with their progress`)
    .action(async (options: ListOptions) => {
      const records = await withDatabase(({ prisma }) => new JobLoaders(prisma).list(MAX_LISTED));
      printList(records, COLUMNS, options);
    });
  jobs
    .command('watch <id>')
    .description('print the progress of a job until it ends, and the articles that were refused')
    .action((id: string) =>
      withDatabase(async ({ prisma }) => {
        const loaders = new JobLoaders(prisma);
        for await (const { done, total, failed } of await loaders.watch(toJobId(id)))
          console.log(`${done} of ${total} articles, ${failed} refused`);
        for (const { articleId, userErrors } of await loaders.listFailures(Number(id), {
          after: 0,
          limit: MAX_LISTED,
        }))
          console.error(`article ${articleId}: ${userErrors.map(({ message }) => message).join(' ')}`);
      }),
    );
}

function toJobId(id: string): string {
  return toGlobalId('Job', /^\d{1,9}$/.test(id) ? Number(id) : 0);
}
