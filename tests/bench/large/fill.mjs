import { POOL, storeBlocks } from './blocks.mjs';
import { multiplyArchive } from './multiply.mjs';

/** Numbers of tags and authors at a million articles. Smaller archives have a tenth and a hundredth of them. */
const TERMS = 40_000;
/** Sections on each of four levels: 8, four below each of them, three below each of these, and two. */
const SECTIONS = 8 * (1 + 4 * (1 + 3 * (1 + 2)));
const YEARS = 20;

/** Articles that are written one by one; others are copies of them. */
const ORIGINALS = 100_000;
/** Settings of the connection: without triggers and foreign keys, and by loops, which look up each block by its key. */
const SETTINGS = "session_replication_role = 'replica'; maintenance_work_mem = '1GB'; work_mem = '512MB'"
  .concat('; enable_hashjoin = off; enable_mergejoin = off; jit = off')
  .concat('; max_parallel_workers_per_gather = 0; max_parallel_maintenance_workers = 0')
  .split('; ');

const EMPTIED =
  'draft, article, article_body, article_revision, draft_tag, article_tag, draft_author, article_author'.concat(
    ', draft_section, article_section, article_search, draft_search, address, image, suggestion, search_word',
    ', related_article, related_list, article_popularity, tag, author, section, editor_change',
  );

/** A pseudo-random number from 0 to below 1 that follows from the number of an article and a seed. */
const random = (seed, number = 'n') =>
  `((hashint8extended(${number}::bigint, ${seed}) & 2147483647) / 2147483648.0::float8)`;
/** A number from 1 to `most`; n is drawn with a probability near 1/n: Zipf's law. */
const zipf = (most, seed) => `least(${most}, floor(power(${most}::float8, ${random(seed)})))::int`;
const even = (most, seed) => `(1 + floor(${most} * ${random(seed)}))::int`;

/** The blocks of an article `a`, in order, with a heading, a list or a quotation at every third place. */
const BLOCKS = `(SELECT slot, b.* FROM (
    SELECT slot, CASE WHEN slot % 6 = 3 THEN 'HEADING' WHEN slot % 8 = 5 THEN 'QUOTE' WHEN slot % 8 = 7 THEN 'LIST' ELSE 'PARAGRAPH' END AS kind
    FROM generate_series(1, a.blocks) AS slot
  ) s JOIN bench_block b ON b.kind = s.kind AND b.nth = (1 + floor(${random('slot', 'a.n')} * CASE s.kind
    WHEN 'PARAGRAPH' THEN ${POOL.PARAGRAPH} WHEN 'HEADING' THEN ${POOL.HEADING} WHEN 'LIST' THEN ${POOL.LIST} ELSE ${POOL.QUOTE} END))::int)`;

const CONTENT = `slug, path, title, standfirst, opening, word_count, section_id, image_id, revision, published_at, updated_at, created_at`;

