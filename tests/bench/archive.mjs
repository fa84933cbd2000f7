import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { addCleanup, createTemporaryFolder } from './clean-up.mjs';
import { growByCopies, ORIGINALS } from './copies.mjs';
import { writeArchive } from './made-up-archive.mjs';

const CLI = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));

/** Fills the database through the Markdown import, unless an earlier run has. */
export async function fillDatabase(postgres, data, { folder, articles, vocabulary, withCopies = false }) {
  let origin = 'reused from the data folder';
  if ((await countArticles(postgres)).length === 0) {
    origin = folder ? 'imported' : 'generated';
    const source = folder ?? (await createTemporaryFolder());
    if (!folder)
      await writeArchive(source, withCopies ? Math.min(articles, ORIGINALS) : articles, vocabulary);
    const stdout = await importFolder(source, data);
    console.log(stdout.trim().split('\n').at(-1));
    if (!folder && withCopies) await growByCopies(postgres, articles);
    await postgres.query('VACUUM ANALYZE');
  }
  const rows = await countArticles(postgres);
  return { origin, articles: rows, slugs: rows.map(({ slug }) => slug) };
}

/** Imports a folder and returns the command's output. */
export async function importFolder(folder, data) {
  const importing = promisify(execFile)(process.execPath, [CLI, 'import', 'markdown', folder], {
    env: { ...process.env, DATA_DIR: data, DATABASE_URL: '', SEED: 'false' },
    maxBuffer: 2 ** 28,
  });
  addCleanup(async () => importing.child.kill());
  return (await importing).stdout;
}

/** Lists the articles, newest first. */
async function countArticles(postgres) {
  const { rows } = await postgres.query(
    'SELECT id, slug, title, listed_at AS "listedAt" FROM article ORDER BY listed_at DESC, id DESC',
  );
  return rows;
}
