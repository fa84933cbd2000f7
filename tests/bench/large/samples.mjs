import { IDS_PER_SITEMAP } from '../../../dist/modules/sitemap/sitemap-rows.js';

const SAMPLES = 500;

/** Reads what requests are made of: articles of all ages, terms by the number of their articles, and words. */
export async function readSamples(postgres) {
  const read = async (text) => (await postgres.query(text)).rows;
  const [{ last }] = await read('SELECT max(id) AS last FROM article');
  const articles = await read(
    `SELECT id, slug, title, listed_at AS "listedAt" FROM article WHERE id % greatest(${last} / ${SAMPLES}, 1) = 0 ORDER BY id LIMIT ${SAMPLES}`,
  );
  const byUse = (term) =>
    read(`SELECT t.id, t.slug, t.name FROM ${term} t JOIN (SELECT ${term}_id AS id, count(*) AS count FROM article_${term} GROUP BY 1) c USING (id)
      ORDER BY count DESC, id`);
  const sections = await read(
    'SELECT s.id, s.slug, s.name, b.path FROM section s JOIN bench_section b USING (id) ORDER BY id',
  );
  const [tags, authors] = [await byUse('tag'), await byUse('author')];
  const words = await read(
    `SELECT word FROM ts_stat('SELECT document FROM article_search WHERE article_id % greatest(${last} / 5000, 1) = 0') WHERE length(word) > 4 ORDER BY ndoc DESC, word`,
  );
  const list = words.map(({ word }) => word);
  return {
    articles,
    ...{
      tags: tags.map(({ slug }) => slug),
      authors: authors.map(({ slug }) => slug),
      sections: sections.map(({ slug }) => slug),
    },
    terms: { tags, authors, sectionTerms: sections },
    sectionPaths: sections.map(({ path }) => path),
    frequentWords: list.slice(0, 20),
    rareWords: list.slice(-500),
    parts: Math.ceil(last / IDS_PER_SITEMAP),
  };
}

/** Reads the bytes an article of each table with more than ten, and of its indexes. */
export async function readSizes(postgres) {
  const { rows } = await postgres.query(
    `SELECT c.relname AS name, pg_table_size(c.oid)::float8 / a.count AS "table", pg_indexes_size(c.oid)::float8 / a.count AS indexes
     FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace, (SELECT count(*) AS count FROM public.article) a
     WHERE n.nspname = 'public' AND c.relkind = 'r' AND pg_total_relation_size(c.oid) > 10 * a.count
     ORDER BY pg_total_relation_size(c.oid) DESC`,
  );
  return rows.filter(({ name }) => !name.startsWith('bench_'));
}

/** Creates a plain schema with the same texts beside: articles with a full-text index, tags and authors. */
export async function createPlainSchema(postgres) {
  await postgres.query(`CREATE TABLE bench_plain_article AS
    SELECT a.id, a.slug, a.title, a.standfirst, a.published_at, a.updated_at, a.section_id, i.url AS image, i.alt, i.caption, b.markdown, b.html,
      to_tsvector('english', concat_ws(' ', a.title, a.standfirst, b.text)) AS document
    FROM article a JOIN article_body b ON b.article_id = a.id LEFT JOIN image i ON i.id = a.image_id`);
  await postgres.query(`ALTER TABLE bench_plain_article ADD PRIMARY KEY (id);
    CREATE UNIQUE INDEX ON bench_plain_article (slug); CREATE INDEX ON bench_plain_article (published_at, id);
    CREATE INDEX ON bench_plain_article (section_id, published_at, id); CREATE INDEX ON bench_plain_article USING gin (document)`);
  for (const term of ['tag', 'author'])
    await postgres.query(`CREATE TABLE bench_plain_${term} AS SELECT article_id, ${term}_id FROM article_${term};
      ALTER TABLE bench_plain_${term} ADD PRIMARY KEY (article_id, ${term}_id); CREATE INDEX ON bench_plain_${term} (${term}_id, article_id)`);
  const { rows } = await postgres.query(
    `SELECT sum(pg_total_relation_size(c.oid))::float8 / (SELECT count(*) FROM article) AS bytes FROM pg_class c WHERE relname IN ('bench_plain_article', 'bench_plain_tag', 'bench_plain_author')`,
  );
  await postgres.query('DROP TABLE bench_plain_article, bench_plain_tag, bench_plain_author');
  return rows[0].bytes;
}
