import type { Transaction } from '../../mutations/write-lock.js';
import type { ExternalArticle } from './external-article.js';

/** Most bytes of the columns of a row. PostgreSQL has no longer keys in an index. */
const MAX_KEY_BYTES = 2_600;

/**
 * Stores the URLs of pictures by their IDs at the source, so that a canceled picture is found. Leaves out URLs that are too
 * long.
 */
export async function savePictures(
  db: Pick<Transaction, 'sourcePicture'>,
  articles: readonly ExternalArticle[],
): Promise<void> {
  const rows = articles.flatMap(({ source, pictures = [] }) =>
    pictures.map(({ id, url }) => ({ source, sourceId: id, url })),
  );
  const data = rows.filter((row) => Buffer.byteLength(Object.values(row).join('')) <= MAX_KEY_BYTES);
  if (data.length > 0) await db.sourcePicture.createMany({ data, skipDuplicates: true });
}
