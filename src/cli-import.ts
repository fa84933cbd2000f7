import type { Command } from 'commander';
import { type ReceiptOptions, type Run, runner, TYPES, type WithDatabase, withReceipts } from './cli-run.js';
import { readConfig } from './config.js';
import { importFeed } from './importers/feed-import.js';
import { Fetcher } from './importers/fetcher.js';
import { importGhost } from './importers/ghost-import.js';
import { importMarkdown } from './importers/markdown-import.js';
import { importPages } from './importers/page-import.js';
import { importWordPress } from './importers/wordpress-import.js';
import { SubscriberIntake } from './modules/newsletter/subscriber-intake.service.js';

/** The commands that begin with `dateline import`. */
export function addImportCommands(program: Command, withDatabase: WithDatabase): void {
  const importing = program.command('import').description('bring content in');
  const run = runner(withDatabase);
  addImports(importing, run);
  addPages(importing, run);
  addFeeds(importing, run);
}

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

interface GhostOptions {
  url?: string;
  permalinks?: string;
  newsletter?: string;
}
