import { createArticles } from './made-up-topics.mjs';

const BATCH = 500;
const TAGS = 400;
const AUTHORS = 200;

/** Fills an empty database with published articles, past the editors: only what readers see is there. */
export async function fillArchive({ pool }, count) {
  await pool.query(
    `INSERT INTO tag (id, slug, name) SELECT n, 'tag-' || n, 'Tag ' || n FROM generate_series(1, ${TAGS}) n`,
  );
  await pool.query(
    `INSERT INTO author (id, slug, name) SELECT n, 'author-' || n, 'Author ' || n FROM generate_series(1, ${AUTHORS}) n`,
  );
  const article = createArticles(count + 100);
  for (let done = 0; done < count; done += BATCH) {
    const rows = Array.from({ length: Math.min(BATCH, count - done) }, (_, i) => article(done + i + 1));
    await pool.query(INSERT, [JSON.stringify(rows)]);
  }
  await pool.query(
    "SELECT setval('draft_id_seq', $1), setval('tag_id_seq', 1000), setval('author_id_seq', 1000)",
    [count],
  );
  await pool.query('INSERT INTO related_due (article_id, step, is_changed) SELECT id, 1, true FROM article');
  await pool.query('ANALYZE');
  return article;
}

const INSERT = `
  WITH made AS (
    SELECT number AS id, 'made-up-' || number AS slug, '/made-up-' || number AS path, title, standfirst,
      "publishedAt" AS at, body, tags, author
    FROM jsonb_to_recordset($1) AS made(number int, title text, standfirst text, body text, tags int[], author int,
      "publishedAt" timestamptz)
  ), drafts AS (
    INSERT INTO draft (id, slug, path, title, standfirst, opening, word_count, revision, published_at, updated_at)
    SELECT id, slug, path, title, standfirst, '', 500, 1, at, at FROM made
  ), articles AS (
    INSERT INTO article (id, slug, path, title, standfirst, opening, word_count, revision, published_at, listed_at,
      updated_at)
    SELECT id, slug, path, title, standfirst, '', 500, 1, at, at, at FROM made
  ), bodies AS (
    INSERT INTO article_body (article_id, html, text, markdown, outline, blocks)
    SELECT id, '', body, '', '[]', '[]' FROM made
  ), tags AS (
    INSERT INTO article_tag (article_id, tag_id, position, listed_at)
    SELECT id, tag + 1, place, at FROM made, unnest(tags) WITH ORDINALITY AS t(tag, place)
  )
  INSERT INTO article_author (article_id, author_id, position, listed_at) SELECT id, author + 1, 0, at FROM made`;
