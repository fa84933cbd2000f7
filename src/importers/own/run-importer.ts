import type { IncomingHttpHeaders } from 'node:http';
import type { PrismaClient } from '../../database/generated/client.js';
import { retryLost } from '../../database/retry-on-lost-connection.js';
import { type ContentModel, EMPTY_MODEL } from '../../fields/content-model.js';
import type { ImportService } from '../../modules/import/import.service.js';
import { nameVocabulary } from '../../modules/import/source-name.js';
import { takeDownEarlierCanceled, takeDownPicture } from '../../modules/media/take-down-picture.js';
import { UserFacingError } from '../../shared/errors/user-facing-error.js';
import { FetchError } from '../fetch/fetch-error.js';
import type { Fetcher } from '../fetch/fetcher.js';
import { type ArticleImporterOptions, createArticleImporter } from '../run/article-importer.js';
import { type ImportItem, type ImportReporter, type ImportSummary, runImport } from '../run/import-run.js';
import type { ArticleOrigin } from '../run/imported-article.js';
import { openSource } from '../run/open-source.js';
import { SlugRegistry } from '../run/slugs.js';
import { SourceTerms } from '../run/source-terms.js';
import { loadConditionalHeaders, saveValidators } from '../run/validators.js';
import { createSourceItem } from './article.js';
import type { Importer, ImporterContext } from './importer.js';

/** Dependencies of an importer's run. */
export interface ImporterDeps {
  prisma: PrismaClient;
  importService: ImportService;
  fetcher: Fetcher;
  model?: ContentModel;
  /** Time zone of dates without one; UTC by default. */
  timeZone?: string;
  /** Minutes after which a URL is fetched even if the server reports no change. */
  reconcileMinutes?: number;
}

export interface ImporterOptions extends ArticleImporterOptions {
  report?: ImportReporter;
  /** Arguments of the command. */
  args?: string[];
}

/** Options of a sync. */
export interface ImporterSyncOptions extends ImporterOptions {
  all?: boolean | undefined;
  /** Folder or URL, of an importer that follows several; each has a time of its last sync. */
  location?: string | undefined;
}

/** Error for an importer that throws. The message is shown in the terminal. */
export class ImporterFailedError extends UserFacingError {
  override readonly name = 'ImporterFailedError';
}

/** Imports all items that an importer yields. Throws ImporterFailedError. */
export async function runImporter(
  name: string,
  importer: Importer,
  deps: ImporterDeps,
  options: ImporterOptions = {},
): Promise<ImportSummary> {
  return run(name, importer, deps, { ...options, since: null });
}

/**
 * Imports what has changed since the last complete sync. The next one begins where this one began, unless an item was
 * refused: then the same time is given again, so that the item is tried again.
 */
export async function syncImporter(
  name: string,
  importer: Importer,
  deps: ImporterDeps,
  { all = false, ...options }: ImporterSyncOptions = {},
): Promise<ImportSummary> {
  const opened = await openImporterSource(name, importer, deps, options);
  const source = options.location === undefined ? opened : `${opened} ${options.location}`;
  const { prisma, fetcher } = deps;
  const known = await retryLost(() => prisma.sourceSync.findUnique({ where: { source } }));
  const syncedTo = new Date();
  const fetched = new Map<string, IncomingHttpHeaders>();
  const summary = await run(name, importer, deps, {
    ...options,
    since: all ? null : (known?.syncedTo ?? null),
    fetchIfChanged: async (url, headers) => {
      const conditions = all ? {} : await loadConditionalHeaders(prisma, url, deps.reconcileMinutes);
      const response = await fetcher.get(url, { ...headers, ...conditions });
      if (response.status === 304) return null;
      if (response.status === 200) fetched.set(url, response.headers);
      return response;
    },
  });
  if (summary.counts.refused > 0 && importer.retriesRefused !== false) return summary;
  for (const [url, headers] of fetched) await saveValidators(prisma, url, headers);
  const row = { where: { source }, create: { source, syncedTo }, update: { syncedTo } };
  await retryLost(() => prisma.sourceSync.upsert(row));
  return summary;
}

async function run(
  name: string,
  importer: Importer,
  deps: ImporterDeps,
  {
    since,
    report,
    args = [],
    location: _,
    fetchIfChanged,
    ...options
  }: ImporterSyncOptions & Pick<ImporterContext, 'since'> & Partial<Pick<ImporterContext, 'fetchIfChanged'>>,
): Promise<ImportSummary> {
  const { importService, fetcher, model = EMPTY_MODEL, timeZone = 'UTC' } = deps;
  const pathPrefix = options.pathPrefix ?? importer.pathPrefix;
  const source = await openImporterSource(name, importer, deps, options);
  const context = {
    // The name without the path, which the import adds.
    source: getSiteName(name, importer),
    site: importer.site ?? null,
    timeZone,
    model,
    slugs: new SlugRegistry(await importService.listSlugs(source)),
    getTerms: createTerms(importService, source),
    hasPathPrefix: pathPrefix !== undefined,
  };
  const fetch: ImporterContext['fetch'] = (url, headers) => fetcher.get(url, headers);
  const items = async function* (): AsyncGenerator<ImportItem> {
    try {
      const parts = { args, since, timeZone, fetch, fetchIfChanged: fetchIfChanged ?? fetch };
      for await (const item of importer.read(parts)) yield await createSourceItem(item, context);
    } catch (error) {
      if (error instanceof FetchError || error instanceof UserFacingError) throw error;
      throw new ImporterFailedError(`The importer ${name} failed: ${describe(error)}`, { cause: error });
    }
  };
  const takeDown = (origin: ArticleOrigin) => takeDownPicture(deps.prisma, origin);
  const articles = createArticleImporter(importService, {
    ...options,
    pathPrefix,
    takeDownPicture: takeDown,
    takeDownEarlierCanceled: (pictures) => takeDownEarlierCanceled(deps.prisma, pictures),
  });
  return runImport(items(), articles, report ? { report } : {});
}

/** Creates the terms of a source and of its vocabularies at their first use. */
function createTerms(importService: ImportService, source: string): (vocabulary?: string) => SourceTerms {
  const created = new Map<string, SourceTerms>();
  return (vocabulary) => {
    const name = vocabulary ? nameVocabulary(source, vocabulary) : source;
    const terms = created.get(name) ?? new SourceTerms(importService, name);
    created.set(name, terms);
    return terms;
  };
}

function openImporterSource(
  name: string,
  importer: Importer,
  { importService }: ImporterDeps,
  { pathPrefix = importer.pathPrefix }: ImporterOptions,
): Promise<string> {
  return openSource(importService, getSiteName(name, importer), pathPrefix);
}

/** Returns the name of the source: that of the importer and the host of its site. */
function getSiteName(name: string, { site }: Importer): string {
  return site === undefined ? name : `${name} ${new URL(site).host.replace(/^www\./, '')}`;
}

/** Describes an error of a site's own code, with the line that threw it. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const place = /^ {4}at (.*)$/m.exec(error.stack ?? '')?.[1];
  return `${error.message}${place ? ` (${place})` : ''}`;
}
