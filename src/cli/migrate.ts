import type { Command } from 'commander';
import { readConfig } from '../config/env.js';
import { resolveServer } from '../database/connect.js';
import type { CommandContext } from '../modules/module.js';

/** Adds the commands that begin with `dateline migrate`. */
export function addMigrateCommands(migrate: Command, { withDatabase }: CommandContext): void {
  migrate
    .command('retry')
    .description('retry failed migrations, after the cause of the failure is fixed')
    .action(async () => {
      await withDatabase(async () => undefined, { retryFailedMigrations: true });
      console.log('All migrations are applied.');
    });
  migrate
    .command('new <name>')
    .description(
      'generate the next migration from the changes in prisma/; needs the development dependencies',
    )
    .action(async (name: string) => {
      // A production image leaves out the schema engine, which this loads.
      const { createMigration } = await import('../database/migrations/create-migration.js');
      const server = await resolveServer({ ...readConfig(), DATABASE_URL: undefined });
      const file = await createMigration(server.connection, name).finally(server.release);
      console.log(
        file
          ? `Wrote ${file}. Read it before you commit it.`
          : 'Neither prisma/schema.prisma nor functions, triggers and views have changed.',
      );
    });
}
