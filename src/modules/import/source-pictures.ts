import type { Transaction } from '../../mutations/write-lock.js';
import type { ExternalArticle } from './external-article.js';

/** Stores the URLs of pictures by their IDs at the source, so that a canceled picture is found. */
export async function savePictures(tx: Transaction, articles: readonly ExternalArticle[]): Promise<void> {
  const rows = articles.flatMap(({ source, pictures = [] }) =>
    pictures.map(({ id, url }) => ({ source, sourceId: id, url })),
  );
  if (rows.length > 0) await tx.sourcePicture.createMany({ data: rows, skipDuplicates: true });
}
