import { type Command, InvalidArgumentError, Option } from 'commander';
import { createMediaLibrary } from '../app/media.js';
import { openSite } from '../app/open-site.js';
import { createContentModel, loadSiteConfig } from '../app/site-config.js';
import { readConfig } from '../config/env.js';
import type { Database } from '../database/database.js';
import type { PrismaClient } from '../database/generated/client.js';
import { isUnreachable } from '../database/is-database-unavailable.js';
import type { ContentModel } from '../fields/content-model.js';
import { createMediaCopier, type MediaOption } from '../importers/media/create-copier.js';
import type { MediaCopier } from '../importers/media/media-copier.js';
import type { Importer } from '../importers/own/importer.js';
import type { ImportReporter, ImportSummary } from '../importers/run/import-run.js';
import { createJsonReporter, createTextReporter, getExitCode } from '../importers/run/report.js';
import { SaveHook } from '../modules/editing/before-save.js';
import { ImportService } from '../modules/import/import.service.js';
import type { CommandContext, CommandFilters } from '../modules/module.js';
import { applyContentModel } from '../modules/own-fields/apply-model.js';
import { runDry } from '../mutations/dry-run.js';
import { UserFacingError } from '../shared/errors/user-facing-error.js';
import { toSitePath } from '../shared/paths.js';
import { parseSponsorRule, type SponsorRule } from '../shared/sponsor-rules.js';
import { createListOption } from '../shared/text/list-option.js';

/** Dependencies of imports and syncs. */
export interface ImportDeps {
  database: Database;
  importService: ImportService;
  /** The site's own fields and kinds. */
  model: ContentModel;
  report: ImportReporter;
  /** IANA name of the time zone of the site. */
  timeZone: string;
  /** Creates what checks fronts. */
  createFilters(): Promise<CommandFilters>;
  /** Creates the copier of pictures, or finds those copied before, as the option `--media` says. */
  createMedia(how: MediaOption, folder?: string): Promise<{ media?: MediaCopier }>;
}

/** Runs an import or a sync, prints a result per item as the options say, and sets the exit code. */
export type ImportRunner = (
  options: RunOptions,
  work: (parts: ImportDeps) => Promise<ImportSummary>,
) => Promise<void>;

/** Options that the run itself uses. Both are required, so that no command can forget to pass them. */
export interface RunOptions {
  json: boolean | undefined;
  dryRun: boolean | undefined;
}

/** Options of every import and sync. */
export interface ReportOptions {
  json?: boolean;
  overwrite?: boolean;
  dryRun?: boolean;
  pathPrefix?: string;
}

export const POST_TYPES_OPTION = createListOption(
  '--types <types>',
  'comma-separated post types to import as articles',
  ['post', 'page'],
);

/** Option for how a WordPress site marks sponsored posts. */
export const SPONSORS_OPTION = new Option(
  '--sponsors <rules>',
  'how the site marks sponsored posts, such as field:sponsor_name=sponsor_url,tag:sponsored',
).argParser((text: string, earlier: SponsorRule[] = []) => {
  try {
    return [...earlier, ...text.split(',').map(parseSponsorRule)];
  } catch (error) {
    throw error instanceof SyntaxError ? new InvalidArgumentError(error.message) : error;
  }
});

/** Creates the option for a site that is not at the root of this one. */
export function createPathPrefixOption(description: string): Option {
  return new Option('--path-prefix <path>', description).argParser(parsePathPrefix);
}

/**
 * Creates the option that selects the pictures that are copied into the media library. The default is the
 * first choice, or the value of a setting.
 */
export function createMediaOption(choices: MediaOption[], setting?: string): Option {
  const description = choices.includes('folder')
    ? "pictures to copy into the media library: the folder's, all, or none, which links them"
    : 'link pictures where they are, or copy them into the media library';
  const option = new Option(
    '--media <how>',
    setting ? `${description}; defaults to ${setting}` : description,
  ).choices(choices);
  return setting ? option : option.default(choices[0]);
}

/** Creates the option `--media` of one of the site's own importers. */
export function createImporterMediaOption({ media = 'link' }: Importer): Option {
  return createMediaOption(media === 'copy' ? ['copy', 'link'] : ['link', 'copy']);
}

export function addReportOptions(command: Command): Command {
  return command
    .option('--json', 'print the result of each item as a line of JSON')
    .option('--overwrite', 'overwrite edits made in Dateline since the last import')
    .option('--dry-run', 'report what the command would do, and write nothing')
    .addOption(createPathPrefixOption('path to put the whole site under, such as /magazine'));
}

/** Adds the options of imports and syncs of agency copy. */
export function addAgencyOptions(command: Command): Command {
  return addReportOptions(command)
    .option(
      '--rules <file>',
      'JSON file of rules that say where items land; drafts without a section by default',
    )
    .option('--publish', 'publish items for which no rule decides it');
}

export function createImportRunner({
  withDatabase,
  createFilters,
}: Pick<CommandContext, 'withDatabase' | 'createFilters'>): ImportRunner {
  return async ({ json, dryRun }, work) => {
    process.exitCode = await withDatabase(async (database) => {
      const report = (json ? createJsonReporter : createTextReporter)(process.stdout, process.stderr);
      const stopWaiting = report.showWaiting();
      const { DATELINE_CONFIG: file } = readConfig();
      const siteConfig = await loadSiteConfig(file);
      const model = createContentModel(siteConfig, file);
      if (!dryRun)
        for (const message of await applyContentModel(database.connection, model)) console.error(message);
      const createMedia = async (prisma: PrismaClient, how: MediaOption, folder?: string) => {
        const media = await createMediaCopier({
          library: createMediaLibrary(readConfig(), siteConfig, prisma),
          how: dryRun ? 'link' : how, // a dry run stores no files
          allowPrivate: readConfig().IMPORT_ALLOW_PRIVATE,
          folder,
        });
        return media ? { media } : {};
      };
      const { timeZone } = await openSite(readConfig(), database);
      const run = (prisma: PrismaClient) => {
        const saveHook = new SaveHook(siteConfig.hooks?.beforeSave);
        const importService = new ImportService(prisma, {}, saveHook, readConfig().SITE_LANGUAGE);
        return work({
          database: { ...database, prisma },
          importService,
          model,
          report,
          timeZone,
          createFilters: () => createFilters(database),
          createMedia: (how, folder) => createMedia(prisma, how, folder),
        });
      };
      const running = dryRun ? runDry(database.prisma, run) : run(database.prisma);
      return getExitCode(await running.finally(stopWaiting));
    })
      .finally(() => dryRun && console.error('Dry run: nothing was written.'))
      .catch((error: unknown) => {
        if (error instanceof UserFacingError || !isUnreachable(error)) throw error;
        throw new UserFacingError(
          'The database is unavailable. Completed work is kept; run the same command again to continue.',
          { cause: error },
        );
      });
  };
}

function parsePathPrefix(text: string): string {
  const path = text.startsWith('/') ? toSitePath(text) : null;
  if (path === null) throw new InvalidArgumentError('Write a path that begins with /, such as /magazine.');
  return path;
}
