import type { Awaitable } from '../../database/awaitable.js';
import { Prisma, type Section, type Tag } from '../../database/generated/client.js';
import { keys } from '../../database/keys.js';
import type { Reader } from '../../database/reader.js';
import { matches, queryTable } from './matches.sql.js';
import type { SearchFacets } from './search.type.js';
import type { FoundBy } from './search-query.js';

const { sql } = Prisma;

/** Where what is counted is loaded, with everyone else's of the request. */
interface Loads {
  sections: { tree(): Awaitable<{ byId(id: number): Section | null }> };
  tags: { byId: { loadMany(ids: number[]): Awaitable<(Tag | null)[]> } };
}

interface Count {
  of: 'section' | 'tag' | 'year';
  /** The id, or the year. */
  key: number;
  count: number;
}

/** Counts what was found by section, tag and year. */
export class Facets {
  constructor(
    private readonly reader: Reader,
    private readonly loads: Loads,
  ) {}

  async of(found: FoundBy): Promise<SearchFacets> {
    const counts = await this.count(found);
    const tree = await this.loads.sections.tree();
    const ofTags = counts.filter(({ of }) => of === 'tag');
    const tags = await this.loads.tags.byId.loadMany(ofTags.map(({ key }) => key));
    return {
      sections: counts.flatMap(({ of, key, count }) => {
        const section = of === 'section' ? tree.byId(key) : null;
        return section ? [{ section, count }] : [];
      }),
      tags: ofTags.flatMap(({ count }, i) => {
        const tag = tags[i];
        return tag ? [{ tag, count }] : [];
      }),
      years: counts
        .flatMap(({ of, key, count }) => (of === 'year' ? [{ year: key, count }] : []))
        .sort((one, other) => other.year - one.year),
    };
  }

  private count(found: FoundBy): Promise<Count[]> {
    const { table } = this.reader;
    return this.reader.query<Count>(
      sql`
      WITH ${queryTable(found)}, hit AS MATERIALIZED (SELECT article_id AS id FROM (${matches(this.reader, found)}) m),
      dated AS MATERIALIZED (
        SELECT a.section_id, extract(year FROM a.published_at AT TIME ZONE 'UTC')::int AS year
        FROM hit JOIN ${table('article')} a ON a.id = hit.id
      )
      SELECT 'section' AS of, section_id AS key, count(*)::int AS count
      FROM dated WHERE section_id IS NOT NULL GROUP BY section_id
      UNION ALL SELECT 'year', year, count(*)::int FROM dated WHERE year IS NOT NULL GROUP BY year
      UNION ALL SELECT 'tag', b.tag_id, count(*)::int
      FROM hit JOIN ${table('article_tag')} b ON b.article_id = hit.id GROUP BY b.tag_id
      ORDER BY count DESC, key`,
      [keys.search],
    );
  }
}
