import type { Command } from 'commander';
import {
  type ReceiptOptions,
  type Run,
  runner,
  TYPES,
  type WithDatabase,
  type Work,
  withReceipts,
} from './cli-run.js';
import { readConfig } from './config.js';
import { syncFeed } from './importers/feed-import.js';
import { Fetcher } from './importers/fetcher.js';
import { syncGhost } from './importers/ghost-sync.js';
import type { ImportSummary } from './importers/import-run.js';
import { syncWordPress } from './importers/wordpress-sync.js';

/** The commands that begin with `dateline sync`. */
export function addSyncCommands(program: Command, withDatabase: WithDatabase): void {
  const syncing = program.command('sync').description('follow a site that goes on elsewhere');
  const run = runner(withDatabase);
  addWordPress(syncing, run);
  addOthers(syncing, run);
}

function addWordPress(syncing: Command, run: Run): void {
  withReceipts(syncing.command('wordpress <site>'))
    .description('bring what has changed on a WordPress site since the last time, over its REST API')
    .addOption(TYPES)
    .option('--all', 'ask for everything, as the first time')
    .action(
      async (site: string, { json, ...options }: ReceiptOptions & { types: string[]; all?: boolean }) => {
        const { WORDPRESS_LOGIN: login, ...config } = readConfig();
        const fetcher = new Fetcher({ allowPrivate: config.IMPORT_ALLOW_PRIVATE });
        const reconcileMinutes = config.SYNC_RECONCILE_MINUTES;
        await run({ json }, ({ database: { editorial: prisma }, editing, report }) =>
          syncWordPress(site, { prisma, editing, fetcher, reconcileMinutes }, { ...options, login, report }),
        );
        console.error(`${fetcher.requests} requests`);
      },
    );
}

function addOthers(syncing: Command, run: Run): void {
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
        syncFeed(
          address,
          { prisma, editing, fetcher, reconcileMinutes: readConfig().SYNC_RECONCILE_MINUTES },
          { ...options, report },
        ),
      ),
    );
}
