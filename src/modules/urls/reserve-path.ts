import { Prisma } from '../../database/generated/client.js';
import { createUserErrorException } from '../../mutations/article-content.js';
import { UserErrorCode } from '../../mutations/user-error-code.js';
import { AUTHORS_PATH, normalizePath, TAGS_PATH } from '../../shared/paths.js';

/**
 * Makes a path lead to an article, for good: it stays when the article moves on. A path that no living
 * content stands at any more is taken over. Throws ContentRejected when another article stands there.
 */
export async function reservePath(
  tx: Prisma.TransactionClient,
  path: string,
  articleId: number,
): Promise<void> {
  const holder = await tx.article.findFirst({ where: { path, id: { not: articleId } } });
  if (holder) {
    const message = `The address ${path} is that of "${holder.title}" (${holder.slug}).`;
    throw createUserErrorException(message, UserErrorCode.TAKEN, ['id']);
  }
  await assertNotTaxonomyPath(tx, path, ['id']);
  const noOwner = { sectionId: null, tagId: null, authorId: null };
  await tx.address.upsert({
    where: { path },
    create: { path, articleId },
    update: { articleId, ...noOwner, isPublic: true, since: new Date() },
  });
}

/**
 * Makes addresses of the past an article's, which readers find once they see the article. Answers why others could
 * not be.
 */
export async function addRedirects(
  tx: Prisma.TransactionClient,
  paths: string[],
  articleId: number,
): Promise<string[]> {
  const reasons: string[] = [];
  for (const alias of paths) {
    const path = normalizePath(alias);
    if (!path) reasons.push(`the old address "${alias}" is not a path`);
    else if ((await tx.address.findUnique({ where: { path } }))?.articleId === articleId) continue;
    else if ((await filterAvailablePaths(tx, [path], articleId)).length === 0)
      reasons.push(`the old address ${path} leads elsewhere already`);
    else await tx.address.create({ data: { path, articleId, isPublic: false } });
  }
  return reasons;
}

/** Lets readers find all addresses of an article; answers those that are new to them. */
export async function publishPaths(tx: Prisma.TransactionClient, articleId: number): Promise<string[]> {
  const rows = await tx.$queryRaw<{ path: string }[]>`
    UPDATE address SET is_public = true WHERE article_id = ${articleId} AND NOT is_public RETURNING path`;
  return rows.map(({ path }) => path);
}

/** For an article that is about to be deleted: only what readers have come upon answers GONE. */
export async function deleteUnpublishedPaths(tx: Prisma.TransactionClient, articleId: number): Promise<void> {
  await tx.address.deleteMany({ where: { articleId, isPublic: false } });
}

/** Those paths where nothing lives or lived, but for an article; each once. */
export async function filterAvailablePaths(
  tx: Prisma.TransactionClient,
  paths: string[],
  articleId: number | null = null,
): Promise<string[]> {
  const known = await tx.address.findMany({ where: { path: { in: paths } }, select: { path: true } });
  const others = (await findPathHolders(tx, paths)).filter(
    ({ type, id }) => type !== 'article' || id !== articleId,
  );
  const taken = new Set([...known, ...others].map(({ path }) => path));
  return [...new Set(paths)].filter((path) => !taken.has(path));
}

/** Something with an address, by the column of Address that names it. */
export type PathOwner = 'article_id' | 'section_id' | 'tag_id' | 'author_id';

/** A path, and the number of what lives there, or lived. */
export interface PathTarget {
  path: string;
  id: number;
}

/**
 * Makes paths lead to what they are given with, whatever lived there before. Only where another article lives
 * for readers now does the path stay that article's.
 */
export async function assignPaths(
  tx: Prisma.TransactionClient,
  owner: PathOwner,
  targets: PathTarget[],
  isPublic = true,
): Promise<void> {
  const paths = targets.map(({ path }) => path);
  const ids = targets.map(({ id }) => id);
  await tx.$executeRaw`
    INSERT INTO address (path, ${Prisma.raw(owner)}, is_public)
    SELECT path, id, ${isPublic}::boolean FROM unnest(${paths}::text[], ${ids}::int[]) AS place (path, id)
    WHERE NOT EXISTS (
      SELECT FROM article a WHERE a.path = place.path AND (${owner} <> 'article_id' OR a.id <> place.id)
    )
    ON CONFLICT (path) DO UPDATE SET article_id = excluded.article_id, section_id = excluded.section_id,
      tag_id = excluded.tag_id, author_id = excluded.author_id,
      is_public = address.is_public OR excluded.is_public, since = excluded.since`;
}

/** What lives somewhere, for readers or in a draft. */
interface PathHolder {
  path: string;
  type: 'article' | 'section' | 'tag' | 'author';
  id: number;
  name: string;
}

/**
 * Throws ContentRejected when anything lives at one of the paths but the articles and sections that are
 * themselves about to move. Where something only lived before, the path is free.
 */
export async function assertPathsAvailable(
  tx: Prisma.TransactionClient,
  paths: string[],
  field: string[],
  moving: { articles: Set<number>; sections: Set<number> } = { articles: new Set(), sections: new Set() },
): Promise<void> {
  const holder = (await findPathHolders(tx, paths)).find(
    ({ type, id }) =>
      !(type === 'article' && moving.articles.has(id)) && !(type === 'section' && moving.sections.has(id)),
  );
  if (holder) throw createPathTakenError(holder, field);
}

/** Throws ContentRejected when a section, a tag or an author lives at the path of an article. */
export async function assertNotTaxonomyPath(
  tx: Prisma.TransactionClient,
  path: string,
  field: string[],
): Promise<void> {
  const holder = (await findPathHolders(tx, [path])).find(({ type }) => type !== 'article');
  if (holder) throw createPathTakenError(holder, field);
}

function createPathTakenError({ path, type, name }: PathHolder, field: string[]) {
  return createUserErrorException(
    `The address ${path} is that of the ${type} "${name}".`,
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
    SELECT path, 'section' AS type, id, name FROM tree WHERE path = ANY(${paths}::text[])
    UNION ALL SELECT path, 'article', id, title FROM article WHERE path = ANY(${paths}::text[])
    UNION ALL SELECT path, 'article', id, title FROM draft WHERE path = ANY(${paths}::text[])
    UNION ALL SELECT ${TAGS_PATH} || slug, 'tag', id, name FROM tag WHERE slug = ANY(${getSlugsBelow(TAGS_PATH)}::text[])
    UNION ALL SELECT ${AUTHORS_PATH} || slug, 'author', id, name FROM author
      WHERE slug = ANY(${getSlugsBelow(AUTHORS_PATH)}::text[])`;
}
