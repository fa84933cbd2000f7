#!/usr/bin/env node
import 'reflect-metadata';
import { Command } from 'commander';
import { formatStartupError } from './app/format-startup-error.js';
import { ApiKeyService, type ApiKeySummary } from './auth/api-keys.service.js';
import { SCOPES } from './auth/scope.js';
import { addExportCommands } from './cli/export.js';
import { addImportCommands } from './cli/import.js';
import { addJsonOption, type ListOptions, printList } from './cli/list-output.js';
import { addNewsletterCommands } from './cli/newsletter.js';
import { addSyncCommands } from './cli/sync.js';
import { addWebhookCommands } from './cli/webhooks.js';
import { readConfig } from './config/env.js';
import { connect, type OpenDatabase, resolveServer } from './database/connect.js';
import { createMigration } from './database/migrations/create-migration.js';
import { announceSteps } from './database/setup-progress.js';
import { printGraphQLSchema } from './graphql/print-schema.js';
import { createRebuildProgress } from './modules/related/index/rebuild-progress.js';
import { RelatedService } from './modules/related/index/related-index.service.js';
import { readRelease } from './shared/release.js';
import { formatMinute } from './shared/text/text-table.js';

const KEY_COLUMNS: Record<string, (key: Omit<ApiKeySummary, 'id'>) => string> = {
  prefix: ({ prefix }) => prefix,
  name: ({ name }) => name,
  scopes: ({ scopes }) => scopes.join(','),
  'last used': ({ lastUsedAt }) => formatMinute(lastUsedAt),
  expires: ({ expiresAt }) => formatMinute(expiresAt),
  withdrawn: ({ revokedAt }) => formatMinute(revokedAt),
};

const program = new Command('dateline')
  .description('Works on the content of the gateway that the same settings start.')
  .version(readRelease());

program
  .command('schema')
  .description('print the graph as schema.graphql')
  .action(async () => {
    process.stdout.write(await printGraphQLSchema());
  });

addImportCommands(program, withDatabase);
addSyncCommands(program, withDatabase);

const keysCommand = program.command('keys').description('API keys, for who may do more than read');
keysCommand
  .command('create')
  .description('make a key, and print it: this once only')
  .requiredOption('--name <name>', 'who uses it')
  .requiredOption(
    '--scope <scopes>',
    `what it may do, with commas between: ${Object.keys(SCOPES).join(', ')}`,
  )
  .option('--expires <date>', 'when it ends, e.g. 2027-01-31')
  .action(async ({ name, scope, expires }: { name: string; scope: string; expires?: string }) => {
    const scopes = scope.split(',').map((each) => each.trim());
    const key = await withApiKeys((service) =>
      service.create(name, scopes, expires ? new Date(expires) : null),
    );
    console.log(key);
  });
addJsonOption(keysCommand.command('list'))
  .description('every key, without what is secret of it')
  .action(async (options: ListOptions) => {
    const records = (await withApiKeys((service) => service.list())).map(
      ({ prefix, name, scopes, createdAt, lastUsedAt, expiresAt, revokedAt }) => ({
        ...{ prefix, name, scopes, createdAt, lastUsedAt, expiresAt, revokedAt },
      }),
    );
    printList(records, KEY_COLUMNS, options);
  });
keysCommand
  .command('revoke <prefix>')
  .description('withdraw a key, by its start as `keys list` shows it')
  .action(async (prefix: string) => {
    const isRevoked = await withApiKeys((service) => service.revoke(prefix));
    console.log(isRevoked ? `${prefix} is withdrawn.` : `There is no key ${prefix} in use.`);
    process.exitCode = isRevoked ? 0 : 1;
  });

addExportCommands(program, withDatabase);
addNewsletterCommands(program, withDatabase);
addWebhookCommands(program, withDatabase);

const relatedCommand = program.command('related').description('the related articles of every article');
relatedCommand
  .command('rebuild')
  .description('make every list anew; readers keep the old one until then')
  .action(async () => {
    await withDatabase(async ({ jobPool: jobs }) => {
      const service = new RelatedService(jobs, readConfig().SITE_LANGUAGE);
      const progress = createRebuildProgress(process.stderr);
      await service.rebuild(progress.show);
      progress.end();
    });
  });

const migrateCommand = program.command('migrate').description('work on the database schema');
migrateCommand
  .command('retry')
  .description('try failed migrations again, once what they complained of is put right')
  .action(async () => {
    await withDatabase(async () => undefined, { retryFailedMigrations: true });
    console.log('All migrations are applied.');
  });
migrateCommand
  .command('new <name>')
  .description('write the next migration from what has changed in prisma/schema.prisma')
  .action(async (name: string) => {
    const server = await resolveServer({ ...readConfig(), DATABASE_URL: undefined });
    const file = await createMigration(server.connection, name).finally(server.release);
    console.log(
      file ? `Wrote ${file}. Read it before you commit it.` : 'prisma/schema.prisma has not changed.',
    );
  });

function withApiKeys<T>(work: (service: ApiKeyService) => Promise<T>): Promise<T> {
  return withDatabase(({ prisma }) => work(new ApiKeyService(prisma)));
}

/** The person at the terminal, or the system, wants no more. */
class InterruptedError extends Error {}

/** Whoever read the output has closed the pipe, as `head` does. */
class OutputClosed extends Error {}

/** What a shell says of a program that SIGPIPE has ended. */
const SIGPIPE_EXIT_CODE = 141;

const outputClosed = new Promise<never>((_resolve, reject) => {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exitCode = SIGPIPE_EXIT_CODE;
    reject(new OutputClosed());
  });
});
outputClosed.catch(() => undefined); // where no command waits for it, the exit code is all there is to say

/** Whatever happens, the database is left in order, and the embedded one is not left running. */
async function withDatabase<T>(
  work: (database: OpenDatabase) => Promise<T>,
  options: Parameters<typeof connect>[1] = {},
): Promise<T> {
  const interruption = new Promise<never>((_resolve, reject) => {
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'])
      process.on(name, () => reject(new InterruptedError()));
  });
  interruption.catch(() => undefined); // one that comes while connecting is heard afterwards
  const step = announceSteps((line) => console.error(line));
  const database = await connect(readConfig(), { ...options, step });
  try {
    return await Promise.race([work(database), interruption, outputClosed]);
  } finally {
    await database.close();
  }
}

program.parseAsync().catch((error: unknown) => {
  if (error instanceof OutputClosed) {
    process.exitCode = SIGPIPE_EXIT_CODE;
    return;
  }
  const isInterruption = error instanceof InterruptedError;
  console.error(
    isInterruption
      ? 'Interrupted. What is done stays done; run it again to go on.'
      : formatStartupError(error),
  );
  process.exitCode = isInterruption ? 130 : 1;
});
