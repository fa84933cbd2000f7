import DataLoader from 'dataloader';
import { cacheTags } from '../../cache/cache-tags.js';
import { Prisma } from '../../database/generated/client.js';
import type { ReadClient } from '../../database/read/read-client.js';
import { escapeHtml } from '../../shared/text/html.js';
import { getBodyTable } from '../bodies/body.sql.js';
import type { SearchCriteria } from './query/criteria.js';
import { parseWords, toWebSearch } from './query/parse-words.js';
import { isUnspaced } from './query/scripts.js';

const { sql } = Prisma;

/** Characters of a body that are searched for passages to show. */
export const MAX_SEARCHED_LENGTH = 20_000;
/** Marks from Unicode's private use area, which articles' texts never contain. */
const [START, STOP] = ['\uE000', '\uE001'];
/**
 * Characters that PostgreSQL's parser joins words with, hiding them; the same as in the SQL function
 * normalize_words.
 */
const JOINERS = '<>/_-.@‘’“”„–—…«»·•';
/** Control characters, which the parser reads as spaces and which occur in no text. */
const PLACEHOLDERS = '\x01\x02\x03\x04\x05\x06\x07\x08\x0E\x0F\x10\x11\x12\x13\x14\x15\x16\x17\x18';
const SOFT_HYPHEN = '\u00AD';
/** Control character between letters of scripts without spaces, which the parser reads as a space. */
const LETTER_END = '\x19';
const ANY_PLACEHOLDER = new RegExp(`[${PLACEHOLDERS}]`, 'g');
const MARKED = new RegExp(`${START}([^${START}${STOP}]*)${STOP}`, 'g');
const MARKS = `StartSel=${START}, StopSel=${STOP}`;
/** Options for one or two passages. */
const PASSAGES = `MaxFragments=2, MinWords=10, MaxWords=25, FragmentDelimiter=" … ", ${MARKS}`;

/** Words of a query, and the stems of the compounds that it was found by. */
interface MarkedWords {
  words: string;
  compounds: readonly string[];
}

type HighlightKey = [marked: MarkedWords, id: number];

/** Loads texts of articles as HTML with the words of the query marked. */
export class Highlighter {
  constructor(private readonly reader: ReadClient) {}

  private readonly titles = this.createLoader(
    this.reader.table('article'),
    'id',
    sql`x.title`,
    `HighlightAll=true, ${MARKS}`,
  );

  private readonly bodies = this.createLoader(
    getBodyTable(this.reader),
    'article_id',
    sql`left(x.text, ${MAX_SEARCHED_LENGTH}::int)`,
    PASSAGES,
  );

  /** Returns the whole title as HTML; '' if the article does not exist. */
  async highlightTitle(foundBy: SearchCriteria, id: number): Promise<string> {
    return renderMarks((await this.titles.load([listMarked(foundBy), id])) ?? '', foundBy.words);
  }

  /** Returns the passages with most of the words as HTML; null if none is in the first 20,000 characters. */
  async highlightBody(foundBy: SearchCriteria, id: number): Promise<string | null> {
    const text = await this.bodies.load([listMarked(foundBy), id]);
    return text?.includes(START) ? renderMarks(text, foundBy.words) : null;
  }

