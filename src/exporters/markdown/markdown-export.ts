import { Prisma, type PrismaClient } from '../../database/generated/client.js';
import { formatArticle } from './article-text.js';
import { readArticles } from './articles.js';
import { findDifferences } from './differences.js';
import type { ExportReporter, ExportSummary } from './export-report.js';
import { ExportFolder, getArticleFile } from './folder.js';
import { formatTaxonomy, loadTaxonomy } from './taxonomy.js';

export interface ExportOptions {
  report?: ExportReporter;
  /** Whether the folder may hold something already. */
  overwrite?: boolean | undefined;
}

/** One transaction reads all, so that the files are of one moment. Milliseconds that it may take. */
const MAX_DURATION_MS = 24 * 60 * 60 * 1000;

/**
 * Writes every article as a Markdown file, and what there is of sections, authors and tags, so that an import of
 * the folder into an empty database gives the graph that there was. Each file is read back before it is written,
 * and its receipt says what would be lost. A published article is written as readers see it.
 *
 * @throws {FolderInUseError} when the folder holds something already.
 */
export async function exportMarkdown(
  target: string,
  prisma: PrismaClient,
  { report, overwrite = false }: ExportOptions = {},
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
    taxonomy: { sections: 0, authors: 0, tags: 0 },
  };
  const getElapsedSeconds = () => (performance.now() - startedAt) / 1000;
  const { RepeatableRead: isolationLevel } = Prisma.TransactionIsolationLevel;
  try {
    await prisma.$transaction(
      async (tx) => {
        const { files, locations } = await loadTaxonomy(tx);
        for (const kind of ['sections', 'authors', 'tags'] as const) {
          await folder.write(`${kind}.yaml`, formatTaxonomy(files[kind]));
          summary.taxonomy[kind] = files[kind].length;
        }
        for await (const { article, omissions } of readArticles(tx, locations)) {
          const item = getArticleFile(article);
          const text = formatArticle(article);
          const reasons = [...omissions, ...findDifferences(text, article)];
          const outcome = await folder.write(item, text);
          Object.assign(summary, { total: summary.total + 1, seconds: getElapsedSeconds() });
          summary.counts[outcome] += 1;
          if (reasons.length > 0) summary.resultsWithReasons.push({ item, outcome, reasons });
          report?.onResult({ item, outcome, reasons }, summary);
        }
      },
      { isolationLevel, timeout: MAX_DURATION_MS, maxWait: 10_000 },
    );
    summary.foreignFiles = await folder.listForeignFiles();
  } finally {
    summary.seconds = getElapsedSeconds();
    report?.onEnd(summary);
  }
  return summary;
}
