import type { ArticleImportOptions, ImportService } from '../../modules/import/import.service.js';
import { trimSlashes } from '../../shared/text/trim-end.js';
import { createArticleImporter } from '../run/article-importer.js';
import { type ImportItem, type ImportReporter, type ImportSummary, runImport } from '../run/import-run.js';
import type { SubscriberImporter } from '../run/imported-subscriber.js';
import { SlugRegistry } from '../run/slugs.js';
import { importSubscriberItems } from '../run/subscriber-items.js';
import { UnreadableSourceError } from '../run/unreadable-source.js';
import { readExportItems } from './items.js';
import { readCsvMembers } from './members.js';
import { readExport } from './read-export.js';
import { GhostSite } from './site.js';
import { buildTaxonomy } from './taxonomy.js';

export interface GhostImportOptions extends ArticleImportOptions {
  report?: ImportReporter;
  /** Address of the site's front page: exports leave it out, and files keep living there. */
  url?: string | undefined;
  /** Form of its posts' paths, where they are others than `/{slug}/`. */
  permalinks?: string | undefined;
  /** Slug of the newsletter that lists of members are for which name none. */
  newsletter?: string | undefined;
}

/** What an import of Ghost writes with. */
export interface GhostImportDeps {
  importService: ImportService;
  subscribers: SubscriberImporter;
}

/**
 * Brings Ghost exports (JSON) and lists of members (CSV, JSON) into the database. A second run changes what has
 * changed, but keeps what editors changed here unless it is to `overwrite`, and subscribes nobody who has left.
 *
 * @throws {UnreadableSourceError} when a file is missing or neither; where it breaks off, what stands before is imported.
 */
export async function importGhost(
  files: string[],
  deps: GhostImportDeps,
  { report, url = '', permalinks, newsletter, ...options }: GhostImportOptions = {},
): Promise<ImportSummary> {
  const site = new GhostSite(trimSlashes(url), permalinks);
  site.slugs = new SlugRegistry(await deps.importService.listSlugs(site.source));
  const getDefaultNewsletter = () => resolveNewsletter(newsletter, deps.subscribers);
  const items = async function* (): AsyncGenerator<ImportItem> {
    for (const file of files) {
      if (/\.csv$/i.test(file)) {
        const members = readCsvMembers(file, await getDefaultNewsletter());
        yield* importSubscriberItems(members, deps.subscribers, { source: site.source, asOf: null });
      } else yield* readFileItems(file, site, deps, getDefaultNewsletter);
    }
  };
  return runImport(items(), createArticleImporter(deps.importService, options), report ? { report } : {});
}

async function* readFileItems(
  file: string,
  site: GhostSite,
  { importService, subscribers }: GhostImportDeps,
  getDefaultNewsletter: () => Promise<string>,
): AsyncGenerator<ImportItem> {
  const ghostExport = await readExport(file);
  const posts = ghostExport.outlines.map((outline) => ghostExport.parsePost(outline));
  for (const post of posts) {
    const path = site.getPath(post);
    if (path !== null) site.paths.add(path);
  }
  await importService.saveTaxonomy(buildTaxonomy(posts, site), { onlyMissing: true });
  yield* readExportItems(file, ghostExport, site, { subscribers, getDefaultNewsletter });
}

async function resolveNewsletter(
  requestedSlug: string | undefined,
  subscribers: SubscriberImporter,
): Promise<string> {
  const slugs = await subscribers.listNewsletterSlugs();
  if (requestedSlug !== undefined && slugs.includes(requestedSlug)) return requestedSlug;
  if (requestedSlug !== undefined)
    throw new UnreadableSourceError(`There is no newsletter ${requestedSlug} for the members.`);
  if (slugs.length === 1) return slugs[0]!;
  throw new UnreadableSourceError(
    slugs.length === 0
      ? 'There is no newsletter for the members: make one with createNewsletter, or import it with an export.'
      : `Say which newsletter the members are for, with --newsletter: ${slugs.join(', ')}.`,
  );
}
