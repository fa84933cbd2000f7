import { toColumnName } from '../../database/column-name.js';
import { type Draft, type DraftBody, Prisma } from '../../database/generated/client.js';
import type { Transaction } from '../../mutations/write-lock.js';

/** Every column of Article except `listedAt`, which is computed. Does not compile if Draft lacks one. */
const ARTICLE_COLUMNS: readonly (keyof Draft)[] = listNames(Prisma.ArticleScalarFieldEnum).filter(
  (name) => name !== 'listedAt',
);
/** Every column of ArticleBody. Does not compile if DraftBody lacks one. */
const BODY_COLUMNS: readonly (keyof DraftBody)[] = listNames(Prisma.ArticleBodyScalarFieldEnum);
const BODY = BODY_COLUMNS.map((name) => `b.${toColumnName(name)}`).join(', ');

/**
 * Copies the drafts of articles and their bodies to the published tables, replacing what is there. Unless an article is
 * public, its readers' body is the free preview.
 */
export async function copyDrafts(tx: Transaction, ids: number[]): Promise<void> {
  const columns = ARTICLE_COLUMNS.map(toColumnName);
  await tx.$executeRawUnsafe(
    `INSERT INTO article (${columns}, listed_at) SELECT ${columns}, published_at FROM draft WHERE id = ANY($1::int[])
     ON CONFLICT (id) DO UPDATE SET ${listUpdates([...columns, 'listed_at'])}`,
    ids,
  );
  await copyBodies(
    tx,
    ids,
    'article_body',
    `SELECT ${BODY} FROM draft_body b JOIN draft d ON d.id = b.article_id
     WHERE b.article_id = ANY($1::int[]) AND d.access = 'PUBLIC'
     UNION ALL SELECT ${BODY} FROM draft_preview b JOIN draft d ON d.id = b.article_id
     WHERE b.article_id = ANY($1::int[]) AND d.access <> 'PUBLIC'`,
  );
  await copyBodies(
    tx,
    ids,
    'article_full_body',
    `SELECT ${BODY} FROM draft_body b JOIN draft d ON d.id = b.article_id
     WHERE b.article_id = ANY($1::int[]) AND d.access <> 'PUBLIC'`,
  );
}

/** Replaces the bodies of articles by the rows of a SELECT; of those that have none, nothing stays. */
function copyBodies(tx: Transaction, ids: number[], table: string, select: string): Promise<number> {
  const columns = BODY_COLUMNS.map(toColumnName);
  return tx.$executeRawUnsafe(
    `WITH source AS (${select}),
       gone AS (DELETE FROM ${table} t WHERE article_id = ANY($1::int[])
         AND NOT EXISTS (SELECT FROM source s WHERE s.article_id = t.article_id))
     INSERT INTO ${table} (${columns}) SELECT ${columns} FROM source
     ON CONFLICT (article_id) DO UPDATE SET ${listUpdates(columns)}`,
    ids,
  );
}

function listUpdates(columns: string[]): string {
  return columns.map((column) => `${column} = excluded.${column}`).join(', ');
}

function listNames<Name extends string>(names: Record<Name, Name>): Name[] {
  return Object.values(names);
}
