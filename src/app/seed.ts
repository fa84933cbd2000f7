import type { Config } from '../config/env.js';
import { getLanguages } from '../config/languages.js';
import type { Database } from '../database/database.js';
import type { StepRunner } from '../database/setup-progress.js';
import { importSeeds } from '../importers/seeds.js';
import { createCommandFilters } from './command-filters.js';
import { MODULES } from './load-modules.js';
import { createMediaLibrary } from './media.js';
import type { SiteConfig } from './site-config.js';

/** Adds the sample content of all modules to an unused database, in the order of `modules.ts`. */
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
  for (const module of MODULES) await module.seed?.(database, { step, importFolder, languages });
}
