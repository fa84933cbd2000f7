import { toColumnName } from '../../database/column-name.js';
import { type Draft, Prisma } from '../../database/generated/client.js';
import type { Transaction } from '../../mutations/write-lock.js';

/** Every column of Article except `listedAt`, which is computed. Does not compile if Draft lacks one. */
const ARTICLE_COLUMNS: readonly (keyof Draft)[] = Object.values(Prisma.ArticleScalarFieldEnum).filter(
  (name) => name !== 'listedAt',
);

/** Revision that a translation follows once it is published: that of its source which readers see by then. */
const FOLLOWED_REVISION = `CASE WHEN translated_from IS NULL THEN translated_revision ELSE
  greatest(translated_revision, (SELECT s.revision FROM article s WHERE s.id = draft.translated_from)) END`;

/** Copies the drafts of articles to the published table, replacing earlier versions, with one statement. */
export function copyDrafts(tx: Transaction, ids: number[]): PromiseLike<unknown> {
  const columns = ARTICLE_COLUMNS.map(toColumnName);
  const values = columns.map((name) => (name === 'translated_revision' ? FOLLOWED_REVISION : name));
  const updates = [...columns, 'listed_at'].map((name) => `${name} = excluded.${name}`).join(', ');
  return tx.$executeRawUnsafe(
    `INSERT INTO article (${columns}, listed_at) SELECT ${values}, published_at FROM draft WHERE id = ANY($1::int[])
     ON CONFLICT (id) DO UPDATE SET ${updates}`,
    ids,
  );
}
