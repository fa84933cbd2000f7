import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Reads a test collection in the format of SMART: NAME.ALL, NAME.QRY and NAME.REL in one folder. */
export async function readCollection(folder, name = 'CISI') {
  const read = (extension) => readFile(join(folder, `${name}.${extension}`), 'utf8');
  const documents = parseRecords(await read('ALL')).map(({ id, T = '', A = '', W = '' }) => ({
    number: id,
    title: squeeze(T) || `Document ${id}`,
    author: squeeze(A),
    body: squeeze(W),
  }));
  const relevant = new Map();
  for (const line of (await read('REL')).trim().split('\n')) {
    const [query, document] = line.trim().split(/\s+/).map(Number);
    if (!relevant.has(query)) relevant.set(query, new Set());
    relevant.get(query).add(document);
  }
  const queries = parseRecords(await read('QRY')).map(({ id, W = '' }) => ({
    id,
    text: squeeze(W),
    relevant: relevant.get(id) ?? new Set(),
  }));
  return { documents, queries };
}

function parseRecords(text) {
  return text
    .split(/^\.I /m)
    .slice(1)
    .map((record) => {
      const fields = { id: Number.parseInt(record, 10) };
      for (const [, key, value] of record.matchAll(/^\.([A-Z])\n([\s\S]*?)(?=^\.[A-Z]\n|$(?![\s\S]))/gm)) {
        fields[key] = fields[key] ? `${fields[key]} ${value}` : value;
      }
      return fields;
    });
}

function squeeze(text) {
  return text.replace(/\s+/g, ' ').trim();
}

/** Writes the documents as published articles of one day, so that freshness ranks none. */
export async function insertCollection(database, documents) {
  const given = 'json_to_recordset($1) AS a(number int, title text, author text, body text)';
  const json = [JSON.stringify(documents)];
  const columns = 'slug, path, title, opening, word_count, revision, published_at, updated_at';
  await database.query('BEGIN');
  await database.query(
    `INSERT INTO draft (${columns}) SELECT 'document-' || number, '/document-' || number, title, '', 100, 1, timestamptz '2020-01-01Z', now() FROM ${given}`,
    json,
  );
  await database.query(
    `INSERT INTO article (id, listed_at, ${columns}) SELECT id, published_at, ${columns} FROM draft`,
  );
  await database.query(
    `INSERT INTO article_body (article_id, html, text, markdown, outline, blocks)
     SELECT d.id, '', a.body, '', '[]', '[]' FROM ${given} JOIN draft d ON d.slug = 'document-' || a.number`,
    json,
  );
  await database.query(
    `INSERT INTO author (slug, name) SELECT 'author-' || min(number), author FROM ${given} WHERE author <> '' GROUP BY author`,
    json,
  );
  await database.query(
    `INSERT INTO article_author (article_id, author_id, position, listed_at)
     SELECT d.id, w.id, 0, d.published_at FROM ${given}
     JOIN draft d ON d.slug = 'document-' || a.number JOIN author w ON w.name = a.author`,
    json,
  );
  await database.query('COMMIT');
  await database.query('VACUUM ANALYZE');
}
