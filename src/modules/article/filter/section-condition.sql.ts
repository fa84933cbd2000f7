import { Prisma } from '../../../database/generated/client.js';
import { parseReferenceArgument, type Reference } from '../../../shared/references/reference.js';
import { excludesDescendants, type SectionsFilter } from './filter.inputs.js';
import { complete, hasRow, negate, type Predicate } from './predicate.js';

const { sql } = Prisma;

/** Finds the IDs of sections, with those of all their descendants unless `isExact`. */
export interface SectionIdLookup {
  find(sections: Reference[], isExact?: boolean): Promise<number[]>;
}

interface SectionSources {
  /** Place of the condition in the filter. */
  name: string;
  reader: { table(name: string): Prisma.Sql };
  sections: SectionIdLookup;
}

/**
 * Builds the conditions on an article's sections, given by slug or ID. Throws BadUserInputError for the ID of another
 * type.
 */
export async function buildSections(filter: SectionsFilter, sources: SectionSources): Promise<Predicate[]> {
  const { any, none } = filter;
  const isExact = excludesDescendants(filter);
  const build = (values: string[], operator: string) =>
    buildIsIn(values, isExact, { ...sources, name: `${sources.name}.${operator}` });
  return [...(any ? [await build(any, 'any')] : []), ...(none ? [negate(await build(none, 'none'))] : [])];
}

/** Builds the condition that an article is in one of the sections or, unless `isExact`, in one of their descendants. */
async function buildIsIn(
  values: string[],
  isExact: boolean,
  { name, reader, sections }: SectionSources,
): Promise<Predicate> {
  const references = values.map((value) => parseReferenceArgument('Section', value, name));
  // Rows of article_section are of an article's sections and of all their ancestors, which have no position.
  const ids = await sections.find(references, true);
  if (ids.length === 0) return complete(sql`false`);
  const isOwn = isExact ? sql`AND f.position IS NOT NULL` : Prisma.empty;
  const [first, ...others] = ids;
  // One value is a range of the index by section and date.
  const isIn =
    others.length === 0 ? sql`f.section_id = ${first}::int` : sql`f.section_id = ANY(${ids}::int[])`;
  const matches = sql`${isIn} ${isOwn}`;
  return hasRow({ table: reader.table('article_section'), matches, isOneTerm: ids.length === 1 });
}
