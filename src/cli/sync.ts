import type { Command } from 'commander';
import { readConfig } from '../config/env.js';
import { syncFeed } from '../importers/feed/feed-import.js';
import { Fetcher } from '../importers/fetch/fetcher.js';
import { syncGhost } from '../importers/ghost/ghost-sync.js';
import type { ImportSummary } from '../importers/run/import-run.js';
import { syncWordPress } from '../importers/wordpress/wordpress-sync.js';
import type { CommandContext } from './program/command-context.js';
import {
  addReportOptions,
  createImportRunner,
  type ImportDeps,
  type ImportRunner,
  POST_TYPES_OPTION,
  type ReportOptions,
  type RunOptions,
} from './run-import-command.js';

/** Adds the commands that begin with `dateline sync`. */
export function addSyncCommands(syncCommand: Command, { withDatabase }: CommandContext): void {
  const run = createImportRunner(withDatabase);
  addWordPressSync(syncCommand, run);
  addGhostAndFeedSync(syncCommand, run);
}

function addWordPressSync(syncCommand: Command, run: ImportRunner): void {
  addReportOptions(syncCommand.command('wordpress <site>'))
    .description('import the changes of a WordPress site since the last sync, over its REST API')
    .addOption(POST_TYPES_OPTION)
    .option('--all', 'fetch everything, as in the first sync')
    .action(
      async (
        site: string,
        { json, dryRun, ...options }: ReportOptions & { types: string[]; all?: boolean },
      ) => {
        const { WORDPRESS_LOGIN: login, WORDPRESS_PATH_PREFIX: pathPrefix, ...config } = readConfig();
        const fetcher = new Fetcher({ allowPrivate: config.IMPORT_ALLOW_PRIVATE });
        const reconcileMinutes = config.SYNC_RECONCILE_MINUTES;
        await run({ json, dryRun }, ({ database: { prisma }, importService, model, report }) =>
          syncWordPress(
            site,
            { prisma, importService, fetcher, reconcileMinutes, model },
            { pathPrefix, ...options, login, report },
          ),
        );
        console.error(`${fetcher.requestCount} requests`);
      },
    );
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
    .option('--all', 'fetch everything, as in the first sync')
    .action(
      (site: string, { json, dryRun, key, ...options }: ReportOptions & { key?: string; all?: boolean }) =>
        runSync({ json, dryRun }, ({ database: { prisma }, importService, fetcher, model, report }) =>
          syncGhost(
            site,
            key ?? readConfig().GHOST_KEY ?? '',
            { prisma, importService, fetcher, model },
            { pathPrefix: readConfig().GHOST_PATH_PREFIX, ...options, report },
          ),
        ),
    );
  addReportOptions(syncCommand.command('feed <address>'))
    .description('import the new and changed entries of a feed, if it has changed since the last sync')
    .action((address: string, { json, dryRun, ...options }: ReportOptions) =>
      runSync({ json, dryRun }, ({ database: { prisma }, importService, fetcher, report }) =>
        syncFeed(
          address,
          { prisma, importService, fetcher, reconcileMinutes: readConfig().SYNC_RECONCILE_MINUTES },
          { ...options, report },
        ),
      ),
    );
}
