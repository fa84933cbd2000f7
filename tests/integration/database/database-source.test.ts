import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { CHANGE_LOG_LOCK } from '../../../src/changes/change-log.js';
import { applyMigrations } from '../../../src/database/migrations/apply-migrations.js';
import {
  listUnannounced,
  readDatabaseSource,
  type SourceFile,
  sortViews,
} from '../../../src/database/migrations/database-source.js';
import { migrate } from '../../../src/database/migrations/migrate.js';
import {
  type Migration,
  PRISMA_FOLDER,
  readMigrations,
} from '../../../src/database/migrations/migration-files.js';
import { DatabaseSetupError } from '../../../src/database/setup-error.js';
import { getTestServer, queryAsAdmin } from '../../support/test-database.js';
import { waitUntil } from '../../support/until.js';

/** The last migration of the release whose functions and triggers stood in migrations only. */
const LAST_WITHOUT_FILES = '20261129140208_media_upload_key_expand';
const LOCK_RETRY_POLICY = { timeoutMs: 2_000, attempts: 5, pauseMs: 50 };

const databases: string[] = [];
let connection: pg.PoolConfig;

beforeEach(async () => {
  connection = await createDatabase();
});
afterAll(async () => {
  for (const name of databases) await queryAsAdmin(`DROP DATABASE ${name} WITH (FORCE)`);
});

describe('A database of an earlier release and a new one are the same', () => {
  test('A database with content from each migration on has the functions, triggers, views and tables of a new one', async () => {
    const known = await readMigrations();
    for (const [i, migration] of known.entries()) {
      await applyHistory([migration]);
      if (i % 5 === 0) await addArticle(`after-${i}`);
    }
    await migrate(connection);
    await addArticle('now');
    await expectSameAsNew();
    const [{ articles, documents }] = await run(`
      SELECT (SELECT count(*)::int FROM article) AS articles,
        (SELECT count(*)::int FROM article_search WHERE stale IS NULL AND document @@ 'storm'::tsquery) AS documents`);
    expect(articles).toBe(Math.ceil(known.length / 5) + 1);
    const outdated = await run(`SELECT d.id FROM draft d LEFT JOIN article a ON a.id = d.id
      WHERE d.published_revision IS DISTINCT FROM a.revision`);
    expect(outdated).toEqual([]);
    expect(documents).toBeGreaterThanOrEqual(1);
  });

  test('A database of the release before the files has the functions, triggers, views and tables of a new one', async () => {
    const known = await readMigrations();
    const last = known.findIndex(({ name }) => name === LAST_WITHOUT_FILES);
    await applyHistory(known.slice(0, last + 1));
    await addArticle('before');
    await migrate(connection);
    await expectSameAsNew();
  });
});

test('Rows of a release without times get that of their first article, and unused ones that of the upgrade', async () => {
  const known = await readMigrations();
  const first = known.findIndex(({ name }) => name.endsWith('_row_provenance_expand'));
  await applyHistory(known.slice(0, first));
  await addArticle('eels');
  await run(`INSERT INTO tag (slug, name) VALUES ('unused', 'Unused');
    UPDATE draft SET created_at = '2020-01-01T00:00:00Z'`);
  await migrate(connection);
  const rows = await run(`
    SELECT 'article' AS type, created_at AS at FROM article
    UNION ALL SELECT 'tag', created_at FROM tag WHERE slug = 'eels'
    UNION ALL SELECT 'author', created_at FROM author`);
  const at = new Date('2020-01-01T00:00:00Z');
  expect(rows).toEqual([
    { type: 'article', at },
    { type: 'tag', at },
    { type: 'author', at },
  ]);
  // The time of the last change is that of the upgrade.
  expect(await run("SELECT created_at = updated_at AS same FROM tag WHERE slug = 'unused'")).toEqual([
    { same: true },
  ]);
});

