import pg from 'pg';
import type { Config } from '../config/env.js';
import { getLanguages } from '../config/languages.js';
import type { Database } from '../database/database.js';
import type { StepRunner } from '../database/setup-progress.js';
import { importSeeds } from '../importers/seeds.js';
import { createCommandFilters } from './command-filters.js';
import type { SiteConfig } from './define-config.js';
import { MODULES } from './load-modules.js';
import { createMediaLibrary } from './media.js';

/** Key of the advisory lock that lets one instance seed at a time. */
const SEED_LOCK = 7_203_144;

/**
 * Adds the sample content of all modules to an unused database, in the order of `modules.ts`. Instances that start
 * together seed one after the other, and the later ones find the content.
 */
export async function seedModules(
  { config, siteConfig, database }: { config: Config; siteConfig: SiteConfig; database: Database },
  step: StepRunner,
): Promise<void> {
  const { prisma } = database;
  const createFilters = () => createCommandFilters(database);
  const importFolder = (folder: string) =>
    importSeeds(
      folder,
      { prisma, createFilters, primaryLanguage: config.SITE_LANGUAGE },
      createMediaLibrary(config, siteConfig, prisma),
    );
  const languages = getLanguages(config).all.slice(1);
  await withSeedLock(database.connection, async () => {
    for (const module of MODULES) await module.seed?.(database, { step, importFolder, languages });
  });
}

/** Runs a function while no other instance seeds. The lock is that of a transaction, as a pooler may share sessions. */
async function withSeedLock(connection: pg.PoolConfig, run: () => Promise<void>): Promise<void> {
  const client = new pg.Client(connection);
  client.on('error', () => undefined); // it holds a lock, and nothing to save
  await client.connect();
  try {
    await client.query('BEGIN');
    await client.query('SELECT pg_advisory_xact_lock($1)', [SEED_LOCK]);
    await run();
  } finally {
    await client.end();
  }
}
