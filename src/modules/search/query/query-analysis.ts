import { cacheTags } from '../../../cache/cache-tags.js';
import { Prisma } from '../../../database/generated/client.js';
import type { ReadClient } from '../../../database/read/read-client.js';
import { requireValue } from '../../../shared/require-value.js';
import { formatIsoTime } from '../iso-time.sql.js';
import type { TermRow } from './query-terms.js';

const { sql } = Prisma;
type Sql = Prisma.Sql;

/** Number of articles up to which those with a word are counted that related_term does not have; of more, it is estimated. */
const MAX_COUNTED = 1_000;
/**
 * Number of articles from which the mean length is computed, evenly spaced by ID: the newest may be of one
 * kind.
 */
const LENGTH_SAMPLE = 50;
/** Number of languages that a query is stemmed in: that of the request, and those with the most articles. */
const MAX_LANGUAGES = 48;
/** Number of articles of a language up to which they are counted; of more, it is estimated. */
const MAX_COUNTED_OF_LANGUAGE = 1_000;
/** Name of the count of all articles in related_term. */
const EVERY_ARTICLE = '*';

/** Statistics of the archive by which a search is ranked. Cursors store them, so that later pages rank alike. */
export interface ArchiveStatistics {
  /** Number of articles. */
  size: number;
  /** Mean number of words of an article, without stop words. */
  length: number;
  /** ISO 8601 time of the newest article that is not of the future, from which ages count; null if there is none. */
  newestAt: string | null;
}

/** A query as PostgreSQL parses it in the languages of the archive. */
export interface QueryAnalysis extends ArchiveStatistics {
  /** Names of the stemmers, first that of the language of the request, or of the site's. */
  languages: string[];
  /** Number of articles of each language, counted up to 1,000 and estimated beyond; null for the site's. */
  languageArticles: (number | null)[];
  /** The parts of the query in each language, both counted from 0. */
  parts: { language: number; part: number; query: string; pairs: number[] | null }[];
  words: string;
  verbatim: string;
  hasWords: boolean;
  terms: TermRow[];
}

/** Texts of a query in the syntax of websearch_to_tsquery. */
interface QueryTexts {
  text: string;
  verbatim: string;
  parts: string[];
  /** The different words. */
  words: string[];
}

/** Analyzes a query with one statement. */
export async function loadQueryAnalysis(reader: ReadClient, texts: QueryTexts): Promise<QueryAnalysis> {
  const search = reader.table('article_search');
  const [analysis] = await reader.query<QueryAnalysis>(
    sql`
      WITH RECURSIVE ${defineLanguages(search, buildStemmer(reader))},
      ${defineParts(texts.parts)},
      ${defineTerms(search, texts.words)},
      q AS MATERIALIZED (SELECT websearch_to_tsquery('public.site_words', ${texts.text}) AS words)
      SELECT (SELECT json_agg(stemmer ORDER BY nth) FROM language) AS languages,
        (SELECT json_agg(articles ORDER BY nth) FROM language) AS "languageArticles",
        ${listParts()} AS parts,
        words::text, querytree(words) NOT IN ('', 'T') AS "hasWords",
        websearch_to_tsquery('public.site_words', ${texts.verbatim})::text AS verbatim,
        ${countArticles(search)} AS size,
        ${averageLength(search)} AS length,
        ${selectNewestTime(search)} AS "newestAt",
        ${listTerms()} AS terms
      FROM q`,
    [cacheTags.search],
  );
  return requireValue(analysis, 'SELECT returns a row.');
}

/** Builds the stemmer of the language of the request, or of the site's for a client that reads all languages. */
export function buildStemmer({ language }: ReadClient): Sql {
  return language === null ? sql`public.find_stemmer(NULL)` : sql`public.find_stemmer(${language}::text)`;
}

/**
 * Defines `language`: the stemmers of the archive with their configurations, first `main`, and the articles of the others,
 * counted and estimated as those with a word are.
 */
