import { basename } from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { MODULES } from '../app/load-modules.js';
import { loadSiteConfig } from '../app/site-config.js';
import { readConfig } from '../config/env.js';
import type { PrismaClient } from '../database/generated/client.js';
import { type AgencyOptions, createAgencyImporter } from '../importers/agency/agency-importer.js';
import { AGENCY_FORMATS, type AgencyFormatName } from '../importers/agency/format.js';
import { importFeed } from '../importers/feed/feed-import.js';
import { Fetcher } from '../importers/fetch/fetcher.js';
import { importGhost } from '../importers/ghost/ghost-import.js';
import { importMarkdown } from '../importers/markdown/markdown-import.js';
import type { MediaOption } from '../importers/media/create-copier.js';
import { runImporter } from '../importers/own/run-importer.js';
import { importPages } from '../importers/page/page-import.js';
import { noSubscribers } from '../importers/run/no-subscribers.js';
import { isTimeZone } from '../importers/run/time-zone.js';
import { PRESET_NAMES } from '../importers/table/presets.js';
import { createTableImporter } from '../importers/table/table-importer.js';
import type { TableOptions } from '../importers/table/table-options.js';
import { importWordPress } from '../importers/wordpress/wordpress-import.js';
import type { SubscriberImporter } from '../modules/import/subscriber-importer.js';
import type { CommandContext } from '../modules/module.js';
import type { SponsorRule } from '../shared/sponsor-rules.js';
import { createListOption } from '../shared/text/list-option.js';
import { MAP_OPTION } from './map-option.js';
import {
  addAgencyOptions,
  addReportOptions,
  createImporterMediaOption,
  createImportRunner,
  createMediaOption,
  type ImportRunner,
  POST_TYPES_OPTION,
  type ReportOptions,
  SPONSORS_OPTION,
} from './run-import-command.js';

/** Adds the commands that begin with `dateline import`, with those of the site's own importers. */
export async function addImportCommands(importCommand: Command, context: CommandContext): Promise<void> {
  const run = createImportRunner(context);
  addArchiveImports(importCommand, run);
  addPageImport(importCommand, run);
  addFeedImport(importCommand, run);
  addTableImport(importCommand, run);
  for (const name of ['ninjs', 'newsml'] as const) addAgencyImport(importCommand, run, name);
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
    .addOption(SPONSORS_OPTION)
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

function addTableImport(importCommand: Command, run: ImportRunner): void {
  addReportOptions(importCommand.command('table <files...>'))
    .description(
      'import rows of CSV or objects of JSON, such as exports of Substack, Wix, Drupal, Strapi, Contentful and Sanity',
    )
    .addOption(MAP_OPTION)
    .addOption(
      new Option('--preset <system>', 'system that wrote the file, if it is not recognized').choices(
        PRESET_NAMES,
      ),
    )
    .option('--source <name>', 'name by which the articles are known; defaults to that of the first file')
    .option('--site <url>', 'URL of the front page of the source')
    .option('--bodies <folder>', 'folder with a file of HTML or Markdown for each ID or slug')
    .addOption(
      new Option('--body-format <format>', 'format of bodies, if tags do not show it').choices([
        'html',
        'markdown',
        'text',
      ]),
    )
    .option('--separator <sign>', 'sign between the tags, authors or sections of a column', ',')
    .addOption(
      new Option('--status <status>', 'status of records that have none; drafts by default').choices([
        'published',
        'draft',
      ]),
    )
    .addOption(
      new Option('--date-order <order>', 'order of dates such as 03/04/2024').choices([
        'day-first',
        'month-first',
      ]),
    )
    .option('--time-zone <name>', "time zone of dates without one; defaults to the site's", parseTimeZone)
    .addOption(createListOption('--types <types>', 'comma-separated types of records that are articles'))
    .option('--locale <tag>', 'language to import of records that have several')
    .option('--permalinks <pattern>', 'pattern of the paths, such as /blog/{slug}')
    .addOption(createMediaOption(['link', 'copy']))
    .action(
      (
        files: string[],
        { json, dryRun, media, overwrite, pathPrefix, source, ...options }: TableCommandOptions,
      ) => {
        const fetcher = new Fetcher({ allowPrivate: readConfig().IMPORT_ALLOW_PRIVATE });
        const name = `table ${source ?? basename(files[0] ?? '').replace(/\.\w+$/, '')}`;
        return run(
          { json, dryRun },
          async ({ database: { prisma }, importService, model, report, timeZone, createMedia }) =>
            runImporter(
              name,
              createTableImporter({ ...options, ownFields: Object.keys(model.fields.article) }),
              { prisma, importService, fetcher, model, timeZone },
              {
                ...(overwrite && { overwrite }),
                pathPrefix,
                ...(await createMedia(media)),
                args: files,
                report,
              },
            ),
        );
      },
    );
}

function addAgencyImport(importCommand: Command, run: ImportRunner, name: AgencyFormatName): void {
  const { description, alias } = AGENCY_FORMATS[name];
  const command = importCommand.command(`${name} <places...>`);
  if (alias !== undefined) command.alias(alias);
  addAgencyOptions(command)
    .description(`import items of news agencies in ${description}, from files, folders or URLs`)
    .option('--uri <uri>', 'import only the item with this URI')
    .addOption(createMediaOption(['link', 'copy']))
    .action(
      (
        args: string[],
        {
          json,
          dryRun,
          media,
          rules,
          publish,
          uri,
          ...options
        }: ReportOptions & MediaOptions & AgencyOptions,
      ) => {
        const fetcher = new Fetcher({ allowPrivate: readConfig().IMPORT_ALLOW_PRIVATE });
        return run(
          { json, dryRun },
          async ({ database: { prisma }, importService, model, report, timeZone, createMedia }) =>
            runImporter(
              name,
              createAgencyImporter(name, { rules, publish, uri }),
              { prisma, importService, fetcher, model, timeZone },
              { ...options, ...(await createMedia(media)), args, report },
            ),
        );
      },
    );
}

function parseTimeZone(name: string): string {
  if (!isTimeZone(name))
    throw new InvalidArgumentError('Write the name of a time zone, such as Europe/Berlin.');
  return name;
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
  sponsors?: SponsorRule[];
}

interface TableCommandOptions extends ReportOptions, MediaOptions, Omit<TableOptions, 'ownFields'> {
  source?: string;
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
