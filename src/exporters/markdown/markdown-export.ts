import { stringify } from 'yaml';
import { Prisma, type PrismaClient } from '../../database/generated/client.js';
import { type ContentModel, EMPTY_MODEL } from '../../fields/content-model.js';
import { FRONTS_FILE } from '../../importers/markdown/front-file.js';
import type { MediaStorage } from '../../media/media-storage.js';
import { formatArticle } from './article-text.js';
import { readArticles } from './articles.js';
import { findDifferences } from './differences.js';
import type { ExportReporter, ExportSummary } from './export-report.js';
import { ExportFolder, getArticleFile } from './folder.js';
import { loadFronts } from './fronts.js';
import { copyMedia, type ExportedMediaFile, formatMedia, loadMedia } from './media.js';
import { loadMenus } from './menus.js';
import { loadSite } from './site.js';
import { formatTaxonomy, loadTaxonomy } from './taxonomy.js';

export interface ExportOptions {
  report?: ExportReporter;
  /** True to write into a folder that is not empty. */
  overwrite?: boolean | undefined;
  /** The site's own fields and kinds; values of others are omitted. */
  model?: ContentModel;
  /** Storage of the media files. Without it, they are not exported. */
  storage?: MediaStorage;
}

/**
 * Timeout in milliseconds of the transaction that reads everything, so that all files show the same moment.
 */
const MAX_DURATION_MS = 24 * 60 * 60 * 1000;

/**
 * Exports every article as a Markdown file, sections, authors, tags, series, menus, the site and fronts as YAML, and the files of
 * the media library. An import into an empty database restores the same content. Each file is parsed before it is
 * written, and its result lists all losses. Published articles are exported in their published version.
 * @throws {FolderInUseError} if the folder is not empty and `overwrite` is not set.
 */
export async function exportMarkdown(
  target: string,
  prisma: PrismaClient,
  { report, overwrite = false, model = EMPTY_MODEL, storage }: ExportOptions = {},
): Promise<ExportSummary> {
  const folder = await ExportFolder.open(target, overwrite);
  const startedAt = performance.now();
  const summary: ExportSummary = {
    ...{
      total: 0,
      counts: { written: 0, unchanged: 0 },
      resultsWithReasons: [],
      foreignFiles: [],
      seconds: 0,
    },
    taxonomy: { sections: 0, authors: 0, tags: 0, series: 0 },
    fronts: 0,
    media: { files: 0, missing: [] },
  };
  const getElapsedSeconds = () => (performance.now() - startedAt) / 1000;
  const { RepeatableRead: isolationLevel } = Prisma.TransactionIsolationLevel;
  let media: ExportedMediaFile[] = [];
  try {
    await prisma.$transaction(
      async (tx) => {
        const { files, locations } = await loadTaxonomy(tx, model);
        for (const kind of ['sections', 'authors', 'tags', 'series'] as const) {
          await folder.write(`${kind}.yaml`, formatTaxonomy(files[kind]));
          summary.taxonomy[kind] = files[kind].length;
        }
        await folder.write('menus.yaml', stringify(await loadMenus(tx), { lineWidth: 0 }));
        const site = await loadSite(tx);
        if (site) await folder.write('site.yaml', stringify(site, { lineWidth: 0 }));
        await writeFronts(await loadFronts(tx), folder, summary);
        if (storage) media = await loadMedia(tx);
        if (media.length > 0) await folder.write('media.yaml', formatMedia(media));
        for await (const { article, omissions } of readArticles(tx, locations, model)) {
          const item = getArticleFile(article);
          const text = formatArticle(article, model);
          const reasons = [...omissions, ...findDifferences(text, article, model)];
          const outcome = await folder.write(item, text);
          Object.assign(summary, { total: summary.total + 1, seconds: getElapsedSeconds() });
          summary.counts[outcome] += 1;
          if (reasons.length > 0) summary.resultsWithReasons.push({ item, outcome, reasons });
          report?.onResult({ item, outcome, reasons }, summary);
        }
      },
      { isolationLevel, timeout: MAX_DURATION_MS, maxWait: 10_000 },
    );
    // After the transaction: the bytes of a file never change.
    if (storage) summary.media.missing = await copyMedia(media, storage, folder);
    summary.media.files = media.length - summary.media.missing.length;
    summary.foreignFiles = await folder.listForeignFiles();
  } finally {
    summary.seconds = getElapsedSeconds();
    report?.onEnd(summary);
  }
  return summary;
}

async function writeFronts(
  fronts: Awaited<ReturnType<typeof loadFronts>>,
  folder: ExportFolder,
  summary: ExportSummary,
): Promise<void> {
  const text = stringify(
    fronts.map(({ front }) => front),
    { lineWidth: 0 },
  );
  const outcome = await folder.write(FRONTS_FILE, text);
  summary.fronts = fronts.length;
  for (const { front, omissions: reasons } of fronts)
    if (reasons.length > 0)
      summary.resultsWithReasons.push({ item: `${FRONTS_FILE} ${front.path}`, outcome, reasons });
}