function defineLanguages(search: Sql, main: Sql): Sql {
  return sql`present(stemmer) AS (
        (SELECT language FROM ${search} WHERE language IS NOT NULL ORDER BY language LIMIT 1)
        UNION ALL
        SELECT (SELECT s.language FROM ${search} s WHERE s.language > p.stemmer ORDER BY s.language LIMIT 1)
        FROM present p WHERE p.stemmer IS NOT NULL
      ), language AS MATERIALIZED (
        SELECT stemmer, nullif(articles, 0) AS articles, ('public.' || quote_ident('site_' || stemmer))::regconfig AS configuration,
          row_number() OVER (ORDER BY stemmer = main DESC, least(articles, ${MAX_COUNTED_OF_LANGUAGE}::int) DESC, stemmer)::int - 1 AS nth
        FROM (SELECT ${main} AS main OFFSET 0) o CROSS JOIN LATERAL (
          SELECT main AS stemmer, 0 AS articles
          UNION ALL SELECT p.stemmer, CASE WHEN few.articles < ${MAX_COUNTED_OF_LANGUAGE}::int THEN few.articles ELSE (
            SELECT greatest(coalesce(sum(share), 0) * ${countArticles(search)}, few.articles)::int
            FROM pg_stats, unnest(most_common_vals::text::text[], most_common_freqs) AS e(stemmer, share)
            WHERE (schemaname, tablename, attname) = ('public', 'article_search', 'language') AND e.stemmer = p.stemmer
          ) END
          FROM present p CROSS JOIN LATERAL (
            SELECT count(*)::int AS articles FROM (SELECT FROM ${search} s WHERE s.language = p.stemmer LIMIT ${MAX_COUNTED_OF_LANGUAGE}::int) s
          ) few WHERE p.stemmer <> main
        ) l ORDER BY nth LIMIT ${MAX_LANGUAGES}::int
      )`;
}

/** Defines `part`: each part of the query, parsed in each language. A single word has the stems that it expands to. */
function defineParts(parts: string[]): Sql {
  return sql`part AS MATERIALIZED (
        SELECT p.language, p.part, CASE numnode(p.query) WHEN 1 THEN (
          SELECT string_agg(quote_literal(stem), ' | ')::tsquery
          FROM unnest(public.expand_stem(p.stemmer, p.text, (tsvector_to_array(to_tsvector(p.configuration, p.reduced)))[1])) AS stem
        ) ELSE p.query END AS query
        FROM (
          SELECT l.nth AS language, l.stemmer, l.configuration, p.nth - 1 AS part, p.text, r.reduced, websearch_to_tsquery(l.configuration, r.reduced) AS query
          FROM unnest(${parts}::text[]) WITH ORDINALITY AS p(text, nth) CROSS JOIN language l
          CROSS JOIN LATERAL (SELECT public.reduce_words(l.stemmer, p.text) AS reduced OFFSET 0) r OFFSET 0
        ) p
      )`;
}

/**
 * Defines `term`: the stems of each word in each language with those that they expand to, and `counted`: the number of
 * articles of these: from related_term, which has the words of the site's language but for those that separate_english()
 * separates and those that accents change; else counted up to MAX_COUNTED, and if there are more, estimated by `frequent`, the
 * statistics of PostgreSQL. No more articles have a stem of another language than are written in it. `form` has the number of articles with each word as it
 * is written, which is not counted if very many have its stem.
 */
