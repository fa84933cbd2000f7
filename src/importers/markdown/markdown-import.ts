import { realpath } from 'node:fs/promises';
import { EMPTY_MODEL } from '../../fields/content-model.js';
import type { ImageContent } from '../../modules/editing/article-content.js';
import { ExpectedPaths } from '../../modules/import/expected-paths.js';
import type { ExternalArticle } from '../../modules/import/external-article.js';
import type { ImportService } from '../../modules/import/import.service.js';
import { nameSource } from '../../modules/import/source-name.js';
import type { ExternalSite } from '../../modules/site/import-site.js';
import type { Taxonomy } from '../../modules/taxonomy/write/save-taxonomy.js';
import { zip } from '../../shared/zip.js';
import { ArchivePaths } from '../links/archive-paths.js';
import type { MediaCopier } from '../media/media-copier.js';
import { type ArticleImporterOptions, createArticleImporter } from '../run/article-importer.js';
import type { ImportSummary } from '../run/import-run.js';
import type { ArticleImporter, ImportedArticle } from '../run/imported-article.js';
import { listKeptTerms } from '../run/kept-terms.js';
import { toTextsByLanguage } from '../run/term-texts.js';
import { findFolderSource } from './folder-source.js';
import { type FrontImportOptions, readFronts } from './front-import.js';
import {
  importMarkdownFolder,
  type MarkdownImportOptions,
  type OpenedSource,
  openSource,
} from './import-folder.js';
import { readMediaList } from './media-list.js';
import { readMenuFile } from './menu-file.js';
import { readAuthorData } from './site/author-data.js';
import { addSectionPages } from './site/sections.js';
import { readSeriesData } from './site/series-data.js';
import type { SiteSource } from './site/site-source.js';
import { addTermPages } from './site/term-pages.js';
import { readSiteFile } from './site-file.js';
import { convertTaxonomyFiles } from './taxonomy-fields.js';
import { readTaxonomyFiles } from './taxonomy-files.js';

/**
 * Imports a folder of Markdown: its media.yaml, sections.yaml, authors.yaml, tags.yaml and series.yaml, if present, then
 * every article, menus.yaml, site.yaml and fronts.yaml. A second run updates the changed items, but preserves changes by editors
 * unless `overwrite` is set.
 * @throws {InvalidFolderError} if the folder is missing, is a file or contains no Markdown.
 */
export async function importMarkdown(
  folder: string,
  importService: ImportService,
  options: MarkdownImportOptions & ArticleImporterOptions & FrontImportOptions = {},
): Promise<ImportSummary> {
  const { model = EMPTY_MODEL } = options;
  const source = await openSource(folder, options);
  const { sourceIds } = source;
  const root = await realpath(source.source.root);
  const { pathPrefix } = options;
  const sourceName = await findFolderSource(importService, { root, sourceIds, pathPrefix });
  const namedSource = nameSource(sourceName, pathPrefix);
  const usedSlugs = await importService.listSlugs(namedSource);
  const read = addDescribed(convertTaxonomyFiles(await readTaxonomyFiles(folder), model), source);
  const listedFiles = await readMediaList(folder);
  const missingFiles = (await options.media?.addListedFiles(listedFiles)) ?? [];
  const taxonomy = options.media ? await copyImages(read, options.media) : read;
  const site = source.source.site ? null : await readSite(folder, options.media);
  const importFronts = await readFronts(folder, options);
  const archives = new ArchivePaths();
  addSectionPages(source.sections, source.source.site, archives);
  // A site knows the paths of its files; under a prefix, articles get other paths than they have in their files.
  const expectedPaths =
    source.source.site || pathPrefix !== undefined ? undefined : new ExpectedPaths<ExternalArticle>();
  const articleImporter = createArticleImporter(importService, { ...options, expectedPaths }, archives);
  const saveTaxonomy = () =>
    importService.saveTaxonomy(taxonomy, options.overwrite ? {} : { source: namedSource });
  const { missing, kept } = await saveTaxonomy();
  await saveDescribedData(source.source, importService, options.media);
  const { importer, referring } = collectReferring({
    ...articleImporter,
    importArticles: (batch) => {
      if (source.source.site) addTermPages(batch, source.source.site, archives);
      return articleImporter.importArticles(batch);
    },
    finish: async () => {
      const results = (await articleImporter.finish?.()) ?? [];
      if (missingFiles.length > 0)
        results.push({ item: 'media.yaml', outcome: 'kept', reasons: missingFiles });
      const siteResult = site && (await importService.importSite(site, options));
      if (siteResult && siteResult.reasons.length > 0) results.push({ item: 'site.yaml', ...siteResult });
      results.push(...(await importFronts(importService)));
      // References to articles of the folder are found now that these exist.
      const stillMissing = missing.length === 0 ? [] : (await saveTaxonomy()).missing;
      return [...results, ...listKeptTerms(kept, stillMissing)];
    },
  });
  const menus = await readMenuFile(folder);
  const summary = await importMarkdownFolder(
    folder,
    importer,
    {
      ...options,
      menus,
      copiesPictures: options.media?.readsFolder === true,
      sourceName,
      usedSlugs,
      expectedPaths,
    },
    source,
  );
  await importService.pinMany(referring.filter(({ pinned }) => pinned));
  await importService.linkLiveBlogs(referring);
  return summary;
}

