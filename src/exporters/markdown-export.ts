import { Prisma, type PrismaClient } from '../database/generated/client.js';
import type { ExportReport, ExportSummary } from './export-report.js';
import { articleText } from './markdown/article-text.js';
import { articles } from './markdown/articles.js';
import { differences } from './markdown/differences.js';
import { ExportFolder, fileOf } from './markdown/folder.js';
import { readVocabulary, vocabularyText } from './markdown/vocabulary.js';

export interface ExportOptions {
  report?: ExportReport;
  /** Whether the folder may hold something already. */
  overwrite?: boolean | undefined;
}

/** One transaction reads all, so that the files are of one moment. Milliseconds that it may take. */
const LONGEST = 24 * 60 * 60 * 1000;

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
  const started = performance.now();
  const summary: ExportSummary = {
    ...{ total: 0, counts: { written: 0, unchanged: 0 }, withReasons: [], others: [], seconds: 0 },
    vocabulary: { sections: 0, authors: 0, tags: 0 },
  };
  const elapsed = () => (performance.now() - started) / 1000;
  const { RepeatableRead: isolationLevel } = Prisma.TransactionIsolationLevel;
  try {
    await prisma.$transaction(
      async (tx) => {
        const { files, places } = await readVocabulary(tx);
        for (const kind of ['sections', 'authors', 'tags'] as const) {
          await folder.write(`${kind}.yaml`, vocabularyText(files[kind]));
          summary.vocabulary[kind] = files[kind].length;
        }
        for await (const { article, left } of articles(tx, places)) {
          const item = fileOf(article);
          const text = articleText(article);
          const reasons = [...left, ...differences(text, article)];
          const outcome = await folder.write(item, text);
          Object.assign(summary, { total: summary.total + 1, seconds: elapsed() });
          summary.counts[outcome] += 1;
          if (reasons.length > 0) summary.withReasons.push({ item, outcome, reasons });
          report?.receipt({ item, outcome, reasons }, summary);
        }
      },
      { isolationLevel, timeout: LONGEST, maxWait: 10_000 },
    );
    summary.others = await folder.others();
  } finally {
    summary.seconds = elapsed();
    report?.end(summary);
  }
  return summary;
}
