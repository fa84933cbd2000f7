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
 * Copies an article's draft and its body to the published tables, replacing what is there. Unless the article is
 * public, its readers' body is the free preview.
 */
export async function copyDraft(tx: Transaction, id: number): Promise<void> {
  const columns = ARTICLE_COLUMNS.map(toColumnName);
  await tx.$executeRawUnsafe(
    `INSERT INTO article (${columns}, listed_at) SELECT ${columns}, published_at FROM draft WHERE id = $1
     ON CONFLICT (id) DO UPDATE SET ${listUpdates([...columns, 'listed_at'])}`,
    id,
  );
  await copyBody(
    tx,
    id,
    'article_body',
    `SELECT ${BODY} FROM draft_body b JOIN draft d ON d.id = b.article_id
     WHERE b.article_id = $1 AND d.access = 'PUBLIC'
     UNION ALL SELECT ${BODY} FROM draft_preview b JOIN draft d ON d.id = b.article_id
     WHERE b.article_id = $1 AND d.access <> 'PUBLIC'`,
  );
  await copyBody(
    tx,
    id,
    'article_full_body',
    `SELECT ${BODY} FROM draft_body b JOIN draft d ON d.id = b.article_id
     WHERE b.article_id = $1 AND d.access <> 'PUBLIC'`,
  );
}

/** Replaces a body of an article by the row of a SELECT; if it has none, nothing stays. */
function copyBody(tx: Transaction, id: number, table: string, select: string): Promise<number> {
  const columns = BODY_COLUMNS.map(toColumnName);
  return tx.$executeRawUnsafe(
    `WITH source AS (${select}),
       gone AS (DELETE FROM ${table} WHERE article_id = $1 AND NOT EXISTS (SELECT FROM source))
     INSERT INTO ${table} (${columns}) SELECT ${columns} FROM source
     ON CONFLICT (article_id) DO UPDATE SET ${listUpdates(columns)}`,
    id,
  );
}

function listUpdates(columns: string[]): string {
  return columns.map((column) => `${column} = excluded.${column}`).join(', ');
}

function listNames<Name extends string>(names: Record<Name, Name>): Name[] {
  return Object.values(names);
}
