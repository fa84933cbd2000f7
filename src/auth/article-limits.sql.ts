import pg from 'pg';
import type { ReadLimits } from '../database/read/limited-rows.js';
import type { ArticleLimits, ViewerLimits } from './article-limits.js';

/** The owner of limits. */
export interface LimitedViewer {
  /** Null for a key that was deleted. */
  keyId: number | null;
  limits: ViewerLimits;
  /** BCP 47 tag of articles without a language of their own. */
  siteLanguage: string;
}

type Version = 'draft' | 'article';

/** Builds the condition of each limit on a version of an article: the row `v` of its table. */
const CONDITIONS: {
  [Limit in keyof ArticleLimits]-?: (
    value: NonNullable<ArticleLimits[Limit]>,
    version: Version,
    viewer: LimitedViewer,
  ) => string;
} = {
  sections: (ids, version) => {
    const ofVersion = `SELECT FROM public.${version}_section f WHERE f.article_id = v.id AND f.position IS NOT NULL`;
    const allowed = `SELECT s.section_id FROM public.section_ancestor s WHERE s.ancestor_id = ANY ('{${ids}}'::int[])`;
    return `(EXISTS (${ofVersion}) AND NOT EXISTS (${ofVersion} AND f.section_id <> ALL (ARRAY(${allowed}))))`;
  },
  kinds: (kinds) => `v.kind = ANY (${formatTexts(kinds)})`,
  languages: (languages, _version, { siteLanguage }) =>
    `lower(coalesce(v.language, ${pg.escapeLiteral(siteLanguage)})) = ANY (${formatTexts(languages.map(toLowerCase))})`,
  isOwnOnly: (isOwnOnly, version, { keyId, limits: { authorId } }) => {
    if (!isOwnOnly) return 'true';
    const created = `EXISTS (SELECT FROM public.article_revision r
      WHERE r.article_id = v.id AND r.number = 1 AND r.key_id = ${keyId ?? 'NULL'})`;
    return authorId === null
      ? created
      : `(${created} OR EXISTS (SELECT FROM public.${version}_author b WHERE b.article_id = v.id AND b.author_id = ${authorId}))`;
  },
};

/** Builds the condition of each limit that a viewer has, on the row `v` of a version of an article. */
export function buildLimitConditions(
  viewer: LimitedViewer,
  version: Version,
): { limit: keyof ArticleLimits; condition: string }[] {
  const limits = Object.keys(CONDITIONS) as (keyof ArticleLimits)[];
  return limits.flatMap((limit) => {
    const value = viewer.limits[limit];
    if (value === undefined) return [];
    const build = CONDITIONS[limit] as (value: unknown, version: Version, viewer: LimitedViewer) => string;
    return { limit, condition: build(value, version, viewer) };
  });
}

/** Returns the limits of the drafts that a viewer may read: those of the articles that it may write. */
export function createReadLimits(viewer: LimitedViewer): ReadLimits {
  const [outside, publishedOutside] = (['draft', 'article'] as const).map((version) => {
    const conditions = buildLimitConditions(viewer, version).map(({ condition }) => condition);
    return `FROM public.${version} v WHERE NOT (${conditions.join(' AND ') || 'true'})`;
  });
  return {
    buildCondition: (articleId) =>
      `(NOT EXISTS (SELECT ${outside} AND v.id = ${articleId}) AND NOT EXISTS (SELECT ${publishedOutside} AND v.id = ${articleId}))`,
  };
}

function formatTexts(texts: string[]): string {
  return `ARRAY[${texts.map((text) => pg.escapeLiteral(text)).join(', ')}]::text[]`;
}

function toLowerCase(text: string): string {
  return text.toLowerCase();
}
