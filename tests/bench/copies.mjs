/** Number of articles that are imported. The others are copies of them with earlier dates. */
export const ORIGINALS = 500;

const CONTENT = `title, standfirst, opening, word_count, section_id, image_id, seo_title, seo_description, revision, kind, language`;
const EARLIER = `$1::int * interval '110 days'`;
/** Parameters: $1 number of the copy, $2 offset of its IDs, $3 highest ID to copy. */
const COPY = [
  `INSERT INTO draft (id, slug, path, published_at, updated_at, published_revision, ${CONTENT})
   SELECT id + $2, slug || '-' || $1, path || '-' || $1, published_at - ${EARLIER}, updated_at, published_revision, ${CONTENT}
   FROM draft WHERE id <= $3`,
  `INSERT INTO article (id, slug, path, published_at, listed_at, updated_at, ${CONTENT})
   SELECT id + $2, slug || '-' || $1, path || '-' || $1, published_at - ${EARLIER}, listed_at - ${EARLIER}, updated_at, ${CONTENT}
   FROM article WHERE id <= $3`,
  `INSERT INTO article_body (article_id, html, text, markdown, outline, blocks, detected_language)
   SELECT article_id + $2, html, text, markdown, outline, blocks, detected_language FROM article_body WHERE article_id <= $3 AND $1::int > 0`,
  `INSERT INTO article_tag (article_id, tag_id, position, listed_at)
   SELECT article_id + $2, tag_id, position, listed_at - ${EARLIER} FROM article_tag WHERE article_id <= $3`,
  `INSERT INTO article_section (article_id, section_id, position, listed_at)
   SELECT article_id + $2, section_id, position, listed_at - ${EARLIER} FROM article_section WHERE article_id <= $3`,
  `INSERT INTO article_author (article_id, author_id, position, listed_at)
   SELECT article_id + $2, author_id, position, listed_at - ${EARLIER} FROM article_author WHERE article_id <= $3`,
  // With the version of the indexing, or the gateways index all of them again.
  `INSERT INTO article_search (article_id, listed_at, title, stale, document, version, language, length, words)
   SELECT article_id + $2, listed_at - ${EARLIER}, title, false, document, version, language, length, words
   FROM article_search WHERE article_id <= $3`,
  `INSERT INTO address (path, article_id, is_public)
   SELECT path || '-' || $1, article_id + $2, is_public FROM address WHERE article_id <= $3`,
];
/**
 * Statements that leave nothing to do for the gateway's jobs, which would otherwise rebuild lists during the
 * measurement.
 */
const NOTHING_DUE = [
  `INSERT INTO change_follower (name, sequence)
   SELECT 'related', max(sequence) FROM content_change ON CONFLICT (name) DO UPDATE SET sequence = excluded.sequence`,
  'DELETE FROM related_due',
  'DELETE FROM related_article',
];
/** Statements that create lists like those jobs, but of articles with neighbouring IDs, and count the words. */
const LISTS = [
  `INSERT INTO related_article (article_id, related_id, score, terms, tag_ids, author_ids, same_series)
   SELECT a.id, b.id, 0.5 - place * 0.05, '{harbour,ferry}', '{}', '{}', false
   FROM article a CROSS JOIN generate_series(1, 6) place JOIN article b
     ON b.id = 1 + (a.id + place * 37) % (SELECT max(id) FROM article)
   WHERE a.id <> b.id ON CONFLICT DO NOTHING`,
  `INSERT INTO article_popularity (article_id, span, views, score, previous_score)
   SELECT id, span, 1 + id % 997, 1 + id % 997, 1 + id % 991
   FROM article, unnest(ARRAY['LAST_HOUR', 'DAY', 'WEEK', 'TRENDING', 'RISING']) span ON CONFLICT DO NOTHING`,
  'DELETE FROM related_term',
  // Without them, each search would count the articles with its words.
  `INSERT INTO related_term (term, word, articles)
   SELECT word, word, ndoc FROM ts_stat('SELECT document FROM public.article_search')
   UNION ALL SELECT '*', '*', count(*) FROM article`,
];

/** Extends an imported archive to `count` articles, with related and popular lists for all. */
export async function growByCopies(postgres, count) {
  const { rows } = await postgres.query('SELECT max(id) AS last FROM article');
  const [{ last }] = rows;
  await postgres.query('BEGIN');
  // Disable triggers, which would index every word again.
  await postgres.query("SET LOCAL session_replication_role = 'replica'");
  const indexes = await withoutWordIndexes(postgres);
  for (let copy = 1; copy * last < count; copy++) {
    const values = [copy, copy * last, Math.min(last, count - copy * last)];
    for (const statement of COPY) await postgres.query(statement, values);
  }
  for (const { definition } of indexes) await postgres.query(definition);
  await postgres.query("SELECT setval('draft_id_seq', (SELECT max(id) FROM draft))");
  await postgres.query('SELECT public.recount_articles()');
  await postgres.query('COMMIT');
  // Update statistics, or the planner assumes the former size and chooses a quadratic plan.
  await postgres.query('ANALYZE');
  for (const statement of [...NOTHING_DUE, ...LISTS]) await postgres.query(statement);
}

/** Drops the word indexes and returns their definitions, since building them at the end is far faster. */
async function withoutWordIndexes(postgres) {
  const { rows } = await postgres.query(
    `SELECT indexname AS name, indexdef AS definition FROM pg_indexes
     WHERE schemaname = 'public' AND tablename = 'article_search' AND indexdef LIKE '%USING gin%'`,
  );
  for (const { name } of rows) await postgres.query(`DROP INDEX public."${name}"`);
  await postgres.query("SET LOCAL maintenance_work_mem = '512MB'");
  return rows;
}
