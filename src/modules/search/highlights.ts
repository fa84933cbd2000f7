import DataLoader from 'dataloader';
import { Prisma } from '../../database/generated/client.js';
import { keys } from '../../database/keys.js';
import type { Reader } from '../../database/reader.js';

const { sql } = Prisma;

/** As much of a body as is searched for words to show. Characters. */
const SEARCHED_LENGTH = 20_000;
/** Characters for private use: no text of an article keeps them, so that a mark is never a reader's own. */
const [START, STOP] = ['\uE000', '\uE001'];
/** What joins words for PostgreSQL's parser, and would hide them from it: the SQL function words_apart has these too. */
const JOINERS = '<>/_-.@‘’“”„–—…«»·•';
/** Control characters are spaces to the parser, and none are in a text. */
const STAND_INS = '\x01\x02\x03\x04\x05\x06\x07\x08\x0E\x0F\x10\x11\x12\x13\x14\x15\x16\x17\x18';
const ANY_STAND_IN = new RegExp(`[${STAND_INS}]`, 'g');
const MARKS = `StartSel=${START}, StopSel=${STOP}`;

type Wanted = [words: string, id: number];

/** Texts of articles with what was found in them marked, as HTML. */
export class Highlights {
  constructor(private readonly reader: Reader) {}

  private readonly titles = this.of('article', 'id', sql`x.title`, `HighlightAll=true, ${MARKS}`);

  private readonly bodies = this.of(
    'article_body',
    'article_id',
    sql`left(x.text, ${SEARCHED_LENGTH}::int)`,
    `MaxFragments=2, MinWords=10, MaxWords=25, FragmentDelimiter=" … ", ${MARKS}`,
  );

  /** The whole title as HTML; '' for an article that is not there. */
  async title(words: string, id: number): Promise<string> {
    return toHtml((await this.titles.load([words, id])) ?? '');
  }

  /** The passages with most of the words as HTML; null when none is in the first 20,000 characters. */
  async body(words: string, id: number): Promise<string | null> {
    const text = await this.bodies.load([words, id]);
    return text?.includes(START) ? toHtml(text) : null;
  }

  private of(table: string, key: string, text: Prisma.Sql, options: string) {
    const read = async (words: string, ids: number[]) => {
      const rows = await this.reader.query<{ id: number; text: string }>(
        sql`
        SELECT x.${Prisma.raw(key)} AS id, ts_headline(q.configuration,
          translate(${text}, ${JOINERS + STAND_INS + START + STOP}, ${STAND_INS}),
          -- Any of the words: in the one text that is shown they need not all be.
          replace(websearch_to_tsquery(q.configuration, ${words})::text, '&', '|')::tsquery, ${options}) AS text
        FROM (
          SELECT CASE numnode(websearch_to_tsquery('public.site', ${words}))
            WHEN 0 THEN 'public.site_words' ELSE 'public.site' END::regconfig AS configuration
        ) q CROSS JOIN ${this.reader.table(table)} x WHERE x.${Prisma.raw(key)} = ANY(${ids}::int[])`,
        [keys.search],
      );
      return new Map(rows.map((row) => [row.id, row.text]));
    };
    return new DataLoader<Wanted, string | null, string>(
      async (wanted) => {
        const queries = [...new Set(wanted.map(([words]) => words))];
        const texts = await Promise.all(
          queries.map((query) =>
            read(
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
function toHtml(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replaceAll(ANY_STAND_IN, (standIn) => JOINERS[STAND_INS.indexOf(standIn)]!)
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
