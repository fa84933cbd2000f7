import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { DatelineProcess, runCommand } from '../support/dateline-process.js';
import { buildMarkdown, createFolder } from '../support/import-files.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';
import { waitUntil } from '../support/until.js';

const ARTICLES = 400;
const WORDS = ['ferry', 'harbour', 'council', 'bridge', 'market', 'school', 'storm', 'garden', 'station'];

let database: TestDatabase;
let settings: Record<string, string>;
beforeAll(async () => {
  database = await createTestDatabase();
  const { user, database: name, host, port } = database.connection;
  settings = {
    DATABASE_URL: `postgresql://${user}@localhost/${name}?host=${encodeURIComponent(String(host))}&port=${port}`,
    SEED: 'false',
  };
});
afterAll(async () => {
  DatelineProcess.killAll();
  await database.close();
});

/** Reads the derived tables. */
async function readDerived(): Promise<unknown> {
  const { pool } = database;
  const read = async (statement: string) => (await pool.query({ text: statement, rowMode: 'array' })).rows;
  return {
    counts: await read('SELECT kind, id, articles FROM article_count ORDER BY 1, 2'),
    completions: await read('SELECT kind, node_id, word, phrase FROM suggestion ORDER BY 1, 2, 3, 4'),
    articles: await read(
      'SELECT article_id, title, document::text, words::text FROM article_search ORDER BY 1',
    ),
    drafts: await read('SELECT article_id, is_shared, stale FROM draft_search ORDER BY 1'),
    related: await read(
      'SELECT article_id, cardinality(related_ids), scores::float8[] FROM related_list ORDER BY 1',
    ),
  };
}

/** Starts a rebuild and kills it once a statement returns true. */
async function killWhen(statement: string, args: string[] = []) {
  const rebuild = new DatelineProcess('cli.js', ['rebuild', ...args], settings);
  await waitUntil(
    async () => (await database.pool.query(`SELECT (${statement}) AS met`)).rows[0].met === true,
  );
  rebuild.signal('SIGKILL');
  await rebuild.ended;
}

test('A rebuild that is killed goes on where it was, and leaves what a whole one does', async () => {
  const files = Array.from({ length: ARTICLES }, (_, i): [string, string] => {
    const words = [i, i + 1, i * 3].map((n) => `${WORDS[n % WORDS.length]} ${WORDS[n % 7]}${n % 23}`);
    return [
      `post-${i}.md`,
      buildMarkdown(`slug: post-${i}\ntags: [Tag ${i % 7}]\nauthors: [Ann ${i % 5}]`, words.join('. ')),
    ];
  });
  await runCommand(['import', 'markdown', await createFolder(Object.fromEntries(files))], settings);
  const whole = await runCommand(['rebuild'], settings);
  expect(whole.output).toContain('0 numbers were wrong');
  expect(whole.code).toBe(0);
  const expected = await readDerived();

  const { pool } = database;
  await pool.query(`UPDATE article_search SET document = '', words = NULL, title = ''`);
  await pool.query('DELETE FROM article_search WHERE article_id % 10 = 0');
  await pool.query('DELETE FROM suggestion WHERE kind <> $1', ['PHRASE']);
  await pool.query('UPDATE article_count SET articles = articles + 1');
  await pool.query('DELETE FROM related_article');

  await killWhen(`SELECT after >= 100 FROM rebuild_state WHERE name = 'search documents'`);
  const { rows } = await pool.query<{ after: number }>('SELECT after FROM rebuild_state');
  expect(rows).toHaveLength(1);
  const { output } = await runCommand(['rebuild', 'search'], settings);
  const begun = /Going on with the search documents: (\d+) of 400/.exec(output);
  expect(Number(begun?.[1])).toBeGreaterThanOrEqual(100);
  expect((await pool.query('SELECT FROM rebuild_state')).rowCount).toBe(0);

  await killWhen('SELECT count(*) BETWEEN 1 AND 399 FROM related_due WHERE step > 1', ['related']);
  expect((await pool.query('SELECT name FROM rebuild_state')).rows).toEqual([{ name: 'related' }]);
  const documents = (await pool.query('SELECT count(*)::int AS count FROM related_document')).rows[0].count;
  expect(documents).toBeGreaterThan(0);
  await runCommand(['related', 'rebuild'], settings);
  expect((await pool.query('SELECT FROM rebuild_state')).rowCount).toBe(0);
  expect(await readDerived()).toEqual(expected);
}, 300_000);
