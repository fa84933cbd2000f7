#!/usr/bin/env node
import 'reflect-metadata';
import { Command } from 'commander';
import { formatStartupError } from './app/format-startup-error.js';
import { MODULES } from './app/modules.js';
import { loadContentModel } from './app/site-config.js';
import { ApiKeyService, type ApiKeySummary } from './auth/api-keys.service.js';
import { SCOPES } from './auth/scope.js';
import { addCheckMoveCommand } from './cli/check-move.js';
import { addDoctorCommand } from './cli/doctor.js';
import { addExportCommands } from './cli/export.js';
import { addFieldCommands } from './cli/fields.js';
import { addImportCommands } from './cli/import.js';
import { addMediaCommands } from './cli/media.js';
import { addNewCommands } from './cli/new.js';
import { addRedirectCommands } from './cli/redirects.js';
import { addSchemaCommands } from './cli/schema.js';
import { addSyncCommands } from './cli/sync.js';
import { addWebhookCommands } from './cli/webhooks.js';
import { readConfig } from './config/env.js';
import { connect, type OpenDatabase, resolveServer } from './database/connect.js';
import { announceSteps } from './database/setup-progress.js';
import { createRebuildProgress } from './modules/related/index/rebuild-progress.js';
import { RelatedService } from './modules/related/index/related-index.service.js';
import { readRelease } from './shared/release.js';
import { addJsonOption, type ListOptions, printList } from './shared/text/list-output.js';
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
  .description('Administers the content of a gateway. Reads the same settings as the gateway.')
  .version(readRelease());

addSchemaCommands(program, loadSiteModel);
addImportCommands(program, withDatabase);
addSyncCommands(program, withDatabase);

const keysCommand = program
  .command('keys')
  .description('manage API keys, which permit more than public reading');
keysCommand
  .command('create')
  .description('create an API key and print it; it cannot be printed again')
  .requiredOption('--name <name>', 'name of the person or program that uses the key')
  .requiredOption('--scope <scopes>', `comma-separated scopes: ${Object.keys(SCOPES).join(', ')}`)
  .option('--expires <date>', 'expiry date, e.g. 2027-01-31')
  .action(async ({ name, scope, expires }: { name: string; scope: string; expires?: string }) => {
    const scopes = scope.split(',').map((each) => each.trim());
    const { secret } = await withApiKeys((service) =>
      service.create(name, scopes, expires ? new Date(expires) : null),
    );
    console.log(secret);
  });
addJsonOption(keysCommand.command('list'))
  .description(
    'list all API keys by prefix, without their secrets, and the identities that authenticators recognized',
  )
  .action(async (options: ListOptions) => {
    const records = (await withApiKeys((service) => service.list())).map(
      ({ prefix, name, scopes, issuer, subject, createdAt, lastUsedAt, expiresAt, revokedAt }) => ({
        ...{ prefix, name, scopes, issuer, subject, createdAt, lastUsedAt, expiresAt, revokedAt },
      }),
    );
    printList(records, KEY_COLUMNS, options);
  });
keysCommand
  .command('revoke <prefix>')
  .description('revoke an API key or an identity by its prefix, as shown by `keys list`')
  .action(async (prefix: string) => {
    const isRevoked = await withApiKeys((service) => service.revoke(prefix));
    console.log(
      isRevoked
        ? `The key ${prefix} was revoked.`
        : `No active key has the prefix ${prefix}. To list keys, run: dateline keys list`,
    );
    process.exitCode = isRevoked ? 0 : 1;
  });

addDoctorCommand(program);
addFieldCommands(program, withDatabase, loadSiteModel);
addExportCommands(program, withDatabase, loadSiteModel);
addNewCommands(program);
for (const module of MODULES) module.addCommands(program, withDatabase);
addMediaCommands(program, withDatabase);
addRedirectCommands(program, withDatabase);
addCheckMoveCommand(program, withDatabase);
addWebhookCommands(program, withDatabase);

const relatedCommand = program.command('related').description('manage the lists of related articles');
relatedCommand
  .command('rebuild')
  .description('rebuild all lists; readers get the old ones until the new ones are complete')
  .action(async () => {
    await withDatabase(async ({ jobPool: jobs }) => {
      const service = new RelatedService(jobs, readConfig().SITE_LANGUAGE);
      const progress = createRebuildProgress(process.stderr);
      await service.rebuild(progress.show);
      progress.end();
    });
  });

const migrateCommand = program.command('migrate').description('manage migrations of the database schema');
migrateCommand
  .command('retry')
  .description('retry failed migrations, after the cause of the failure is fixed')
  .action(async () => {
    await withDatabase(async () => undefined, { retryFailedMigrations: true });
    console.log('All migrations are applied.');
  });
migrateCommand
  .command('new <name>')
  .description(
    'generate the next migration from the changes in prisma/schema.prisma; needs the packages for development',
  )
  .action(async (name: string) => {
    // A production image leaves out the schema engine, which this loads.
    const { createMigration } = await import('./database/migrations/create-migration.js');
    const server = await resolveServer({ ...readConfig(), DATABASE_URL: undefined });
    const file = await createMigration(server.connection, name).finally(server.release);
    console.log(
      file ? `Wrote ${file}. Read it before you commit it.` : 'prisma/schema.prisma has not changed.',
    );
  });

function loadSiteModel() {
  return loadContentModel(readConfig().DATELINE_CONFIG);
}

function withApiKeys<T>(work: (service: ApiKeyService) => Promise<T>): Promise<T> {
  return withDatabase(({ prisma }) => work(new ApiKeyService(prisma)));
}

/** Thrown when the user or the system interrupts a command (SIGINT, SIGTERM or SIGHUP). */
class InterruptedError extends Error {}

/** Thrown when the reader of standard output has closed the pipe, as `head` does. */
class OutputClosedError extends Error {}

/** Exit code that shells report for a program ended by SIGPIPE: 128 + 13. */
const SIGPIPE_EXIT_CODE = 141;

const outputClosed = new Promise<never>((_resolve, reject) => {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exitCode = SIGPIPE_EXIT_CODE;
    reject(new OutputClosedError());
  });
});
outputClosed.catch(() => undefined); // if no command awaits it, setting the exit code is enough

/** Runs a command on the database and always closes it, which stops the embedded server. */
async function withDatabase<T>(
  work: (database: OpenDatabase) => Promise<T>,
  options: Parameters<typeof connect>[1] = {},
): Promise<T> {
  const interruption = new Promise<never>((_resolve, reject) => {
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'])
      process.on(name, () => reject(new InterruptedError()));
  });
  interruption.catch(() => undefined); // a signal received while connecting takes effect afterwards
  const step = announceSteps((line) => console.error(line));
  const database = await connect(readConfig(), { ...options, step });
  try {
    return await Promise.race([work(database), interruption, outputClosed]);
  } finally {
    await database.close();
  }
}

program.parseAsync().catch((error: unknown) => {
  if (error instanceof OutputClosedError) {
    process.exitCode = SIGPIPE_EXIT_CODE;
    return;
  }
  const isInterruption = error instanceof InterruptedError;
  console.error(
    isInterruption
      ? 'Interrupted. Completed work is kept; run the command again to continue.'
      : formatStartupError(error),
  );
  process.exitCode = isInterruption ? 130 : 1;
});
