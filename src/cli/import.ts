import type { Command } from 'commander';
import { readConfig } from '../config/env.js';
import { importFeed } from '../importers/feed/feed-import.js';
import { Fetcher } from '../importers/fetch/fetcher.js';
import { importGhost } from '../importers/ghost/ghost-import.js';
import { importMarkdown } from '../importers/markdown/markdown-import.js';
import { importPages } from '../importers/page/page-import.js';
import { importWordPress } from '../importers/wordpress/wordpress-import.js';
import { SubscriberImportService } from '../modules/newsletter/subscribers/subscriber-import.service.js';
import {
  addReportOptions,
  createImportRunner,
  type ImportRunner,
  POST_TYPES_OPTION,
  type ReportOptions,
  type WithDatabase,
} from './run-import-command.js';

/** The commands that begin with `dateline import`. */
export function addImportCommands(program: Command, withDatabase: WithDatabase): void {
  const importCommand = program.command('import').description('bring content in');
  const run = createImportRunner(withDatabase);
  addArchiveImports(importCommand, run);
  addPageImport(importCommand, run);
  addFeedImport(importCommand, run);
}

function addArchiveImports(importCommand: Command, run: ImportRunner): void {
  addReportOptions(importCommand.command('markdown <folder>'))
    .description(
      'every Markdown file of a folder, with what its sections.yaml, authors.yaml and tags.yaml say',
    )
    .action((folder: string, { overwrite, ...options }: ReportOptions) =>
      run(options, ({ importService, report }) =>
        importMarkdown(folder, importService, { report, overwrite }),
      ),
    );
  addReportOptions(importCommand.command('wordpress <files...>'))
    .description('a WordPress export (WXR, from Tools, Export), all files of one site together')
    .addOption(POST_TYPES_OPTION)
    .action((files: string[], { types, overwrite, ...options }: ReportOptions & { types: string[] }) =>
      run(options, ({ importService, report }) =>
        importWordPress(files, importService, { types, report, overwrite }),
      ),
    );
  addReportOptions(importCommand.command('ghost <files...>'))
    .description('a Ghost export (JSON), and lists of its members (CSV or JSON)')
    .option('--url <address>', "the site's front page, which exports leave out")
    .option('--permalinks <form>', "the form of its posts' paths, as in its routes.yaml", '/{slug}/')
    .option('--newsletter <slug>', 'the newsletter that a list of members is for')
    .action((files: string[], { json, ...options }: ReportOptions & GhostOptions) =>
      run({ json }, ({ database, importService, report }) => {
        const subscribers = new SubscriberImportService(database.prisma);
        return importGhost(files, { importService, subscribers }, { ...options, report });
      }),
    );
}

function addPageImport(importCommand: Command, run: ImportRunner): void {
  addReportOptions(importCommand.command('page <places...>'))
    .description('the article of each page: saved as HTML or as plain text (.txt), or at an address')
    .action(async (sources: string[], { json, ...options }: ReportOptions) => {
      const fetcher = new Fetcher({ allowPrivate: readConfig().IMPORT_ALLOW_PRIVATE });
      await run({ json }, ({ importService, report }) =>
        importPages(sources, { importService, fetcher }, { ...options, report }),
      );
    });
}

function addFeedImport(importCommand: Command, run: ImportRunner): void {
  addReportOptions(importCommand.command('feed <place>'))
    .description('the entries of a feed (RSS, Atom, JSON Feed), in a file or at an address')
    .action(async (source: string, { json, ...options }: ReportOptions) => {
      const fetcher = new Fetcher({ allowPrivate: readConfig().IMPORT_ALLOW_PRIVATE });
      await run({ json }, ({ database: { prisma }, importService, report }) =>
        importFeed(source, { prisma, importService, fetcher }, { ...options, report }),
      );
    });
}

interface GhostOptions {
  url?: string;
  permalinks?: string;
  newsletter?: string;
}
