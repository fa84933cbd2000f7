const BATCH = 500;
const TAGS = 200;
const YEARS = 10;

/** Extends the published articles of a database to `count`, by SQL in the tables that publishing writes. */
export async function growArchive(database, language, count) {
  const { rows } = await database.query('SELECT count(*)::int AS count FROM article');
  // Drafts only exist as references of articles, so their triggers, which index for search, are disabled.
  await database.query('ALTER TABLE draft DISABLE TRIGGER USER');
  await database.query(
    "INSERT INTO tag (slug, name) SELECT 'tag-' || n, 'Topic ' || n FROM generate_series(1, $1::int) n ON CONFLICT DO NOTHING",
    [TAGS],
  );
  for (let from = rows[0].count; from < count; from += BATCH) {
    const articles = Array.from({ length: Math.min(BATCH, count - from) }, (_, i) => ({
      number: from + i + 1,
      ...language.article(),
    }));
    await insert(database, articles);
  }
  await database.query('ALTER TABLE draft ENABLE TRIGGER USER');
  await countTerms(database);
  await database.query('VACUUM ANALYZE');
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
