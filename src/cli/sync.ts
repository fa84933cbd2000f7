import type { Command } from 'commander';
import { listSyncedImporters, loadSiteConfig } from '../app/site-config.js';
import { readConfig } from '../config/env.js';
import { type AgencyOptions, createAgencyImporter } from '../importers/agency/agency-importer.js';
import { AGENCY_FORMATS, type AgencyFormatName } from '../importers/agency/format.js';
import { syncFeed } from '../importers/feed/feed-import.js';
import { Fetcher } from '../importers/fetch/fetcher.js';
import { syncGhost } from '../importers/ghost/ghost-sync.js';
import type { MediaOption } from '../importers/media/create-copier.js';
import { syncImporter } from '../importers/own/run-importer.js';
import type { ImportSummary } from '../importers/run/import-run.js';
import { syncWordPress } from '../importers/wordpress/wordpress-sync.js';
import type { CommandContext } from '../modules/module.js';
import type { SponsorRule } from '../shared/sponsor-rules.js';
import {
  addAgencyOptions,
  addReportOptions,
  createImporterMediaOption,
  createImportRunner,
  createMediaOption,
  type ImportDeps,
  type ImportRunner,
  POST_TYPES_OPTION,
  type ReportOptions,
  type RunOptions,
  SPONSORS_OPTION,
} from './run-import-command.js';

interface SyncOptions extends ReportOptions {
  media?: MediaOption;
  all?: boolean;
}

interface WordPressSyncCommandOptions extends SyncOptions {
  types: string[];
  sponsors?: SponsorRule[];
}

/** Adds the commands that begin with `dateline sync`, with those of the site's own importers. */
export async function addSyncCommands(syncCommand: Command, context: CommandContext): Promise<void> {
  const run = createImportRunner(context);
  addWordPressSync(syncCommand, run);
  addGhostAndFeedSync(syncCommand, run);
  for (const name of ['ninjs', 'newsml'] as const) addAgencySync(syncCommand, run, name);
  await addOwnSyncs(syncCommand, run);
}

function addWordPressSync(syncCommand: Command, run: ImportRunner): void {
  addReportOptions(syncCommand.command('wordpress <site>'))
    .description('import the changes of a WordPress site since the last sync, over its REST API')
    .addOption(POST_TYPES_OPTION)
    .addOption(SPONSORS_OPTION)
    .addOption(createMediaOption(['link', 'copy'], 'WORDPRESS_MEDIA'))
    .option('--all', 'fetch everything, as in the first sync')
    .action(async (site: string, { json, dryRun, media, ...options }: WordPressSyncCommandOptions) => {
      const { WORDPRESS_LOGIN: login, WORDPRESS_PATH_PREFIX: pathPrefix, ...config } = readConfig();
      const fetcher = new Fetcher({ allowPrivate: config.IMPORT_ALLOW_PRIVATE });
      const reconcileMinutes = config.SYNC_RECONCILE_MINUTES;
      await run(
        { json, dryRun },
        async ({ database: { prisma }, importService, model, report, createMedia }) =>
          syncWordPress(
            site,
            { prisma, importService, fetcher, reconcileMinutes, model },
            {
              pathPrefix,
              sponsors: config.WORDPRESS_SPONSORS,
              ...options,
              ...(await createMedia(media ?? config.WORDPRESS_MEDIA)),
              login,
              report,
            },
          ),
      );
      console.error(`${fetcher.requestCount} requests`);
    });
}