/** Statements that write what an import of the articles would have written. $1 is not used; they are run in this order. */
const WRITES = {
  section: `WITH one AS (SELECT n AS id, NULL::int AS parent FROM generate_series(1, 8) n), two AS (SELECT 8 + n AS id, 1 + (n - 1) / 4 AS parent FROM generate_series(1, 32) n),
    three AS (SELECT 40 + n AS id, 9 + (n - 1) / 3 AS parent FROM generate_series(1, 96) n),
    four AS (SELECT 136 + n AS id, 41 + (n - 1) / 2 AS parent FROM generate_series(1, 192) n)
    INSERT INTO section (id, slug, name, parent_id, position)
    SELECT id, 'desk-' || id, 'Desk ' || id, parent, id FROM (
      SELECT * FROM one UNION ALL SELECT * FROM two UNION ALL SELECT * FROM three UNION ALL SELECT * FROM four
    ) s ORDER BY id`,
  sectionAddress: `INSERT INTO address (path, section_id, is_public, since) SELECT path, id, true, now() FROM bench_section`,
  tag: (terms) => `INSERT INTO tag (id, slug, name)
    SELECT n, lower(word) || '-' || n, initcap(word) || ' ' || n
    FROM generate_series(1, ${terms}) n JOIN bench_block b ON b.kind = 'TITLE' AND b.nth = n, substring(b.text, '\\w+$') AS word`,
  author: (terms) => `INSERT INTO author (id, slug, name)
    SELECT n, first || '-' || last || '-' || n, initcap(first) || ' ' || initcap(last) || ' ' || n
    FROM generate_series(1, ${terms}) n JOIN bench_block b ON b.kind = 'TITLE' AND b.nth = ${POOL.TITLE} + 1 - n
    JOIN bench_block c ON c.kind = 'TITLE' AND c.nth = ${POOL.TITLE} - n, substring(b.text, '\\w+$') AS first, substring(c.text, '\\w+$') AS last`,
  names: `INSERT INTO suggestion (kind, node_id, word, phrase)
    SELECT kind, id, i - 1, left(array_to_string(words[i:], ' '), 100)
    FROM (SELECT 'TAG' AS kind, id, name FROM tag UNION ALL SELECT 'AUTHOR', id, name FROM author UNION ALL SELECT 'SECTION', id, name FROM section) t,
      string_to_array(public.normalize_phrase(name), ' ') AS words, generate_series(1, least(cardinality(words), 12)) AS i`,
  image: `INSERT INTO image (id, digest, url, alt, caption, width, height)
    SELECT n, translate(encode(sha256(n::text::bytea), 'base64'), '+/=', '-_'), '/media/' || n || '.jpg', title, standfirst, 1600, 900
    FROM bench_article WHERE has_image`,
  article_body: `INSERT INTO article_body (article_id, html, text, markdown, outline, blocks, detected_language)
    SELECT a.n, b.html, b.text, b.markdown || E'\\n', b.outline, b.blocks, 'en'
    FROM bench_article a, LATERAL (SELECT string_agg(html, E'\\n' ORDER BY slot) AS html, string_agg(text, E'\\n\\n' ORDER BY slot) AS text,
      string_agg(markdown, E'\\n\\n' ORDER BY slot) AS markdown, coalesce(jsonb_agg(entry ORDER BY slot) FILTER (WHERE entry IS NOT NULL), '[]') AS outline,
      jsonb_agg(block ORDER BY slot) AS blocks FROM ${BLOCKS} x) b`,
  draft: `INSERT INTO draft (id, source, source_id, source_digest, imported_at, published_revision, ${CONTENT})
    SELECT a.n, 'markdown archive', a.n || '.md', sha256(a.n::text::bytea), now(), 1, a.slug, a.path, a.title, a.standfirst,
      array_to_string((regexp_split_to_array(left(b.text, 2000), '\\s+'))[1:101], ' '), c.words, a.section_id, CASE WHEN a.has_image THEN a.n END, 1, a.at, a.at, now()
    FROM bench_article a JOIN article_body b ON b.article_id = a.n, LATERAL (SELECT sum(word_count) AS words FROM ${BLOCKS} x) c`,
  article: `INSERT INTO article (id, listed_at, ${CONTENT}) SELECT id, published_at, ${CONTENT} FROM draft`,
  address: `INSERT INTO address (path, article_id, is_public, since) SELECT path, n, true, now() FROM bench_article`,
  article_tag: (terms) => `INSERT INTO article_tag (article_id, tag_id, position, listed_at)
    SELECT n, tag, row_number() OVER (PARTITION BY n ORDER BY slot) - 1, at FROM (
      SELECT n, at, min(slot) AS slot, ${zipf(terms, '100 + slot')} AS tag FROM bench_article, generate_series(1, 6) AS slot
      WHERE slot <= ${even(6, 99)} GROUP BY 1, 2, 4) t`,
  article_author: (terms) => `INSERT INTO article_author (article_id, author_id, position, listed_at)
    SELECT n, author, row_number() OVER (PARTITION BY n ORDER BY slot) - 1, at FROM (
      SELECT n, at, min(slot) AS slot, ${zipf(terms, '200 + slot')} AS author FROM bench_article, generate_series(1, 2) AS slot
      WHERE slot <= 1 + (${random(199)} < 0.2)::int GROUP BY 1, 2, 4) t`,
  article_section: `INSERT INTO article_section (article_id, section_id, position, listed_at)
    SELECT n, s.ancestor, CASE WHEN s.ancestor = a.section_id THEN 0 END, at
    FROM bench_article a JOIN bench_section b ON b.id = a.section_id, unnest(b.line) AS s(ancestor)`,
  draft_tag:
    'INSERT INTO draft_tag (article_id, tag_id, position) SELECT article_id, tag_id, position FROM article_tag',
  draft_author:
    'INSERT INTO draft_author (article_id, author_id, position) SELECT article_id, author_id, position FROM article_author',
  draft_section:
    'INSERT INTO draft_section (article_id, section_id, position) SELECT article_id, section_id, position FROM article_section',
  article_revision: `INSERT INTO article_revision (article_id, number, created_at, kind, content)
    SELECT a.n, 1, now(), 'IMPORTED', jsonb_build_object('body', jsonb_build_object('text', rtrim(b.markdown, E'\\n'), 'format', 'markdown'), 'path', null, 'slug', a.slug,
      'tags', (SELECT jsonb_agg(t.name ORDER BY x.position) FROM article_tag x JOIN tag t ON t.id = x.tag_id WHERE x.article_id = a.n),
      'image', CASE WHEN a.has_image THEN jsonb_build_object('alt', a.title, 'url', '/media/' || a.n || '.jpg', 'width', 1600, 'credit', null, 'focalX', null, 'focalY', null, 'height', 900, 'caption', a.standfirst) END,
      'title', a.title, 'fields', '{}'::jsonb, 'series', null, 'aliases', '[]'::jsonb,
      'authors', (SELECT jsonb_agg(w.name ORDER BY x.position) FROM article_author x JOIN author w ON w.id = x.author_id WHERE x.article_id = a.n),
      'noindex', null, 'section', to_jsonb(s.names), 'language', null, 'nofollow', null, 'seoTitle', null, 'updatedAt', null, 'sponsorUrl', null, 'standfirst', a.standfirst,
      'corrections', '[]'::jsonb, 'publishedAt', to_char(a.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'sponsorName', null, 'canonicalUrl', null,
      'machineRights', null, 'otherSections', '[]'::jsonb, 'seoDescription', null)
    FROM bench_article a JOIN article_body b ON b.article_id = a.n JOIN bench_section s ON s.id = a.section_id`,
  article_search: `INSERT INTO article_search (article_id, listed_at, stale, is_shared, version, language, title, document, words, length)
    SELECT a.n, a.at, NULL, true, public.search_version(), 'english', to_tsvector('public.site_words', a.title), document,
      b.words || strip(to_tsvector('public.site_words', public.normalize_words(concat_ws(' ', a.title, a.standfirst, names)))),
      (SELECT sum(cardinality(positions)) FROM unnest(document))
    FROM bench_article a, LATERAL (SELECT bench_join(stems ORDER BY slot) AS stems, bench_join(words) AS words,
        setweight(coalesce(bench_join(stems ORDER BY slot) FILTER (WHERE kind = 'HEADING'), ''), 'C') AS headings FROM ${BLOCKS} x) b,
      LATERAL (SELECT concat_ws(' ', (SELECT string_agg(t.name, ' ' ORDER BY x.position) FROM article_tag x JOIN tag t ON t.id = x.tag_id WHERE x.article_id = a.n),
        (SELECT string_agg(w.name, ' ' ORDER BY x.position) FROM article_author x JOIN author w ON w.id = x.author_id WHERE x.article_id = a.n)) AS names) c,
      LATERAL (SELECT setweight(to_tsvector('public.site_english', names), 'B') || setweight(to_tsvector('public.site_english', a.title), 'A')
        || setweight(to_tsvector('public.site_english', public.normalize_words(a.standfirst)), 'C') || b.stems || b.headings AS document) d`,
  draft_search: `INSERT INTO draft_search (article_id, listed_at, stale, version, is_shared) SELECT n, at, NULL, public.search_version(), true FROM bench_article`,
  suggestion: `INSERT INTO suggestion (kind, node_id, word, phrase)
    SELECT 'ARTICLE', n, i - 1, left(array_to_string(words[i:], ' '), 100)
    FROM bench_article, string_to_array(public.normalize_phrase(title), ' ') AS words, generate_series(1, least(cardinality(words), 12)) AS i`,
  // Of all blocks: a few more than those of a small archive.
  search_word: `INSERT INTO search_word SELECT DISTINCT word FROM (
      SELECT words FROM bench_block UNION ALL SELECT to_tsvector('public.site_words', name) FROM tag UNION ALL SELECT to_tsvector('public.site_words', name) FROM author
    ) w, unnest(tsvector_to_array(words)) AS word WHERE length(word) BETWEEN 3 AND 40 AND word ~ '^[[:alpha:]]+$'`,
  related_article: (
    _,
    count,
  ) => `INSERT INTO related_article (article_id, related_id, score, terms, tag_ids, author_ids, same_series)
    SELECT n, 1 + (n + place * 37) % ${count}, 0.5 - place * 0.05, '{harbour,ferry}', '{}', '{}', false
    FROM bench_article, generate_series(1, 6) place WHERE (n + place * 37) % ${count} <> n - 1`,
  related_list: `INSERT INTO related_list SELECT article_id, array_agg(related_id ORDER BY score DESC), array_agg(score ORDER BY score DESC) FROM related_article GROUP BY 1`,
  // Of each span, the articles that readers found: the newest, and a few of all ages.
  article_popularity: (
    _,
    count,
  ) => `INSERT INTO article_popularity (article_id, span, views, score, previous_score)
    SELECT n, span, 1 + n % 997, 1 + n % 997, 1 + n % 991 FROM bench_article, unnest(ARRAY['LAST_HOUR', 'DAY', 'WEEK', 'TRENDING', 'RISING']) span
    WHERE n > ${count} - 2000 OR n % 100 = 0`,
  change_follower: `INSERT INTO change_follower (name, sequence) SELECT 'related', coalesce(max(sequence), 0) FROM content_change
    ON CONFLICT (name) DO UPDATE SET sequence = excluded.sequence`,
};

