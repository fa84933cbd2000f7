import type { Command } from 'commander';
import { readConfig } from '../config/env.js';
import { syncFeed } from '../importers/feed/feed-import.js';
import { Fetcher } from '../importers/fetch/fetcher.js';
import { syncGhost } from '../importers/ghost/ghost-sync.js';
import type { MediaOption } from '../importers/media/create-copier.js';
import type { ImportSummary } from '../importers/run/import-run.js';
import { syncWordPress } from '../importers/wordpress/wordpress-sync.js';
import type { CommandContext } from '../modules/module.js';
import {
  addReportOptions,
  createImportRunner,
  createMediaOption,
  type ImportDeps,
  type ImportRunner,
  POST_TYPES_OPTION,
  type ReportOptions,
  type RunOptions,
} from './run-import-command.js';

interface SyncOptions extends ReportOptions {
  media?: MediaOption;
  all?: boolean;
}

/** Adds the commands that begin with `dateline sync`. */
export function addSyncCommands(syncCommand: Command, context: CommandContext): void {
  const run = createImportRunner(context);
  addWordPressSync(syncCommand, run);
  addGhostAndFeedSync(syncCommand, run);
}

function addWordPressSync(syncCommand: Command, run: ImportRunner): void {
  addReportOptions(syncCommand.command('wordpress <site>'))
    .description('import the changes of a WordPress site since the last sync, over its REST API')
    .addOption(POST_TYPES_OPTION)
    .addOption(createMediaOption(['link', 'copy'], 'WORDPRESS_MEDIA'))
    .option('--all', 'fetch everything, as in the first sync')
    .action(async (site: string, { json, dryRun, media, ...options }: SyncOptions & { types: string[] }) => {
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
              ...options,
              ...(await createMedia(media ?? readConfig().WORDPRESS_MEDIA)),
              login,
              report,
            },
          ),
      );
      console.error(`${fetcher.requestCount} requests`);
    });
}

function addGhostAndFeedSync(syncCommand: Command, run: ImportRunner): void {
  const runSync = async (
    options: RunOptions,
    work: (parts: ImportDeps & { fetcher: Fetcher }) => Promise<ImportSummary>,
  ) => {
    const fetcher = new Fetcher({ allowPrivate: readConfig().IMPORT_ALLOW_PRIVATE });
    await run(options, (parts) => work({ ...parts, fetcher }));
    console.error(`${fetcher.requestCount} requests`);
  };
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
