import { Prisma } from '../../../database/generated/client.js';
import { parseReferenceArgument, type Reference } from '../../../shared/references/reference.js';

const { sql } = Prisma;

/** Finds the IDs of sections, with those of all their descendants unless `isExact`. */
export interface SectionIdLookup {
  find(sections: Reference[], isExact?: boolean): Promise<number[]>;
}

interface SectionSources {
  reader: { table(name: string): Prisma.Sql };
  sections: SectionIdLookup;
}

/**
 * Builds the condition that the article `a` is in one of the sections, given by slug or ID. Unless `isExact`, their
 * descendants count too. Throws BadUserInputError for the ID of another type.
 */
export async function buildSectionCondition(
  values: string[],
  { isExact, name }: { isExact: boolean; name: string },
  { reader, sections }: SectionSources,
): Promise<Prisma.Sql> {
  const references = values.map((value) => parseReferenceArgument('Section', value, name));
  // Rows of article_section are of an article's sections and of all their ancestors, which have no position.
  const ids = await sections.find(references, true);
  if (ids.length === 0) return sql`false`;
  const isOwn = isExact ? sql`AND f.position IS NOT NULL` : Prisma.empty;
  return sql`EXISTS (
    SELECT FROM ${reader.table('article_section')} f
    WHERE f.article_id = a.id AND f.section_id = ANY(${ids}::int[]) ${isOwn})`;
}
