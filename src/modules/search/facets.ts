import { cacheTags } from '../../cache/cache-tags.js';
import { Prisma } from '../../database/generated/client.js';
import type { ReadClient } from '../../database/read/read-client.js';
import type { Loaders } from '../../graphql/loaders.js';
import { assertPageSize } from '../../shared/pagination/pagination.js';
import { requireValue } from '../../shared/require-value.js';
import { isPlanned, type SearchCriteria } from './query/criteria.js';
import { buildListedMatches, buildMatches, buildQueryTable } from './ranking/matches.sql.js';
import type { FacetCount, SearchFacets, SectionFacet, TagFacet, YearFacet } from './search.type.js';

const { sql, empty } = Prisma;

/** Number of hits up to which all are counted, and of those that are counted if there are more. */
const MAX_COUNTED = 10_000;
/** Bits of an article's hash by which it is chosen. */
const HASH_MASK = 2 ** 31 - 1;

interface HitCounts {
  /** Number of all hits. */
  found: number;
  /** Number of the hits whose sections, tags and years are counted. */
  counted: number;
  facets: FacetCount[];
}

/** Counts the hits of a search by section, tag and year of a time zone; estimates the counts of many hits. */
export class FacetCounter {
  /** Counts of this request, by the criteria of the search. */
  private readonly known = new WeakMap<SearchCriteria, Promise<HitCounts>>();

  constructor(
    private readonly reader: ReadClient,
    private readonly loaders: Pick<Loaders, 'sections' | 'tags'>,
    /** True if articles may have no date, as drafts. */
    private readonly hasUndated: boolean,
  ) {}

  async countFacets(criteria: SearchCriteria, timeZone: string): Promise<SearchFacets> {
    const { found, counted, facets } = await this.loadCounts(criteria, timeZone);
    const estimate = (count: number) => Math.round((count * found) / counted);
    return {
      counts: facets.map(({ count, ...facet }) => ({ ...facet, count: estimate(count) })),
      isExact: found === counted,
    };
  }

  /** Returns the number of all hits, from the statement that counts the facets. */
  async countHits(criteria: SearchCriteria, timeZone: string): Promise<number> {
    return (await this.loadCounts(criteria, timeZone)).found;
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

  private loadCounts(criteria: SearchCriteria, timeZone: string): Promise<HitCounts> {
    const known = this.known.get(criteria) ?? this.queryCounts(criteria, timeZone);
    this.known.set(criteria, known);
    return known;
  }

  private async queryCounts(criteria: SearchCriteria, timeZone: string): Promise<HitCounts> {
    const { table } = this.reader;
    const ids = await criteria.listIds?.();
    if (!ids && criteria.plan?.isSearchable === false) return NO_HITS;
    const isFound = isPlanned(criteria) && !ids;
    const matches = isFound
      ? buildMatches(this.reader, criteria)
      : buildListedMatches(this.reader, criteria, ids ?? []);
    const tables = isFound ? sql`${buildQueryTable(this.reader, criteria)}, ` : empty;
    const dated = this.hasUndated
      ? sql`JOIN ${table('article')} a ON a.id = c.id WHERE a.published_at IS NOT NULL`
      : empty;
    // In order, each page of an index is read once for all IDs that it has.
    const counted = sql`ARRAY(SELECT id FROM counted ORDER BY id)`;
    // Hashes of IDs depend on neither date, section nor tag: the sample is even, and the same in each response.
    const [counts] = await this.reader.queryFiltered<HitCounts>(
      criteria.condition,
      sql`
      WITH RECURSIVE ${tables}hit AS MATERIALIZED (SELECT article_id AS id, listed_at FROM (${matches}) m),
      total AS MATERIALIZED (SELECT count(*)::int AS found FROM hit),
      counted AS MATERIALIZED (
        SELECT id, listed_at FROM hit
        WHERE (hashint4extended(id, 1) & ${HASH_MASK}::bigint) * (SELECT found FROM total) <= ${MAX_COUNTED}::bigint * ${HASH_MASK}::bigint
      ), facet AS (
        SELECT 'section' AS of, f.section_id AS key, count(*)::int AS count
        FROM ${table('article_section')} f WHERE f.article_id = ANY(${counted}) AND f.position IS NOT NULL GROUP BY f.section_id
        UNION ALL SELECT 'tag', f.tag_id, count(*)::int
        FROM ${table('article_tag')} f WHERE f.article_id = ANY(${counted}) GROUP BY f.tag_id
        UNION ALL SELECT 'year', y.year, count(*)::int
        FROM (SELECT extract(year FROM c.listed_at AT TIME ZONE ${timeZone})::int AS year FROM counted c ${dated}) y GROUP BY y.year
      )
      SELECT found, (SELECT count(*)::int FROM counted) AS counted,
        (SELECT coalesce(json_agg(f ORDER BY f.count DESC, f.key), '[]') FROM facet f) AS facets
      FROM total`,
      [cacheTags.search],
    );
    return requireValue(counts, 'count returns a row.');
  }
}

const NO_HITS: HitCounts = { found: 0, counted: 0, facets: [] };

function pickCounts(counts: FacetCount[], kind: FacetCount['of'], first: number): FacetCount[] {
  assertPageSize('first', first);
  return counts.filter(({ of }) => of === kind).slice(0, first);
}
