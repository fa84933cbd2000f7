import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { importFolder } from '../archive.mjs';
import { createTemporaryFolder } from '../clean-up.mjs';
import { startPostgres } from '../postgres.mjs';

/**
 * What an import sets by its own time, source or order, IDs, which the compared rows have as slugs, and the language that is
 * detected, which made-up words leave to chance.
 */
const OWN =
  'id detected_language article_id section_id image_id created_at imported_at since source source_id source_digest number digest'.split(
    ' ',
  );
const WITHOUT = `- ARRAY[${OWN.map((name) => `'${name}'`).join(', ')}]`;

/** Selects the rows of some articles, each table with the slugs in place of IDs. */
const ROWS = {
  draft: `SELECT d.slug, to_jsonb(d) ${WITHOUT} || jsonb_build_object('section', s.slug, 'image', to_jsonb(i) ${WITHOUT}) AS row
    FROM draft d LEFT JOIN section s ON s.id = d.section_id LEFT JOIN image i ON i.id = d.image_id`,
  article: `SELECT d.slug, to_jsonb(d) ${WITHOUT} || jsonb_build_object('section', s.slug, 'image', i.url) AS row
    FROM article d LEFT JOIN section s ON s.id = d.section_id LEFT JOIN image i ON i.id = d.image_id`,
  ...Object.fromEntries(
    ['article_body', 'article_revision', 'article_search', 'draft_search', 'address'].map((table) => [
      table,
      `SELECT d.slug, to_jsonb(t) ${WITHOUT} AS row FROM ${table} t JOIN draft d ON d.id = t.article_id`,
    ]),
  ),
  ...Object.fromEntries(
    ['article', 'draft'].flatMap((half) =>
      ['tag', 'author', 'section'].map((term) => [
        `${half}_${term}`,
        `SELECT d.slug, jsonb_agg(to_jsonb(t) - 'article_id' - '${term}_id' || jsonb_build_object('term', x.slug, 'name', x.name) ORDER BY x.slug) AS row
         FROM ${half}_${term} t JOIN draft d ON d.id = t.article_id JOIN ${term} x ON x.id = t.${term}_id`,
      ]),
    ),
  ),
  suggestion: `SELECT d.slug, jsonb_agg(to_jsonb(t) - 'node_id' ORDER BY t.word) AS row
    FROM suggestion t JOIN draft d ON d.id = t.node_id AND t.kind = 'ARTICLE'`,
};

/**
 * Imports the Markdown of `count` articles of a filled archive into an empty database, and compares all their rows. Returns
 * the number of rows, and the first differences.
 */
export async function compareWithImport(archive, count) {
  const { rows: articles } = await archive.query(
    `SELECT d.slug, d.title, d.standfirst, d.published_at AS date, b.markdown, s.names AS section, i.url, i.alt, i.caption,
       ARRAY(SELECT t.name FROM article_tag x JOIN tag t ON t.id = x.tag_id WHERE x.article_id = d.id ORDER BY x.position) AS tags,
       ARRAY(SELECT t.name FROM article_author x JOIN author t ON t.id = x.author_id WHERE x.article_id = d.id ORDER BY x.position) AS authors
     FROM draft d JOIN article_body b ON b.article_id = d.id JOIN bench_section s ON s.id = d.section_id LEFT JOIN image i ON i.id = d.image_id
     WHERE d.id % greatest((SELECT max(id) FROM draft) / $1::int, 1) = 0 ORDER BY d.id LIMIT $1::int`,
    [count],
  );
  const folder = await createTemporaryFolder();
  for (const [
    i,
    { markdown, url, alt, caption, date, standfirst, section, ...fields },
  ] of articles.entries()) {
    const image = url && { url, alt, caption, width: 1600, height: 900 };
    const matter = {
      ...fields,
      date: date.toISOString(),
      section: section.join('/'),
      excerpt: standfirst,
      ...(image && { image }),
    };
    await writeFile(join(folder, `${i}.md`), `---\n${stringify(matter)}---\n\n${markdown}`);
  }
  const data = await createTemporaryFolder();
  const imported = await startPostgres(data);
  await importFolder(folder, data);
  const slugs = articles.map(({ slug }) => slug);
  const differences = [];
  let rows = 0;
  for (const [table, select] of Object.entries(ROWS)) {
    const [written, expected] = await Promise.all(
      [archive, imported].map((postgres) => readRows(postgres, select, slugs)),
    );
    for (const slug of slugs) {
      rows += 1;
      const [ours, theirs] = [written.get(slug), expected.get(slug)];
      if (ours !== theirs) differences.push({ table, slug, ...findDifference(ours, theirs) });
    }
  }
  return { articles: slugs.length, rows, differences };
}

async function readRows(postgres, select, slugs) {
  const group = select.includes('jsonb_agg') ? ' GROUP BY d.slug' : '';
  const { rows } = await postgres.query(
    `SELECT slug, row::text FROM (${select} WHERE d.slug = ANY($1)${group}) r`,
    [slugs],
  );
  return new Map(rows.map(({ slug, row }) => [slug, row]));
}

/** Returns the texts around the first character that differs. */
function findDifference(ours = '', theirs = '') {
  const at = [...ours].findIndex((character, i) => character !== theirs[i]);
  const cut = (text) => text.slice(Math.max(0, at - 60), at + 60);
  return { ours: cut(ours), theirs: cut(theirs) };
}