function defineTerms(search: Sql, words: string[]): Sql {
  return sql`term AS MATERIALIZED (
        SELECT w.word, l.nth AS language, l.articles AS articles, stem, public.is_separated(l.stemmer, stem) AS is_separated, e.stems, e.query
        FROM unnest(${words}::text[]) AS w(word) CROSS JOIN language l
        CROSS JOIN unnest(tsvector_to_array(to_tsvector(l.configuration, public.reduce_words(l.stemmer, w.word)))) AS stem
        CROSS JOIN LATERAL (
          SELECT stems, (SELECT string_agg(quote_literal(each), ' | ') FROM unnest(stems) AS each) AS query
          FROM (SELECT public.expand_stem(l.stemmer, w.word, stem) AS stems OFFSET 0) e
        ) e
      ), frequent AS MATERIALIZED (
        SELECT stem, share FROM pg_stats, unnest(most_common_elems::text::text[], most_common_elem_freqs) AS e(stem, share)
        WHERE (schemaname, tablename, attname) = ('public', 'article_search', 'document')
      ), counted AS MATERIALIZED (
        SELECT t.query, coalesce(
          (SELECT nullif(sum(r.articles), 0) FROM public.related_term r WHERE NOT t.is_separated AND r.term = ANY(t.stems)),
          (SELECT nullif(count(*), ${MAX_COUNTED}::int) FROM (SELECT FROM ${search} s WHERE s.document @@ t.query::tsquery LIMIT ${MAX_COUNTED}::int) few),
          (SELECT greatest(least(coalesce(sum(share), 0), 1) * ${countArticles(search)}, ${MAX_COUNTED}::int) FROM frequent WHERE stem = ANY(t.stems))
        )::int AS articles FROM (SELECT DISTINCT query, stems, is_separated FROM term) t
      ), form AS MATERIALIZED (
        SELECT f.*, CASE WHEN ${MAX_COUNTED}::int > ALL(
          SELECT c.articles FROM term t JOIN counted c ON c.query = t.query WHERE t.word = f.word
        ) THEN (
          SELECT count(*) FROM (SELECT FROM ${search} s WHERE s.words @@ f.query LIMIT ${MAX_COUNTED}::int) few
        ) ELSE ${MAX_COUNTED}::int END AS articles
        FROM (SELECT word, plainto_tsquery('public.site_words', word) AS query FROM unnest(${words}::text[]) AS w(word) OFFSET 0) f
      )`;
}

function listParts(): Sql {
  return sql`coalesce((
          SELECT json_agg(json_build_object('language', language, 'part', part, 'query', query::text, 'pairs', public.phrase_pairs(query)))
          FROM part WHERE numnode(query) > 0
        ), '[]')`;
}

function countArticles(search: Sql): Sql {
  return sql`coalesce((SELECT articles FROM public.related_term WHERE term = ${EVERY_ARTICLE}), (SELECT count(*) FROM ${search}))::int`;
}

/** Averages the lengths of articles at even distances of their IDs. */
function averageLength(search: Sql): Sql {
  return sql`coalesce((
          SELECT avg(s.length) FROM (SELECT min(article_id) AS first, max(article_id) AS last FROM ${search}) ids
          CROSS JOIN generate_series(0, ${LENGTH_SAMPLE}::int) AS nth
          -- By the index for each: a join would read the whole table.
          CROSS JOIN LATERAL (
            SELECT length FROM ${search} s WHERE s.article_id = (first + (last - first)::bigint * nth / ${LENGTH_SAMPLE}::int)::int LIMIT 1
          ) s
        ), 1)::float8`;
}

function selectNewestTime(search: Sql): Sql {
  return sql`(SELECT ${formatIsoTime(sql`listed_at`)} FROM ${search} WHERE listed_at <= now() ORDER BY listed_at DESC LIMIT 1)`;
}

function listTerms(): Sql {
  return sql`coalesce((
          SELECT json_agg(json_build_object('word', t.word, 'plain', public.normalize_phrase(t.word), 'language', t.language, 'stem', t.stem, 'query', t.query, 'typed', f.query::text,
            'articles', least(c.articles, t.articles), 'typedArticles', f.articles))
          FROM term t JOIN counted c ON c.query = t.query JOIN form f ON f.word = t.word
        ), '[]')`;
}
