import { cacheTags, type ListOwner } from '../../cache/cache-tags.js';
import { Prisma } from '../../database/generated/client.js';
import { UserErrorCode } from '../../mutations/user-error-code.js';
import { createUserErrorException } from '../../mutations/user-error-exception.js';
import { AUTHORS_PATH, normalizeFormerAddress, SERIES_PATH, TAGS_PATH } from '../../shared/paths.js';

/** Throws UserErrorException if another published article, or other content, is at one of the paths of articles. */
export async function assertPathsFree(tx: Prisma.TransactionClient, targets: PathTarget[]): Promise<void> {
  const paths = targets.map(({ path }) => path);
  const holders = await findPathHolders(tx, paths);
  for (const { path, id } of targets) {
    const holder = holders.find(
      (each) => each.type === 'article' && !each.isDraft && each.path === path && each.id !== id,
    );
    if (holder) throw await createArticlePathError(tx, holder);
  }
  const repeated = paths.find((path, i) => paths.indexOf(path) < i);
  if (repeated !== undefined)
    throw createUserErrorException(`Two articles have the path ${repeated}.`, UserErrorCode.TAKEN, ['id']);
  assertOnlyArticles(holders, ['id']);
}

/**
 * Assigns free paths to articles for good, with one statement: they redirect once the article moves. Takes over paths
 * without current content. Also makes the former paths of the articles public, and returns those that were not.
 */
export function reservePaths(
  tx: Prisma.TransactionClient,
  targets: PathTarget[],
): PromiseLike<{ articleId: number; path: string }[]> {
  const paths = targets.map(({ path }) => path);
  return tx.$queryRaw`
    WITH published AS (
      UPDATE address SET is_public = true
      WHERE article_id = ANY(${targets.map(({ id }) => id)}::int[]) AND NOT is_public AND path <> ALL(${paths}::text[])
      RETURNING article_id AS "articleId", path
    ), ${writeAddresses('article_id', targets, true)} SELECT "articleId", path FROM published`;
}

/** Creates the error of a path that a published article has. */
async function createArticlePathError(tx: Prisma.TransactionClient, { path, id }: PathHolder) {
  const { title, slug, draft } = await tx.article.findUniqueOrThrow({
    where: { id },
    select: { title: true, slug: true, draft: { select: { source: true } } },
  });
  const site = draft.source === null ? '' : `, from ${draft.source}`;
  const message = `The path ${path} is already used by "${title}" (${slug}${site}).`;
  return createUserErrorException(message, UserErrorCode.TAKEN, ['id']);
}

/**
 * Replaces the former paths of an article that were never public. Throws UserErrorException if other content is
 * or was at one of them.
 */
export async function replaceRedirects(
  tx: Prisma.TransactionClient,
  aliases: string[],
  articleId: number,
): Promise<void> {
  const paths = aliases.flatMap((alias) => normalizeFormerAddress(alias) ?? []);
  await tx.address.deleteMany({ where: { articleId, isPublic: false, path: { notIn: paths } } });
  const own = await tx.address.findMany({ where: { articleId }, select: { path: true } });
  const added = [...new Set(paths)].filter((path) => !own.some((address) => address.path === path));
  const available = await filterAvailablePaths(tx, added, articleId);
  const taken = added.find((path) => !available.includes(path));
  if (taken) {
    const field = ['aliases', String(paths.indexOf(taken))];
    throw createUserErrorException(
      `The address ${taken} leads elsewhere already.`,
      UserErrorCode.TAKEN,
      field,
    );
  }
  await tx.address.createMany({ data: added.map((path) => ({ path, articleId, isPublic: false })) });
}

/**
 * Deletes the paths of an article that were never public, before it is deleted; the public ones become GONE.
 */
export async function deleteUnpublishedPaths(tx: Prisma.TransactionClient, articleId: number): Promise<void> {
  await tx.address.deleteMany({ where: { articleId, isPublic: false } });
}

/** Returns the distinct paths where no content is or was, except the given article, and no redirect. */
export async function filterAvailablePaths(
  tx: Prisma.TransactionClient,
  paths: string[],
  articleId: number | null = null,
): Promise<string[]> {
  if (paths.length === 0) return [];
  const [addresses, uses] = await Promise.all([
    tx.address.findMany({ where: { path: { in: paths } }, select: { path: true } }),
    listPathUses(tx, paths),
  ]);
  const others = uses.filter((use) => use.articleId === null || use.articleId !== articleId);
  const taken = new Set([...addresses, ...others].map(({ path }) => path));
  return [...new Set(paths)].filter((path) => !taken.has(path));
}