/** Creates the authors and series that a site describes in data files. Those that are here stay as they are. */
async function saveDescribedData(
  { root, site }: SiteSource,
  importService: ImportService,
  media: MediaCopier | undefined,
): Promise<void> {
  const described = await readAuthorData(root, site);
  const series = await readSeriesData(root, site);
  if (described.length === 0 && series.length === 0) return;
  const authors = media ? await copyEach(described, media) : described;
  await importService.saveTaxonomy({ authors, series }, { onlyMissing: true });
}

/** Reads site.yaml, and copies its logo. A static site generator may have another file of this name. */
async function readSite(folder: string, media: MediaCopier | undefined): Promise<ExternalSite | null> {
  const site = await readSiteFile(folder);
  if (!site?.logo || !media) return site;
  return { ...site, logo: await media.copyImage(site.logo as ImageContent) };
}

/** Copies the pictures of sections, authors, tags and series. */
async function copyImages(taxonomy: Taxonomy, media: MediaCopier): Promise<Taxonomy> {
  const { sections, authors, tags, series } = taxonomy;
  return {
    ...taxonomy,
    sections: await copyEach(sections, media),
    authors: await copyEach(authors, media),
    tags: await copyEach(tags, media),
    series: await copyEach(series, media),
  };
}

/** Copies the pictures of entries of one kind. */
function copyEach<Entry extends { image?: ImageContent | null | undefined }>(
  entries: Entry[],
  media: MediaCopier,
): Promise<Entry[]> {
  return Promise.all(
    entries.map(async (entry) =>
      entry.image ? { ...entry, image: await media.copyImage(entry.image) } : entry,
    ),
  );
}

/** Adds the sections, tags and series that the site's `_index.md` files describe, unless the taxonomy files have them. */
function addDescribed(
  taxonomy: Taxonomy,
  { sections, terms }: Pick<OpenedSource, 'sections' | 'terms'>,
): Taxonomy {
  const described = sections.map(({ path: _path, address: _address, translations, ...section }) => ({
    ...section,
    ...(translations.length > 0 && { texts: toTextsByLanguage(translations) }),
  }));
  return {
    ...taxonomy,
    sections: addMissing(taxonomy.sections, described),
    tags: addMissing(taxonomy.tags, terms.tags),
    series: addMissing(taxonomy.series, terms.series),
  };
}

function addMissing<Entry extends { slug: string }>(entries: Entry[], added: Entry[]): Entry[] {
  const slugs = new Set(entries.map(({ slug }) => slug));
  return [...entries, ...added.filter(({ slug }) => !slugs.has(slug))];
}

/**
 * Wraps an importer so that the pins and live blogs of created and updated articles are collected. They refer to other
 * articles, and are set at the end, when all articles exist.
 */
function collectReferring(importer: ArticleImporter) {
  const referring: Pick<ImportedArticle, 'slug' | 'pinned' | 'liveBlog'>[] = [];
  const importArticles: ArticleImporter['importArticles'] = async (batch) => {
    const results = await importer.importArticles(batch);
    for (const [{ slug, pinned, liveBlog }, { outcome }] of zip(batch, results)) {
      const isSaved = outcome === 'created' || outcome === 'updated';
      if (isSaved && (pinned || liveBlog))
        referring.push({ slug, ...(pinned && { pinned }), ...(liveBlog && { liveBlog }) });
    }
    return results;
  };
  return { importer: { ...importer, importArticles }, referring };
}
