import { cacheTags } from '../../../cache/cache-tags.js';
import { Prisma } from '../../../database/generated/client.js';
import type { Transaction } from '../../../mutations/write-lock.js';
import { assertPathsAvailable, assignPaths, moveFronts } from '../../urls/reserve-path.js';

/** A section with a changed path. */
export interface SectionMove {
  id: number;
  from: string;
  to: string;
}

interface MovingArticle extends SectionMove {
  slug: string;
  isPublished: boolean;
}

/**
 * Moves sections with their articles, except those with a permalink, and redirects every former path.
 * Returns the cache tags of all that moved, uses a fixed number of statements, and throws UserErrorException
 * if a new path is taken.
 */
export async function moveSections(
  tx: Transaction,
  moves: SectionMove[],
  field: string[],
): Promise<string[]> {
  const moved = await moveArticles(
    tx,
    moves,
    field,
    moves.map(({ to }) => to),
  );
  await assignPaths(
    tx,
    'section_id',
    moves.flatMap(({ id, from, to }) => [from, to].map((path) => ({ path, id }))),
  );
  const fronts = await moveFronts(tx, moves);
  return [
    ...moves.flatMap(({ from, to }) => [cacheTags.path(from), cacheTags.path(to)]),
    ...moved,
    ...fronts,
  ];
}

/**
 * Moves the articles of sections from the path of their section to another one, like moveSections. `paths` are further
 * paths that must be available.
 */
export async function moveArticles(
  tx: Transaction,
  moves: SectionMove[],
  field: string[],
  paths: string[] = [],
): Promise<string[]> {
  const moving = await findMovingArticles(tx, moves);
  const published = moving.filter(({ isPublished }) => isPublished);
  await assertPathsAvailable(tx, [...paths, ...moving.map(({ to }) => to)], field, {
    articles: new Set(moving.map(({ id }) => id)),
    sections: new Set(moves.map(({ id }) => id)),
  });
  await tx.$executeRaw`
    UPDATE article a SET path = m.place FROM ${buildMovesTable(published)} WHERE a.id = m.id`;
  await tx.$executeRaw`
    UPDATE draft d SET path = m.place || '/' || d.slug FROM ${buildMovesTable(moves)}
    WHERE d.section_id = m.id AND d.permalink IS NULL AND d.path = m.origin || '/' || d.slug`;
  await assignPaths(
    tx,
    'article_id',
    published.map(({ id, to }) => ({ path: to, id })),
  );
  return published.flatMap(({ id, from, to, slug }) => [
    cacheTags.article(id),
    cacheTags.slug(slug),
    cacheTags.path(from),
    cacheTags.path(to),
  ]);
}

/** Finds the articles with a path that contains a moved section's: published articles, and drafts. */
function findMovingArticles(tx: Transaction, moves: SectionMove[]): Promise<MovingArticle[]> {
  return tx.$queryRaw<MovingArticle[]>`
    WITH move AS (
      SELECT * FROM unnest(${moves.map(({ id }) => id)}::int[], ${moves.map(({ from }) => from)}::text[],
        ${moves.map(({ to }) => to)}::text[]) AS m (id, origin, place)
    )
    SELECT a.id, a.slug, a.path AS "from", m.place || '/' || a.slug AS "to", true AS "isPublished"
    FROM move m JOIN article a ON a.section_id = m.id AND a.path = m.origin || '/' || a.slug
    JOIN draft d ON d.id = a.id AND d.permalink IS DISTINCT FROM a.path
    UNION ALL
    SELECT d.id, d.slug, d.path, m.place || '/' || d.slug, false
    FROM move m JOIN draft d ON d.section_id = m.id AND d.permalink IS NULL AND d.path = m.origin || '/' || d.slug`;
}

function buildMovesTable(moves: SectionMove[]): Prisma.Sql {
  const ids = moves.map(({ id }) => id);
  const places = moves.map(({ to }) => to);
  const origins = moves.map(({ from }) => from);
  return Prisma.sql`unnest(${ids}::int[], ${places}::text[], ${origins}::text[]) AS m (id, place, origin)`;
}
