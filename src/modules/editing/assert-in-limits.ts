import type { ArticleLimits } from '../../auth/article-limits.js';
import { buildLimitConditions } from '../../auth/article-limits.sql.js';
import type { Actor } from '../../mutations/actor.js';
import { UserErrorCode } from '../../mutations/user-error-code.js';
import { createUserErrorException } from '../../mutations/user-error-exception.js';
import type { Transaction } from '../../mutations/write-lock.js';

type LimitName = keyof ArticleLimits;

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
  const limit = await findViolatedLimit(tx, actor, articleId);
  if (!actor.limits || limit === null) return;
  const description = await describeLimit(tx, limit, actor.limits);
  throw createUserErrorException(
    `Your API key may write articles ${description} only.`,
    UserErrorCode.NOT_ALLOWED,
    field,
  );
}

/** Returns the first limit that a version of an article violates; null if there is none. */
async function findViolatedLimit(
  tx: Transaction,
  { keyId, limits, siteLanguage = '' }: Actor,
  articleId: number,
): Promise<LimitName | null> {
  if (!limits) return null;
  const selects = (['draft', 'article'] as const).map((version) => {
    const conditions = buildLimitConditions({ keyId, limits, siteLanguage }, version).map(
      ({ limit, condition }) => `WHEN NOT ${condition} THEN '${limit}'`,
    );
    return `SELECT CASE ${conditions.join(' ')} END AS violated FROM public.${version} v WHERE v.id = $1`;
  });
  const rows = await tx.$queryRawUnsafe<{ violated: LimitName | null }[]>(
    selects.join(' UNION ALL '),
    articleId,
  );
  return rows.find(({ violated }) => violated !== null)?.violated ?? null;
}

async function describeLimit(
  tx: Transaction,
  limit: LimitName,
  { sections = [], kinds = [], languages = [] }: ArticleLimits,
): Promise<string> {
  switch (limit) {
    case 'sections': {
      const rows = await tx.section.findMany({ where: { id: { in: sections } }, select: { slug: true } });
      return `with all their sections in ${rows.map(({ slug }) => slug).join(', ')}`;
    }
    case 'kinds':
      return `of the kinds ${kinds.join(', ')}`;
    case 'languages':
      return `in the languages ${languages.join(', ')}`;
    case 'isOwnOnly':
      return 'that it created, or that have its author in the byline,';
  }
}
