import { cacheTags } from '../../cache/cache-tags.js';
import { Prisma } from '../../database/generated/client.js';
import type { ReadClient } from '../../database/read/read-client.js';
import type { Loaders } from '../../graphql/loaders.js';
import { assertPageSize } from '../../shared/pagination/pagination.js';
import { isPlanned, type SearchCriteria } from './query/criteria.js';
import { buildListedMatches, buildMatches, buildQueryTable } from './ranking/matches.sql.js';
import type { FacetCount, SearchFacets, SectionFacet, TagFacet, YearFacet } from './search.type.js';

const { sql, empty } = Prisma;

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
    return this.reader.queryFiltered<FacetCount>(
      criteria.condition,
      sql`
      WITH ${tables}hit AS MATERIALIZED (SELECT article_id AS id FROM (${matches}) m),
      dated AS MATERIALIZED (
        SELECT extract(year FROM a.published_at AT TIME ZONE ${timeZone})::int AS year
        FROM hit JOIN ${table('article')} a ON a.id = hit.id
      )
      SELECT 'section' AS of, f.section_id AS key, count(*)::int AS count
      FROM hit JOIN ${table('article_section')} f ON f.article_id = hit.id WHERE f.position IS NOT NULL
      GROUP BY f.section_id
      UNION ALL SELECT 'year', year, count(*)::int FROM dated WHERE year IS NOT NULL GROUP BY year
      UNION ALL SELECT 'tag', b.tag_id, count(*)::int
      FROM hit JOIN ${table('article_tag')} b ON b.article_id = hit.id GROUP BY b.tag_id
      ORDER BY count DESC, key`,
      [cacheTags.search],
    );
  }
}

function pickCounts(counts: FacetCount[], kind: FacetCount['of'], first: number): FacetCount[] {
  assertPageSize('first', first);
  return counts.filter(({ of }) => of === kind).slice(0, first);
}
