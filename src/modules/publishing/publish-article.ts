import { cacheTags } from '../../cache/cache-tags.js';
import { type Draft, type DraftBody, Prisma } from '../../database/generated/client.js';
import { appendChange } from '../../mutations/append-change.js';
import { sendTogether } from '../../mutations/send-together.js';
import type { Transaction } from '../../mutations/write-lock.js';
import { normalizeFormerAddress } from '../../shared/paths.js';
import { copyBodies, deleteMovedBodies } from '../bodies/draft-bodies.js';
import { showSections } from '../taxonomy/write/sections.js';
import { assertPathsFree, assignPaths, filterAvailablePaths, reservePaths } from '../urls/reserve-path.js';
import type { ArticleSnapshot } from './affected-tags.js';
import { appendArticleChanges, snapshotArticles } from './article-snapshots.js';
import { copyDrafts } from './copy-drafts.js';
import { assertNoEmbargo } from './embargo.js';

const { join, raw, sql } = Prisma;

/** Publishes the draft of one article: see publishAll. */
export function publish(
  tx: Transaction,
  id: number,
  snapshot?: { before: ArticleSnapshot | null },
): Promise<void> {
  const snapshots = snapshot && new Map(snapshot.before ? [[id, snapshot.before]] : []);
  return publishAll(tx, [id], { snapshots });
}

/** What the caller of publishAll has read already, and what it writes to the drafts. */
interface PublicationOptions {
  /** Public states before the publication. */
  snapshots?: Map<number, ArticleSnapshot> | undefined;
  /** Bodies that were not stored. */
  bodies?: DraftBody[];
  /** The drafts. The caller has checked their embargoes. */
  drafts?: Pick<Draft, 'id' | 'path'>[];
  /** Time of the edit, and the date that readers see unless it is the present one. */
  edit?: { at: Date; publishedAt: Date | null };
}

/**
 * Copies the drafts of articles to the published tables, which are written nowhere else, and moves their bodies there:
 * those given, or those stored. The number of statements does not depend on that of articles. Throws UserErrorException
 * if a path belongs to another article, or a source forbids it.
 */
export async function publishAll(
  tx: Transaction,
  ids: number[],
  { snapshots, bodies = [], drafts, edit }: PublicationOptions = {},
): Promise<void> {
  if (ids.length === 0) return;
  const before = snapshots ?? (await snapshotArticles(tx, ids));
  const targets = drafts ?? (await loadDrafts(tx, ids));
  await assertPathsFree(tx, targets);
  const editedAt = edit?.at ?? null;
  const dateDrafts = () => tx.$executeRaw`
    UPDATE draft SET
      published_at = coalesce(${edit?.publishedAt ?? null}::timestamptz, published_at, date_trunc('milliseconds', now())),
      updated_at = coalesce(${editedAt}::timestamptz, updated_at), edited_at = coalesce(${editedAt}::timestamptz, edited_at),
      scheduled_for = NULL, unpublished_at = NULL
    WHERE id = ANY(${ids}::int[]) AND (${editedAt}::timestamptz IS NOT NULL
      OR NOT (published_at IS NOT NULL AND scheduled_for IS NULL AND unpublished_at IS NULL))`;
  const [publicPaths, , , hiddenSections, , , after] = await sendTogether([
    () => reservePaths(tx, targets),
    dateDrafts,
    () => copyDrafts(tx, ids),
    () => copyTerms(tx, ids),
    () => copyBodies(tx, ids, bodies),
    () => deleteMovedBodies(tx, ids),
    () => snapshotArticles(tx, ids),
  ]);
  if (hiddenSections.length > 0)
    await showSections(
      tx,
      hiddenSections.map(({ id }) => id),
    );
  await appendArticleChanges(
    tx,
    ids.map((id) => ({
      id,
      before: before.get(id) ?? null,
      after: after.get(id) ?? null,
      touched: publicPaths.flatMap(({ articleId, path }) => (articleId === id ? [cacheTags.path(path)] : [])),
    })),
  );
}

/** Loads drafts with their paths. Throws UserErrorException for those under an embargo. */
async function loadDrafts(tx: Transaction, ids: number[]): Promise<Pick<Draft, 'id' | 'path'>[]> {
  const select = { id: true, path: true, embargoedUntil: true };
  const drafts = await tx.draft.findMany({ where: { id: { in: ids } }, select });
  await assertNoEmbargo(tx, drafts);
  return drafts;
}

/**
 * Makes the authors, tags and sections of published articles those of their drafts. Rows that are as they should be stay.
 * Returns those of the sections that are hidden.
 */
function copyTerms(tx: Transaction, ids: number[]): PromiseLike<{ id: number }[]> {
  const copies = (['author', 'tag', 'section'] as const).map((kind) => {
    const [table, drafts, column] = [`article_${kind}`, `draft_${kind}`, `${kind}_id`].map((name) =>
      raw(name),
    );
    return sql`${raw(`removed_${kind}`)} AS (
      DELETE FROM ${table} p WHERE p.article_id = ANY(${ids}::int[])
        AND NOT EXISTS (SELECT FROM ${drafts} d WHERE d.article_id = p.article_id AND d.${column} = p.${column})
    ), ${raw(`copied_${kind}`)} AS (
      INSERT INTO ${table} AS p (article_id, ${column}, position, listed_at)
      SELECT a.id, d.${column}, d.position, a.listed_at
      FROM ${drafts} d JOIN article a ON a.id = d.article_id WHERE a.id = ANY(${ids}::int[])
      ON CONFLICT (article_id, ${column}) DO UPDATE SET position = excluded.position, listed_at = excluded.listed_at
      WHERE (p.position, p.listed_at) IS DISTINCT FROM (excluded.position, excluded.listed_at)
    )`;
  });
  return tx.$queryRaw`
    WITH ${join(copies)} SELECT id FROM section WHERE is_hidden
      AND id IN (SELECT section_id FROM draft_section WHERE article_id = ANY(${ids}::int[]))`;
}

/** Removes those of the articles that are published from the published tables. Their drafts and paths stay. */
export async function unpublish(tx: Transaction, ids: number[]): Promise<void> {
  const snapshots = await snapshotArticles(tx, ids);
  if (snapshots.size === 0) return;
  const published = { id: { in: [...snapshots.keys()] } };
  await tx.article.deleteMany({ where: published });
  await tx.draft.updateMany({ where: published, data: { unpublishedAt: new Date() } });
  await appendArticleChanges(
    tx,
    [...snapshots].map(([id, before]) => ({ id, before, after: null })),
  );
}

/** Records that an imported draft was unpublished at its source, so that its free paths resolve as gone. */
export async function recordUnpublished(
  tx: Transaction,
  id: number,
  unpublishedAt: Date,
  aliases: string[],
): Promise<void> {
  const { path } = await tx.draft.update({ where: { id }, data: { unpublishedAt } });
  const paths = [path, ...aliases.flatMap((alias) => normalizeFormerAddress(alias) ?? [])];
  const free = await filterAvailablePaths(tx, paths, id);
  if (free.length === 0) return;
  const targets = free.map((each) => ({ path: each, id }));
  await assignPaths(tx, 'article_id', targets);
  const noLocations = { before: null, after: null };
  const tags = free.map(cacheTags.path);
  await appendChange(tx, {
    kind: 'UNPUBLISHED',
    nodeType: 'Article',
    nodeId: id,
    keys: tags,
    ...noLocations,
  });
}
