import { type ContentModel, EMPTY_MODEL, toSnakeCase } from '../../fields/content-model.js';
import type { ImportService } from '../../modules/import/import.service.js';
import type { SponsorRule } from '../../shared/sponsor-rules.js';
import { type ArticleImporterOptions, createArticleImporter } from '../run/article-importer.js';
import { type ImportReporter, type ImportSummary, runImport } from '../run/import-run.js';
import type { ImportResult } from '../run/imported-article.js';
import { listKeptTerms } from '../run/kept-terms.js';
import { openSource } from '../run/open-source.js';
import { SourceTerms } from '../run/source-terms.js';
import { addUsualArchives } from './addresses.js';
import { readSite } from './export/read-site.js';
import { ARTICLE_TYPES, readExportItems } from './items.js';
import type { WordPressSite } from './site.js';
import { saveExportTerms } from './terms.js';

export interface WordPressImportOptions extends ArticleImporterOptions {
  report?: ImportReporter;
  /** Post types that become articles. Defaults to posts and pages. */
  types?: string[];
  /** Own fields and kinds of the site, which custom fields and post types fill. */
  model?: ContentModel;
  /** How the site marks posts that a sponsor paid for, beside the plugin Newspack Sponsors. */
  sponsors?: readonly SponsorRule[] | undefined;
}

/**
 * Imports WordPress exports (WXR), several files of one site together: categories as sections, then posts and
 * pages. A second run updates the changed items; changes by editors are preserved unless `overwrite` is set.
 * @throws {InvalidExportError} if a file is missing or is not an export.
 * @throws {InvalidXmlError} if a file breaks off. Everything before that point is imported.
 */
export async function importWordPress(
  files: string[],
  importService: ImportService,
  { types, report, model = EMPTY_MODEL, sponsors = [], ...options }: WordPressImportOptions = {},
): Promise<ImportSummary> {
  const site = await readSite(files);
  site.model = model;
  site.sponsors.rules = sponsors;
  site.pathPrefix = options.pathPrefix ?? '';
  const source = await openSource(importService, site.source, options.pathPrefix);
  for (const entry of await importService.listSlugs(source)) site.slugs.reserve(entry);
  const terms = new SourceTerms(importService, source);
  site.terms = terms;
  await terms.saveSections(site.sections.listSections(), options.overwrite ? {} : { source });
  const unlisted = await saveUnlistedSections(site, importService, source);
  await saveExportTerms(site);
  addUsualArchives(site);
  const importer = createArticleImporter(importService, options, site.archives);
  return runImport(
    readExportItems(files, site, withOwnTypes(types, model)),
    {
      ...importer,
      finish: async () => [
        ...listKeptTerms(terms.kept),
        ...warnOfUnlistedSections(unlisted),
        ...((await importer.finish?.()) ?? []),
      ],
    },
    { report },
  );
}

/** Creates the sections that are missing for categories which only items name, and returns their number. */
async function saveUnlistedSections(
  { sections }: WordPressSite,
  importService: ImportService,
  source: string,
): Promise<number> {
  const slugs = sections.listUnlistedSections().map(({ sourceSlug }) => sourceSlug);
  sections.setEarlierPaths(await importService.findSectionPaths(source, slugs));
  const missing = sections.listUnlistedSections();
  if (missing.length > 0) await importService.saveTaxonomy({ sections: missing }, { onlyMissing: true });
  return missing.length;
}

/** Names the number of sections without a parent, because an export of posts alone has no list of categories. */
function warnOfUnlistedSections(count: number): ImportResult[] {
  if (count === 0) return [];
  const reason = `the export does not list ${count} of the categories of its posts, so the parents of their sections are unknown; an export of all content has them`;
  return [{ item: 'sections', outcome: 'warning', reasons: [reason] }];
}

/** Adds the post types that are named like an own kind. */
function withOwnTypes(types = ARTICLE_TYPES, { kinds }: ContentModel): string[] {
  return [
    ...types,
    ...kinds.flatMap(({ name }) => [toSnakeCase(name), toSnakeCase(name).replaceAll('_', '-')]),
  ];
}
