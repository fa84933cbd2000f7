import DataLoader from 'dataloader';
import { cacheTags } from '../../cache/cache-tags.js';
import { Prisma } from '../../database/generated/client.js';
import type { ReadClient } from '../../database/read/read-client.js';

const { sql } = Prisma;

/** As much of a body as is searched for words to show. Characters. */
const MAX_SEARCHED_LENGTH = 20_000;
/** Characters for private use: no text of an article keeps them, so that a mark is never a reader's own. */
const [START, STOP] = ['\uE000', '\uE001'];
/** What joins words for PostgreSQL's parser, and would hide them from it: the SQL function words_apart has these too. */
const JOINERS = '<>/_-.@‘’“”„–—…«»·•';
/** Control characters are spaces to the parser, and none are in a text. */
const PLACEHOLDERS = '\x01\x02\x03\x04\x05\x06\x07\x08\x0E\x0F\x10\x11\x12\x13\x14\x15\x16\x17\x18';
const ANY_PLACEHOLDER = new RegExp(`[${PLACEHOLDERS}]`, 'g');
const MARKS = `StartSel=${START}, StopSel=${STOP}`;

type HighlightKey = [words: string, id: number];

/** Texts of articles with what was found in them marked, as HTML. */
export class Highlighter {
  constructor(private readonly reader: ReadClient) {}

  private readonly titles = this.createLoader('article', 'id', sql`x.title`, `HighlightAll=true, ${MARKS}`);

  private readonly bodies = this.createLoader(
    'article_body',
    'article_id',
    sql`left(x.text, ${MAX_SEARCHED_LENGTH}::int)`,
    `MaxFragments=2, MinWords=10, MaxWords=25, FragmentDelimiter=" … ", ${MARKS}`,
  );

  /** The whole title as HTML; '' for an article that is not there. */
  async highlightTitle(words: string, id: number): Promise<string> {
    return renderMarks((await this.titles.load([words, id])) ?? '');
  }

  /** The passages with most of the words as HTML; null when none is in the first 20,000 characters. */
  async highlightBody(words: string, id: number): Promise<string | null> {
    const text = await this.bodies.load([words, id]);
    return text?.includes(START) ? renderMarks(text) : null;
  }

  private createLoader(table: string, key: string, text: Prisma.Sql, options: string) {
    const loadTexts = async (words: string, ids: number[]) => {
      const rows = await this.reader.query<{ id: number; text: string }>(
        sql`
        SELECT x.${Prisma.raw(key)} AS id, ts_headline(q.configuration,
          translate(${text}, ${JOINERS + PLACEHOLDERS + START + STOP}, ${PLACEHOLDERS}),
          -- Any of the words: in the one text that is shown they need not all be.
          replace(websearch_to_tsquery(q.configuration, ${words})::text, '&', '|')::tsquery, ${options}) AS text
        FROM (
          SELECT CASE numnode(websearch_to_tsquery('public.site', ${words}))
            WHEN 0 THEN 'public.site_words' ELSE 'public.site' END::regconfig AS configuration
        ) q CROSS JOIN ${this.reader.table(table)} x WHERE x.${Prisma.raw(key)} = ANY(${ids}::int[])`,
        [cacheTags.search],
      );
      return new Map(rows.map((row) => [row.id, row.text]));
    };
    return new DataLoader<HighlightKey, string | null, string>(
      async (wanted) => {
        const queries = [...new Set(wanted.map(([words]) => words))];
        const texts = await Promise.all(
          queries.map((query) =>
            loadTexts(
              query,
              wanted.flatMap(([words, id]) => (words === query ? [id] : [])),
            ),
          ),
        );
        return wanted.map(([words, id]) => texts[queries.indexOf(words)]!.get(id) ?? null);
      },
      { cacheKeyFn: ([words, id]) => `${id} ${words}` },
    );
  }
}

/** Text with marks as HTML: what the article says is escaped, all of it, and then the marks become <mark>. */
function renderMarks(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replaceAll(ANY_PLACEHOLDER, (standIn) => JOINERS[PLACEHOLDERS.indexOf(standIn)]!)
    .replace(/[&<>"']/g, (character) => ESCAPES[character]!)
    .replaceAll(START, '<mark>')
    .replaceAll(STOP, '</mark>');
}

const ESCAPES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