/** Lists the content and redirects that are at paths now; `articleId` is null unless it is an article. */
export async function listPathUses(
  tx: Prisma.TransactionClient,
  paths: string[],
): Promise<{ path: string; articleId: number | null }[]> {
  const [redirects, holders] = await Promise.all([
    tx.redirect.findMany({ where: { path: { in: paths } }, select: { path: true } }),
    findPathHolders(tx, paths),
  ]);
  return [
    ...redirects.map(({ path }) => ({ path, articleId: null })),
    ...holders.map(({ path, type, id }) => ({ path, articleId: type === 'article' ? id : null })),
  ];
}

/** Column of Address that refers to the content at a path. */
export type PathOwner = 'article_id' | 'section_id' | 'tag_id' | 'author_id' | 'series_id';

/** A path and the ID of its content. */
export interface PathTarget {
  path: string;
  id: number;
}

/**
 * Assigns paths to content, replacing earlier ones. A path of another published article stays with that
 * article. Those of hidden sections are not public.
 */
export async function assignPaths(
  tx: Prisma.TransactionClient,
  owner: PathOwner,
  targets: PathTarget[],
  isPublic = true,
): Promise<void> {
  await tx.$executeRaw`WITH ${writeAddresses(owner, targets, isPublic)} SELECT`;
}

/** Builds the parts of a WITH clause that assign paths to content, and delete the redirects at them. */
function writeAddresses(owner: PathOwner, targets: PathTarget[], isPublic: boolean): Prisma.Sql {
  const paths = targets.map(({ path }) => path);
  const ids = targets.map(({ id }) => id);
  const isShown =
    owner === 'section_id'
      ? Prisma.sql`${isPublic}::boolean AND NOT EXISTS (SELECT FROM section s WHERE s.id = place.id AND s.is_hidden)`
      : Prisma.sql`${isPublic}::boolean`;
  return Prisma.sql`freed AS (
    DELETE FROM redirect WHERE path = ANY(${paths}::text[])
  ), assigned AS (
    INSERT INTO address (path, ${Prisma.raw(owner)}, is_public, since)
    SELECT path, id, ${isShown}, clock_timestamp() FROM unnest(${paths}::text[], ${ids}::int[]) AS place (path, id)
    WHERE NOT EXISTS (
      SELECT FROM article a WHERE a.path = place.path AND (${owner} <> 'article_id' OR a.id <> place.id)
    )
    ON CONFLICT (path) DO UPDATE SET article_id = excluded.article_id, section_id = excluded.section_id,
      tag_id = excluded.tag_id, author_id = excluded.author_id, series_id = excluded.series_id,
      is_public = address.is_public OR excluded.is_public, since = excluded.since
  )`;
}

/** Content at a path, published or draft. */
interface PathHolder {
  path: string;
  type: 'article' | ListOwner | 'front';
  id: number;
  name: string;
  /** True for the draft of an article, which may be published as well, and for a front that is not. */
  isDraft: boolean;
}

/** Throws UserErrorException if content other than a draft is at the path. */
export async function assertNoPublicContent(
  tx: Prisma.TransactionClient,
  path: string,
  field: string[],
): Promise<void> {
  const holder = (await findPathHolders(tx, [path])).find(({ isDraft }) => !isDraft);
  if (holder) throw createPathTakenError(holder, field);
}

/**
 * Throws UserErrorException if any of the paths is taken, except by the articles and sections that are
 * moving, and by fronts. Paths of former content are free.
 */
export async function assertPathsAvailable(
  tx: Prisma.TransactionClient,
  paths: string[],
  field: string[],
  moving: { articles: Set<number>; sections: Set<number> } = { articles: new Set(), sections: new Set() },
): Promise<void> {
  const holder = (await findPathHolders(tx, paths)).find(
    ({ type, id }) =>
      type !== 'front' &&
      !(type === 'article' && moving.articles.has(id)) &&
      !(type === 'section' && moving.sections.has(id)),
  );
  if (holder) throw createPathTakenError(holder, field);
}