/**
 * Fills an empty database with `count` articles of 20 years, unless it has them. More than 100,000 are these and copies of them.
 * `blocks` is the lowest and highest number of blocks of a text, `pool` a file with the blocks of an earlier run, if there was
 * one; `hasSearch` is false to save the time of indexing words. `report` is called after each table.
 */
export async function fillArchive(
  postgres,
  count,
  { blocks = [6, 12], pool, hasSearch = true, report = () => undefined } = {},
) {
  const existing = await countArticles(postgres);
  // Those of an earlier run have what its writes created.
  if (existing >= count) return;
  const originals = Math.min(count, ORIGINALS);
  if (existing !== 0 && existing !== originals)
    throw new Error(`The database has ${existing} articles, not ${count}.`);
  if (existing === 0) await storeBlocks(postgres, pool);
  report('blocks');
  for (const setting of SETTINGS) await postgres.query(`SET ${setting}`);
  await postgres.query('BEGIN');
  // Tables that are emptied in a transaction need no log of it where wal_level is minimal.
  if (existing === 0) await postgres.query(`TRUNCATE ${EMPTIED} CASCADE`);
  const indexes = await dropIndexes(postgres);
  if (existing === 0) await writeOriginals(postgres, originals, { blocks, report });
  await postgres.query('COMMIT');
  const copies = Math.round(count / originals);
  if (copies > 1)
    await multiplyArchive(postgres, copies, `${(YEARS * 365 * 24 * 3600) / count} seconds`, report);
  await postgres.query('ANALYZE');
  for (const { name, definition } of indexes) {
    if (!hasSearch && /^article_search_(document_idx|words_idx|word_pairs)$/.test(name)) continue;
    await postgres.query(definition);
    report(name);
  }
  await countTerms(postgres);
  for (const table of ['draft', 'image', 'tag', 'author', 'section'])
    await postgres.query(`SELECT setval('${table}_id_seq', (SELECT max(id) FROM ${table}))`);
  await postgres.query('SELECT public.recount_articles()');
  await postgres.query('RESET ALL');
  await postgres.query('VACUUM ANALYZE');
  report('VACUUM ANALYZE');
}

