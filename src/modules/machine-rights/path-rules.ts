import { cacheTags } from '../../cache/cache-tags.js';
import { Prisma } from '../../database/generated/client.js';
import type { ReadClient } from '../../database/read/read-client.js';
import type { Loaders } from '../../graphql/loaders.js';
import type { ResolvedRights } from './machine-rights.type.js';

const { sql } = Prisma;

/** Articles with rules of their own in one document. The rights of others are in the headers of their pages. */
export const MAX_ARTICLE_RULES = 1_000;

/** Rights of the pages at a path, or with `isExact: false` also of those below it. */
export interface PathRule {
  /** Site-relative path; `/` for the site. */
  path: string;
  isExact: boolean;
  rights: ResolvedRights;
}

export interface PathRules {
  /** The rule of the site, those of sections from the top down, then those of articles. */
  rules: PathRule[];
  /** True if more than MAX_ARTICLE_RULES articles have other rights than the pages around them. */
  isCut: boolean;
}

interface ArticleRow {
  path: string;
  sectionId: number | null;
  machineRights: string | null;
  noindex: boolean | null;
}

/**
 * Loads the rules for the site, for sections that state something, and for articles to which the rules of paths do not
 * apply: those that state something, and those with a path that does not begin with that of their section.
 */
export async function loadPathRules(reader: ReadClient, loaders: Loaders): Promise<PathRules> {
  const { sections, machineRights } = loaders;
  const all = (await sections.getTree()).listAll();
  const stating = all.filter(({ section }) => section.machineRights !== null);
  const rules: PathRule[] = [{ path: '/', isExact: false, rights: await machineRights.ofSite() }];
  const paths = await loadSectionPaths(
    reader,
    stating.map(({ section }) => section.id),
  );
  for (const { section } of stating) {
    const rights = await machineRights.ofSection(section.id);
    for (const { path } of paths.filter(({ sectionId }) => sectionId === section.id))
      rules.push({ path, isExact: false, rights });
  }
  const nearest = new Map<number, number>();
  for (const { section } of all)
    nearest.set(
      section.id,
      section.machineRights === null ? (nearest.get(section.parentId ?? 0) ?? 0) : section.id,
    );
  const rows = await loadArticles(reader, paths, nearest);
  for (const row of rows.slice(0, MAX_ARTICLE_RULES))
    rules.push({ path: row.path, isExact: true, rights: await machineRights.ofArticle(row) });
  return { rules, isCut: rows.length > MAX_ARTICLE_RULES };
}

/** Loads the paths of sections in all languages. */
async function loadSectionPaths(
  reader: ReadClient,
  ids: number[],
): Promise<{ path: string; sectionId: number }[]> {
  if (ids.length === 0) return [];
  return reader.query(
    sql`SELECT path, section_id AS "sectionId" FROM ${reader.table('address')}
      WHERE section_id = ANY(${ids}::int[]) ORDER BY path`,
    [cacheTags.anySection],
  );
}

function loadArticles(
  reader: ReadClient,
  paths: { path: string; sectionId: number }[],
  nearest: ReadonlyMap<number, number>,
): Promise<ArticleRow[]> {
  const columns = sql`a.path, a.section_id AS "sectionId", a.machine_rights AS "machineRights", a.noindex`;
  const order = sql`ORDER BY a.listed_at DESC, a.id DESC LIMIT ${MAX_ARTICLE_RULES + 1}::int`;
  // Every change to an article changes its position by last update.
  const tags = [cacheTags.articles('site', 'updated')];
  if (paths.length === 0)
    return reader.query(
      sql`SELECT ${columns} FROM ${reader.table('article')} a WHERE a.machine_rights IS NOT NULL ${order}`,
      tags,
    );
  const groups = [...nearest].filter(([, group]) => group !== 0);
  return reader.query(
    sql`
      WITH rule AS (
        SELECT * FROM unnest(${paths.map(({ path }) => path)}::text[], ${paths.map(({ sectionId }) => sectionId)}::int[])
          AS r (path, section_id)
      ), owner AS (
        SELECT * FROM unnest(${groups.map(([id]) => id)}::int[], ${groups.map(([, group]) => group)}::int[])
          AS o (section_id, group_id)
      )
      SELECT ${columns} FROM ${reader.table('article')} a
      LEFT JOIN owner o ON o.section_id = a.section_id
      LEFT JOIN LATERAL (
        SELECT r.section_id FROM rule r WHERE starts_with(a.path, r.path || '/') ORDER BY length(r.path) DESC LIMIT 1
      ) r ON true
      WHERE a.machine_rights IS NOT NULL OR r.section_id IS DISTINCT FROM o.group_id ${order}`,
    tags,
  );
}