describe('Titles of series that articles have become series', () => {
  const setSeries = (slug: string, title: string | null, part: number | null = null) =>
    run(`UPDATE draft SET series = ${title ? `'${title}'` : 'NULL'}, series_part = ${part} WHERE slug = '${slug}';
      UPDATE article SET series = ${title ? `'${title}'` : 'NULL'}, series_part = ${part} WHERE slug = '${slug}'`);
  const listParts = () =>
    run(`SELECT a.slug, s.slug AS series, a.series AS title, a.series_part AS part, d.series_id = a.series_id AS same
      FROM article a JOIN draft d USING (id) LEFT JOIN series s ON s.id = a.series_id ORDER BY a.id`);

  test('An upgrade makes one series of the titles with one slug, and indexes their articles again', async () => {
    const known = await readMigrations();
    await applyHistory(
      known.slice(
        0,
        known.findIndex(({ name }) => name.endsWith('_series_expand')),
      ),
    );
    for (const slug of ['one', 'two', 'three', 'alone']) await addArticle(slug);
    await setSeries('one', 'The Eel Wars', 1);
    await setSeries('two', 'the eel wars', 2);
    await setSeries('three', 'Élan & vigour');
    await migrate(connection);
    expect(await listParts()).toEqual([
      { slug: 'one', series: 'the-eel-wars', title: 'The Eel Wars', part: 1, same: true },
      { slug: 'two', series: 'the-eel-wars', title: 'The Eel Wars', part: 2, same: true },
      { slug: 'three', series: 'elan-vigour', title: 'Élan & vigour', part: null, same: true },
      { slug: 'alone', series: null, title: null, part: null, same: null },
    ]);
    expect(await run("SELECT DISTINCT phrase FROM suggestion WHERE kind = 'SERIES' ORDER BY phrase")).toEqual(
      ['eel wars', 'elan vigour', 'the eel wars', 'vigour', 'wars'].map((phrase) => ({ phrase })),
    );
    const outdated = await run(
      'SELECT a.slug FROM article a JOIN article_search s ON s.article_id = a.id WHERE s.version = 0 ORDER BY a.id',
    );
    expect(outdated.map(({ slug }: { slug: string }) => slug)).toEqual(['one', 'two', 'three']);
  });

  test('A release that writes titles alone finds and creates series, changes and removes them', async () => {
    await migrate(connection);
    for (const slug of ['one', 'two']) await addArticle(slug);
    await setSeries('one', 'Tides', 1);
    await setSeries('two', 'Tides', 2);
    expect(await listParts()).toMatchObject([{ series: 'tides' }, { series: 'tides' }]);
    await setSeries('two', '???', 1);
    expect(await listParts()).toMatchObject([{ series: 'tides' }, { series: 'series', title: '???' }]);
    await setSeries('one', null);
    expect(await listParts()).toMatchObject([{ series: null, same: null }, { series: 'series' }]);
  });

  test('A new title of a series is that of its articles, and a new series of an article sets its title', async () => {
    await migrate(connection);
    await addArticle('one');
    await setSeries('one', 'Tides', 1);
    await run("UPDATE series SET name = 'Ebb and flow'");
    expect(await listParts()).toMatchObject([{ series: 'tides', title: 'Ebb and flow', part: 1 }]);
    await run(`INSERT INTO series (slug, name) VALUES ('moons', 'Moons');
      UPDATE draft SET series_id = (SELECT id FROM series WHERE slug = 'moons');
      UPDATE article SET series_id = (SELECT id FROM series WHERE slug = 'moons')`);
    expect(await listParts()).toMatchObject([{ series: 'moons', title: 'Moons', part: 1 }]);
  });
});