async function countArticles(postgres) {
  const { rows } = await postgres.query('SELECT count(*)::int AS count FROM article');
  return rows[0].count;
}

async function writeOriginals(postgres, count, { blocks, report }) {
  await postgres.query('CREATE AGGREGATE bench_join(tsvector) (sfunc = tsvector_concat, stype = tsvector)');
  const terms = Math.max(400, Math.round((TERMS * count) / 1_000_000));
  await runWrite(postgres, 'section', WRITES.section);
  await createArticles(postgres, count, blocks);
  for (const [name, write] of Object.entries(WRITES)) {
    if (name === 'section') continue;
    await runWrite(postgres, name, typeof write === 'function' ? write(terms, count) : write);
    if (/^(article_body|draft|article_tag|tag|author)$/.test(name)) await postgres.query(`ANALYZE ${name}`);
    report(name);
  }
  await postgres.query('DROP AGGREGATE bench_join(tsvector)');
}

/** Counts the articles with each stem in a sample, and all articles (*), as the index of related articles does, which searches rank by. */
async function countTerms(postgres) {
  const count = await countArticles(postgres);
  const every = Math.max(1, Math.floor(count / 10_000));
  await postgres.query('DELETE FROM related_term');
  await postgres.query(
    `INSERT INTO related_term (term, word, articles)
     SELECT word, word, ndoc * ${every} FROM ts_stat('SELECT document FROM public.article_search WHERE article_id % ${every} = 0') WHERE word NOT LIKE '=%'
     UNION ALL SELECT '*', '*', ${count}`,
  );
}

