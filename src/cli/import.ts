import { type Command, InvalidArgumentError, Option } from 'commander';
import { MODULES } from '../app/load-modules.js';
import { loadSiteConfig } from '../app/site-config.js';
import { readConfig } from '../config/env.js';
import type { PrismaClient } from '../database/generated/client.js';
import { importFeed } from '../importers/feed/feed-import.js';
import { Fetcher } from '../importers/fetch/fetcher.js';
import { importGhost } from '../importers/ghost/ghost-import.js';
import { importMarkdown } from '../importers/markdown/markdown-import.js';
import type { MediaOption } from '../importers/media/create-copier.js';
import { runImporter } from '../importers/own/run-importer.js';
import { importPages } from '../importers/page/page-import.js';
import { noSubscribers } from '../importers/run/no-subscribers.js';
import { importWordPress } from '../importers/wordpress/wordpress-import.js';
import type { SubscriberImporter } from '../modules/import/subscriber-importer.js';
import type { CommandContext } from '../modules/module.js';
import {
  addReportOptions,
  createImporterMediaOption,
  createImportRunner,
  createMediaOption,
  type ImportRunner,
  POST_TYPES_OPTION,
  type ReportOptions,
} from './run-import-command.js';

const MAP_OPTION = new Option(
  '--map <names>',
  'other names of fields, such as topics=tags,deck=standfirst',
).argParser((text: string) =>
  Object.fromEntries(
    text.split(',').map((pair) => {
      const [from, to] = pair.split('=').map((name) => name.trim());
      if (!from || !to) throw new InvalidArgumentError(`Write ${pair} as name=field, such as topics=tags.`);
      return [from, to];
    }),
  ),
);

/** Adds the commands that begin with `dateline import`, with those of the site's own importers. */
export async function addImportCommands(importCommand: Command, context: CommandContext): Promise<void> {
  const run = createImportRunner(context);
  addArchiveImports(importCommand, run);
  addPageImport(importCommand, run);
  addFeedImport(importCommand, run);
  await addOwnImports(importCommand, run);
}

function addArchiveImports(importCommand: Command, run: ImportRunner): void {
  addReportOptions(importCommand.command('markdown <folder>'))
    .description(
      'import all Markdown files of a folder, with its sections.yaml, authors.yaml, tags.yaml, series.yaml, menus.yaml, site.yaml and fronts.yaml',
    )
    .option(
      '--permalinks <pattern>',
      "pattern of the paths, such as /:year/:slug/, in place of the site's own",
    )
    .addOption(MAP_OPTION)
    .addOption(createMediaOption(['folder', 'copy', 'link']))
    .action(
      (folder: string, { json, dryRun, media, ...options }: ReportOptions & MediaOptions & MarkdownOptions) =>
        run(
          { json, dryRun },
          async ({ importService, model, report, timeZone, createFilters, createMedia }) =>
            importMarkdown(folder, importService, {
              ...options,
              ...(await createMedia(media, folder)),
              report,
              model,
              timeZone,
              createFilters,
            }),
        ),
    );
  addReportOptions(importCommand.command('wordpress <files...>'))
    .description('import a WordPress export (WXR, from Tools > Export); pass all files of one site together')
    .addOption(POST_TYPES_OPTION)
    .addOption(createMediaOption(['link', 'copy']))
    .action((files: string[], { json, dryRun, media, ...options }: WordPressOptions) =>
      run({ json, dryRun }, async ({ importService, model, report, createMedia }) =>
        importWordPress(files, importService, { ...options, ...(await createMedia(media)), report, model }),
      ),
    );
  addReportOptions(importCommand.command('ghost <files...>'))
    .description('import a Ghost export (JSON), and lists of its members (CSV or JSON)')
    .option('--url <address>', "URL of the site's front page, which exports do not contain")
    .option('--permalinks <pattern>', "pattern of the posts' paths, as in the site's routes.yaml", '/{slug}/')
    .option('--newsletter <slug>', 'slug of the newsletter to which members are added')
    .addOption(createMediaOption(['link', 'copy']))
    .action(
      (files: string[], { json, dryRun, media, ...options }: ReportOptions & MediaOptions & GhostOptions) =>
        run({ json, dryRun }, async ({ database, importService, model, report, timeZone, createMedia }) => {
          const subscribers = createSubscriberImporter(database.prisma, timeZone);
          return importGhost(
            files,
            { importService, subscribers },
            { ...options, ...(await createMedia(media)), report, model },
          );
        }),
    );
}

function addPageImport(importCommand: Command, run: ImportRunner): void {
  addReportOptions(importCommand.command('page <places...>'))
    .description('import the article of each page: an HTML file, a plain text file (.txt) or a URL')
    .addOption(createMediaOption(['link', 'copy']))
    .action(async (sources: string[], { json, dryRun, media, ...options }: ReportOptions & MediaOptions) => {
      const fetcher = new Fetcher({ allowPrivate: readConfig().IMPORT_ALLOW_PRIVATE });
      await run({ json, dryRun }, async ({ importService, report, timeZone, createMedia }) =>
        importPages(
          sources,
          { importService, fetcher, timeZone },
          { ...options, ...(await createMedia(media)), report },
        ),
      );
    });
}

function addFeedImport(importCommand: Command, run: ImportRunner): void {
  addReportOptions(importCommand.command('feed <place>'))
    .description('import the entries of a feed (RSS, Atom, JSON Feed), from a file or a URL')
    .addOption(createMediaOption(['link', 'copy']))
    .action(async (source: string, { json, dryRun, media, ...options }: ReportOptions & MediaOptions) => {
      const fetcher = new Fetcher({ allowPrivate: readConfig().IMPORT_ALLOW_PRIVATE });
      await run(
        { json, dryRun },
        async ({ database: { prisma }, importService, report, timeZone, createMedia }) =>
          importFeed(
            source,
            { prisma, importService, fetcher, timeZone },
            { ...options, ...(await createMedia(media)), report },
          ),
      );
    });
}

async function addOwnImports(importCommand: Command, run: ImportRunner): Promise<void> {
  const { importers = {} } = await loadSiteConfig(readConfig().DATELINE_CONFIG);
  for (const [name, importer] of Object.entries(importers)) {
    addReportOptions(importCommand.command(`${name} [args...]`))
      .description(importer.description)
      .addOption(createImporterMediaOption(importer))
      .action((args: string[], { json, dryRun, media, ...options }: ReportOptions & MediaOptions) => {
        const fetcher = new Fetcher({ allowPrivate: readConfig().IMPORT_ALLOW_PRIVATE });
        return run(
          { json, dryRun },
          async ({ database: { prisma }, importService, model, report, timeZone, createMedia }) =>
            runImporter(
              name,
              importer,
              { prisma, importService, fetcher, model, timeZone },
              { ...options, ...(await createMedia(media)), args, report },
            ),
        );
      });
  }
}

function createSubscriberImporter(prisma: PrismaClient, timeZone: string): SubscriberImporter {
  const create = MODULES.map((module) => module.createSubscriberImporter).find((each) => each);
  return create?.(prisma, timeZone) ?? noSubscribers;
}

interface MediaOptions {
  media: MediaOption;
}

interface WordPressOptions extends ReportOptions, MediaOptions {
  types: string[];
}

interface MarkdownOptions {
  permalinks?: string;
  map?: Record<string, string>;
}

interface GhostOptions {
  url?: string;
  permalinks?: string;
  newsletter?: string;
}