function addGhostAndFeedSync(syncCommand: Command, run: ImportRunner): void {
  const runSync = createSyncRunner(run);
  addReportOptions(syncCommand.command('ghost <site>'))
    .description('import the changes of a Ghost site since the last sync, over its Content API')
    .option('--key <key>', 'Content API key of the site; defaults to GHOST_KEY')
    .addOption(createMediaOption(['link', 'copy'], 'GHOST_MEDIA'))
    .option('--all', 'fetch everything, as in the first sync')
    .action((site: string, { json, dryRun, key, media, ...options }: SyncOptions & { key?: string }) =>
      runSync({ json, dryRun }, async ({ database, importService, fetcher, model, report, createMedia }) =>
        syncGhost(
          site,
          key ?? readConfig().GHOST_KEY ?? '',
          { prisma: database.prisma, importService, fetcher, model },
          {
            pathPrefix: readConfig().GHOST_PATH_PREFIX,
            ...options,
            ...(await createMedia(media ?? readConfig().GHOST_MEDIA)),
            report,
          },
        ),
      ),
    );
  addReportOptions(syncCommand.command('feed <address>'))
    .description('import the new and changed entries of a feed, if it has changed since the last sync')
    .addOption(createMediaOption(['link', 'copy'], 'FEED_MEDIA'))
    .action((address: string, { json, dryRun, media, ...options }: SyncOptions) =>
      runSync(
        { json, dryRun },
        async ({ database: { prisma }, importService, fetcher, report, timeZone, createMedia }) =>
          syncFeed(
            address,
            {
              prisma,
              importService,
              fetcher,
              timeZone,
              reconcileMinutes: readConfig().SYNC_RECONCILE_MINUTES,
            },
            { ...options, ...(await createMedia(media ?? readConfig().FEED_MEDIA)), report },
          ),
      ),
    );
}

/** Names of the settings of each format of agency copy. */
const AGENCY_SETTINGS = {
  ninjs: { rules: 'NINJS_RULES', media: 'NINJS_MEDIA' },
  newsml: { rules: 'NEWSML_RULES', media: 'NEWSML_MEDIA' },
} as const;

function addAgencySync(syncCommand: Command, run: ImportRunner, name: AgencyFormatName): void {
  const runSync = createSyncRunner(run);
  const { description, alias } = AGENCY_FORMATS[name];
  const settings = AGENCY_SETTINGS[name];
  const command = syncCommand.command(`${name} <place>`);
  if (alias !== undefined) command.alias(alias);
  addAgencyOptions(command)
    .description(
      `import what is new or changed in a folder or at a URL with ${description} since the last sync`,
    )
    .addOption(createMediaOption(['link', 'copy'], settings.media))
    .option('--all', 'read everything, as in the first sync')
    .action(
      (
        location: string,
        { json, dryRun, media, rules, publish, ...options }: SyncOptions & Omit<AgencyOptions, 'uri'>,
      ) =>
        runSync(
          { json, dryRun },
          async ({ database: { prisma }, importService, fetcher, model, report, timeZone, createMedia }) =>
            syncImporter(
              name,
              createAgencyImporter(name, { rules: rules ?? readConfig()[settings.rules], publish }),
              { prisma, importService, fetcher, model, timeZone },
              {
                ...options,
                ...(await createMedia(media ?? readConfig()[settings.media])),
                args: [location],
                location,
                report,
              },
            ),
        ),
    );
}

async function addOwnSyncs(syncCommand: Command, run: ImportRunner): Promise<void> {
  const runSync = createSyncRunner(run);
  const siteConfig = await loadSiteConfig(readConfig().DATELINE_CONFIG);
  for (const [name, importer] of listSyncedImporters(siteConfig)) {
    addReportOptions(syncCommand.command(`${name} [args...]`))
      .description(importer.description)
      .addOption(createImporterMediaOption(importer))
      .option('--all', 'fetch everything, as in the first sync')
      .action(
        (
          args: string[],
          { json, dryRun, media, ...options }: SyncOptions & Required<Pick<SyncOptions, 'media'>>,
        ) =>
          runSync(
            { json, dryRun },
            async ({ database: { prisma }, importService, fetcher, model, report, timeZone, createMedia }) =>
              syncImporter(
                name,
                importer,
                { prisma, importService, fetcher, model, timeZone },
                { ...options, ...(await createMedia(media)), args, report },
              ),
          ),
      );
  }
}

/** Returns a runner that also prints the number of requests. */
function createSyncRunner(run: ImportRunner) {
  return async (
    options: RunOptions,
    work: (parts: ImportDeps & { fetcher: Fetcher }) => Promise<ImportSummary>,
  ): Promise<void> => {
    const fetcher = new Fetcher({ allowPrivate: readConfig().IMPORT_ALLOW_PRIVATE });
    await run(options, (parts) => work({ ...parts, fetcher }));
    console.error(`${fetcher.requestCount} requests`);
  };
}