async function runWrite(postgres, name, statement) {
  try {
    await postgres.query(statement);
  } catch (error) {
    throw new Error(`The statement that fills ${name} failed.`, { cause: error });
  }
}

/** Creates bench_section, the sections with their paths, and bench_article, what an article is made of. */
async function createArticles(postgres, count, [least, most]) {
  await postgres.query(`CREATE UNLOGGED TABLE bench_section AS WITH RECURSIVE tree AS (
      SELECT id, '/' || slug AS path, ARRAY[id] AS line, ARRAY[name] AS names FROM section WHERE parent_id IS NULL
      UNION ALL SELECT s.id, t.path || '/' || s.slug, t.line || s.id, t.names || s.name FROM tree t JOIN section s ON s.parent_id = t.id
    ) SELECT * FROM tree`);
  await postgres.query('ALTER TABLE bench_section ADD PRIMARY KEY (id)');
  await postgres.query(`CREATE UNLOGGED TABLE bench_article AS
    SELECT n, title, slug, standfirst, section_id, s.path || '/' || slug AS path, ${random(5)} < 0.8 AS has_image, ${least} - 1 + ${even(most - least + 1, 6)} AS blocks,
      date_trunc('milliseconds', timestamptz '2026-06-01Z' - (${count} - n) * interval '${YEARS} years' / ${count}) AS at
    FROM (SELECT n, upper(left(t.text, 1)) || substr(t.text, 2) || ' ' || u.text AS title, replace(t.text || ' ' || u.text, ' ', '-') || '-' || n AS slug,
        upper(left(v.text, 1)) || substr(v.text, 2) || ' ' || w.text AS standfirst, 1 + ${zipf(SECTIONS, 7)} * 131 % ${SECTIONS} AS section_id
      FROM generate_series(1, ${count}) n
        JOIN bench_block t ON t.kind = 'TITLE' AND t.nth = ${even(POOL.TITLE, 1)} JOIN bench_block u ON u.kind = 'TITLE' AND u.nth = ${even(POOL.TITLE, 2)}
        JOIN bench_block v ON v.kind = 'STANDFIRST' AND v.nth = ${even(POOL.STANDFIRST, 3)} JOIN bench_block w ON w.kind = 'STANDFIRST' AND w.nth = ${even(POOL.STANDFIRST, 4)}
    ) a JOIN bench_section s ON s.id = a.section_id ORDER BY n`);
  await postgres.query('ALTER TABLE bench_article ADD PRIMARY KEY (n)');
  await postgres.query('ANALYZE bench_section, bench_article');
}

/** Drops the indexes of the filled tables, but for primary keys, and returns their definitions: building them at the end is far faster. */
async function dropIndexes(postgres) {
  const { rows } = await postgres.query(
    `SELECT i.indexrelid::regclass::text AS name, pg_get_indexdef(i.indexrelid) AS definition FROM pg_index i
     WHERE i.indrelid = ANY(string_to_array($1, ', ')::regclass[]) AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = i.indexrelid)
     ORDER BY i.indrelid, i.indexrelid`,
    [EMPTIED],
  );
  for (const { name } of rows) await postgres.query(`DROP INDEX ${name}`);
  return rows;
}
