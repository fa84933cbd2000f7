/** Number of sections, tags, authors and series; articles choose the first ones more often than the last. */
export const SIZES = { sections: 40, tags: 400, authors: 120, series: 60 };

/** A number from 1 to `most`, small ones more often: by the square of an even distribution. */
const pick = (most) => `1 + floor(${most} * power(random(), 2))::int`;

/** Fills an empty database with `count` articles over 12 years, by SQL in the tables that publishing writes. */
export async function fillWithArticles(postgres, count) {
  const { rows } = await postgres.query('SELECT count(*)::int AS count FROM article');
  if (rows[0].count === count) return;
  await postgres.query('BEGIN');
  // Disables triggers, which would index for search, and foreign keys.
  await postgres.query("SET LOCAL session_replication_role = 'replica'");
  await postgres.query('SELECT setseed(0.5)');
  const { sections, tags, authors, series } = SIZES;
  // A tree of eight sections, each with four below it.
  await postgres.query(
    `INSERT INTO section (id, slug, name, parent_id, position)
     SELECT n, 'section-' || n, 'Section ' || n, CASE WHEN n > 8 THEN 1 + (n - 9) / 4 END, n FROM generate_series(1, $1::int) n`,
    [sections],
  );
  for (const [table, number] of [
    ['tag', tags],
    ['author', authors],
  ]) {
    await postgres.query(
      `INSERT INTO ${table} (id, slug, name) SELECT n, '${table}-' || n, '${table} ' || n FROM generate_series(1, $1::int) n`,
      [number],
    );
  }
  await postgres.query(
    "INSERT INTO image (id, digest, url, alt) SELECT n, n, '/' || n, '' FROM generate_series(1, 1000) n",
  );
  const columns = `id, slug, path, title, standfirst, opening, word_count, section_id, image_id, series, revision,
    published_at, updated_at, kind, created_at, access`;
  // The published revision is set by a trigger otherwise.
  await postgres.query(
    `INSERT INTO draft (${columns}, published_revision)
     SELECT n, 'article-' || n, '/article-' || n, md5(n::text) || ' ' || n, repeat('standfirst ', 12), repeat('opening ', 60),
       (50 + 3000 * power(random(), 3))::int, CASE WHEN random() < 0.97 THEN ${pick(sections)} END,
       CASE WHEN random() < 0.85 THEN ${pick(1_000)} END, CASE WHEN random() < 0.2 THEN 'Series ' || ${pick(series)} END, 1,
       date, date + interval '40 days' * power(random(), 6), CASE WHEN random() < 0.05 THEN 'OPINION' ELSE 'ARTICLE' END,
       date - interval '3 days' * random(), CASE WHEN random() < 0.01 THEN 'PAID' WHEN random() < 0.1 THEN 'MEMBERS' ELSE 'PUBLIC' END, 1
     FROM generate_series(1, $1::int) n,
       LATERAL (SELECT date_trunc('milliseconds', timestamptz '2014-06-01Z' + n * interval '12 years' / $1) AS date) d`,
    [count],
  );
  await postgres.query(
    `INSERT INTO article (${columns}, listed_at) SELECT ${columns}, published_at FROM draft`,
  );
  await postgres.query(
    `INSERT INTO article_section (article_id, section_id, position, listed_at)
     SELECT id, section_id, 0, listed_at FROM article WHERE section_id IS NOT NULL
     UNION ALL SELECT a.id, s.parent_id, NULL, a.listed_at
     FROM article a JOIN section s ON s.id = a.section_id WHERE s.parent_id IS NOT NULL`,
  );
  for (const [kind, number, most] of [
    ['tag', tags, 6],
    ['author', authors, 2],
  ]) {
    await postgres.query(
      `INSERT INTO article_${kind} (article_id, ${kind}_id, position, listed_at)
       SELECT id, ${pick(number)}, place, listed_at FROM article, generate_series(1, ${most}) place
       WHERE place <= 1 + (id * 7919) % ${most} ON CONFLICT DO NOTHING`,
    );
  }
  // The last tag, author and series are those of the oldest articles, which lists by date reach last.
  for (const [kind, number] of [
    ['tag', tags],
    ['author', authors],
  ]) {
    await postgres.query(
      `INSERT INTO article_${kind} (article_id, ${kind}_id, position, listed_at)
       SELECT id, $1::int, 9, listed_at FROM article WHERE id <= $2::int / 10 ON CONFLICT DO NOTHING`,
      [number, count],
    );
  }
  await fillForSearch(postgres);
  await postgres.query(
    `INSERT INTO article_popularity (article_id, span, views, score, previous_score)
     SELECT id, 'DAY', 1 + (id * 7919) % 997, 1 + (id * 7919) % 997, 1 FROM article WHERE id % 10 = 0`,
  );
  await postgres.query('SELECT public.recount_articles()');
  await postgres.query('COMMIT');
  await postgres.query('VACUUM ANALYZE');
}

/** Indexes a text of 20 words for each article: `harbour` in 60 of 100, `lighthouse` in 1 of 200. */
async function fillForSearch(postgres) {
  // Building the index of pairs of words at the end is far faster.
  const { rows } = await postgres.query(
    "SELECT indexdef AS definition FROM pg_indexes WHERE schemaname = 'public' AND indexname = 'article_search_word_pairs'",
  );
  await postgres.query('DROP INDEX public.article_search_word_pairs');
  await postgres.query(
    `INSERT INTO article_search (article_id, listed_at, title, stale, document)
     SELECT id, listed_at, to_tsvector('public.site_words', title), NULL, to_tsvector('public.site', concat_ws(' ',
       title, CASE WHEN random() < 0.6 THEN 'harbour' END, CASE WHEN random() < 0.1 THEN 'ferry' END,
       CASE WHEN random() < 0.005 THEN 'lighthouse' END,
       (SELECT string_agg('word' || (1 + floor(2000 * power(random(), 3)))::int, ' ') FROM generate_series(1, 20) WHERE id > 0)))
     FROM article`,
  );
  await postgres.query(rows[0].definition);
}
