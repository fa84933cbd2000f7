import { Prisma } from '../../database/generated/client.js';
import type { Actor } from '../../mutations/actor.js';
import { UserErrorCode } from '../../mutations/user-error-code.js';
import { createUserErrorException } from '../../mutations/user-error-exception.js';
import type { Transaction } from '../../mutations/write-lock.js';

const { sql, raw } = Prisma;

/** What limits compare of the draft or of the published version of an article. */
interface ArticleVersion {
  kind: string;
  language: string | null;
  isInSections: boolean;
  isCreatedByActor: boolean;
  hasAuthor: boolean;
}

/**
 * Throws UserErrorException with NOT_ALLOWED, which names the limit, unless the limits of an API key allow writing the
 * draft and the published version of an article. An article that does not exist is allowed.
 */
export async function assertInLimits(
  tx: Transaction,
  actor: Actor,
  articleId: number,
  field: string[] | null = null,
): Promise<void> {
  const { limits } = actor;
  if (!limits) return;
  for (const version of await loadVersions(tx, actor, articleId)) {
    const limit = await findViolatedLimit(tx, actor, version);
    if (limit === null) continue;
    throw createUserErrorException(
      `Your API key may write articles ${limit} only.`,
      UserErrorCode.NOT_ALLOWED,
      field,
    );
  }
}

/** Describes the first limit that an article violates; null if it violates none. */
async function findViolatedLimit(
  tx: Transaction,
  { limits, siteLanguage }: Actor,
  version: ArticleVersion,
): Promise<string | null> {
  const { sections, kinds, languages, isOwnOnly = false } = limits ?? {};
  if (sections && !version.isInSections) {
    const rows = await tx.section.findMany({ where: { id: { in: sections } }, select: { slug: true } });
    return `with all their sections in ${rows.map(({ slug }) => slug).join(', ')}`;
  }
  if (kinds && !kinds.includes(version.kind)) return `of the kinds ${kinds.join(', ')}`;
  const language = (version.language ?? siteLanguage)?.toLowerCase();
  if (languages && !languages.some((each) => each.toLowerCase() === language))
    return `in the languages ${languages.join(', ')}`;
  if (isOwnOnly && !version.isCreatedByActor && !version.hasAuthor)
    return 'that it created, or that have its author in the byline,';
  return null;
}

function loadVersions(
  tx: Transaction,
  { keyId, limits }: Actor,
  articleId: number,
): Promise<ArticleVersion[]> {
  const sections = limits?.sections ?? [];
  const authorId = limits?.authorId ?? null;
  const select = (table: 'draft' | 'article') => {
    const filed = sql`SELECT FROM ${raw(`${table}_section`)} f WHERE f.article_id = v.id AND f.position IS NOT NULL`;
    return sql`
      SELECT v.kind, v.language,
        EXISTS (${filed}) AND NOT EXISTS (${filed} AND NOT EXISTS (
          SELECT FROM section_ancestor a
          WHERE a.section_id = f.section_id AND a.ancestor_id = ANY(${sections}::int[]))) AS "isInSections",
        EXISTS (
          SELECT FROM article_revision r WHERE r.article_id = v.id AND r.number = 1 AND r.key_id = ${keyId}::int
        ) AS "isCreatedByActor",
        EXISTS (
          SELECT FROM ${raw(`${table}_author`)} b WHERE b.article_id = v.id AND b.author_id = ${authorId}::int
        ) AS "hasAuthor"
      FROM ${raw(table)} v WHERE v.id = ${articleId}::int`;
  };
  return tx.$queryRaw<ArticleVersion[]>(sql`${select('draft')} UNION ALL ${select('article')}`);
}
