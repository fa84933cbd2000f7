import type { TranslationCounts } from '../../modules/import/count-translations.js';
import type { ArticleImportOptions, ArticleImportResult } from '../../modules/import/external-article.js';
import type { ImportService } from '../../modules/import/import.service.js';
import { TranslationNames } from '../../modules/import/translation-names.js';
import { zip } from '../../shared/zip.js';
import { ArchivePaths } from '../links/archive-paths.js';
import { LinkCheck } from '../links/link-check.js';
import { importUnderPath } from '../links/path-prefix.js';
import type { MediaCopier } from '../media/media-copier.js';
import type { ArticleImporter, ArticleOrigin, ImportedArticle, ImportResult } from './imported-article.js';

export interface ArticleImporterOptions extends ArticleImportOptions {
  /** Copies the pictures of articles; without it they stay where they are. */
  media?: MediaCopier;
  /** Takes down the picture that has the ID of a killed item. Returns the number of files. */
  takeDownPicture?: ((origin: ArticleOrigin) => Promise<number>) | undefined;
  /** Takes down those pictures of imported texts that were canceled before. */
  takeDownEarlierCanceled?: ((pictures: ArticleOrigin[]) => Promise<void>) | undefined;
  /** Path under which everything of the site is put, such as `/magazine`. */
  pathPrefix?: string | undefined;
  /** Returns why an article was updated although its source has not changed it since its last import. */
  explainUpdate?: (former: FormerTexts, article: ImportedArticle) => string;
}

type FormerTexts = NonNullable<ArticleImportResult['former']>;

/**
 * Creates an importer that writes articles through the import service. At the end it reports the links of articles
 * that lead nowhere, because only then is everything here that they may lead to. `archives` are the paths of
 * sections, tags and authors on the source's site.
 */
export function createArticleImporter(
  importService: ImportService,
  {
    media,
    takeDownPicture,
    takeDownEarlierCanceled,
    pathPrefix,
    explainUpdate,
    ...options
  }: ArticleImporterOptions = {},
  archives = new ArchivePaths(),
): ArticleImporter {
  const links = new LinkCheck(pathPrefix);
  const translations = new TranslationNames();
  const importer: ArticleImporter = {
    prepareArticles: (batch) => {
      // Copying pictures changes the texts. An error is reported when the batch is imported.
      if (!media) importService.prepare(batch, options).catch(() => undefined);
    },
    importArticles: async (batch) => {
      const copies = media && (await Promise.all(batch.map((article) => media.copyArticle(article))));
      const articles =
        copies?.map(({ article }) => article) ?? batch.map(({ imageExpiresAt, ...article }) => article);
      const upserted = await importService.upsertMany(articles, {
        ...options,
        translations,
        indexesLater: true,
      });
      await takeDownEarlierCanceled?.(
        articles.flatMap(({ source, pictures = [] }) => pictures.map(({ id }) => ({ source, sourceId: id }))),
      );
      const results = zip(articles, upserted).map(([article, { former, ...result }]) => {
        if (!former || !explainUpdate) return result;
        return { ...result, reasons: [...result.reasons, explainUpdate(former, article)] };
      });
      for (const [article, { outcome }] of zip(articles, results)) links.add(article, outcome);
      if (!copies) return results;
      return zip(results, copies).map(([result, copy]) => ({
        ...result,
        reasons: [...result.reasons, ...copy.reasons],
      }));
    },
    unpublishArticles: async (origins) => {
      const results = await importService.unpublishMissing(origins, options);
      for (const [index, origin] of origins.entries()) {
        if (!takeDownPicture || !origin.isKill || results[index] === 'outdated') continue;
        if ((await takeDownPicture(origin)) > 0) results[index] = 'withdrawn';
      }
      return results;
    },
    importMenus: (menus) => importService.importMenus(menus, options),
    finish: async () => {
      await importService.addFormerPaths(archives.list());
      const notes = await importService.completeReferences({ ...options, translations });
      const refused = notes.filter(({ isRefused }) => isRefused);
      for (const note of notes) if (!note.isRefused) links.addReasons(note.sourceId, note.reasons);
      await links.check((paths) => importService.listDeadPaths(paths));
      const counts = await importService.countTranslations(translations);
      return [
        ...refused.map(({ sourceId, reasons }): ImportResult => {
          return { item: sourceId, outcome: 'refused', reasons };
        }),
        ...links.listResults(),
        ...(counts ? [describeTranslations(counts)] : []),
      ];
    },
    close: () => importService.finishIndexing(),
  };
  return pathPrefix === undefined ? importer : importUnderPath(importer, archives, pathPrefix);
}

/** Returns the result that says which articles were joined with their translations. */
function describeTranslations({ joined, groups, languages, alone }: TranslationCounts): ImportResult {
  const names = languages.length > 0 ? ` in ${languages.join(', ')}` : '';
  const reasons = [
    `${joined} articles are joined to ${groups} groups of translations${names}`,
    ...(alone > 0 ? [`${alone} articles name a group, and have no translation here`] : []),
  ];
  return { item: 'translations', outcome: 'used', reasons };
}