  private createLoader(table: Prisma.Sql, key: string, text: Prisma.Sql, options: string) {
    const loadTexts = async ({ words: query, compounds }: MarkedWords, ids: number[]) => {
      const parts = parseWords(query);
      const words = toWebSearch(parts);
      const single = parts
        .flat()
        .flatMap(({ text, isPhrase, isExcluded }) => (isPhrase || isExcluded ? [] : [text]));
      const phrases = toWebSearch([
        parts.flat().filter(({ isPhrase, isExcluded }) => isPhrase && !isExcluded),
      ]);
      const anyCompound = compounds.map((stem) => `'${stem}'`).join(' | ');
      const rows = await this.reader.query<{ id: number; text: string }>(
        sql`
        SELECT x.${Prisma.raw(key)} AS id, ts_headline(q.configuration, ${separateWords(text)},
          -- Any of the words: a single text need not contain all of them.
          replace(websearch_to_tsquery(q.configuration, q.words)::text, '&', '|')::tsquery || ${anyCompound}::tsquery || q.forms, ${options}) AS text
        FROM ${table} x JOIN ${this.reader.table('article_search')} s ON s.article_id = x.${Prisma.raw(key)}
        CROSS JOIN LATERAL (SELECT coalesce(s.language, public.find_stemmer(NULL)) AS stemmer OFFSET 0) o
        CROSS JOIN LATERAL (SELECT ('public.' || quote_ident('site_' || o.stemmer))::regconfig AS own) l
        CROSS JOIN LATERAL (
          -- Without the stop words of the language.
          SELECT string_agg(w.word, ' ') AS words, coalesce(bool_or(public.is_reduced(o.stemmer) OR o.stemmer = 'english'
            AND (public.is_separated(o.stemmer, stem) OR cardinality(public.expand_stem(o.stemmer, w.word, stem)) > 1)), false) AS has_forms
          FROM unnest(${single}::text[]) AS w(word)
            CROSS JOIN unnest(tsvector_to_array(to_tsvector(l.own, public.reduce_words(o.stemmer, w.word)))) AS stem OFFSET 0
        ) r
        CROSS JOIN LATERAL (
          SELECT CASE WHEN r.has_forms THEN concat_ws(' ', r.words, ${phrases}::text) ELSE ${words}::text END AS words,
            CASE WHEN r.has_forms OR public.is_reduced(o.stemmer) OR numnode(websearch_to_tsquery(l.own, ${words})) = 0
              THEN 'public.site_words'::regconfig ELSE l.own END AS configuration,
            CASE WHEN r.has_forms THEN public.find_forms(o.stemmer, s.words, ${[...single, ...compounds]}::text[]) ELSE '' END AS forms
          OFFSET 0
        ) q WHERE x.${Prisma.raw(key)} = ANY(${ids}::int[])`,
        [cacheTags.search],
      );
      return new Map(rows.map((row) => [row.id, row.text]));
    };
    return new DataLoader<HighlightKey, string | null, string>(
      async (wanted) => {
        const queries = new Map(wanted.map(([marked]) => [getKey(marked), marked]));
        const texts = new Map<string, Map<number, string>>();
        const loads = [...queries].map(async ([key, marked]) => {
          const ids = wanted.flatMap(([other, id]) => (getKey(other) === key ? [id] : []));
          texts.set(key, await loadTexts(marked, ids));
        });
        await Promise.all(loads);
        return wanted.map(([marked, id]) => texts.get(getKey(marked))?.get(id) ?? null);
      },
      { cacheKeyFn: ([marked, id]) => `${id} ${getKey(marked)}` },
    );
  }
}

/** Builds the passages of a text with the words of a query marked, which `renderMarks` renders. */
export function buildPassages(configuration: Prisma.Sql, text: Prisma.Sql, query: Prisma.Sql): Prisma.Sql {
  return sql`ts_headline(${configuration}, ${separateWords(text)}, ${query}, ${PASSAGES})`;
}

/** Returns the first marked word of what buildPassages() has built, in lower case; undefined if there is none. */
export function findMarked(passages: string): string | undefined {
  return passages.match(MARKED)?.[0].slice(START.length, -STOP.length).toLowerCase();
}

/** Builds a text in which the parser of PostgreSQL finds every word. */
function separateWords(text: Prisma.Sql): Prisma.Sql {
  return sql`public.separate_letters(translate(${text}, ${JOINERS + PLACEHOLDERS + START + STOP + SOFT_HYPHEN}, ${PLACEHOLDERS}), '\\1' || ${LETTER_END})`;
}

function listMarked({ words, plan }: SearchCriteria): MarkedWords {
  return { words, compounds: plan?.compounds ?? [] };
}

function getKey({ words, compounds }: MarkedWords): string {
  return `${words}\n${compounds.join(' ')}`;
}

/** Renders text with marks as HTML: escapes the text, then replaces the marks by <mark>. */
export function renderMarks(text: string, words: string): string {
  const plain = joinLetters(text, words)
    .replace(/\s+/g, ' ')
    .replaceAll(ANY_PLACEHOLDER, (standIn) => JOINERS[PLACEHOLDERS.indexOf(standIn)] ?? standIn);
  return escapeHtml(plain).replaceAll(START, '<mark>').replaceAll(STOP, '</mark>');
}

/** Joins letters of scripts without spaces, and keeps the marks of those that are whole words of the query. */
function joinLetters(text: string, words: string): string {
  if (!text.includes(LETTER_END)) return text;
  const wanted = parseWords(words)
    .flat()
    .map((part) => part.text.replaceAll(' ', ''));
  return text
    .replaceAll(LETTER_END, '')
    .replaceAll(STOP + START, '')
    .replace(MARKED, (marked, letters: string) =>
      !isUnspaced(letters) || wanted.some((word) => letters.includes(word)) ? marked : letters,
    );
}
