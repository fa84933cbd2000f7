import { toColumnName } from '../../database/column-name.js';
import { type Draft, type DraftBody, Prisma } from '../../database/generated/client.js';
import { toJsonRows } from '../../database/upsert-rows.js';
import type { Transaction } from '../../mutations/write-lock.js';

/** Every column of Article except `listedAt`, which is computed. Does not compile if Draft lacks one. */
const ARTICLE_COLUMNS: readonly (keyof Draft)[] = listNames(Prisma.ArticleScalarFieldEnum).filter(
  (name) => name !== 'listedAt',
);
/** Every column of ArticleBody. Does not compile if DraftBody lacks one. */
const BODY_COLUMNS: readonly (keyof DraftBody)[] = listNames(Prisma.ArticleBodyScalarFieldEnum);

/**
 * Copies the drafts of articles to the published tables, replacing earlier versions, and moves their bodies,
 * stored or given because they were not stored. A draft that has neither shares that of its article. Unless
 * an article is public, its readers' body is the free preview.
 */
export async function copyDrafts(tx: Transaction, ids: number[], bodies: DraftBody[] = []): Promise<void> {
  const columns = ARTICLE_COLUMNS.map(toColumnName);
  await tx.$executeRawUnsafe(
    `INSERT INTO article (${columns}, listed_at) SELECT ${columns}, published_at FROM draft WHERE id = ANY($1::int[])
     ON CONFLICT (id) DO UPDATE SET ${listUpdates([...columns, 'listed_at'])}`,
    ids,
  );
  await copyBodies(tx, ids, bodies);
  // In a separate statement: triggers of the published bodies rebuild the search document of a draft that has
  // no body.
  await tx.$executeRaw`
    WITH moved AS (DELETE FROM draft_body WHERE article_id = ANY(${ids}::int[])),
      -- The article's search document has the words of the free preview only, so its draft cannot share it.
      restricted AS (
        UPDATE draft_search s SET stale = 'TEXT' FROM draft d
        WHERE s.article_id = ANY(${ids}::int[]) AND s.is_shared AND d.id = s.article_id AND d.access <> 'PUBLIC')
    DELETE FROM article_full_body b USING draft d
    WHERE b.article_id = ANY(${ids}::int[]) AND d.id = b.article_id AND d.access = 'PUBLIC'`;
}

async function copyBodies(tx: Transaction, ids: number[], bodies: DraftBody[]): Promise<void> {
  const names = BODY_COLUMNS.map(toColumnName);
  const columns = names.join(', ');
  const ofBody = names.map((name) => `b.${name}`).join(', ');
  const replacing = `ON CONFLICT (article_id) DO UPDATE SET ${listUpdates(names)}`;
  await tx.$executeRawUnsafe(
    `WITH body AS MATERIALIZED (
         SELECT ${columns} FROM json_populate_recordset(NULL::draft_body, $2::json)
         UNION ALL SELECT ${columns} FROM draft_body WHERE article_id = ANY($1::int[])),
       restricted AS (
         INSERT INTO article_full_body (${columns})
         SELECT ${ofBody} FROM body b JOIN draft d ON d.id = b.article_id WHERE d.access <> 'PUBLIC' ${replacing})
     INSERT INTO article_body (${columns})
     SELECT ${ofBody} FROM body b JOIN draft d ON d.id = b.article_id WHERE d.access = 'PUBLIC'
     UNION ALL SELECT ${ofBody} FROM draft_preview b JOIN draft d ON d.id = b.article_id
     WHERE b.article_id = ANY($1::int[]) AND d.access <> 'PUBLIC' ${replacing}`,
    ids,
    toJsonRows(bodies),
  );
}

function listUpdates(columns: string[]): string {
  return columns.map((column) => `${column} = excluded.${column}`).join(', ');
}

function listNames<Name extends string>(names: Record<Name, Name>): Name[] {
  return Object.values(names);
}
