import { cacheTags } from '../../cache/cache-tags.js';
import { Prisma } from '../../database/generated/client.js';
import type { ReadClient } from '../../database/read/read-client.js';
import { assertPageSize } from '../../shared/pagination/pagination.js';
import { getEntryBodyTable } from '../bodies/body.sql.js';
import { buildPassages, renderMarks } from './highlights.js';
import type { SearchCriteria } from './query/criteria.js';
import { parseWords, toWebSearch } from './query/parse-words.js';
import { buildStemmer } from './query/query-analysis.js';

const { sql } = Prisma;

export const MAX_ENTRY_HITS = 20;

/** An entry of a live blog that has all words of a query. */
export interface EntryHit {
  entryId: number;
  /** Passages as escaped HTML with the words in <mark>. */
  highlight: string;
}

/** Searches the entries of live blogs. */
export class EntrySearch {
  constructor(private readonly reader: ReadClient) {}

  /**
   * Finds the latest entries that have all words of a query, in live blogs that match its filter. Words match as they
   * are written or stemmed in the language of the request. Throws BadUserInputError if `first` is out of range.
   */
  async find({ words, condition }: SearchCriteria, first: number): Promise<EntryHit[]> {
    assertPageSize('first', first, MAX_ENTRY_HITS);
    const query = toWebSearch(parseWords(words));
    if (query === '' || first === 0) return [];
    const table = this.reader.table;
    const rows = await this.reader.queryFiltered<{ entryId: number; text: string }>(
      condition,
      sql`
        WITH query AS MATERIALIZED (
          SELECT stemmer, ('public.site_' || stemmer)::regconfig AS configuration FROM ${buildStemmer(this.reader)} AS stemmer),
        wanted AS MATERIALIZED (
          SELECT configuration, websearch_to_tsquery('public.site_words', ${query})
            || websearch_to_tsquery(configuration, public.reduce_words(stemmer, ${query})) AS words FROM query),
        found AS MATERIALIZED (
          SELECT b.entry_id, e.title, b.text, w.* FROM wanted w
          JOIN ${getEntryBodyTable(this.reader)} b ON b.document @@ w.words
          JOIN ${table('live_blog_entry')} e ON e.id = b.entry_id
          JOIN ${table('article')} a ON a.id = e.article_id
          WHERE ${condition ?? sql`true`}
          ORDER BY e.published_at DESC, e.id DESC LIMIT ${first}::int)
        SELECT f.entry_id AS "entryId", ${buildPassages(sql`f.configuration`, sql`concat_ws(' · ', f.title, f.text)`, sql`f.words`)} AS text
        FROM found f`,
      [cacheTags.search, cacheTags.liveBlogs],
    );
    return rows.map(({ entryId, text }) => ({ entryId, highlight: renderMarks(text, words) }));
  }
}
