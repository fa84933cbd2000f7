import { cacheTags } from '../../cache/cache-tags.js';
import { type DraftBody, Prisma } from '../../database/generated/client.js';
import { appendChange } from '../../mutations/append-change.js';
import type { Transaction } from '../../mutations/write-lock.js';
import { normalizeFormerAddress } from '../../shared/paths.js';
import { assignPaths, filterAvailablePaths, publishPaths, reservePaths } from '../urls/reserve-path.js';
import type { ArticleSnapshot } from './affected-tags.js';
import { appendArticleChanges, snapshotArticles } from './article-snapshots.js';
import { copyDrafts } from './copy-drafts.js';
import { assertNoEmbargo } from './embargo.js';

const { raw } = Prisma;

/** Publishes the draft of one article: see publishAll. */
export function publish(
  tx: Transaction,
  id: number,
  snapshot?: { before: ArticleSnapshot | null },
): Promise<void> {
  const snapshots = snapshot && new Map(snapshot.before ? [[id, snapshot.before]] : []);
  return publishAll(tx, [id], { snapshots });
}

/**
 * Copies the drafts of articles to the published tables, which are written nowhere else, and moves their bodies there:
 * those given, or those stored. The number of statements does not depend on that of articles; independent ones are
 * pipelined, since each round trip waits a turn of a busy event loop. Throws UserErrorException if a path belongs to
 * another article, or a source forbids it.
 */
export async function publishAll(
  tx: Transaction,
  ids: number[],
  { snapshots, bodies }: { snapshots?: Map<number, ArticleSnapshot> | undefined; bodies?: DraftBody[] } = {},
): Promise<void> {
  if (ids.length === 0) return;
  const [before, drafts] = await Promise.all([
    snapshots ?? snapshotArticles(tx, ids),
    tx.draft.findMany({ where: { id: { in: ids } }, select: { id: true, path: true, embargoedUntil: true } }),
  ]);
  await assertNoEmbargo(tx, drafts);
  await reservePaths(tx, drafts);
  await tx.$executeRaw`
    UPDATE draft SET published_at = coalesce(published_at, date_trunc('milliseconds', now())),
      scheduled_for = NULL, unpublished_at = NULL
    WHERE id = ANY(${ids}::int[]) AND NOT (published_at IS NOT NULL AND scheduled_for IS NULL AND unpublished_at IS NULL)`;
  await copyDrafts(tx, ids, bodies);
  const [publicPaths] = await Promise.all([
    publishPaths(tx, ids),
    ...(['author', 'tag', 'section'] as const).map((kind) => copyTerms(tx, kind, ids)),
  ]);
  const after = await snapshotArticles(tx, ids);
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

/** Makes the authors, tags or sections of published articles those of their drafts. Rows that are as they should be stay. */
async function copyTerms(tx: Transaction, kind: 'author' | 'tag' | 'section', ids: number[]): Promise<void> {
  const [table, drafts, column] = [`article_${kind}`, `draft_${kind}`, `${kind}_id`].map((name) => raw(name));
  await tx.$executeRaw`
    WITH removed AS (
      DELETE FROM ${table} p WHERE p.article_id = ANY(${ids}::int[])
        AND NOT EXISTS (SELECT FROM ${drafts} d WHERE d.article_id = p.article_id AND d.${column} = p.${column})
    )
    INSERT INTO ${table} AS p (article_id, ${column}, position, listed_at)
    SELECT a.id, d.${column}, d.position, a.listed_at
    FROM ${drafts} d JOIN article a ON a.id = d.article_id WHERE a.id = ANY(${ids}::int[])
    ON CONFLICT (article_id, ${column}) DO UPDATE SET position = excluded.position, listed_at = excluded.listed_at
    WHERE (p.position, p.listed_at) IS DISTINCT FROM (excluded.position, excluded.listed_at)`;
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
