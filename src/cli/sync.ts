import type { Command } from 'commander';
import { readConfig } from '../config/env.js';
import { syncFeed } from '../importers/feed/feed-import.js';
import { Fetcher } from '../importers/fetch/fetcher.js';
import { syncGhost } from '../importers/ghost/ghost-sync.js';
import type { ImportSummary } from '../importers/run/import-run.js';
import { syncWordPress } from '../importers/wordpress/wordpress-sync.js';
import {
  addReportOptions,
  createImportRunner,
  type ImportDeps,
  type ImportRunner,
  POST_TYPES_OPTION,
  type ReportOptions,
  type WithDatabase,
} from './run-import-command.js';

/** The commands that begin with `dateline sync`. */
export function addSyncCommands(program: Command, withDatabase: WithDatabase): void {
  const syncCommand = program.command('sync').description('follow a site that goes on elsewhere');
  const run = createImportRunner(withDatabase);
  addWordPressSync(syncCommand, run);
  addGhostAndFeedSync(syncCommand, run);
}

function addWordPressSync(syncCommand: Command, run: ImportRunner): void {
  addReportOptions(syncCommand.command('wordpress <site>'))
    .description('bring what has changed on a WordPress site since the last time, over its REST API')
    .addOption(POST_TYPES_OPTION)
    .option('--all', 'ask for everything, as the first time')
    .action(
      async (site: string, { json, ...options }: ReportOptions & { types: string[]; all?: boolean }) => {
        const { WORDPRESS_LOGIN: login, ...config } = readConfig();
        const fetcher = new Fetcher({ allowPrivate: config.IMPORT_ALLOW_PRIVATE });
        const reconcileMinutes = config.SYNC_RECONCILE_MINUTES;
        await run({ json }, ({ database: { prisma }, importService, report }) =>
          syncWordPress(
            site,
            { prisma, importService, fetcher, reconcileMinutes },
            { ...options, login, report },
          ),
        );
        console.error(`${fetcher.requestCount} requests`);
      },
    );
}

function addGhostAndFeedSync(syncCommand: Command, run: ImportRunner): void {
  const runSync = async (
    json: boolean | undefined,
    work: (parts: ImportDeps & { fetcher: Fetcher }) => Promise<ImportSummary>,
  ) => {
    const fetcher = new Fetcher({ allowPrivate: readConfig().IMPORT_ALLOW_PRIVATE });
    await run(json ? { json } : {}, (parts) => work({ ...parts, fetcher }));
    console.error(`${fetcher.requestCount} requests`);
  };
  addReportOptions(syncCommand.command('ghost <site>'))
    .description('bring what has changed on a Ghost site since the last time, over its Content API')
    .option('--key <key>', 'its Content API key; else GHOST_KEY')
    .option('--all', 'ask for everything, as the first time')
    .action((site: string, { json, key, ...options }: ReportOptions & { key?: string; all?: boolean }) =>
      runSync(json, ({ database: { prisma }, importService, fetcher, report }) =>
        syncGhost(
          site,
          key ?? readConfig().GHOST_KEY ?? '',
          { prisma, importService, fetcher },
          { ...options, report },
        ),
      ),
    );
  addReportOptions(syncCommand.command('feed <address>'))
    .description('bring what is new in a feed, when it has changed')
    .action((address: string, { json, ...options }: ReportOptions) =>
      runSync(json, ({ database: { prisma }, importService, fetcher, report }) =>
        syncFeed(
          address,
          { prisma, importService, fetcher, reconcileMinutes: readConfig().SYNC_RECONCILE_MINUTES },
          { ...options, report },
        ),
      ),
    );
}
