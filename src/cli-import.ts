import { type Command, Option } from 'commander';
import { readConfig } from './config.js';
import type { Database } from './database/database.js';
import { importFeed, syncFeed } from './importers/feed-import.js';
import { Fetcher } from './importers/fetcher.js';
import { importGhost } from './importers/ghost-import.js';
import { syncGhost } from './importers/ghost-sync.js';
import type { ImportReport, ImportSummary } from './importers/import-run.js';
import { importMarkdown } from './importers/markdown-import.js';
import { importPages } from './importers/page-import.js';
import { exitCode, jsonReport, textReport } from './importers/report.js';
import { importWordPress } from './importers/wordpress-import.js';
import { syncWordPress } from './importers/wordpress-sync.js';
import { EditingService } from './modules/editing/editing.service.js';
import { SubscriberIntake } from './modules/newsletter/subscriber-intake.service.js';

type WithDatabase = <T>(work: (database: Database) => Promise<T>) => Promise<T>;

/** What imports and syncs write with, and report to. */
interface Work {
  database: Database;
  editing: EditingService;
  report: ImportReport;
}

const TYPES = new Option('--types <types>', 'the types of posts that become articles, with commas between')
  .default(['post', 'page'], 'post,page')
  .argParser((text: string) => text.split(',').map((each) => each.trim()));

/** The commands that begin with `dateline import` and `dateline sync`. */
export function addImportCommands(program: Command, withDatabase: WithDatabase): void {
  const run = async ({ json }: { json?: boolean }, work: (parts: Work) => Promise<ImportSummary>) => {
    process.exitCode = await withDatabase(async (database) => {
      const report = (json ? jsonReport : textReport)(process.stdout, process.stderr);
      return exitCode(await work({ database, editing: new EditingService(database.editorial), report }));
    });
  };
  const importing = program.command('import').description('bring content in');
  addImports(importing, run);
  addPages(importing, run);
  addFeeds(importing, run);
  const syncing = program.command('sync').description('follow a site that goes on elsewhere');
  addSyncs(syncing, run);
  addOtherSyncs(syncing, run);
}

type Run = (options: { json?: boolean }, work: (parts: Work) => Promise<ImportSummary>) => Promise<void>;

function addImports(importing: Command, run: Run): void {
  withReceipts(importing.command('markdown <folder>'))
    .description(
      'every Markdown file of a folder, with what its sections.yaml, authors.yaml and tags.yaml say',
    )
    .action((folder: string, { overwrite, ...options }: ReceiptOptions) =>
      run(options, ({ editing, report }) => importMarkdown(folder, editing, { report, overwrite })),
    );
  withReceipts(importing.command('wordpress <files...>'))
    .description('a WordPress export (WXR, from Tools, Export), all files of one site together')
    .addOption(TYPES)
    .action((files: string[], { types, overwrite, ...options }: ReceiptOptions & { types: string[] }) =>
      run(options, ({ editing, report }) => importWordPress(files, editing, { types, report, overwrite })),
    );
  withReceipts(importing.command('ghost <files...>'))
    .description('a Ghost export (JSON), and lists of its members (CSV or JSON)')
    .option('--url <address>', "the site's front page, which exports leave out")
    .option('--permalinks <form>', "the form of its posts' paths, as in its routes.yaml", '/{slug}/')
    .option('--newsletter <slug>', 'the newsletter that a list of members is for')
    .action((files: string[], { json, ...options }: ReceiptOptions & GhostOptions) =>
      run({ json }, ({ database, editing, report }) => {
        const subscribers = new SubscriberIntake(database.editorial);
        return importGhost(files, { editing, subscribers }, { ...options, report });
      }),
    );
}

function addPages(importing: Command, run: Run): void {
  withReceipts(importing.command('page <places...>'))
    .description('the article of each page: saved as HTML or as plain text (.txt), or at an address')
    .action(async (places: string[], { json, ...options }: ReceiptOptions) => {
      const fetcher = new Fetcher({ allowPrivate: readConfig().IMPORT_ALLOW_PRIVATE });
      await run({ json }, ({ editing, report }) =>
        importPages(places, { editing, fetcher }, { ...options, report }),
      );
    });
}

function addFeeds(importing: Command, run: Run): void {
  withReceipts(importing.command('feed <place>'))
    .description('the entries of a feed (RSS, Atom, JSON Feed), in a file or at an address')
    .action(async (place: string, { json, ...options }: ReceiptOptions) => {
      const fetcher = new Fetcher({ allowPrivate: readConfig().IMPORT_ALLOW_PRIVATE });
      await run({ json }, ({ database: { editorial: prisma }, editing, report }) =>
        importFeed(place, { prisma, editing, fetcher }, { ...options, report }),
      );
    });
}

function addSyncs(syncing: Command, run: Run): void {
  withReceipts(syncing.command('wordpress <site>'))
    .description('bring what has changed on a WordPress site since the last time, over its REST API')
    .addOption(TYPES)
    .option('--all', 'ask for everything, as the first time')
    .action(
      async (site: string, { json, ...options }: ReceiptOptions & { types: string[]; all?: boolean }) => {
        const { WORDPRESS_LOGIN: login, IMPORT_ALLOW_PRIVATE: allowPrivate } = readConfig();
        const fetcher = new Fetcher({ allowPrivate });
        await run({ json }, ({ database: { editorial: prisma }, editing, report }) =>
          syncWordPress(site, { prisma, editing, fetcher }, { ...options, login, report }),
        );
        console.error(`${fetcher.requests} requests`);
      },
    );
}

function addOtherSyncs(syncing: Command, run: Run): void {
  const follow = async (
    json: boolean | undefined,
    work: (parts: Work & { fetcher: Fetcher }) => Promise<ImportSummary>,
  ) => {
    const fetcher = new Fetcher({ allowPrivate: readConfig().IMPORT_ALLOW_PRIVATE });
    await run(json ? { json } : {}, (parts) => work({ ...parts, fetcher }));
    console.error(`${fetcher.requests} requests`);
  };
  withReceipts(syncing.command('ghost <site>'))
    .description('bring what has changed on a Ghost site since the last time, over its Content API')
    .option('--key <key>', 'its Content API key; else GHOST_KEY')
    .option('--all', 'ask for everything, as the first time')
    .action((site: string, { json, key, ...options }: ReceiptOptions & { key?: string; all?: boolean }) =>
      follow(json, ({ database: { editorial: prisma }, editing, fetcher, report }) =>
        syncGhost(
          site,
          key ?? readConfig().GHOST_KEY ?? '',
          { prisma, editing, fetcher },
          { ...options, report },
        ),
      ),
    );
  withReceipts(syncing.command('feed <address>'))
    .description('bring what is new in a feed, when it has changed')
    .action((address: string, { json, ...options }: ReceiptOptions) =>
      follow(json, ({ database: { editorial: prisma }, editing, fetcher, report }) =>
        syncFeed(address, { prisma, editing, fetcher }, { ...options, report }),
      ),
    );
}

interface ReceiptOptions {
  json?: boolean;
  overwrite?: boolean;
}

interface GhostOptions {
  url?: string;
  permalinks?: string;
  newsletter?: string;
}

/** What every import and sync can be told. */
function withReceipts(command: Command): Command {
  return command
    .option('--json', 'print a receipt per item as a line of JSON')
    .option('--overwrite', 'let the source take the place of what was edited here since its last import');
}
