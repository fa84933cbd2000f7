import { type ContentModel, EMPTY_MODEL } from '../../fields/content-model.js';
import type { ImportService } from '../../modules/import/import.service.js';
import type { SubscriberImporter } from '../../modules/import/subscriber-importer.js';
import { trimSlashes } from '../../shared/text/trim-end.js';
import { type ArticleImporterOptions, createArticleImporter } from '../run/article-importer.js';
import { type ImportItem, type ImportReporter, type ImportSummary, runImport } from '../run/import-run.js';
import { listKeptTerms } from '../run/kept-terms.js';
import { openSource } from '../run/open-source.js';
import { SlugRegistry } from '../run/slugs.js';
import { SourceTerms } from '../run/source-terms.js';
import { importSubscriberItems } from '../run/subscriber-items.js';
import { UnreadableSourceError } from '../run/unreadable-source.js';
import { readExportItems } from './items.js';
import { readCsvMembers } from './members.js';
import { readExport } from './read-export.js';
import { GhostSite } from './site.js';
import { saveTaxonomy } from './taxonomy.js';

export interface GhostImportOptions extends ArticleImporterOptions {
  report?: ImportReporter;
  /** Own fields and kinds of the site, which properties and internal tags fill. */
  model?: ContentModel;
  /** URL of the site's front page. Exports omit it, but media files stay on that site. */
  url?: string | undefined;
  /** Permalink pattern of posts, if it is not `/{slug}/`. */
  permalinks?: string | undefined;
  /** Slug of the newsletter for member lists that name none. */
  newsletter?: string | undefined;
}

/** Dependencies of an import of Ghost exports. */
export interface GhostImportDeps {
  importService: ImportService;
  subscribers: SubscriberImporter;
}

/**
 * Imports Ghost exports (JSON) and lists of members (CSV, JSON). A second run updates the changed items;
 * changes by editors are preserved unless `overwrite` is set, and unsubscribed members stay unsubscribed.
 * @throws {UnreadableSourceError} if a file is missing or has another format. If a file breaks off,
 * everything before that point is imported.
 */
export async function importGhost(
  files: string[],
  deps: GhostImportDeps,
  { report, url = '', permalinks, newsletter, model = EMPTY_MODEL, ...options }: GhostImportOptions = {},
): Promise<ImportSummary> {
  const site = new GhostSite(trimSlashes(url), permalinks);
  site.model = model;
  const source = await openSource(deps.importService, site.source, options.pathPrefix);
  site.slugs = new SlugRegistry(await deps.importService.listSlugs(source));
  const terms = new SourceTerms(deps.importService, source);
  site.terms = terms;
  const getDefaultNewsletter = () => resolveNewsletter(newsletter, deps.subscribers);
  const items = async function* (): AsyncGenerator<ImportItem> {
    for (const file of files) {
      if (/\.csv$/i.test(file)) {
        const members = readCsvMembers(file, await getDefaultNewsletter());
        yield* importSubscriberItems(members, deps.subscribers, { source: site.source, asOf: null });
      } else yield* readFileItems(file, site, deps, getDefaultNewsletter);
    }
  };
  const importer = createArticleImporter(deps.importService, options, site.archives);
  const finish = async () => [...listKeptTerms(terms.kept), ...((await importer.finish?.()) ?? [])];
  return runImport(items(), { ...importer, finish }, report ? { report } : {});
}

async function* readFileItems(
  file: string,
  site: GhostSite,
  { subscribers }: GhostImportDeps,
  getDefaultNewsletter: () => Promise<string>,
): AsyncGenerator<ImportItem> {
  const ghostExport = await readExport(file);
  const posts = ghostExport.outlines.map((outline) => ghostExport.parsePost(outline));
  for (const post of posts) {
    const path = site.getPath(post);
    if (path !== null) site.paths.add(path);
  }
  await saveTaxonomy(posts, site);
  yield* readExportItems(file, ghostExport, site, { subscribers, getDefaultNewsletter });
}

async function resolveNewsletter(
  requestedSlug: string | undefined,
  subscribers: SubscriberImporter,
): Promise<string> {
  const slugs = await subscribers.listNewsletterSlugs();
  if (requestedSlug !== undefined && slugs.includes(requestedSlug)) return requestedSlug;
  if (requestedSlug !== undefined)
    throw new UnreadableSourceError(
      `The newsletter ${requestedSlug} was not found. To list newsletters, run: dateline newsletter list`,
    );
  const [onlySlug, ...otherSlugs] = slugs;
  if (onlySlug !== undefined && otherSlugs.length === 0) return onlySlug;
  throw new UnreadableSourceError(
    slugs.length === 0
      ? 'There is no newsletter for the members. Create one with createNewsletter, or import an export that contains one.'
      : `Specify the newsletter of the members with --newsletter. One of: ${slugs.join(', ')}.`,
  );
}
