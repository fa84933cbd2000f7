const BATCH = 500;
const TAGS = 200;
const YEARS = 10;
/** Eight sections, each with four below it, and authors; an article is in the first ones more often than in the last. */
const SECTIONS = 40;
const AUTHORS = 120;
/** Number of tags of an article beside that of its topic. */
const OTHER_TAGS = 4;

/** Extends the published articles of a database to `count`, by SQL in the tables that publishing writes. */
export async function growArchive(database, language, count) {
  const { rows } = await database.query('SELECT count(*)::int AS count FROM article');
  if (rows[0].count >= count) return;
  // Drafts only exist as references of articles, so their triggers, which index for search, are disabled.
  await database.query('ALTER TABLE draft DISABLE TRIGGER USER');
  await database.query(
    "INSERT INTO tag (slug, name) SELECT 'tag-' || n, 'Topic ' || n FROM generate_series(1, $1::int) n ON CONFLICT DO NOTHING",
    [TAGS],
  );
  const indexes = await dropSearchIndexes(database);
  for (let from = rows[0].count; from < count; from += BATCH) {
    const articles = Array.from({ length: Math.min(BATCH, count - from) }, (_, i) => ({
      number: from + i + 1,
      ...language.article(),
    }));
    await insert(database, articles);
  }
  await database.query('ALTER TABLE draft ENABLE TRIGGER USER');
  for (const { definition } of indexes) await database.query(definition);
  // As the migration has it: statistics of the pairs of neighboring words take long, and nothing reads them.
  await database.query('ALTER INDEX article_search_word_pairs ALTER COLUMN 1 SET STATISTICS 0');
  await fileArticles(database);
  await countTerms(database);
  await database.query('VACUUM ANALYZE');
}

/** Drops the GIN indexes of words, which are built far faster at the end, and returns their definitions. */
async function dropSearchIndexes(database) {
  const { rows } = await database.query(
    `SELECT indexname AS name, indexdef AS definition FROM pg_indexes
     WHERE schemaname = 'public' AND tablename = 'article_search' AND indexdef LIKE '% USING gin %'`,
  );
  for (const { name } of rows) await database.query(`DROP INDEX public.${name}`);
  return rows;
}

/**
 * Files the articles that have no section under sections, further tags and an author; one of 20 is an opinion piece. Triggers are
 * disabled, which would index the names.
 */
async function fileArticles(database) {
  await database.query('BEGIN');
  await database.query("SET LOCAL session_replication_role = 'replica'");
  await database.query('SELECT setseed(0.5)');
  await database.query(
    `INSERT INTO section (id, slug, name, parent_id, position)
     SELECT n, 'section-' || n, 'Section ' || n, CASE WHEN n > 8 THEN 1 + (n - 9) / 4 END, n FROM generate_series(1, $1::int) n
     ON CONFLICT DO NOTHING`,
    [SECTIONS],
  );
  await database.query(
    "INSERT INTO author (id, slug, name) SELECT n, 'author-' || n, 'Author ' || n FROM generate_series(1, $1::int) n ON CONFLICT DO NOTHING",
    [AUTHORS],
  );
  const pick = (most) => `1 + floor(${most} * power(random(), 2))::int`;
  await database.query(
    `CREATE TEMP TABLE filed ON COMMIT DROP AS
     SELECT a.id, a.listed_at, ${pick(SECTIONS)} AS section_id, ${pick(AUTHORS)} AS author_id, random() < 0.05 AS is_opinion
     FROM article a WHERE NOT EXISTS (SELECT FROM article_section s WHERE s.article_id = a.id)`,
  );
  await database.query(
    "UPDATE article a SET section_id = f.section_id, kind = CASE WHEN is_opinion THEN 'OPINION' ELSE kind END FROM filed f WHERE f.id = a.id",
  );
  await database.query(
    `INSERT INTO article_section (article_id, section_id, position, listed_at)
     SELECT id, section_id, 0, listed_at FROM filed
     UNION ALL SELECT f.id, s.parent_id, NULL, f.listed_at FROM filed f JOIN section s ON s.id = f.section_id WHERE s.parent_id IS NOT NULL`,
  );
  await database.query(
    'INSERT INTO article_author (article_id, author_id, position, listed_at) SELECT id, author_id, 0, listed_at FROM filed',
  );
  await database.query(
    `INSERT INTO article_tag (article_id, tag_id, position, listed_at)
     SELECT f.id, ${pick(TAGS)}, place, f.listed_at FROM filed f, generate_series(1, ${OTHER_TAGS}) place
     ON CONFLICT DO NOTHING`,
  );
  await database.query('COMMIT');
}

/** Counts the articles with each stem, and all articles (*), as the index of related articles does, which searches rank by. */
async function countTerms(database) {
  await database.query('DELETE FROM related_term');
  await database.query(
    `INSERT INTO related_term (term, word, articles)
     SELECT word, word, ndoc FROM ts_stat('SELECT document FROM article_search') WHERE word NOT LIKE '=%'
     UNION ALL SELECT '*', '*', count(*) FROM article`,
  );
}

async function insert(database, articles) {
  const given = `json_to_recordset($1) AS a(number int, title text, standfirst text, body text, topic int)`;
  const json = [JSON.stringify(articles)];
  const date = `timestamptz '2026-06-01' - ((hashint4(number)::bigint + 2147483648) / 4294967296.0) * interval '${YEARS} years'`;
  const columns = `slug, path, title, standfirst, opening, word_count, revision, published_at, updated_at`;
  const values = `'made-up-' || number, '/made-up-' || number, title, standfirst, '', 350, 1, date_trunc('milliseconds', ${date}), ${date}`;
  await database.query('BEGIN');
  await database.query(`INSERT INTO draft (${columns}) SELECT ${values} FROM ${given}`, json);
  await database.query(
    `INSERT INTO article (id, listed_at, ${columns}) SELECT id, published_at, ${columns} FROM draft
     WHERE slug IN (SELECT 'made-up-' || number FROM ${given})`,
    json,
  );
  await database.query(
    `INSERT INTO article_body (article_id, html, text, markdown, outline, blocks)
     SELECT d.id, '', a.body, '', '[]', '[]' FROM ${given} JOIN draft d ON d.slug = 'made-up-' || a.number`,
    json,
  );
  await database.query(
    `INSERT INTO article_tag (article_id, tag_id, position, listed_at)
     SELECT d.id, t.id, 0, d.published_at FROM ${given}
     JOIN draft d ON d.slug = 'made-up-' || a.number JOIN tag t ON t.slug = 'tag-' || (a.topic + 1)`,
    json,
  );
  await database.query('COMMIT');
}
