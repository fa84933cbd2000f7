import { cacheTags } from '../../cache/cache-tags.js';
import { Prisma } from '../../database/generated/client.js';
import type { ReadClient } from '../../database/read/read-client.js';
import type { Loaders } from '../../graphql/loaders.js';
import { assertPageSize } from '../../shared/pagination/pagination.js';
import { isPlanned, type SearchCriteria } from './query/criteria.js';
import { buildListedMatches, buildMatches, buildQueryTable } from './ranking/matches.sql.js';
import { estimateShare } from './ranking/newest.sql.js';
import type { FacetCount, SearchFacets, SectionFacet, TagFacet, YearFacet } from './search.type.js';

const { sql, empty } = Prisma;

/** Share of the archive up to which each hit is looked up; to read the tables takes less than more lookups. */
const MAX_LOOKED_UP = 0.2;

/** Counts the hits of a search by section, tag and year of a time zone. */
export class FacetCounter {
  constructor(
    private readonly reader: ReadClient,
    private readonly loaders: Pick<Loaders, 'sections' | 'tags'>,
  ) {}

  async countFacets(criteria: SearchCriteria, timeZone: string): Promise<SearchFacets> {
    return { counts: await this.queryCounts(criteria, timeZone) };
  }

  /** Returns the largest counts by section. Throws BadUserInputError if `first` is out of range. */
  async listSections(counts: FacetCount[], first: number): Promise<SectionFacet[]> {
    const largest = pickCounts(counts, 'section', first);
    const tree = await this.loaders.sections.getTree();
    return largest.flatMap(({ key, count }) => {
      const section = tree.findById(key);
      return section ? [{ section: section as SectionFacet['section'], count }] : [];
    });
  }

  /** Returns the largest counts by tag. Throws BadUserInputError if `first` is out of range. */
  async listTags(counts: FacetCount[], first: number): Promise<TagFacet[]> {
    const largest = pickCounts(counts, 'tag', first);
    const tags = await this.loaders.tags.byId.loadMany(largest.map(({ key }) => key));
    return largest.flatMap(({ count }, i) => {
      const tag = tags[i];
      return tag ? [{ tag: tag as TagFacet['tag'], count }] : [];
    });
  }

  /** Returns the counts of the latest years. Throws BadUserInputError if `first` is out of range. */
  listYears(counts: FacetCount[], first: number): YearFacet[] {
    const latestFirst = [...counts].sort((one, other) => other.key - one.key);
    return pickCounts(latestFirst, 'year', first).map(({ key, count }) => ({ year: key, count }));
  }

  private async queryCounts(criteria: SearchCriteria, timeZone: string): Promise<FacetCount[]> {
    const { table } = this.reader;
    const ids = await criteria.listIds?.();
    if (!ids && criteria.plan?.isSearchable === false) return [];
    const isFound = isPlanned(criteria) && !ids;
    const matches = isFound
      ? buildMatches(this.reader, criteria)
      : buildListedMatches(this.reader, criteria, ids ?? []);
    const tables = isFound ? sql`${buildQueryTable(this.reader, criteria)}, ` : empty;
    const isFrequent = isFound && (estimateShare(criteria) ?? 0) > MAX_LOOKED_UP;
    // IS TRUE makes the planner read the whole table, beside a hash of the hits, instead of looking each of them up.
    const isHit = (id: Prisma.Sql) =>
      isFrequent ? sql`(${id} IN (SELECT id FROM hit)) IS TRUE` : sql`${id} IN (SELECT id FROM hit)`;
    return this.reader.queryFiltered<FacetCount>(
      criteria.condition,
      sql`
      WITH RECURSIVE ${tables}hit AS MATERIALIZED (SELECT article_id AS id FROM (${matches}) m),
      dated AS MATERIALIZED (
        SELECT extract(year FROM a.published_at AT TIME ZONE ${timeZone})::int AS year
        FROM ${table('article')} a WHERE ${isHit(sql`a.id`)}
      )
      SELECT 'section' AS of, f.section_id AS key, count(*)::int AS count
      FROM ${table('article_section')} f WHERE f.position IS NOT NULL AND ${isHit(sql`f.article_id`)}
      GROUP BY f.section_id
      UNION ALL SELECT 'year', year, count(*)::int FROM dated WHERE year IS NOT NULL GROUP BY year
      UNION ALL SELECT 'tag', b.tag_id, count(*)::int
      FROM ${table('article_tag')} b WHERE ${isHit(sql`b.article_id`)} GROUP BY b.tag_id
      ORDER BY count DESC, key`,
      [cacheTags.search],
    );
  }
}

function pickCounts(counts: FacetCount[], kind: FacetCount['of'], first: number): FacetCount[] {
  assertPageSize('first', first);
  return counts.filter(({ of }) => of === kind).slice(0, first);
}
