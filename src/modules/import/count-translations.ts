import type { PrismaClient } from '../../database/generated/client.js';
import type { SourceRef } from './external-article.js';

/** Numbers of articles that name translations in their source. */
export interface TranslationCounts {
  /** Articles that are joined with a translation. */
  joined: number;
  groups: number;
  /** Languages of these, by their BCP 47 tags. */
  languages: string[];
  /** Articles without a translation here. */
  alone: number;
}

export async function countTranslations(prisma: PrismaClient, refs: SourceRef[]): Promise<TranslationCounts> {
  const sources = refs.map(({ source }) => source);
  const sourceIds = refs.map(({ sourceId }) => sourceId);
  const [counts] = await prisma.$queryRaw<TranslationCounts[]>`
    SELECT count(d.translation_group)::int AS joined, count(DISTINCT d.translation_group)::int AS groups,
      coalesce(array_agg(DISTINCT d.language) FILTER (WHERE d.translation_group IS NOT NULL AND d.language IS NOT NULL), '{}') AS languages,
      count(*) FILTER (WHERE d.translation_group IS NULL)::int AS alone
    FROM draft d JOIN unnest(${sources}::text[], ${sourceIds}::text[]) AS r (source, source_id)
      ON (d.source, d.source_id) = (r.source, r.source_id)`;
  return counts ?? { joined: 0, groups: 0, languages: [], alone: 0 };
}
