import { toColumnName } from '../../database/column-name.js';
import { type DraftBody, Prisma } from '../../database/generated/client.js';
import { toJsonRows, upsertRows } from '../../database/upsert-rows.js';
import type { Transaction } from '../../mutations/write-lock.js';
import { markDraftsStale, markRestrictedDraftsStale } from '../search/index/stale-documents.js';

const { sql } = Prisma;

/** Every column of ArticleBody. Does not compile if DraftBody lacks one. */
const BODY_COLUMNS: readonly (keyof DraftBody)[] = Object.values(Prisma.ArticleBodyScalarFieldEnum);

/** Stores bodies of drafts. */
export async function storeBodies(tx: Transaction, bodies: DraftBody[]): Promise<void> {
  await upsertRows(tx, 'draft_body', bodies, ['articleId']);
}

/**
 * Deletes bodies of drafts that others replace by being published. The search index cannot see that a draft has another
 * body then.
 */
export async function deleteReplacedBodies(tx: Transaction, ids: number[]): Promise<void> {
  if (ids.length === 0) return;
  await tx.$executeRaw(sql`
    WITH replaced AS (DELETE FROM draft_body WHERE article_id = ANY(${ids}::int[]))
    ${markDraftsStale(ids)}`);
}

/** Stores the free previews of drafts that are not public. */
export async function storePreviews(tx: Transaction, previews: DraftBody[]): Promise<void> {
  await upsertRows(tx, 'draft_preview', previews, ['articleId']);
}

/** Deletes the body of a draft that has that of its article. */
export async function shareBody(tx: Transaction, articleId: number): Promise<void> {
  await tx.draftBody.delete({ where: { articleId } });
}

/**
 * Copies bodies to the published articles, with one statement: those stored, or given because they were not stored. A draft
 * without one shares that of its article. Unless an article is public, its readers' body is the free preview.
 */
export function copyBodies(tx: Transaction, ids: number[], bodies: DraftBody[]): PromiseLike<unknown> {
  const names = BODY_COLUMNS.map(toColumnName);
  const columns = names.join(', ');
  const ofBody = names.map((name) => `b.${name}`).join(', ');
  const updates = names.map((name) => `${name} = excluded.${name}`).join(', ');
  const replacing = `ON CONFLICT (article_id) DO UPDATE SET ${updates}`;
  return tx.$executeRawUnsafe(
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

/**
 * Deletes the bodies of drafts that were copied to their articles, in a statement of its own: triggers of the published
 * bodies rebuild the search document of a draft that has no body.
 */
export function deleteMovedBodies(tx: Transaction, ids: number[]): PromiseLike<unknown> {
  return tx.$executeRaw(sql`
    WITH moved AS (DELETE FROM draft_body WHERE article_id = ANY(${ids}::int[])),
      restricted AS (${markRestrictedDraftsStale(ids)})
    DELETE FROM article_full_body b USING draft d
    WHERE b.article_id = ANY(${ids}::int[]) AND d.id = b.article_id AND d.access = 'PUBLIC'`);
}
