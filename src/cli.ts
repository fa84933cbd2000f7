#!/usr/bin/env node
import 'reflect-metadata';
import { Command } from 'commander';
import { readConfig } from './config.js';
import { connect, joinServer } from './database/connect.js';
import { writeNextMigration } from './database/new-migration.js';
import { explain } from './explain.js';
import { importMarkdown } from './importers/markdown-import.js';
import { exitCode, jsonReport, textReport } from './importers/report.js';
import { EditingService } from './modules/editing/editing.service.js';
import { printGraph } from './print-schema.js';

const program = new Command('dateline').description(
  'Works on the content of the gateway that the same settings start.',
);

program
  .command('schema')
  .description('print the graph as schema.graphql')
  .action(async () => {
    process.stdout.write(await printGraph());
  });

const importing = program.command('import').description('bring content in');
importing
  .command('markdown <folder>')
  .description('every Markdown file of a folder, with what its sections.yaml, authors.yaml and tags.yaml say')
  .option('--json', 'print a receipt per file as a line of JSON')
  .action(async (folder: string, { json }: { json?: boolean }) => {
    const database = await connect(readConfig());
    try {
      const report = (json ? jsonReport : textReport)(process.stdout, process.stderr);
      const summary = await importMarkdown(folder, new EditingService(database.editorial), { report });
      process.exitCode = exitCode(summary);
    } finally {
      await database.close();
    }
  });

const migrations = program.command('migrate').description('work on the database schema');
migrations
  .command('retry')
  .description('try failed migrations again, once what they complained of is put right')
  .action(async () => {
    const database = await connect(readConfig(), { retryFailedMigrations: true });
    await database.close();
    console.log('All migrations are applied.');
  });
migrations
  .command('new <name>')
  .description('write the next migration from what has changed in prisma/schema.prisma')
  .action(async (name: string) => {
    const server = await joinServer({ ...readConfig(), DATABASE_URL: undefined });
    const file = await writeNextMigration(server.connection, name).finally(server.leave);
    console.log(
      file ? `Wrote ${file}. Read it before you commit it.` : 'prisma/schema.prisma has not changed.',
    );
  });

program.parseAsync().catch((error: unknown) => {
  console.error(explain(error));
  process.exitCode = 1;
});