describe('The functions, views and triggers of a database are those of the files', () => {
  test('Each function and view has a file of its name, each trigger one of its table, and no file is left over', async () => {
    await migrate(connection);
    const { functions, views, triggers } = await describeDatabase(connection);
    const uncommented = [...functions, ...triggers].filter(
      ({ comment }) => !comment?.startsWith('Dateline '),
    );
    expect(uncommented).toEqual([]);
    const files = await readDatabaseSource();
    const list = (kind: string) =>
      files
        .filter((file) => file.kind === kind)
        .map(({ name }) => name)
        .sort();
    expect(functions.map(({ name }) => name).sort()).toEqual(list('function'));
    const names = views
      .map(({ name }) => name)
      .filter((name) => !/^(published|members|preview)\./.test(name));
    expect(names.sort()).toEqual(list('view'));
    expect([...new Set(triggers.map(({ table }) => table))].sort()).toEqual(list('triggers'));
  });

  test('The body of each function is valid', async () => {
    await migrate(connection);
    const { functions } = await describeDatabase(connection);
    for (const { definition } of functions) await run(definition);
  });

  test('Each file begins with a comment, and the sources that it names are there', async () => {
    const files = await readDatabaseSource();
    expect(files.filter(({ sql }) => !/^-- [A-Z`]/.test(sql)).map(({ name }) => name)).toEqual([]);
    const paths = files.flatMap(({ sql }) => sql.match(/src\/[\w/.-]*\w/g) ?? []);
    expect(paths.length).toBeGreaterThan(10);
    expect(paths.filter((path) => !existsSync(join(PRISMA_FOLDER, '..', path)))).toEqual([]);
  });

  test('Migrations announce each file as it is', async () => {
    // Else: npm run migrate -- NAME
    expect(await listUnannounced(await readMigrations())).toEqual([]);
  });

  test('A file that was announced otherwise, or is no more, has to be announced', async () => {
    const migrations = await readMigrations();
    const sql = '-- Announced: function plain_text 0000\n-- Announced: view former_view 0000\n';
    const later = { name: '29990101000000_later', sql, checksum: '' };
    expect(await listUnannounced([...migrations, later])).toEqual([
      expect.stringMatching(/^-- Announced: function plain_text [0-9a-f]{16}$/),
      '-- Announced: view former_view removed',
    ]);
  });

  test('Functions that the release before calls are there', async () => {
    await migrate(connection);
    const calls = [
      "public.index_articles('draft', '{}')",
      'public.index_pending(1)',
      "public.letters_apart('a', 'b')",
      "public.media_hashes('a')",
      'public.oldest_writer()',
      "public.phrase_pairs('a')",
      "public.plain_text('a')",
      "popularity_left(1, interval '1 hour')",
      "public.possible_pairs('a')",
      'public.search_version()',
      "public.similar_beginnings('a', 1)",
      "public.similar_words('a', 1)",
      "public.stemmer_of('en')",
      "public.word_pairs('a:1')",
      "write_related_lists('{}')",
    ];
    for (const call of calls) await run(`SELECT * FROM ${call}`);
    expect(await run('SELECT indexed, published FROM public.index_pending(1)')).toEqual([
      { indexed: 0, published: 0 },
    ]);
  });
});

describe('Applying the files', () => {
  test('A start with unchanged files changes nothing', async () => {
    await migrate(connection);
    const before = await listVersions();
    await migrate(connection);
    expect(await listVersions()).toEqual(before);
  });

  test('The comment at the beginning of a file can change without a migration, and a start does nothing', async () => {
    await migrate(connection);
    const before = await listVersions();
    const source = (await readDatabaseSource()).map((file) => ({ ...file, sql: `-- More.\n${file.sql}` }));
    await migrate(connection, undefined, { source });
    expect(await listVersions()).toEqual(before);
  });

  test('Three instances that start together with changed files apply them once', async () => {
    await migrate(connection);
    const source = [...(await readDatabaseSource()), createFunction('of_tomorrow', '()', 'SELECT 1')];
    await Promise.all([1, 2, 3].map(() => migrate(connection, undefined, { source })));
    const before = await listVersions();
    expect(before.map(({ name }) => name)).toContain('of_tomorrow');
    await migrate(connection, undefined, { source });
    expect(await listVersions()).toEqual(before);
  });

  test('A release before leaves the functions, views and triggers of a newer one as they are', async () => {
    const known = await readMigrations();
    const newer = [...known, createMigration('29990101000000_newer_expand')];
    const source = (await readDatabaseSource())
      .filter(({ kind, name }) => kind === 'function' || name !== 'tag')
      .filter(({ name }) => name !== 'stored_body')
      .map((file) => (file.name === 'search_version' ? withText(file, 'SELECT 9', 'SELECT 10') : file));
    await migrate(connection, newer, { source });
    const before = await listVersions();
    expect(await migrate(connection, known)).toEqual([]);
    expect(await listVersions()).toEqual(before);
    expect(await run('SELECT public.search_version() AS version')).toEqual([{ version: 10 }]);
  });

  test('A function, trigger or view that was changed by hand, or by a migration, is as in its file after the next start', async () => {
    await migrate(connection);
    await run(
      "CREATE OR REPLACE FUNCTION public.oldest_writer() RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT '1' $$",
    );
    await run('DROP TRIGGER index_name ON tag');
    await run('CREATE OR REPLACE VIEW stored_body AS SELECT article_id, html FROM article_body');
    await run('CREATE OR REPLACE VIEW published.redirect AS SELECT * FROM public.redirect WHERE false');
    await run('DROP VIEW preview.article_state CASCADE');
    await migrate(connection);
    await expectSameAsNew();
  });

  test('Functions, views and triggers without a file are dropped, those that others have added are not', async () => {
    await migrate(connection);
    await run(`CREATE FUNCTION theirs() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
      CREATE VIEW published AS SELECT article_id FROM body_of_draft;
      CREATE TRIGGER theirs AFTER INSERT ON tag FOR EACH ROW EXECUTE FUNCTION theirs()`);
    const files = await readDatabaseSource();
    const dropped = ['index_name', 'section', 'tag', 'author', 'series', 'stored_body'];
    const source = files.filter(({ name }) => !dropped.includes(name));
    await migrate(connection, undefined, { source });
    const { functions, views, triggers } = await describeDatabase(connection);
    const inPublic = views.map(({ name }) => name).filter((name) => !name.includes('.'));
    expect(inPublic).toEqual(['body_of_draft', 'published', 'section_ancestor', 'unchanged_draft']);
    expect(functions.map(({ name }) => name)).not.toContain('index_name');
    expect(functions.map(({ name }) => name)).toContain('theirs');
    const names = triggers.filter(({ table }) => table === 'tag').map(({ name }) => name);
    expect(names).toEqual(['theirs']);

    await migrate(connection);
    await run('DROP TRIGGER theirs ON tag; DROP FUNCTION theirs(); DROP VIEW published');
    await expectSameAsNew();
  });

  test('A function can get other parameters, and another type of result', async () => {
    const files = await readDatabaseSource();
    const versions: [string, string][] = [
      ['(a int)', 'SELECT 1'],
      ['(b int)', 'SELECT 2'],
      ['(b int, c int)', 'SELECT 3'],
    ];
    for (const [parameters, body] of versions) {
      const source = [...files, createFunction('of_tomorrow', parameters, body)];
      await migrate(connection, undefined, { source });
      const { functions } = await describeDatabase(connection);
      const found = functions.filter(({ name }) => name === 'of_tomorrow');
      expect(found.map(({ definition }) => definition)).toEqual([expect.stringContaining(body)]);
    }
  });

  test('A function that an index was built with cannot be changed', async () => {
    await migrate(connection);
    const before = await listVersions();
    const source = (await readDatabaseSource()).map((file) =>
      file.name === 'media_hashes' ? withText(file, '{40}', '{41}') : file,
    );
    await expect(migrate(connection, undefined, { source })).rejects.toThrow(
      /^prisma\/functions\/media_hashes\.sql: .*index article_body_media.* was built with the function/,
    );
    expect(await listVersions()).toEqual(before);
  });

  test('A view can get columns after its own, and another view reads them from its first start on', async () => {
    const files = await readDatabaseSource();
    const source = [
      ...files.map((file) =>
        file.name === 'section_ancestor'
          ? withText(
              file,
              'SELECT section_id, ancestor_id FROM',
              'SELECT section_id, ancestor_id, 1 AS depth FROM',
            )
          : file,
      ),
      createView('a_depth', 'SELECT depth FROM public.section_ancestor'),
    ];
    await migrate(connection, undefined, { source });
    await run("INSERT INTO section (slug, name) VALUES ('news', 'News')");
    expect(await run('SELECT depth FROM a_depth')).toEqual([{ depth: 1 }]);
    const refused = migrate(connection);
    await expect(refused).rejects.toThrow('prisma/views/section_ancestor.sql: cannot drop columns from view');
    await expect(refused).rejects.toBeInstanceOf(DatabaseSetupError);
  });

  test('Views come after those that they read, whatever their names', () => {
    const views = [
      createView('b', 'SELECT FROM public.d'),
      createView('c', 'SELECT FROM public.b'),
      createView('d', 'SELECT 1'),
    ];
    expect(sortViews(views).map(({ name }) => name)).toEqual(['d', 'b', 'c']);
  });

  test('A mistake in a file is reported with its name, and the next start goes on with what is left', async () => {
    const source = (await readDatabaseSource()).map((file) =>
      file.kind === 'triggers' && file.name === 'draft'
        ? withText(file, 'AFTER DELETE', 'AFTER DELET')
        : file,
    );
    const refused = migrate(connection, undefined, { source });
    await expect(refused).rejects.toThrow(/^prisma\/triggers\/draft\.sql: syntax error at or near "DELET"/);
    await expect(refused).rejects.toBeInstanceOf(DatabaseSetupError);
    await migrate(connection);
    await expectSameAsNew();
  });

  test('A reader of a view whose file changes reads it before and after', async () => {
    await migrate(connection);
    const reader = new pg.Client(connection);
    await reader.connect();
    await reader.query('BEGIN; SELECT FROM stored_body');
    const source = (await readDatabaseSource()).map((file) =>
      file.kind === 'view' ? { ...file, sql: `${file.sql}\n` } : file,
    );
    const migrating = migrate(connection, undefined, {
      source,
      lockRetryPolicy: { timeoutMs: 60_000, attempts: 1, pauseMs: 0 },
    });
    const waiting =
      "SELECT FROM pg_locks WHERE relation = 'stored_body'::regclass AND mode = 'AccessExclusiveLock' AND NOT granted";
    await waitUntil(async () => (await run(waiting)).length > 0);
    await reader.query(
      "SET lock_timeout = '1ms'; SELECT FROM preview.article_body, unchanged_draft, section_ancestor; COMMIT",
    );
    await migrating;
    await reader.query('SELECT FROM stored_body');
    await reader.end();
  });

  test('Readers of two tables never wait for a change of triggers that waits for them', async () => {
    await migrate(connection);
    const reader = new pg.Client(connection);
    await reader.connect();
    await reader.query('BEGIN; SELECT FROM article_search');
    const source = (await readDatabaseSource()).map((file) =>
      file.kind === 'triggers' ? { ...file, sql: `${file.sql}\n` } : file,
    );
    const migrating = migrate(connection, undefined, {
      source,
      lockRetryPolicy: { timeoutMs: 60_000, attempts: 1, pauseMs: 0 },
    });
    const waiting =
      "SELECT FROM pg_locks WHERE relation = 'article_search'::regclass AND mode = 'AccessExclusiveLock' AND NOT granted";
    await waitUntil(async () => (await run(waiting)).length > 0);
    await reader.query(
      "SET lock_timeout = '1ms'; SELECT FROM article, article_body, draft, draft_search; COMMIT",
    );
    await reader.end();
    await migrating;
  });

  test('No content is written while functions and triggers change', async () => {
    await migrate(connection);
    const writer = new pg.Client(connection);
    await writer.connect();
    await writer.query('SELECT pg_advisory_lock($1)', [CHANGE_LOG_LOCK]);
    const source = [...(await readDatabaseSource()), createFunction('of_tomorrow', '()', 'SELECT 1')];
    const lockRetryPolicy = { timeoutMs: 100, attempts: 1, pauseMs: 0 };
    await expect(migrate(connection, undefined, { source, lockRetryPolicy })).rejects.toThrow(
      'lock that another transaction holds',
    );
    await writer.end();
  });
});

async function createDatabase(): Promise<pg.PoolConfig> {
  const name = `test_${randomBytes(6).toString('hex')}`;
  await queryAsAdmin(`CREATE DATABASE ${name}`);
  databases.push(name);
  return { ...getTestServer(), database: name };
}

/** Applies migrations alone, as a release without files of functions did. */
async function applyHistory(migrations: Migration[]): Promise<void> {
  const client = new pg.Client(connection);
  await client.connect();
  await applyMigrations(client, migrations, LOCK_RETRY_POLICY).finally(() => client.end());
}

/** Publishes an article with a section, a tag and an author, with the columns that all migrations have. */
async function addArticle(slug: string): Promise<void> {
  const body = `'<p>Storm</p>', 'Storm', 'Storm', '[]', '[]'`;
  await run(`
    INSERT INTO section (slug, name) VALUES ('${slug}', 'Section ${slug}');
    INSERT INTO tag (slug, name) VALUES ('${slug}', 'Tag ${slug}');
    INSERT INTO author (slug, name) VALUES ('${slug}', 'Author ${slug}');
    INSERT INTO draft (slug, path, title, opening, word_count, revision, updated_at, section_id)
      SELECT slug, '/' || slug, slug, '', 1, 1, now(), id FROM section WHERE slug = '${slug}';
    INSERT INTO draft_body (article_id, html, text, markdown, outline, blocks)
      SELECT id, ${body} FROM draft WHERE slug = '${slug}';
    INSERT INTO draft_tag SELECT d.id, t.id, 0 FROM draft d JOIN tag t USING (slug) WHERE slug = '${slug}';
    INSERT INTO draft_author SELECT d.id, t.id, 0 FROM draft d JOIN author t USING (slug) WHERE slug = '${slug}';
    INSERT INTO article (id, slug, path, title, opening, word_count, revision, listed_at, published_at, updated_at, section_id)
      SELECT id, slug, path, title, opening, word_count, revision, now(), now(), updated_at, section_id FROM draft WHERE slug = '${slug}';
    INSERT INTO article_body (article_id, html, text, markdown, outline, blocks)
      SELECT id, ${body} FROM draft WHERE slug = '${slug}';
    INSERT INTO article_tag SELECT d.id, t.id, 0, now() FROM draft d JOIN tag t USING (slug) WHERE slug = '${slug}';
    INSERT INTO article_author SELECT d.id, t.id, 0, now() FROM draft d JOIN author t USING (slug) WHERE slug = '${slug}'`);
}

const DESCRIBED_SCHEMAS = "('public', 'published', 'members', 'preview')";
const DESCRIPTIONS = {
  functions: `SELECT proname AS name, pg_get_functiondef(p.oid) AS definition, obj_description(p.oid) AS comment
    FROM pg_proc p WHERE pronamespace = 'public'::regnamespace
      AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = p.oid AND deptype = 'e') ORDER BY p.oid::regprocedure::text`,
  triggers: `SELECT tgrelid::regclass::text AS table, tgname AS name, pg_get_triggerdef(oid) AS definition, tgenabled AS enabled,
    obj_description(oid) AS comment
    FROM pg_trigger WHERE NOT tgisinternal AND tgrelid IN (SELECT oid FROM pg_class WHERE relnamespace = 'public'::regnamespace)
    ORDER BY 1, 2`,
  views: `SELECT oid::regclass::text AS name, pg_get_viewdef(oid) AS definition, obj_description(oid, 'pg_class') AS comment
    FROM pg_class
    WHERE relkind = 'v' AND relnamespace::regnamespace::text IN ${DESCRIBED_SCHEMAS} ORDER BY 1`,
  columns: `SELECT attrelid::regclass::text AS table, attname AS name, format_type(atttypid, atttypmod) AS type,
    attnotnull::text AS required, pg_get_expr(adbin, adrelid) AS default_value, attstorage AS storage
    FROM pg_attribute a JOIN pg_class c ON c.oid = attrelid LEFT JOIN pg_attrdef d ON adrelid = attrelid AND adnum = attnum
    WHERE relkind IN ('r', 'v') AND attnum > 0 AND NOT attisdropped AND relnamespace::regnamespace::text IN ${DESCRIBED_SCHEMAS}
    ORDER BY 1, attnum`,
  indexes: `SELECT i.indexrelid::regclass::text AS name, pg_get_indexdef(indexrelid) AS definition, reloptions::text AS options
    FROM pg_index i JOIN pg_class c ON c.oid = indexrelid WHERE relnamespace = 'public'::regnamespace ORDER BY 1`,
  constraints: `SELECT conrelid::regclass::text AS table, conname AS name, pg_get_constraintdef(oid) AS definition, convalidated::text AS valid
    FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND contype <> 't' ORDER BY 1, 2`,
};

type Description = Record<
  keyof typeof DESCRIPTIONS,
  { name: string; table: string; definition: string; comment: string | null }[]
>;

async function describeDatabase(of: pg.PoolConfig): Promise<Description> {
  const client = new pg.Client(of);
  await client.connect();
  const entries: [string, object[]][] = [];
  for (const [kind, select] of Object.entries(DESCRIPTIONS))
    entries.push([kind, (await client.query(select)).rows]);
  await client.end();
  return Object.fromEntries(entries) as Description;
}

/** Compares the database with a new one, and prints how many things were compared. */
async function expectSameAsNew(): Promise<void> {
  const fresh = await createDatabase();
  await migrate(fresh);
  const [migrated, created] = await Promise.all([describeDatabase(connection), describeDatabase(fresh)]);
  const kinds = Object.keys(DESCRIPTIONS) as (keyof Description)[];
  const counts = kinds.map((kind) => {
    const same = created[kind].filter((each) => migrated[kind].some((other) => isEqual(each, other))).length;
    return `${kind}: ${migrated[kind].length} migrated, ${created[kind].length} new, ${same} the same`;
  });
  console.log(`${expect.getState().currentTestName}\n${counts.join('\n')}`);
  expect(migrated).toEqual(created);
}

function isEqual(one: object, other: object): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** Returns every function, view and trigger with the transaction that last changed it or its comment. */
function listVersions(): Promise<{ name: string; version: string }[]> {
  return run(`
    SELECT proname AS name, p.xmin::text || ' ' || coalesce(d.xmin::text, '') AS version
      FROM pg_proc p LEFT JOIN pg_description d ON d.objoid = p.oid WHERE pronamespace = 'public'::regnamespace
    UNION ALL
    SELECT tgrelid::regclass || ' ' || tgname, t.xmin::text || ' ' || coalesce(d.xmin::text, '')
      FROM pg_trigger t LEFT JOIN pg_description d ON d.objoid = t.oid WHERE NOT tgisinternal
    UNION ALL
    SELECT c.oid::regclass::text, c.xmin::text || ' ' || coalesce(d.xmin::text, '')
      FROM pg_class c LEFT JOIN pg_description d ON d.objoid = c.oid WHERE relkind = 'v'
        AND relnamespace::regnamespace::text IN ${DESCRIBED_SCHEMAS}
    ORDER BY 1, 2`);
}

function createFunction(name: string, parameters: string, body: string): SourceFile {
  const sql = `CREATE OR REPLACE FUNCTION public.${name}${parameters} RETURNS int LANGUAGE sql AS $$ ${body} $$`;
  return { kind: 'function', name, sql };
}

function createView(name: string, query: string): SourceFile {
  return { kind: 'view', name, sql: `CREATE OR REPLACE VIEW public.${name} AS ${query}` };
}

function withText(file: SourceFile, text: string, replacement: string): SourceFile {
  expect(file.sql).toContain(text);
  return { ...file, sql: file.sql.replace(text, replacement) };
}

function createMigration(name: string): Migration {
  return { name, sql: 'SELECT 1', checksum: name };
}

async function run(statement: string): Promise<any[]> {
  const client = new pg.Client(connection);
  await client.connect();
  const result = await client.query(statement).finally(() => client.end());
  return result.rows;
}
