import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { buildContentModel } from '../fields/build-content-model.js';
import type { ContentModel } from '../fields/content-model.js';
import { type Importer, listImporterErrors } from '../importers/own/importer.js';
import { UserFacingError } from '../shared/errors/user-facing-error.js';
import type { SiteConfig } from './define-config.js';

/** Names of all options. The compiler refuses a missing one. */
const SITE_OPTIONS = Object.keys({
  fields: true,
  kinds: true,
  schema: true,
  mail: true,
  media: true,
  imageUrl: true,
  purgers: true,
  search: true,
  authenticators: true,
  importers: true,
  hooks: true,
} satisfies Record<keyof SiteConfig, true>);
const HOOKS = Object.keys({
  onRequest: true,
  onResponse: true,
  beforeSave: true,
  afterPublish: true,
} satisfies Record<keyof NonNullable<SiteConfig['hooks']>, true>);

/** File that is read if DATELINE_CONFIG is not set. */
const DEFAULT_FILE = 'dateline.config.ts';

/** Thrown if the site's configuration cannot be read. */
export class SiteConfigError extends UserFacingError {
  override name = 'SiteConfigError';
}

/**
 * Loads the site's configuration, a TypeScript or JavaScript module with a SiteConfig as its default export.
 * Returns an empty one if `file` is undefined and there is no `dateline.config.ts` in the working directory.
 */
export async function loadSiteConfig(file: string | undefined): Promise<SiteConfig> {
  const path = resolve(file ?? DEFAULT_FILE);
  if (!existsSync(path)) {
    if (file === undefined) return {};
    throw new SiteConfigError(`DATELINE_CONFIG: the file ${path} does not exist.`);
  }
  const config = await importDefault(path);
  if (typeof config !== 'object' || config === null) {
    throw new SiteConfigError(`${path} must export a configuration: export default defineConfig({ … }).`);
  }
  assertKnownNames(path, config, SITE_OPTIONS);
  assertKnownNames(path, config.hooks ?? {}, HOOKS, 'hooks.');
  assertNoErrors(path, listImporterErrors(config.importers ?? {}));
  return config;
}

/** Imports a TypeScript or JavaScript module, in which `dateline` is this package, and returns its default export. */
export async function importDefault(path: string): Promise<SiteConfig | undefined> {
  // Loaded on demand: most gateways have no configuration file.
  const { createJiti } = await import('jiti');
  const jiti = createJiti(path, {
    interopDefault: false,
    fsCache: false,
    virtualModules: { dateline: await import('../index.js') },
  });
  const loaded = await jiti.import<{ default?: SiteConfig }>(path).catch((error: Error) => {
    throw new SiteConfigError(`${path} cannot be loaded: ${error.message}`, { cause: error });
  });
  return loaded.default;
}

/** Refuses misspelled options, which would have no effect. */
function assertKnownNames(path: string, given: object, known: string[], prefix = ''): void {
  const unknown = Object.keys(given).filter((name) => !known.includes(name));
  if (unknown.length > 0)
    throw new SiteConfigError(
      `${path}: ${unknown.map((name) => prefix + name).join(', ')} is not an option. The options are ${known.join(', ')}.`,
    );
}

/** Lists the site's own importers that the gateway syncs, with their names. */
export function listSyncedImporters({ importers = {} }: SiteConfig): [name: string, importer: Importer][] {
  return Object.entries(importers).filter(([, { sync }]) => sync);
}

/** Loads the site's own fields and kinds. Throws SiteConfigError. */
export async function loadContentModel(file: string | undefined): Promise<ContentModel> {
  return createContentModel(await loadSiteConfig(file), file);
}

/**
 * Checks the site's own fields and kinds. Throws SiteConfigError with the place of every error in the file, of which
 * `file` is the name.
 */
export function createContentModel(config: SiteConfig, file = DEFAULT_FILE): ContentModel {
  const result = buildContentModel(config);
  if ('model' in result) return result.model;
  throw createError(file, result.errors);
}

function assertNoErrors(file: string, errors: string[]): void {
  if (errors.length > 0) throw createError(file, errors);
}

function createError(file: string, errors: string[]): SiteConfigError {
  return new SiteConfigError(`${file} has errors:\n${errors.map((error) => `  ${error}`).join('\n')}`);
}
