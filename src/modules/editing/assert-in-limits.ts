import type { ArticleLimits, ViewerLimits } from '../../auth/article-limits.js';
import { buildLimitConditions } from '../../auth/article-limits.sql.js';
import type { Actor } from '../../mutations/actor.js';
import { UserErrorCode } from '../../mutations/user-error-code.js';
import { createUserErrorException } from '../../mutations/user-error-exception.js';
import type { Transaction } from '../../mutations/write-lock.js';

type LimitName = keyof ArticleLimits;

/** An API key whose writes are limited. */
type LimitedWriter = Pick<Actor, 'limits' | 'siteLanguage'> & { keyId: number | null };

/**
 * Throws UserErrorException with NOT_ALLOWED, which names the limit, unless the limits of an API key allow writing the
 * draft and the published version of an article. An article that does not exist is allowed.
 */
export async function assertInLimits(
  tx: Transaction,
  writer: LimitedWriter,
  articleId: number,
  field: string[] | null = null,
): Promise<void> {
  const [message] = (await findRefusals(tx, writer, [articleId])).values();
  if (message !== undefined) throw createUserErrorException(message, UserErrorCode.NOT_ALLOWED, field);
}

/** Returns why the limits of an API key do not allow writing articles, by the IDs of those. */
export async function findRefusals(
  tx: Transaction,
  writer: LimitedWriter,
  articleIds: number[],
): Promise<Map<number, string>> {
  const { limits } = writer;
  if (!limits) return new Map();
  const messages = new Map<LimitName, string>();
  const refusals = new Map<number, string>();
  for (const { id, violated } of await findViolations(tx, { ...writer, limits }, articleIds)) {
    const description = messages.get(violated) ?? (await describeLimit(tx, violated, limits));
    messages.set(violated, description);
    refusals.set(id, `Your API key may write articles ${description} only.`);
  }
  return refusals;
}

/** Returns the first limit that a version of each article violates. Articles without one are missing. */
async function findViolations(
  tx: Transaction,
  { keyId, limits, siteLanguage = '' }: LimitedWriter & { limits: ViewerLimits },
  articleIds: number[],
): Promise<{ id: number; violated: LimitName }[]> {
  const selects = (['article', 'draft'] as const).map((version) => {
    const conditions = buildLimitConditions({ keyId, limits, siteLanguage }, version).map(
      ({ limit, condition }) => `WHEN NOT ${condition} THEN '${limit}'`,
    );
    return `SELECT v.id, CASE ${conditions.join(' ')} END AS violated FROM public.${version} v
      WHERE v.id = ANY($1::int[])`;
  });
  return tx.$queryRawUnsafe(
    `SELECT * FROM (${selects.join(' UNION ALL ')}) versions WHERE violated IS NOT NULL`,
    articleIds,
  );
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