/** Throws UserErrorException if an article, published or not, is at the path. */
export async function assertNoArticle(
  tx: Prisma.TransactionClient,
  path: string,
  field: string[],
): Promise<void> {
  const holder = (await findPathHolders(tx, [path])).find(({ type }) => type === 'article');
  if (holder) throw createPathTakenError(holder, field);
}

/** Throws UserErrorException if an editor's redirect is at the path. */
export async function assertNoRedirect(
  tx: Prisma.TransactionClient,
  path: string,
  field: string[],
): Promise<void> {
  const redirect = await tx.redirect.findUnique({ where: { path } });
  if (!redirect) return;
  const message = `${path} redirects to ${redirect.target}. Delete that redirect first.`;
  throw createUserErrorException(message, UserErrorCode.TAKEN, field);
}

/**
 * Moves the fronts at former paths of sections, tags, authors or series to their new paths, unless another front is there.
 * Returns their cache tags.
 */
export async function moveFronts(
  tx: Prisma.TransactionClient,
  moves: { from: string; to: string }[],
): Promise<string[]> {
  const rows = await tx.$queryRaw<{ id: number }[]>`
    UPDATE front f SET path = m.place
    FROM unnest(${moves.map(({ from }) => from)}::text[], ${moves.map(({ to }) => to)}::text[]) AS m (origin, place)
    WHERE f.path = m.origin AND m.origin <> m.place AND NOT EXISTS (SELECT FROM front other WHERE other.path = m.place)
    RETURNING f.id`;
  return rows.length === 0 ? [] : [cacheTags.fronts, ...rows.map(({ id }) => cacheTags.front(id))];
}

/** Throws UserErrorException if content other than articles is at one of the paths, each given with its field. */
export async function assertArticlePaths(
  tx: Prisma.TransactionClient,
  entries: { path: string; field: string[] }[],
): Promise<void> {
  const holders = await findPathHolders(
    tx,
    entries.map(({ path }) => path),
  );
  for (const { path, field } of entries)
    assertOnlyArticles(
      holders.filter((holder) => holder.path === path),
      field,
    );
}

function assertOnlyArticles(holders: PathHolder[], field: string[]): void {
  const holder = holders.find(({ type }) => type !== 'article');
  if (holder) throw createPathTakenError(holder, field);
}

function createPathTakenError({ path, type, name }: PathHolder, field: string[]) {
  return createUserErrorException(
    `The path ${path} is already used by the ${type} "${name}".`,
    UserErrorCode.TAKEN,
    field,
  );
}

function findPathHolders(tx: Prisma.TransactionClient, paths: string[]): Promise<PathHolder[]> {
  const getSlugsBelow = (prefix: string) =>
    paths.filter((path) => path.startsWith(prefix)).map((path) => path.slice(prefix.length));
  return tx.$queryRaw<PathHolder[]>`
    WITH RECURSIVE tree AS (
      SELECT id, name, '/' || slug AS path FROM section WHERE parent_id IS NULL
      UNION ALL SELECT s.id, s.name, t.path || '/' || s.slug FROM section s JOIN tree t ON t.id = s.parent_id
    )
    SELECT path, 'section' AS type, id, name, false AS "isDraft" FROM tree WHERE path = ANY(${paths}::text[])
    UNION ALL SELECT path, 'article', id, title, false FROM article WHERE path = ANY(${paths}::text[])
    -- One look into the index for each path: without fresh statistics, PostgreSQL would read the whole table.
    UNION ALL SELECT d.path, 'article', d.id, d.title, true FROM (SELECT DISTINCT unnest(${paths}::text[]) AS path) at
      CROSS JOIN LATERAL (SELECT path, id, title FROM draft WHERE draft.path = at.path OFFSET 0) d
    UNION ALL SELECT ${TAGS_PATH} || slug, 'tag', id, name, false FROM tag WHERE slug = ANY(${getSlugsBelow(TAGS_PATH)}::text[])
    UNION ALL SELECT ${AUTHORS_PATH} || slug, 'author', id, name, false FROM author
      WHERE slug = ANY(${getSlugsBelow(AUTHORS_PATH)}::text[])
    UNION ALL SELECT ${SERIES_PATH} || slug, 'series', id, name, false FROM series
      WHERE slug = ANY(${getSlugsBelow(SERIES_PATH)}::text[])
    UNION ALL SELECT path, 'front', id, coalesce(content ->> 'title', path), published IS NULL FROM front
      WHERE path = ANY(${paths}::text[])`;
}
